"""Front matter: strict YAML with the line of every key. The only importer of yaml and frontmatter.

What plain YAML reads silently wrong is either read as written (`NO`, `0123`, `12:30`, `1.10` and dates stay text) or
refused with its line: duplicate keys, anchors and aliases, tags, a missing `---`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from sitegen.load.simple_yaml import simple_yaml
from sitegen.problems import Problem, error

type_of_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
"""Embeddings and overrides of direction: unseen, and one that is not closed turns around what stands after it."""

_NO_OVERRIDES = dict.fromkeys(map(ord, _OVERRIDES))

MAX_NODES = 5_000
MAX_DEPTH = 12
MAX_OPENINGS = 3_000
"""Characters that may open a collection: libyaml's composer needs the stack of the process for each level."""

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "seq", "map"))

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
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


class StrictLoader(type_of_loader):  # type: ignore[misc, valid-type]
    """YAML in which only true, false, null and plain whole numbers are not text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_WRITTEN = {
    "tag:yaml.org,2002:bool": (re.compile(r"^(?:true|false)$"), list("tf")),
    "tag:yaml.org,2002:null": (re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
    "tag:yaml.org,2002:int": (re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$"), list("-0123456789")),
}
"""How what is not text is written, and the characters that it begins with, by tag."""

for _tag, (_pattern, _first) in _WRITTEN.items():
    StrictLoader.add_implicit_resolver(_tag, _pattern, _first)


class StrictHandler(YAMLHandler):
    """python-frontmatter's YAML, read by the strict loader, remembering lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Location, int] = {}

    def load(self, fm: str, **_options: object) -> Any:
        """Return the data of the front matter `fm`; raises yaml.YAMLError or RefusedYaml."""
        if sum(fm.count(opening) for opening in "[{-?") > MAX_OPENINGS:
            raise RefusedYaml("yaml.too_large", 1)
        loader = StrictLoader(fm)
        try:
            node = loader.get_single_node()
            if node is None:
                return {}
            self.lines = dict(_walk(node, (), set()))
            return loader.construct_document(node)
        finally:
            loader.dispose()


class RefusedYaml(Exception):
    """YAML that is valid but not wanted; `code` names the problem."""

    def __init__(self, code: str, line: int, text: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.text = code, line, text


def parse_file(path: str, data: bytes) -> ParsedFile | Problem:
    """Take a source file apart, or say what is wrong with it; `path` is for the message only."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        return error("file.encoding", path, data[: failure.start].count(b"\n") + 1)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _parse_text(path, text.translate(_NO_OVERRIDES) if any(map(text.__contains__, _OVERRIDES)) else text)


def _parse_text(path: str, text: str) -> ParsedFile | Problem:
    handler = StrictHandler()
    lead = len(text) - len(text.lstrip())
    # the blank lines after the first `---` belong to the boundary
    boundary = handler.FM_BOUNDARY.search(text)
    if "\x00" in text:
        return error("file.encoding", path, text[: text.index("\x00")].count("\n") + 1)
    if not text.lstrip().startswith("---"):
        return error("frontmatter.missing", path, 1)
    try:
        front, body = handler.split(text)
    except ValueError:
        return error("frontmatter.unclosed", path, text[:lead].count("\n") + 1)
    offset = text.count("\n", 0, boundary.end() if boundary else lead)
    simple = simple_yaml(front)
    if simple is not None and not offset:
        return _file(text, body, *simple)
    try:
        meta = handler.load(front)
    except RefusedYaml as refusal:
        return error(refusal.code, path, refusal.line + offset, text=refusal.text)
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        return error("yaml.syntax", path, (mark.line + 1 if mark else 1) + offset, reason=failure.problem or "")
    except (yaml.YAMLError, RecursionError, ValueError):
        return error("yaml.syntax", path, 1 + offset, reason="")
    if not isinstance(meta, dict):
        return error("frontmatter.not_keys", path, 1 + offset)
    lines = {location: line + offset for location, line in handler.lines.items()}
    return _file(text, body, {str(key): value for key, value in meta.items()}, lines)


def _file(text: str, body: str, meta: dict[str, Any], lines: dict[Location, int]) -> ParsedFile:
    body_line = text.count("\n", 0, len(text) - len(body.lstrip())) + 1
    return ParsedFile(meta, lines, body.strip(), body_line)


def _walk(node: yaml.Node, at: Location, seen: set[int]) -> Iterator[tuple[Location, int]]:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise RefusedYaml("yaml.alias", line)
    seen.add(id(node))
    if node.tag not in _PLAIN_TAGS:
        raise yaml.constructor.ConstructorError(None, None, f"the tag {node.tag} is not wanted", node.start_mark)
    _check_tag(node)
    if len(seen) > MAX_NODES or len(at) > MAX_DEPTH:
        raise RefusedYaml("yaml.too_large", line)
    if at:
        yield at, line
    if isinstance(node, yaml.MappingNode):
        yield from _walk_mapping(node, at, seen)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, (*at, index), seen)


def _walk_mapping(node: yaml.MappingNode, at: Location, seen: set[int]) -> Iterator[tuple[Location, int]]:
    names: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise RefusedYaml("yaml.key", line)
        _check_tag(key)
        if key.value in names:
            raise RefusedYaml("yaml.twice", line, key.value)
        names.add(key.value)
        yield from _walk(value, (*at, key.value), seen)
        yield (*at, key.value), line


def _check_tag(node: yaml.Node) -> None:
    """Refuse a value that is not what its tag says, such as `!!bool maybe`."""
    if isinstance(node, yaml.ScalarNode) and node.tag in _WRITTEN and not _WRITTEN[node.tag][0].match(node.value):
        reason = f"the tag {node.tag} is not wanted"
        raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark)
