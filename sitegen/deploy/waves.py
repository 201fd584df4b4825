"""In which order files go up, so that no page is ever seen before what it names.

A wave begins when the one before it is complete. Up to `BARRIER` only new names are written, which no visitor asks for
yet: a failure until then leaves the shop as it was. Then come what pages share, new pages and changed pages, each from
the deepest up to the front page, and last what leads people and crawlers to them.
"""

from __future__ import annotations

from sitegen.deploy.headers import FileClass, class_of

_DEEPEST = 40
ASSETS, NEW_FILES, SHARED, NEW_PAGES = range(4)
PAGES = NEW_PAGES + _DEEPEST + 1

BARRIER = SHARED
"""The first wave that changes what visitors see."""

INDEXES = PAGES + _DEEPEST + 1
"""The last wave: sitemaps, feeds, lists for programs."""


def is_fixed(key: str) -> bool:
    """Return whether the name of a file holds a digest, so that its bytes never change."""
    return class_of(key) is FileClass.DIGEST


def wave_of(key: str, *, is_new: bool) -> int:
    """Return the wave of a file; `is_new` when nothing has that name yet."""
    kind = class_of(key)
    if kind is FileClass.DIGEST:
        return ASSETS
    if kind in {FileClass.FEED, FileClass.WORKER}:
        return INDEXES
    if kind is FileClass.PAGE:
        return (NEW_PAGES if is_new else PAGES) + _DEEPEST - min(_depth(key), _DEEPEST)
    if is_new:
        return NEW_FILES
    return INDEXES if key.endswith((".json", ".pagefind")) else SHARED


def _depth(key: str) -> int:
    """Return how far from the front page a page is: 0 for `index.html`, 1 for `fr/index.html`."""
    return key.removesuffix("index.html").count("/")
