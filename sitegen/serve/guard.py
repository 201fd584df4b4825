"""Which requests are answered: those of this machine's own browser, for pages of this preview.

Any web page that is open in the same browser can send requests to loopback. It may do so under a name of its own that
leads here (DNS rebinding: Host betrays it), or from its own address (Origin or Sec-Fetch-Site betray it).
"""

from __future__ import annotations

import re
from email.message import Message

LOOPBACK = "127.0.0.1"

_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE | re.ASCII)
_OWN_SITES = ("none", "same-origin")


def refusal(headers: Message) -> str:
    """Return why a request with these headers is not answered, or an empty string when it is."""
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return "only requests to a loopback name are answered"
    own = f"http://{hosts[0]}".lower()
    if any(origin.lower() != own for origin in headers.get_all("Origin", [])):
        return "requests of other web sites are not answered"
    if _is_fetched_by_another_site(headers):
        return "requests of other web sites are not answered"
    if headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers:
        return "requests with a body are not answered"
    return ""


def _is_fetched_by_another_site(headers: Message) -> bool:
    """Return whether the browser says that another site wants this for itself; to follow a link to here is fine."""
    if headers.get("Sec-Fetch-Site", "none") in _OWN_SITES:
        return False
    return headers.get("Sec-Fetch-Mode") != "navigate" or headers.get("Sec-Fetch-Dest", "document") != "document"
