"""Tests of the images room, on pictures that they make themselves."""
