"""Fetching the prices of a published shop: what a build has no use for, and so does not load."""

from __future__ import annotations

import ipaddress
from http.client import HTTPException
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sitegen.errors import PricesError
from sitegen.orders.prices import SIZE_LIMIT

TIMEOUT = 20.0


class _NoRedirect(HTTPRedirectHandler):
    """Follows nothing: prices come from the address that somebody named."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Refuse to go elsewhere."""
        return


def fetch(address: str, *, may_be_absent: bool = False) -> bytes | None:
    """Return what lies at an https address; None when it may be absent, and is. Raise PricesError otherwise."""
    _refuse_open_roads(address)
    try:
        with build_opener(_NoRedirect).open(Request(address), timeout=TIMEOUT) as answer:  # noqa: S310 - checked above
            return _limited(answer, address)
    except HTTPError as failure:
        if may_be_absent and failure.code in (403, 404, 410):
            return None
        raise PricesError(f"{address} answers {failure.code}", "check the address of the shop") from None
    except (OSError, ValueError, HTTPException) as failure:
        reason = getattr(failure, "reason", failure)
        raise PricesError(f"{address} cannot be reached: {reason}", "check the connection and the address") from None


def _limited(answer: IO[bytes], address: str) -> bytes:
    data = answer.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise PricesError(f"{address} has more than {SIZE_LIMIT:,} bytes")
    return data


def _refuse_open_roads(address: str) -> None:
    """Raise PricesError unless an address is https, or of this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise PricesError(f"{address} is no address") from None
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not _is_loopback(host)):
        raise PricesError(f"{address} is not https", "prices that travel in the open can be changed on the way")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
