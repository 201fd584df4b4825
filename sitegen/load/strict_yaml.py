"""Strict YAML. The only importer of yaml and frontmatter, and imported when front matter is not simple.

What plain YAML reads silently wrong is either read as written (`NO`, `0123`, `12:30`, `1.10` and dates stay text) or
refused with its line: duplicate keys, anchors and aliases, tags, a missing `---`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from sitegen.load.parsed import Location, ParsedFile, file_of
from sitegen.problems import Problem, error

type_of_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_NODES = 5_000
MAX_DEPTH = 12
MAX_OPENINGS = 3_000
"""Characters that may open a collection: libyaml's composer needs the stack of the process for each level."""

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "seq", "map"))


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


def parse_strictly(path: str, text: str) -> ParsedFile | Problem:
    """Take the text of a source file apart, or say what is wrong with it; `path` is for the message only."""
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
    return file_of(text, body, {str(key): value for key, value in meta.items()}, lines)


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
