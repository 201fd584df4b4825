"""Files of the output that speak to a host and not to buyers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.config import SiteConfig
from sitegen.deploy.redirects import REDIRECTS_FILE, make_redirect, redirects_file
from sitegen.deploy.security import HEADERS_FILE, headers_file


def host_files(config: SiteConfig, moves: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file that the site's hosts want; `moves` are old and new addresses."""
    if "netlify" in config.build.host_files:
        yield HEADERS_FILE, headers_file(config)
        yield REDIRECTS_FILE, redirects_file(make_redirect(url, target) for url, target in moves)
