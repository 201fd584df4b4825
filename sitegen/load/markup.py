"""Markdown to safe HTML. The only importer of markdown and nh3.

Links to other source files and pictures leave here as `record:` and `picture:` addresses, because only the plan knows
where they lead; `sitegen.render.bodies` puts the real ones in. Whatever else a stranger writes, raw HTML included,
passes through one sanitiser with an allow list.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from posixpath import normpath
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from sitegen.load.prose import plain_prose

MAX_CHARACTERS = 60_000
MAX_BRACKETS = 1_500
"""Python-Markdown needs quadratic time for hostile runs of `[` or `<`."""

MAX_LEVELS = 60

_NESTED = re.compile(rf"^[ \t]*(?:>[ \t]*|(?:[0-9]{{1,9}}[.)]|[-+*])[ \t]+){{{MAX_LEVELS}}}", re.MULTILINE)
"""Lists in lists in lists on one line: Python-Markdown needs a level of the stack for each."""

_INLINE = "a abbr b bdi br cite code del em i img ins kbd mark q s small span strong sub sup u"
_BLOCK = "blockquote dd dl dt h2 h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul"
_TAGS = set(f"{_INLINE} {_BLOCK}".split())
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "record", "picture"}
_SUSPICIOUS = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|form|style|svg|link|meta|base|input|button|video|audio)\b"
    r"|javascript\s*:|vbscript\s*:|data\s*:\s*text/html|<[^<>]*\son\w+\s*=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A Markdown body as safe HTML.

    `first_sentence` is plain text; `records` and `pictures` are the site-relative paths that it leads to and shows;
    `pictures` have their alternative text.
    """

    html: str = ""
    first_sentence: str = ""
    records: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()

    def __reduce__(self) -> tuple[type[Body], tuple[object, ...]]:
        """Travel as arguments."""
        return Body, (self.html, self.first_sentence, self.records, self.pictures)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a body is not rendered, or what was taken out of it: a problem code and the line within the body."""

    code: str
    line: int
    text: str


def check_body(text: str) -> Iterator[Refusal]:
    """Yield what the sanitiser will take out, and what is too much to render, with the line within the body."""
    if _is_too_much(text):
        yield Refusal("body.too_long", 1, f"{len(text):,}")
    if not _may_be_suspicious(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = _SUSPICIOUS.search(line)
        if match:
            yield Refusal("body.unsafe", number, match.group(0).strip()[:40])


def render_body(text: str, folder: str) -> Body:
    """Return safe HTML of a Markdown text whose links are relative to `folder`."""
    if not text.strip():
        return Body()
    if _is_too_much(text):
        return _as_text(text)
    prose = plain_prose(text, folder)
    if prose is not None:
        return Body(prose.html, first_sentence(prose.html), prose.records)
    return _converted(text, folder)


def _converted(text: str, folder: str) -> Body:
    """Return what the converter and the sanitiser make of any text."""
    converter, addresses = _converter()
    addresses.begin(folder)
    converter.reset()
    try:
        unsafe = converter.convert(text)
    except RecursionError:
        _converter.cache_clear()  # what broke off in the middle has a state that the next body must not inherit
        return _as_text(text)
    safe = nh3.clean(
        unsafe, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None,
        clean_content_tags={"script", "style"},
    )  # fmt: skip
    return Body(safe, first_sentence(safe), tuple(addresses.records), tuple(addresses.pictures))


def _as_text(text: str) -> Body:
    return Body(f"<p>{html.escape(text[:2000])}</p>", "")


def _may_be_suspicious(text: str) -> bool:
    """Return False, at little cost, for a text of which no line can be suspicious.

    The letters looked for are the same in lower case and for `re.IGNORECASE`, which takes `ſ` for an `s` and `ı` for
    an `i`.
    """
    lower = text.lower()
    return "<" in lower or "java" in lower or "vb" in lower or "data" in lower


def _is_too_much(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or max(text.count("["), text.count("<")) > MAX_BRACKETS:
        return True
    # Each level of a list has one of these, and few texts have so many that they need to be looked through.
    return sum(map(text.count, "->*+.)")) >= MAX_LEVELS and _NESTED.search(text) is not None


def first_sentence(safe: str, limit: int = 200) -> str:
    """Return the first sentence of the first paragraph, as plain text of at most `limit` characters."""
    paragraphs = (_plain(match.group(1)) for match in re.finditer(r"<p>(.*?)</p>", safe, re.DOTALL))
    text = next(filter(None, paragraphs), "")
    sentence = re.match(r".+?[.!?؟…。](?=\s|$)", text)
    chosen = sentence.group(0) if sentence else text
    if len(chosen) <= limit:
        return chosen
    return chosen[: limit - 1].rsplit(" ", 1)[0] + "…"


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


class _Addresses(Treeprocessor):
    """Rewrites relative links and picture addresses, and moves a first-level heading down one level."""

    def begin(self, folder: str) -> None:
        self.folder = folder
        self.records: list[str] = []
        self.pictures: list[tuple[str, str]] = []

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "h1":
                element.tag = "h2"
            elif element.tag == "a":
                self._link(element)
            elif element.tag == "img":
                self._picture(element)

    def _link(self, element: Element) -> None:
        target = _split(element.get("href", ""))
        if target is None or target.scheme or target.netloc or not target.path.endswith((".md", ".markdown")):
            return
        path = normpath(f"{self.folder}/{unquote(target.path)}")
        self.records.append(path)
        fragment = f"#{target.fragment}" if target.fragment else ""
        element.set("href", f"record:{quote(path)}{fragment}")

    def _picture(self, element: Element) -> None:
        target = _split(element.get("src", ""))
        if target is None or target.scheme or target.netloc or target.path.startswith("/"):
            element.set("src", "")
            return
        path = normpath(f"{self.folder}/{unquote(target.path)}")
        self.pictures.append((path, html.unescape(element.get("alt", ""))))
        element.set("src", f"picture:{quote(path)}")


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address in Markdown's output, or None when it is none (`http://[`)."""
    try:
        return urlsplit(html.unescape(address))
    except ValueError:
        return None


class _SiteLinks(Extension):
    def __init__(self, addresses: _Addresses) -> None:
        super().__init__()
        self.addresses = addresses

    def extendMarkdown(self, md: Any) -> None:  # noqa: N802 - the name that Python-Markdown calls
        self.addresses.md = md
        md.treeprocessors.register(self.addresses, "sitegen", 5)


@cache
def _converter() -> tuple[markdown.Markdown, _Addresses]:
    addresses = _Addresses()
    extensions: list[str | Extension] = ["tables", "sane_lists", _SiteLinks(addresses)]
    return markdown.Markdown(output_format="html", extensions=extensions), addresses
