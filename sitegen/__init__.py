"""A static-site e-commerce catalogue generator with headless checkout."""

__version__ = "0.1.0"
