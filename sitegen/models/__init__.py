"""The content model: what a contributor may write, typed."""
