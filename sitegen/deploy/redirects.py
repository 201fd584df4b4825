"""Addresses that moved, as hosts want to be told: Netlify's `_redirects`, and redirects of objects in a store.

Every moved address is a page too, which leads on by itself; what is written here spares buyers that page and tells
search engines that the move is for good. An address comes from a contributor and may be hostile, so that each is
written percent-encoded, in characters that none of the formats gives a meaning to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from urllib.parse import quote, unquote

REDIRECTS_FILE = "_redirects"

FUNCTION_LIMIT = 10_240
"""Bytes of a CloudFront function, at most."""

_LINE = re.compile(r"(/\S*) (/\S*) 301!")
_PERCENT = re.compile(r"(%[0-9A-Fa-f]{2})")
_PLAIN = "/-._~"


@dataclass(frozen=True, slots=True, order=True)
class Redirect:
    """An address that moved for good; both are paths from the root, percent-encoded."""

    url: str
    target: str

    @property
    def path(self) -> str:
        """The file of its page below the output folder."""
        name = unquote(self.url).lstrip("/")
        return name if name.endswith((".html", ".htm")) else f"{name.rstrip('/')}/index.html"


def make_redirect(url: str, target: str) -> Redirect:
    """Return a redirect between two addresses as contributors write them."""
    return Redirect(encoded(url), encoded(target))


def encoded(url: str) -> str:
    """Return a path from the root in characters that mean nothing but themselves; what is encoded already stays."""
    parts = _PERCENT.split(url)
    text = "".join(part.upper() if _PERCENT.fullmatch(part) else quote(part, safe=_PLAIN) for part in parts)
    # two slashes in front would lead to another host
    return "/" + text.lstrip("/")


def redirects_file(redirects: Iterable[Redirect]) -> bytes:
    """Return the `_redirects` file, sorted; `!` because the page of a moved address lies at its place."""
    lines = (f"{redirect.url} {redirect.target} 301!\n" for redirect in sorted(set(redirects)))
    return "".join(lines).encode()


def parse_redirects(data: bytes) -> tuple[Redirect, ...]:
    """Return the redirects of a `_redirects` file that `redirects_file` wrote; other lines are left out."""
    return tuple(sorted(_redirects_of(data.decode("utf-8", "replace"))))


def _redirects_of(text: str) -> Iterator[Redirect]:
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if found and found[1] == encoded(found[1]) and found[2] == encoded(found[2]):
            yield Redirect(found[1], found[2])


def object_redirects(redirects: Iterable[Redirect]) -> Mapping[str, str]:
    """Return where the objects of moved addresses lead, by path: what S3's website endpoints answer with a 301."""
    return {redirect.path: redirect.target for redirect in redirects}


def edge_function(redirects: Iterable[Redirect]) -> tuple[str, int]:
    """Return the CloudFront function of a shop, and how many redirects it has no room for.

    CloudFront takes a function of 10 kB at most. What does not fit still has its page.
    """
    template = resources.files("sitegen").joinpath("deploy", "infra_function.js").read_text("utf-8")
    known = sorted(set(redirects))
    moved: dict[str, str] = {}
    room = FUNCTION_LIMIT - len(template.encode())
    for redirect in known:
        entry = {_known_as(redirect.url): redirect.target}
        room -= len(json.dumps(entry)) + 1  # without its braces, with a comma, a new line and a space
        if room < 0:
            break
        moved |= entry
    # only ASCII: those who carry the text on need not know its encoding
    text = template.replace("@REDIRECTS@", json.dumps(moved, indent=1, ensure_ascii=True))
    return text, len({_known_as(redirect.url) for redirect in known}) - len(moved)


def _known_as(url: str) -> str:
    """Return an address as the function looks for it: decoded, without `index.html` and without a slash at its end."""
    return re.sub(r"/(index\.html)?$", "", unquote(url)) or "/"
