"""The content security policy of a shop: what its pages may load, run and send forms to.

Nothing from other hosts, no inline script, no inline style. It stands at the bottom of the program because a host sends
it as a header, and a theme may say it in a page, where a host sends no headers of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

_SCRIPTS = "'self' 'inline-speculation-rules'"
"""Scripts of the shop alone; speculation rules are no scripts, but browsers guard them by the same directive."""


def content_security_policy(hosts: Iterable[str], *, secure: bool, search: bool = False, in_page: bool = False) -> str:
    """Return the policy of pages whose forms may be sent to `hosts` (as in `checkout.allowed_hosts`).

    `secure`: the shop is published over https. `search`: it is for the search engine's worker, which is WebAssembly.
    `in_page`: the policy stands in a page's `<meta>`, where `frame-ancestors` has no meaning.
    """
    forms = " ".join(["'self'", *sorted({f"https://{host}" for host in hosts})])
    directives = [
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        f"form-action {forms}",
        "" if in_page else "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        f"script-src {_SCRIPTS}{_WASM if search else ''}",
        "style-src 'self'",
        "worker-src 'self'",
        "upgrade-insecure-requests" if secure else "",
    ]
    return "; ".join(filter(None, directives))


_WASM = " 'wasm-unsafe-eval'"
