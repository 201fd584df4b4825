"""Front matter: YAML with the line of every key.

What most files have is read line by line (`sitegen.load.simple_yaml`); the parser of YAML is imported for the others.
"""

from __future__ import annotations

import re
import unicodedata

from sitegen.load.parsed import ParsedFile, file_of
from sitegen.load.simple_yaml import simple_yaml
from sitegen.problems import Problem, error

BOUNDARY = re.compile(r"^-{3,}\s*$", re.MULTILINE)
"""What stands around front matter, as python-frontmatter has it."""

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
"""Embeddings and overrides of direction: unseen, and one that is not closed turns around what stands after it."""

_NO_OVERRIDES = dict.fromkeys(map(ord, _OVERRIDES))


def parse_file(path: str, data: bytes) -> ParsedFile | Problem:
    """Take a source file apart, or say what is wrong with it; `path` is for the message only."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        return error("file.encoding", path, data[: failure.start].count(b"\n") + 1)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if any(map(text.__contains__, _OVERRIDES)):
        text = text.translate(_NO_OVERRIDES)
    simple = _simple_file(text)
    if simple is not None:
        return simple
    from sitegen.load.strict_yaml import parse_strictly

    return parse_strictly(path, text)


def _simple_file(text: str) -> ParsedFile | None:
    """Return a file that begins with simple front matter, or None."""
    opening = BOUNDARY.match(text)
    if opening is None or "\n" in opening.group() or "\x00" in text:
        return None
    closing = BOUNDARY.search(text, opening.end())
    if closing is None:
        return None
    simple = simple_yaml(text[opening.end() : closing.start()])
    return None if simple is None else file_of(text, text[closing.end() :], *simple)
