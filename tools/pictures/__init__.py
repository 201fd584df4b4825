"""The sample shop's pictures, drawn from nothing but arithmetic and a seed."""
