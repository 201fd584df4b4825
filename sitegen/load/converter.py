"""The Markdown converter and the sanitiser. The only importer of markdown and nh3, and imported when a text needs it.

Most texts are plain prose and do not (`sitegen.load.prose`).
"""

from __future__ import annotations

import html
from functools import cache
from posixpath import normpath
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from sitegen.load.body import Body, as_text, first_sentence

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


def converted(text: str, folder: str) -> Body:
    """Return what the converter and the sanitiser make of any text."""
    converter, addresses = _converter()
    addresses.begin(folder)
    converter.reset()
    try:
        unsafe = converter.convert(text)
    except RecursionError:
        _converter.cache_clear()  # what broke off in the middle has a state that the next body must not inherit
        return as_text(text)
    safe = nh3.clean(
        unsafe, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None,
        clean_content_tags={"script", "style"},
    )  # fmt: skip
    return Body(safe.encode(), first_sentence(safe), tuple(addresses.records), tuple(addresses.pictures))


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
