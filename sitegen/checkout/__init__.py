"""Checkout: how an order leaves the static site for the cooperative's own checkout."""
