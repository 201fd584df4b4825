"""The address of a shared cache: a URL that leads to one store, and holds no secret."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://[^\s\\]*")
_READS_OTHER_ADDRESSES = {
    "blockcache", "cached", "dask", "dir", "filecache", "generic", "reference", "simplecache", "tar", "zip",
}  # fmt: skip
"""Schemes of fsspec that hold no files of their own, but lead to others."""


def check_address(url: str) -> str:
    """Return `url` without a slash at its end; raise ValueError, saying why, when no cache may be there."""
    found = _URL.fullmatch(url)
    if found is None or "::" in url or found["scheme"] in _READS_OTHER_ADDRESSES:
        raise ValueError("write one address such as s3://bucket/prefix")
    parts = urlsplit(url)
    if parts.username or parts.password or "@" in parts.netloc:
        raise ValueError("an address holds no name and no password: those come from the environment")
    if parts.query or parts.fragment:
        raise ValueError("an address ends with its folder, without ? and #")
    if ".." in parts.path.split("/") or not (parts.netloc or parts.path.strip("/")):
        raise ValueError("name a bucket and a folder")
    return url.rstrip("/")


def check_endpoint(url: str) -> str:
    """Return the address of an S3 server; raise ValueError, saying why, when it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or parts.query:
        raise ValueError("write the address of a server such as https://s3.example.org")
    return url.rstrip("/")
