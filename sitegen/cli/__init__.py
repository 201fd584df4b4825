"""Commands, one file each; the only importers of click."""
