"""Escaping: whatever stands in a text field is shown as text, in every place that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.site import SETTINGS, build_site, document, error_codes, json_ld, make_site, picture, snapshot, write

HOSTILE = "</script><script>alert(1)</script>\"><img onerror=x>'{{ 7*7 }}"
SHORT = '"><tt onx=1>'


def hostile_shop() -> str:
    """Return a site in which every text field of every kind of record is hostile."""
    words = {"title": HOSTILE, "summary": HOSTILE}
    shot = {"pictures": [{"file": "a.jpg", "alt": HOSTILE}]}
    proof = {"label": "igp", "number": HOSTILE, "certifier": HOSTILE, "level": HOSTILE}
    zone = {"title": HOSTILE, "countries": ["MA"], "price": 40, "free_from": 500, "days": [1, 3]}
    variants = [{"id": "a", "title": HOSTILE, "options": {"size": HOSTILE, "made_up": HOSTILE}}]
    told = {"care": HOSTILE, "ingredients": HOSTILE, "materials": [HOSTILE] * 2, "origin": HOSTILE, "terms": HOSTILE}
    place = {"cooperative": "tamlalt", "category": "huiles", "labels": ["igp"]}
    records: dict[str, dict[str, object]] = {
        "regions/souss": {**words, **shot},
        "categories/huiles": {**words, **shot},
        "labels/igp": {**words, **shot, "scheme": "craft", "short": SHORT},
        "collections/choix": {**words, **shot, "products": ["argan", "amlou", "devis"], "featured": True},
        "pages/nous": {**words, **shot, "menu_title": HOSTILE, "menu": "header"},
        "cooperatives/tamlalt": {
            **words, **shot, "region": "souss", "commune": HOSTILE, "legal_name": HOSTILE, "labels": [proof],
            "contact": {"whatsapp": "+212612345678", "email": "a'b@example.org", "address": HOSTILE, "hours": HOSTILE},
            "registrations": {"rc": HOSTILE, "odco": HOSTILE, "onssa": HOSTILE, "tax": HOSTILE},
            "people": [{"name": HOSTILE, "role": HOSTILE, "consent": True, "portrait": "a.jpg"}],
            "shipping": {"from": HOSTILE, "carriers": [HOSTILE], "note": HOSTILE, "zones": [zone]},
            "returns": {"conditions": HOSTILE}, "social": {"website": "https://a.org/?a=1&b='x'"},
        },
        "products/argan": {**words, **shot, **told, **place, "price": 120, "variants": variants},
        "products/amlou": {**words, **shot, **told, **place, "price": {"MAD": 1, "EUR": 2}},
        "products/devis": {**words, **shot, **told, **place, "type": "quote", "unit": "m²"},
    }  # fmt: skip
    return "".join(
        f"-- content/{path}/index.md --\n{document(fields, HOSTILE)}"
        f"-- content/{path}/index.ar.md --\n{document({'title': HOSTILE}, HOSTILE)}"
        for path, fields in records.items()
    )


SITE_WORDS = "\n".join(f"{name} = {json.dumps(HOSTILE)}" for name in ("tagline", "description", "announcement"))


@pytest.fixture(scope="module", params=["plain", "souk"])
def hostile_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of the hostile shop in a theme."""
    root = tmp_path_factory.mktemp(request.param)
    settings = SETTINGS.replace('title = "Petit souk"', f"title = {json.dumps(HOSTILE)}\n{SITE_WORDS}")
    settings = settings.replace('name = "plain"', f'name = "{request.param}"')
    settings = settings.replace('["fr", "ar", "zgh", "en", "es"]', '["fr", "ar"]')
    settings = re.sub(r"fallback = .*", 'fallback = { ar = ["fr"] }', settings)
    make_site(root, f"-- sitegen.toml --\n{settings}" + hostile_shop(), bare=True)
    for path in root.glob("content/*/*/index.md"):
        write(root, path.parent.relative_to(root).as_posix() + "/a.jpg", picture())
    report = build_site(root)
    assert report.output is not None, error_codes(report)
    return report.output


class Attacks(HTMLParser):
    """Collects what must not be: handlers, scripts that run, elements out of the hostile text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if any(name.startswith("on") for name in names) or tag == "tt":
            self.found.append(self.get_starttag_text() or tag)
        if tag == "script" and not is_harmless(names):
            self.found.append(self.get_starttag_text() or tag)
        if tag == "img" and not (names.get("src") or "/assets/").startswith(("/assets/", "data:image/webp;base64,")):
            self.found.append(self.get_starttag_text() or tag)


def is_harmless(script: dict[str, str | None]) -> bool:
    """Tell whether a script is data, or one of the theme's own files."""
    own = script.get("type") == "module" and (script.get("src") or "").startswith("/assets/js/")
    return own or script.get("type") in ("application/ld+json", "application/json", "speculationrules")


def pages(output: Path) -> Iterator[tuple[str, str]]:
    yield from ((path, data.decode()) for path, data in snapshot(output).items() if path.endswith(".html"))


def test_no_text_becomes_an_element_or_a_handler(hostile_site: Path) -> None:
    for path, markup in pages(hostile_site):
        attacks = Attacks()
        attacks.feed(markup)
        assert attacks.found == [], path


def test_structured_data_stays_whole_and_keeps_the_words(hostile_site: Path) -> None:
    documents = [data for _, markup in pages(hostile_site) for data in json_ld(markup)]
    assert {"ProductGroup", "Product", "LocalBusiness", "BreadcrumbList", "ItemList", "WebSite"} <= {
        data["@type"] for data in documents
    }
    names = [data["name"] for data in documents if data["@type"] in ("Product", "ProductGroup", "LocalBusiness")]
    assert names
    assert set(names) == {HOSTILE}


def test_a_template_in_a_text_is_not_run(hostile_site: Path) -> None:
    assert all("'49" not in markup and "&#39;49" not in markup for _, markup in pages(hostile_site))


def test_the_sitemaps_are_well_formed(hostile_site: Path) -> None:
    for path in hostile_site.glob("*.xml"):
        ET.fromstring(path.read_bytes())


def test_every_hostile_word_is_there_as_text(hostile_site: Path) -> None:
    markup = (hostile_site / "fr/products/argan/index.html").read_text("utf-8")
    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in markup
