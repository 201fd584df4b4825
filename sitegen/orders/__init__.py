"""Orders and their prices: what was published, what a message says, and what a change does to money."""
