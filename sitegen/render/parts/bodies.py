"""Markdown bodies with their real addresses: links to records in the reader's language, pictures of the plan."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from sitegen.plan.pictures import body_key
from sitegen.render.edition import Edition
from sitegen.render.parts.pictures import picture_view
from sitegen.render.views import Html

_LINK = re.compile(r'<a\b([^>]*?)\shref="([^"]*)"([^>]*)>')
_IMAGE = re.compile(r"<img\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_LONE_PICTURE = re.compile(r"<p>(\s*<img\b[^>]*>\s*)</p>")


def body_of(edition: Edition, item: LoadedRecord[Record]) -> Html:
    """Return the body of a record as the reader gets it."""
    body, code = edition.reader.body(item)
    text = body.html
    shown = edition.reader.in_language("", code)
    if "<img" in text:
        text = _LONE_PICTURE.sub(r"<figure>\1</figure>", text)
        text = _IMAGE.sub(lambda match: _picture(edition, match), text)
    if "<a" in text:
        text = _LINK.sub(lambda match: _link(edition, match), text)
    return Html(text, shown.language, shown.direction, shown.fallen_back)


def _picture(edition: Edition, match: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(match.group(1)))
    source = html.unescape(attributes.get("src", ""))
    path = unquote(source.removeprefix("picture:"))
    planned = edition.plan.pictures.get(body_key(path))
    if planned is None or not source.startswith("picture:"):
        return ""
    alt = edition.reader.own(html.unescape(attributes.get("alt", "")))
    return edition.picture_markup(picture_view(planned, alt, path.rsplit("/", 1)[-1]))


def _link(edition: Edition, match: re.Match[str]) -> str:
    before, address, after = match.groups()
    target = html.unescape(address)
    if target.startswith("record:"):
        url = _record_url(edition, target.removeprefix("record:"))
        return f'<a{before} href="{html.escape(url)}"{after}>' if url else f"<a{before}{after}>"
    if target.startswith(("http:", "https:")):
        return f'<a{before} href="{address}"{after} rel="nofollow noopener external">'
    return match.group(0)


def _record_url(edition: Edition, target: str) -> str:
    """Return the address of the page that a source file makes in the reader's language."""
    path, _, fragment = unquote(target).partition("#")
    url = edition.plan.source_url(path, edition.code)
    return f"{url}#{fragment}" if url and fragment else url
