"""The script that makes a page follow the shop: put into pages as they are served, never into built files."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from sitegen.digests import digest_bytes, short

RESERVED = "/__sitegen__/"
"""Where the preview has its own addresses; no shop has pages there."""

EVENTS = f"{RESERVED}events"
SCRIPTS = (f"{RESERVED}live.js", f"{RESERVED}overlay.js")

_STYLE_SHEET = re.compile(rb"<link\b[^>]*\brel=[\"']?stylesheet\b[^>]*>", re.IGNORECASE)
_END = re.compile(rb"</body\s*>", re.IGNORECASE)


def inject(page: bytes, build: str) -> bytes:
    """Return an HTML page with the script before its `</body>`, or at its end.

    The tag tells the script which build the page is of, and a digest of the page without its style sheets: where only
    those have changed, they are exchanged without a reload.
    """
    digest = short(digest_bytes(_STYLE_SHEET.sub(b"", page)))
    facts = f'data-sitegen-build="{build}" data-sitegen-page="{digest}"'
    tag = f'<script type="module" src="{SCRIPTS[0]}" {facts}></script>'
    ends = [found.start() for found in _END.finditer(page)]
    place = ends[-1] if ends else len(page)
    return page[:place] + tag.encode() + page[place:]


@cache
def read_script(path: str) -> bytes:
    """Return one of SCRIPTS."""
    return resources.files("sitegen.serve").joinpath(path.removeprefix(RESERVED)).read_bytes()
