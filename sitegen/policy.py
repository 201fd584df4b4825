"""The content security policy of a shop: what its pages may load, run and send forms to.

Nothing from other hosts, no inline script, no inline style. It stands at the bottom of the program because a host sends
it as a header, and a theme may say it in a page, where a host sends no headers of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

_SCRIPTS = "'self' 'inline-speculation-rules'"
"""Scripts of the shop alone; speculation rules are no scripts, but browsers guard them by the same directive."""

_GUEST_HOSTS = {"app.snipcart.com", "cdn.snipcart.com"}
_GUEST = "".join(f" https://{host}" for host in sorted(_GUEST_HOSTS))


def content_security_policy(hosts: Iterable[str], *, secure: bool, search: bool = False, in_page: bool = False) -> str:
    """Return the policy of pages whose forms may be sent to `hosts` (as in `checkout.allowed_hosts`).

    `secure`: the shop is published over https. `search`: it is for the search engine's worker, which is WebAssembly.
    `in_page`: the policy stands in a page's `<meta>`, where `frame-ancestors` has no meaning. A site that allows the
    hosts of Snipcart allows its script: it is the one checkout that opens over the shop's own pages.
    """
    hosts = {*hosts}
    guest = _GUEST if hosts >= _GUEST_HOSTS else ""
    forms = " ".join(["'self'", *sorted({f"https://{host}" for host in hosts})])
    directives = [
        "default-src 'none'",
        "base-uri 'none'",
        f"connect-src 'self'{guest}",
        f"font-src 'self'{guest}",
        f"form-action {forms}",
        "" if in_page else "frame-ancestors 'none'",
        f"frame-src{guest}" if guest else "",
        f"img-src 'self' data:{guest}",
        "manifest-src 'self'",
        f"script-src {_SCRIPTS}{_WASM if search else ''}{guest}",
        f"style-src 'self'{guest}",
        "worker-src 'self'",
        "upgrade-insecure-requests" if secure else "",
    ]
    return "; ".join(filter(None, directives))


_WASM = " 'wasm-unsafe-eval'"
