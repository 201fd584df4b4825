"""A source file taken apart, before anything in it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitegen.values import LightValue, light_value

Location = tuple[str | int, ...]


@light_value
class ParsedFile(LightValue):
    """A source file taken apart: `lines` has the line of every key and item; `body_line` is the body's first line."""

    meta: dict[str, Any]
    lines: dict[Location, int]
    body: str
    body_line: int

    def line_of(self, location: Location) -> int:
        """Return the line of a key, or of the nearest key around it; 1 when there is none."""
        return line_in(self.lines, location)


def line_in(lines: Mapping[Location, int], location: Location) -> int:
    """Return the line of a key, or of the nearest key around it; 1 when there is none."""
    for length in range(len(location), 0, -1):
        if location[:length] in lines:
            return lines[location[:length]]
    return 1


def file_of(text: str, body: str, meta: dict[str, Any], lines: dict[Location, int]) -> ParsedFile:
    """Return the file of a whole text, whose body begins after its front matter."""
    body_line = text.count("\n", 0, len(text) - len(body.lstrip())) + 1
    return ParsedFile(meta, lines, body.strip(), body_line)
