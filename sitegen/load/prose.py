"""Plain prose: the Markdown that most bodies are made of, written as HTML in one pass.

Paragraphs, headings, tight lists, emphasis, and links to other source files, made of characters that mean nothing
else. What is written here is what the converter and the sanitiser would write, to the byte, and their time is saved;
for anything else, however small, the answer is None and they do the work. No `<`, `>`, `&` or quote of the text reaches
a place where it could act, because a text that has one of the first three is not plain.
"""

from __future__ import annotations

import re
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import quote

_STRANGE = re.compile("[<>&\\\\`_|\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u1680\u2000-\u200a\u2028\u2029\u205f\u3000]")
"""What may be markup, unseen characters, and spaces other than those of plain and French typing."""

_MARKS = "<>&\\`_|"
"""Those of them that can be printed."""

_TRAILING = (" \n", "\u00a0\n", "\u202f\n")
"""A line that ends with a space may be a line break."""

_LETTER = r"[^\W_]"
_EMPHASIS = rf"{_LETTER}(?:[^*\[\]]*[^\W_]|[^*\[\]]*[.!?…»])?"
_BEFORE = r"[^ \n\u00a0\u202f(«“’']"
_AFTER = r"(?![^ \n\u00a0\u202f.,;:!?…)»”،؛؟])"
_STRONG = rf"\*\*(?<!{_BEFORE}\*\*)({_EMPHASIS})\*\*{_AFTER}"
_WEAK = rf"\*(?<!{_BEFORE}\*)({_EMPHASIS})\*{_AFTER}"
_ADDRESS = r"([A-Za-z0-9.][A-Za-z0-9./-]*\.(?:md|markdown))(#[A-Za-z0-9-]+)?"
_LINK = rf"\[(?<!!\[)([^*\[\]]+)\]\({_ADDRESS}\)"
_INLINE = re.compile(f"{_STRONG}|{_WEAK}|{_LINK}")
"""Each begins with its own character, and looks back from there, so that a search leaps to the next one."""

_LINE = r"(?:[^\s\d#=+*>\[\]-]|\d(?!\d*\. )|\*\*?(?=[^\W_])|\[(?=[^\[\]]+\]\())[^\n]*"
"""A line that begins no heading, list, rule, quote or reference."""

_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_BULLETS = re.compile(rf"[-+*] {_LINE}(?:\n(?:[-+*] | {{0,3}}){_LINE})*")
_NUMBERS = re.compile(rf"1\. {_LINE}(?:\n(?:\d+\. | {{0,3}}){_LINE})*")
_HEADING = re.compile(r"(#{1,6}) ?([^\s#][^\n#]*)")
_BLANK = re.compile(r"\n\n+")
_BULLET = re.compile(r"\n[-+*] ")
_NUMBER = re.compile(r"\n\d+\. ")


class Prose(NamedTuple):
    """Safe HTML, and the site-relative paths of the source files that it leads to."""

    html: str
    records: tuple[str, ...]


class _NotPlain(Exception):
    """The converter is needed."""


def plain_prose(text: str, folder: str) -> Prose | None:
    """Return what a Markdown text in `folder` is in HTML, or None when it is more than plain prose."""
    text = text.strip("\n")
    if not text or text[-1].isspace() or _is_strange(text) or any(end in text for end in _TRAILING):
        return None
    records: list[str] = []
    blocks: list[str] = []
    try:
        for block in _BLANK.split(text):
            written = _block(block, folder, records)
            if written.endswith("l>") and blocks and blocks[-1].endswith("l>"):
                return None  # what looks like two lists may be one, with paragraphs in it
            blocks.append(written)
    except _NotPlain:
        return None
    return Prose("\n".join(blocks).replace("\u00a0", "&nbsp;"), tuple(records))


def _is_strange(text: str) -> bool:
    """Return whether a text holds something strange; what can be printed needs no closer look."""
    visible = text.replace("\n", " ").replace("\u00a0", " ").replace("\u202f", " ").isprintable()
    return any(map(text.__contains__, _MARKS)) if visible else _STRANGE.search(text) is not None


def _block(block: str, folder: str, records: list[str]) -> str:
    if _PARAGRAPH.fullmatch(block):
        return f"<p>{_inline(block, folder, records)}</p>"
    if heading := _HEADING.fullmatch(block):
        level = max(2, len(heading[1]))
        return f"<h{level}>{_inline(heading[2], folder, records)}</h{level}>"
    if _BULLETS.fullmatch(block):
        return _list("ul", _BULLET.split(block[2:]), folder, records)
    if _NUMBERS.fullmatch(block):
        return _list("ol", _NUMBER.split(block[3:]), folder, records)
    raise _NotPlain


def _list(tag: str, items: list[str], folder: str, records: list[str]) -> str:
    written = "</li>\n<li>".join([_inline(item, folder, records) for item in items])
    return f"<{tag}>\n<li>{written}</li>\n</{tag}>"


def _inline(text: str, folder: str, records: list[str]) -> str:
    if "*" not in text and "[" not in text and "]" not in text:
        return text

    def write(found: re.Match[str]) -> str:
        strong, emphasis, words, address, fragment = found.groups()
        if strong:
            return f"<strong>{strong}</strong>"
        if emphasis:
            return f"<em>{emphasis}</em>"
        path = normpath(f"{folder}/{address}")
        records.append(path)
        return f'<a href="record:{quote(path)}{fragment or ""}">{words}</a>'

    written = _INLINE.sub(write, text)
    if "*" in written or "[" in written or "]" in written:
        raise _NotPlain
    return written
