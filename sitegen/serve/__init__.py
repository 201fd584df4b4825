"""A preview on loopback: what a plain static host would serve, and, with `serve`, pages that follow every edit."""

from sitegen.serve.guard import LOOPBACK
from sitegen.serve.server import make_server, serving

__all__ = ["LOOPBACK", "make_server", "serving"]
