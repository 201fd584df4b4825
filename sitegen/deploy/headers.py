"""The headers that an object is stored with: type, caching, encoding, and where it leads when it moved.

Types are our own table, because those of operating systems differ. How long a copy may be kept follows from what a file
is: a name with a digest never changes its bytes, a page may change its price with the next deploy.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from enum import StrEnum

from sitegen.values import LightValue, light_value
from sitegen.write.manifest import MEDIA_TYPES

TYPES = {
    **MEDIA_TYPES,
    ".atom": "application/atom+xml; charset=utf-8",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".map": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".rss": "application/rss+xml; charset=utf-8",
    ".ttf": "font/ttf",
    ".vcf": "text/vcard; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff": "font/woff",
    ".xsl": "application/xslt+xml; charset=utf-8",
}
"""Types by file name ending."""

TYPES_BY_NAME = {
    "_headers": "text/plain; charset=utf-8",
    "_redirects": "text/plain; charset=utf-8",
    "apple-app-site-association": "application/json; charset=utf-8",
}
"""Types of files whose name has no ending."""

NOT_UPLOADED = frozenset({".sitegen-output"})
"""Files of the output folder that belong to this machine, not to the shop."""

FOR_NETLIFY = frozenset({"_headers", "_redirects"})
"""Files that tell Netlify what to do; other hosts would only show them to everybody."""

_COMPRESSIBLE = re.compile(
    r"text/|application/(json|manifest\+json|xml|atom\+xml|rss\+xml|xslt\+xml|wasm)|image/svg\+xml"
)

_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""Deflate, no flags, no time, the most effort, an unknown system (RFC 1952)."""

_DIGEST_NAME = re.compile(
    r"assets/(.+/)?[^/]*-[0-9a-f]{12}\.[a-z0-9]+"
    r"|api/prices/[0-9a-f]{8,64}\.json"
    r"|pagefind/(.+/)?(fragment|index|filter)/[^/]+\.pf_(fragment|index|filter)"
    r"|pagefind/(.+/)?pagefind\.[^/]+\.pf_meta"
)
"""Names that hold a digest of their bytes: theme assets, renditions, past prices, parts of the search index."""

KEPT_FOREVER = re.compile(r"api/prices/[0-9a-f]{8,64}\.json")
"""Files that a deploy never deletes: an order is verified against the prices that were published when it was made."""


class FileClass(StrEnum):
    """What a file is, for those who keep copies of it."""

    DIGEST = "digest"
    PAGE = "page"
    WORKER = "worker"
    DATA = "data"
    FEED = "feed"
    OTHER = "other"


CACHE_CONTROL = {
    FileClass.DIGEST: "public, max-age=31536000, immutable",
    # A deploy drops the edge's copy; ten minutes bound what a deploy that could not do so costs.
    FileClass.PAGE: "public, max-age=60, s-maxage=600, must-revalidate",
    # An old worker would keep the old shop alive, and an old price in a cart is worse than a slow cart.
    FileClass.WORKER: "no-cache",
    FileClass.DATA: "public, max-age=0, s-maxage=600, must-revalidate",
    FileClass.FEED: "public, max-age=3600",
    FileClass.OTHER: "public, max-age=3600, must-revalidate",
}
"""How long copies may be kept, by class."""

_FEEDS = re.compile(r"(robots|\.well-known/security)\.txt|(.+/)?(sitemap|feed|atom|rss)[^/]*\.(xml|atom|rss|csv|json)")
_WORKERS = re.compile(r"(.+/)?(sw|service-worker)\.m?js")


@light_value
class ObjectHeaders(LightValue):
    """The headers of one object; `redirect` is where a store sends those who ask for it, from the root."""

    content_type: str
    cache_control: str
    content_encoding: str = ""
    redirect: str = ""


@light_value
class HeaderRules(LightValue):
    """What a target wants: text gzipped at rest (`gzip`), and redirects as headers (`redirects`, by file path)."""

    gzip: bool = False
    redirects: Mapping[str, str] | None = None


PLAIN = HeaderRules()


def headers_for(path: str, rules: HeaderRules = PLAIN) -> ObjectHeaders:
    """Return the headers of a file by its path below the output folder (forward slashes, no slash in front)."""
    kind = content_type(path)
    encoding = "gzip" if rules.gzip and is_compressible(kind) else ""
    redirect = (rules.redirects or {}).get(path, "")
    return ObjectHeaders(kind, CACHE_CONTROL[class_of(path)], encoding, redirect)


def content_type(path: str) -> str:
    """Return the media type of a file, with its character set when it is text."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    return TYPES_BY_NAME.get(name) or TYPES.get(suffix, "application/octet-stream")


def class_of(path: str) -> FileClass:
    """Return what a file is, by its path."""
    if _DIGEST_NAME.fullmatch(path):
        return FileClass.DIGEST
    if _WORKERS.fullmatch(path):
        return FileClass.WORKER
    if _FEEDS.fullmatch(path):
        return FileClass.FEED
    if path.endswith((".html", ".htm")):
        return FileClass.PAGE
    if path.endswith((".json", ".webmanifest", ".pagefind", ".js", ".mjs", ".wasm")):
        return FileClass.DATA
    return FileClass.OTHER


def is_compressible(media_type: str) -> bool:
    """Return whether gzip makes files of this type smaller."""
    return _COMPRESSIBLE.match(media_type) is not None


def compressed(data: bytes) -> bytes:
    """Return `data` gzipped: without a time, a name or a system in it, so that an unchanged file stays unchanged."""
    return _GZIP_HEADER + zlib.compress(data, 9, wbits=31)[len(_GZIP_HEADER) :]
