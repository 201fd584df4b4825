"""Security headers: what a browser is told to refuse, as values, and as the `_headers` file of Netlify.

A header is said once for an address. Hosts do not agree on what two rules for the same address mean (the last wins, or
both hold), so the rules of `_headers` that name the same header never meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.config import SiteConfig
from sitegen.deploy.headers import CACHE_CONTROL, FileClass
from sitegen.policy import content_security_policy

HEADERS_FILE = "_headers"
POLICY = "Content-Security-Policy"

SEARCH_FOLDER = "pagefind"
"""Where the search engine lies. It runs in a worker, and a worker obeys the policy that it came with itself."""

HSTS_SECONDS = 63_072_000
"""Two years, as browsers' lists ask for; other subdomains are not ours to decide about."""

PERMISSIONS = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What no page of a shop asks a browser for; checkouts do so on pages of their own."""


def security_headers(config: SiteConfig, *, search: bool = False) -> dict[str, str]:
    """Return the security headers of every answer; `search` is for those of `SEARCH_FOLDER`, which run WebAssembly."""
    secure = config.site.base_url.startswith("https://")
    policy = content_security_policy(config.checkout.allowed_hosts, secure=secure, search=search)
    headers = {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Strict-Transport-Security": f"max-age={HSTS_SECONDS}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if not secure:
        del headers["Strict-Transport-Security"]
    return headers


def headers_file(config: SiteConfig) -> bytes:
    """Return the `_headers` file.

    Netlify caches pages until the next deploy by itself, so that only what never changes is spoken of here.
    """
    everywhere = security_headers(config)
    strict = {POLICY: everywhere.pop(POLICY)}
    forever = {"Cache-Control": CACHE_CONTROL[FileClass.DIGEST]}
    rules = {"/*": everywhere, **dict.fromkeys(_addresses(config), strict)}
    rules["/assets/*"] = {**strict, **forever}
    if config.search.enabled:
        rules[f"/{SEARCH_FOLDER}/*"] = {POLICY: security_headers(config, search=True)[POLICY]}
        folders = (f"{code}/{part}" for code in config.languages.all for part in ("fragment", "index"))
        rules |= {f"/{SEARCH_FOLDER}/{folder}/*": forever for folder in folders}
    return "\n".join(_rule(pattern, headers) for pattern, headers in rules.items()).encode()


def _addresses(config: SiteConfig) -> list[str]:
    """Return patterns for all addresses but those of the search engine, so that no policy meets another one."""
    folders = ("api", ".well-known", *config.languages.all)
    return ["/", "/index.html", "/404.html", "/sw.js", *(f"/{folder}/*" for folder in folders)]


def _rule(pattern: str, headers: Mapping[str, str]) -> str:
    return "\n".join([pattern, *(f"  {name}: {value}" for name, value in headers.items()), ""])
