"""Building again: after any edit, the shop is byte for byte what a first build would have made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import build
from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions, BuildReport
from tests.support.site import (
    SETTINGS,
    TODAY,
    Silence,
    document,
    make_site,
    picture,
    plain_theme,
    product,
    snapshot,
    write,
)

PROOF = {"label": "igp", "number": "N-7", "certifier": "X", "valid_until": "2026-06-10"}
MAKER = {"title": "Tamlalt", "region": "souss", "contact": {"email": "a@b.ma"}, "labels": [PROOF]}
LABEL = document({"title": "IGP", "scheme": "craft", "short": "IGP"})
PO_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FILES = {
    "content/labels/igp.md": LABEL,
    "content/cooperatives/tamlalt.md": document(MAKER, "Des femmes."),
    "content/pages/nous.md": document({"title": "Nous", "menu": "footer"}, "[Argan](../products/p0/index.md)"),
    "content/collections/c.md": document({"title": "Choix", "match": {"tags": ["cadeau"]}}),
    "content/products/p0/index.en.md": document({"title": "Oil"}, "Oil."),
    "messages/fr.po": PO_HEADER + 'msgid "Home"\nmsgstr "Accueil"\n',
}


THREE_LANGUAGES = re.sub(r"fallback = .*", 'fallback = { ar = ["fr"], en = ["fr"] }', SETTINGS).replace(
    '["fr", "ar", "zgh", "en", "es"]', '["fr", "ar", "en"]'
)


def settings(old: str, new: str) -> str:
    assert old in THREE_LANGUAGES
    return THREE_LANGUAGES.replace(old, new)


def theme(path: str, old: str, new: str) -> tuple[str, str]:
    text = plain_theme()[f"themes/plain/{path}"]
    assert old in text
    return f"themes/plain/{path}", text.replace(old, new)


def goods(name: str, **fields: Any) -> tuple[str, str]:
    text = product(name, **fields)
    return f"content/products/{name}/index.md", text.split("\n", 1)[1]


EDITS: dict[str, tuple[str, str | bytes | None]] = {
    "price": goods("p0", price="130 MAD"),
    "title": goods("p0", title="Autre"),
    "body": goods("p0", body="Autre."),
    "slug": goods("p0", slug="autre"),
    "tag": goods("p1", tags=["cadeau"]),
    "related": goods("p1", related=["p3"]),
    "order": goods("p5", order=-1),
    "draft": goods("p0", draft=True),
    "sold out": goods("p0", availability="out_of_stock"),
    "label": goods("p0", labels=["igp"]),
    "checkout": goods("p0", checkout={"provider": "mailto", "address": "x@y.ma"}),
    "redirect": goods("p0", redirects=["/vieux/"]),
    "new product": goods("p7"),
    "removed product": ("content/products/p1/index.md", None),
    "picture": ("content/products/p0/a.jpg", picture(color=(1, 2, 3))),
    "new picture": ("content/products/p1/a.jpg", picture()),
    "removed picture": ("content/products/p0/a.jpg", None),
    "translation": ("content/products/p0/index.en.md", document({"title": "Other"}, "Other.")),
    "new translation": ("content/products/p1/index.ar.md", document({"title": "زيت"}, "زيت.")),
    "removed translation": ("content/products/p0/index.en.md", None),
    "cooperative": ("content/cooperatives/tamlalt.md", document({**MAKER, "title": "Autre"}, "Des femmes.")),
    "contact": ("content/cooperatives/tamlalt.md", document({**MAKER, "contact": {"email": "b@b.ma"}})),
    "shipping": ("content/cooperatives/tamlalt.md", document({**MAKER, "shipping": {"note": "Vite"}})),
    "region": ("content/regions/souss.md", "---\ntitle: Sud\ncode: MA-09\n---\n"),
    "category": ("content/categories/huiles.md", "---\ntitle: Oléagineux\n---\nTexte.\n"),
    "category above": ("content/categories/haut.md", "---\ntitle: Haut\n---\n"),
    "page title": ("content/pages/nous.md", document({"title": "Autre", "menu": "footer"}, "Texte.")),
    "page slug": ("content/pages/nous.md", document({"title": "Nous", "slug": "eux"}, "Texte.")),
    "collection": ("content/collections/c.md", document({"title": "Choix", "products": ["p2"]})),
    "removed label": ("content/labels/igp.md", document({"title": "IGP", "scheme": "craft", "short": "AOP"})),
    "message": ("messages/fr.po", FILES["messages/fr.po"].replace("Accueil", "Début")),
    "template": theme("templates/product.html", "<article", '<article class="x"'),
    "base template": theme("templates/base.html", "<body>", '<body class="x">'),
    "macro": theme("templates/parts/cards.html", 'class="card"', 'class="card x"'),
    "picture macro": theme("templates/macros.html", "<img", '<img class="x"'),
    "override": ("templates/page.html", "{{ title }}"),
    "style": theme("assets/css/two.css", "margin: 0", "margin: 1px"),
    "preset": theme("theme.toml", "widths = [16, 32]", "widths = [16]"),
    "shop name": ("sitegen.toml", settings("Petit souk", "Grand souk")),
    "host": ("sitegen.toml", settings("souk.example.org", "autre.example.org")),
    "path word": ("sitegen.toml", THREE_LANGUAGES + '[paths.fr]\nproducts = "produits"\n'),
    "page size": ("sitegen.toml", settings("per_page = 6", "per_page = 7")),
    "fewer languages": (
        "sitegen.toml",
        settings('"ar", "en"]\nfallback = { ar = ["fr"], en = ["fr"] }', '"en"]\nfallback = { en = ["fr"] }'),
    ),
    "quality": ("sitegen.toml", settings('formats = ["jpeg"]', 'formats = ["jpeg"]\njpeg_quality = 60')),
    "nothing": ("content/pages/nous.md", FILES["content/pages/nous.md"]),
}  # fmt: skip


def shop(root: Path) -> None:
    """Write the shop that every edit begins from."""
    make_site(root, "".join(product(f"p{number}", tags=["x"]) for number in range(7)))
    write(root, "content/products/p0/a.jpg", picture())
    write(root, "sitegen.toml", THREE_LANGUAGES)
    for path, text in FILES.items():
        write(root, path, text)


def apply(root: Path, path: str, content: str | bytes | None) -> None:
    if content is None:
        (root / path).unlink()
    else:
        write(root, path, content)


def build_again(root: Path, today: date = TODAY) -> BuildReport:
    """Build as the command does: nothing at all when nothing changed."""
    options = BuildOptions(root=root, today=today, jobs=1)
    report = unchanged_report(options) or build(options, Silence())
    assert report.output is not None, report.problems
    return report


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return a function that gives one built shop, put back to where every edit begins."""
    root = tmp_path_factory.mktemp("again")

    def begin() -> Path:
        for path in ("templates/page.html", "content/categories/haut.md", "content/products/p7/index.md",
                     "content/products/p1/a.jpg", "content/products/p1/index.ar.md"):  # fmt: skip
            (root / path).unlink(missing_ok=True)
        shop(root)
        build_again(root)
        return root

    return begin


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_shop_is_what_a_first_build_makes(
    name: str, prepared: Callable[[], Path], tmp_path: Path
) -> None:
    root = prepared()
    for folder in (root, tmp_path):
        if folder == tmp_path:
            shop(folder)
        apply(folder, *EDITS[name])
        build_again(folder)
    again, first = snapshot(root / "build"), snapshot(tmp_path / "build")
    assert set(again) == set(first)
    assert [path for path in first if first[path] != again[path]] == []


@pytest.mark.parametrize("today", [date(2026, 6, 10), date(2026, 6, 11), date(2027, 1, 1)])
def test_another_day_alone_changes_what_has_to_change(tmp_path: Path, today: date) -> None:
    for root in (tmp_path / "again", tmp_path / "first"):
        shop(root)
        write(root, *goods("p0", labels=["igp"], expires="2026-12-31"))
        if root.name == "again":
            build_again(root)
        build_again(root, today)
    assert snapshot(tmp_path / "again/build") == snapshot(tmp_path / "first/build")


def test_a_build_with_nothing_to_do_is_known_at_once(tmp_path: Path) -> None:
    shop(tmp_path)
    build_again(tmp_path)
    # A file changed in the same tick as the state was written is hashed again: either way nothing is written.
    build_again(tmp_path)
    report = build_again(tmp_path)
    assert report.written is not None
    assert not report.written.written
