"""Putting a built shop online: whatever breaks, buyers see a whole shop."""
