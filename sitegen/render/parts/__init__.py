"""Parts: the prepared values that pages are put together from."""
