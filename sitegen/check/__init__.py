"""Checks of the finished output."""
