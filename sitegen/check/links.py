"""Dead links: every address from the root that a page names must be a file of the output, every anchor an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

from sitegen.plan.urls import path_of
from sitegen.problems import Problem, error
from sitegen.values import LightValue, light_value


@light_value
class PageLinks(LightValue):
    """What one page names and offers: addresses with their line, and ids."""

    path: str
    links: tuple[tuple[str, int], ...]
    ids: frozenset[str]


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, int]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        for name, value in attrs:
            if not value:
                continue
            if name == "id":
                self.ids.add(value)
            elif name in ("href", "src", "action", "poster"):
                self.links.append((value, line))
            elif name == "srcset":
                self.links += [(part.split()[0], line) for part in value.split(",") if part.strip()]


def read_links(path: str, data: bytes) -> PageLinks:
    """Return what a page links to."""
    collector = _Collector()
    collector.feed(data.decode())
    collector.close()
    return PageLinks(path, tuple(collector.links), frozenset(collector.ids))


def check_links(pages: Iterable[PageLinks], files: Iterable[str], base_url: str) -> Iterator[Problem]:
    """Yield a problem for each link within the site that leads nowhere; `files` are all paths of the output."""
    pages = list(pages)
    known = set(files)
    ids = {page.path: page.ids for page in pages}
    for page in pages:
        for link, line in dict.fromkeys(page.links):
            target, fragment = _inside(link, page.path, base_url)
            if target is None:
                continue
            if target not in known:
                yield error("link.dead", page.path, line, "", url=link)
            elif fragment and target in ids and fragment not in ids[target]:
                yield error("link.anchor", page.path, line, "", url=link, anchor=fragment)


def _inside(link: str, page: str, base_url: str) -> tuple[str | None, str]:
    """Return the path that a link within the site leads to, and its anchor; None for links elsewhere."""
    try:
        whole = urljoin(f"{base_url}/{quote(page)}", link)
        parts = urlsplit(whole)
    except ValueError:
        return None, ""
    if f"{parts.scheme}://{parts.netloc}" != base_url:
        return None, ""
    if link.startswith(("#", "?")):
        return page, unquote(parts.fragment)
    return path_of(unquote(parts.path)), unquote(parts.fragment)
