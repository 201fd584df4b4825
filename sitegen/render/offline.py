"""Offline: the service worker, and the manifest with which a phone keeps the shop beside its other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources

from sitegen.digests import digest_parts
from sitegen.plan.pages import HOME, OFFLINE
from sitegen.plan.urls import PageKind, PlannedPage
from sitegen.render.contexts import Context, OfflineContext
from sitegen.render.edition import Edition
from sitegen.render.head import Head, page_view
from sitegen.render.parts.links import page_link
from sitegen.render.parts.prepared import Parts
from sitegen.render.parts.site import manifest_url
from sitegen.render.views import LinkView
from sitegen.theme.assets import Asset

WORKER_FILE = "sw.js"
"""The service worker lies at the root, because it may only serve what is below it."""

PRICE_FOLDERS = ("/api/",)
"""What is never answered from a cache: prices and availability are asked of the network or not at all."""

_SETTINGS = re.compile(r"/\*settings\*/ \{.*?\};")
_ICONS = (
    ("icons/icon-192.png", 192, "any"),
    ("icons/icon-512.png", 512, "any"),
    ("icons/maskable-512.png", 512, "maskable"),
)


def offline_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of the page that is shown where there is no network and nothing was saved."""
    title = edition.interface("You are offline")
    trail = (page_link(edition, HOME, "Home"), LinkView(title, page.url, current=True))
    return OfflineContext(
        site=parts.site, page=page_view(edition, page, Head(f"{title} – {parts.site.title}", "", trail))
    )


def offline_files(editions: Mapping[str, Edition]) -> Iterator[tuple[str, bytes]]:
    """Yield the manifest of each language and the service worker, with their paths.

    A worker is published even when it is switched off: only a worker can send home the one that a browser has kept.
    """
    for edition in editions.values():
        if edition.config.offline.enabled:
            yield manifest_url(edition).lstrip("/"), _manifest(edition)
    yield WORKER_FILE, _worker(editions)


def _manifest(edition: Edition) -> bytes:
    site, plan = edition.config.site, edition.plan
    title = str(edition.site_words(site.title))
    icons = [
        {"src": plan.assets[name].url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in _ICONS if name in plan.assets
    ]  # fmt: skip
    start = plan.url(HOME, edition.code)
    document = {
        "id": start, "start_url": start, "scope": "/", "display": "standalone",
        "name": title, "short_name": title[:30], "description": str(edition.site_words(site.description)),
        "lang": edition.code, "dir": edition.language.direction,
        "background_color": "#faf6ee", "theme_color": "#faf6ee", "icons": icons,
    }  # fmt: skip
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _worker(editions: Mapping[str, Edition]) -> bytes:
    first = next(iter(editions.values()))
    shell = sorted(asset.url for asset in first.plan.assets.values() if _is_shell(asset))
    languages = {
        code: [edition.plan.url(OFFLINE, code), edition.plan.url(HOME, code), *_list_urls(edition)]
        for code, edition in editions.items()
    }
    settings = {
        "version": digest_parts("worker", *shell)[:12],
        "enabled": first.config.offline.enabled,
        "shell": shell,
        "languages": languages,
        "api": list(PRICE_FOLDERS),
    }
    source = resources.files("sitegen.render").joinpath("service_worker.js").read_text(encoding="utf-8")
    return _SETTINGS.sub(
        lambda _: f"{json.dumps(settings, ensure_ascii=False, sort_keys=True)};", source, count=1
    ).encode()


def _list_urls(edition: Edition) -> list[str]:
    """Return the addresses of the list of all products: its first pages, 200 products or so."""
    pages = edition.plan.pages.values()
    return [page.url for page in pages if page.language == edition.code and page.key.kind is PageKind.PRODUCTS][:8]


def _is_shell(asset: Asset) -> bool:
    """Return whether every page needs an asset; fonts and icons are saved when they are first used."""
    return asset.name.endswith((".css", ".js"))
