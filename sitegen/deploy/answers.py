"""What a published shop really sends: its headers, looked at from outside and compared with what they should be.

A header may be stricter than ours; it may not be weaker, be missing, or be sent twice with two meanings.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from sitegen.config import SiteConfig
from sitegen.deploy.base import PRIVATE
from sitegen.deploy.headers import FileClass, class_of, headers_for
from sitegen.deploy.security import PERMISSIONS, security_headers
from sitegen.errors import SitegenError
from sitegen.problems import Problem, error, warning

LEAST_HSTS = 15_768_000
"""Seconds: half a year, below which browsers' makers call it none."""

LONGEST_PAGE = 3600
"""Seconds that a browser may keep a page, at most: longer, and buyers see old prices."""

_REDIRECTS = 5
_BODY_LIMIT = 5_000_000
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ASSET = re.compile(rb"""(?:href|src)=["']?(/assets/[^"'\s>]+)""")


class Unreachable(SitegenError):
    """Nobody answers at an address, or not with HTTP."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer from outside: the address that answered in the end, and its headers, names in small letters."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for found, value in self.headers if found == name.lower()]

    def first(self, name: str) -> str:
        """Return the first value of a header, or an empty string."""
        return next(iter(self.all(name)), "")


Fetch = Callable[[str], Sent]


def check_published(url: str, config: SiteConfig | None, fetch: Fetch) -> Iterator[Problem]:
    """Yield what is wrong with the headers of a page, of one of its assets, and of the shop around them.

    Without `config` nothing is known of the checkouts that forms may be sent to. Raises Unreachable.
    """
    page = fetch(url)
    if page.status != 200:
        yield error("headers.status", page.url, status=page.status)
        return
    yield from check_page(page, config)
    found = _ASSET.search(page.body)
    if found:
        yield from check_asset(fetch(urljoin(page.url, found[1].decode("ascii", "ignore"))))
    yield from _check_around(page, fetch)


def check_page(page: Sent, config: SiteConfig | None) -> Iterator[Problem]:
    """Yield what is wrong with the headers of one page."""
    expected = _expected(page, config)
    for name, value in expected.items():
        sent = page.all(name)
        if not sent:
            yield error("headers.missing", page.url, 0, name, text=value)
        elif name == "Content-Security-Policy":
            yield from _check_policy(page, value, is_known=config is not None)
        elif not _is_as_strict(name, sent[0]):
            yield error("headers.weak", page.url, 0, name, found=sent[0], text=value)
        elif len(set(sent)) > 1:
            yield error("headers.twice", page.url, 0, name, found=" | ".join(sent))
    kept = _seconds(page.first("Cache-Control"), "max-age")
    if "immutable" in page.first("Cache-Control") or kept > LONGEST_PAGE:
        yield error("headers.kept", page.url, 0, "Cache-Control", found=page.first("Cache-Control"))
    yield from _check_type(page, "text/html; charset=utf-8")


def check_asset(asset: Sent) -> Iterator[Problem]:
    """Yield what is wrong with the headers of a file whose name holds its digest."""
    path = unquote(urlsplit(asset.url).path).lstrip("/")
    expected = headers_for(path)
    if asset.status != 200:
        yield error("headers.status", asset.url, status=asset.status)
        return
    found = asset.first("Cache-Control")
    if class_of(path) is FileClass.DIGEST and _seconds(found, "max-age") < 31_536_000:
        yield warning("headers.forgotten", asset.url, 0, "Cache-Control", found=found, text=expected.cache_control)
    yield from _check_type(asset, expected.content_type)
    if asset.first("X-Content-Type-Options").lower() != "nosniff":
        yield error("headers.missing", asset.url, 0, "X-Content-Type-Options", text="nosniff")


def _expected(page: Sent, config: SiteConfig | None) -> dict[str, str]:
    is_plain = urlsplit(page.url).scheme != "https"
    expected = security_headers(config or _NOBODY)
    if is_plain:
        expected.pop("Strict-Transport-Security", None)
    return expected


def _check_policy(page: Sent, expected: str, *, is_known: bool) -> Iterator[Problem]:
    """Yield where every policy that is sent is weaker than ours; browsers obey all of them."""
    wanted = _directives(expected)
    if not is_known:
        wanted.pop("form-action", None)
    sent = [_directives(part) for value in page.all("Content-Security-Policy") for part in value.split(",")]
    for name, sources in wanted.items():
        if name == "upgrade-insecure-requests":
            continue
        extra = min((_weaknesses(policy, name, sources) for policy in sent), key=len)
        if extra:
            text = " ".join([name, *sorted(extra)])
            yield error("headers.policy", page.url, 0, "Content-Security-Policy", found=text)


def _weaknesses(policy: Mapping[str, set[str]], name: str, sources: set[str]) -> set[str]:
    """Return what a directive allows beyond `sources`; `*` when it is not there and nothing stands in for it."""
    stands_in = name.endswith("-src")
    found = policy.get(name, policy.get("default-src") if stands_in else None)
    if found is None:
        return {"*"}
    return found - sources - {"'none'", "'self'" if "'self'" in sources else "'none'"}


def _directives(policy: str) -> dict[str, set[str]]:
    parts = (directive.split() for directive in policy.split(";"))
    return {words[0].lower(): set(words[1:]) for words in reversed([part for part in parts if part])}


def _is_as_strict(name: str, value: str) -> bool:
    """Return whether a header says at least what ours does."""
    text = value.strip().lower()
    if name == "Strict-Transport-Security":
        return _seconds(text, "max-age") >= LEAST_HSTS
    if name == "Permissions-Policy":
        closed = {feature for feature, _, allowed in (part.partition("=") for part in _split(text)) if allowed == "()"}
        return closed >= _ASKED_FOR_NOWHERE
    return text in _STRICT[name]


_ASKED_FOR_NOWHERE = set(PERMISSIONS) & {"camera", "geolocation", "microphone", "payment", "usb"}

_STRICT = {
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin", "same-site"},
    "Referrer-Policy": {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"},
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"deny", "sameorigin"},
}


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",")]


def _seconds(value: str, name: str) -> int:
    found = re.search(rf'(?:^|[\s,;]){name}\s*=\s*"?(\d{{1,12}})', value.lower())
    return int(found[1]) if found else 0


def _check_type(sent: Sent, expected: str) -> Iterator[Problem]:
    found = sent.first("Content-Type")
    if found.lower().replace(" ", "") != expected.replace(" ", ""):
        yield error("headers.type", sent.url, 0, "Content-Type", found=found or "—", text=expected)


def _check_around(page: Sent, fetch: Fetch) -> Iterator[Problem]:
    """Yield what is wrong beside the page: a readable state, and a door without a lock."""
    parts = urlsplit(page.url)
    state = f"{parts.scheme}://{parts.netloc}/{PRIVATE}current.json"
    with contextlib.suppress(Unreachable):
        if fetch(state).status == 200:
            yield error("headers.state", state)
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https":
        yield error("headers.plain", page.url)
    elif parts.port in (None, 443):
        with contextlib.suppress(Unreachable):
            if urlsplit(fetch(f"http://{parts.hostname}/").url).scheme != "https":
                yield error("headers.plain", f"http://{parts.hostname}/")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing by itself."""

    def redirect_request(self, *_: object) -> None:
        """Leave an answer as it is."""


def fetch_once(url: str) -> Sent:
    """Return the answer at an address, after at most five redirects; raise Unreachable when there is none."""
    for _ in range(_REDIRECTS + 1):
        sent = _ask(url)
        location = sent.first("Location")
        if sent.status not in (301, 302, 303, 307, 308) or not location:
            return sent
        url = urljoin(url, location)
    raise Unreachable(f"{url} leads on and on", "look at the redirects of the host")


def _ask(url: str) -> Sent:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Unreachable(f"{url} is no address of a page", "write it whole, such as https://souk.example.org/fr/")
    request = urllib.request.Request(url, headers={"User-Agent": "sitegen check-headers", "Accept": "*/*"})  # noqa: S310
    opener = urllib.request.build_opener(_Stay)
    try:
        with opener.open(request, timeout=30) as answer:
            return _sent(url, answer.status, answer.headers.items(), answer.read(_BODY_LIMIT))
    except urllib.error.HTTPError as failure:
        with failure:
            return _sent(url, failure.code, failure.headers.items(), b"")
    except (OSError, ValueError, http.client.HTTPException) as failure:
        reason = getattr(failure, "reason", "") or failure
        raise Unreachable(f"{url} does not answer: {reason}", "look at the address and at your connection") from None


def _sent(url: str, status: int, headers: list[tuple[str, str]], body: bytes) -> Sent:
    return Sent(url, status, tuple((name.lower(), value) for name, value in headers), body)


_NOBODY = SiteConfig.model_validate({
    "site": {"title": "—", "base_url": "https://shop.example"},
    "languages": {"default": "fr", "all": ["fr"]},
})  # fmt: skip
"""A site of which nothing is known, but that it is published over https."""
