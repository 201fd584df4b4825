"""A tiny shop with something of everything: what depends on what is all here, and a build takes a blink."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import build
from sitegen.report import BuildOptions, BuildReport
from sitegen.write.output import MARKER
from tests.support.site import TODAY, Silence, document, make_site, picture, product, snapshot, write

SETTINGS = """
[site]
title = {fr = "Petit souk", ar = "سوق صغير"}
base_url = "https://souk.example.org"

[languages]
default = "fr"
all = ["fr", "ar", "zgh"]
fallback = { zgh = ["ar", "fr"], ar = ["fr"] }

[theme]
name = "child"

[pictures]
formats = ["jpeg"]

[listing]
per_page = 6
related = 2

[checkout]
allowed_hosts = ["buy.stripe.com", "pay.example.org"]
"""

CHILD_THEME = """
-- themes/child/theme.toml --
extends = "plain"

[presets.cover]
widths = [12]
-- themes/child/templates/page.html --
{% extends "plain/page.html" %}
{% block main %}<i>{{ _('Home') }}</i>{{ super() }}{% endblock %}
-- themes/child/messages/fr.po --
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Home"
msgstr "Accueil"
"""


def _file(path: str, fields: dict[str, Any], body: str = "") -> str:
    return f"-- content/{path}.md --\n{document(fields, body)}"


def _maker(slug: str, region: str, **fields: Any) -> str:
    known = {"title": slug.capitalize(), "region": region, "commune": "Tamanar",
             "contact": {"whatsapp": "+212612345678", "email": f"{slug}@example.org"}}  # fmt: skip
    return _file(f"cooperatives/{slug}/index", {**known, **fields}, f"L'histoire de {slug}. Elle est longue.")


PROOFS = [
    {"label": "igp", "number": "N-1", "certifier": "Normacert", "valid_until": "2026-06-10"},
    {"label": "igp", "number": "N-2", "certifier": "Normacert", "valid_from": "2026-05-01"},
    {"label": "bio", "number": "B-1", "certifier": "Ecocert", "valid_until": "2026-06-10"},
]

SHOP = "".join((
    f"-- sitegen.toml --\n{SETTINGS}",
    CHILD_THEME,
    _file("regions/souss", {"title": "Souss", "code": "MA-09"}),
    _file("regions/atlas", {"code": "MA-05"}, "Des montagnes."),
    _file("categories/epicerie", {"title": "Épicerie"}, "Tout ce qui se mange."),
    _file("categories/huiles", {"title": "Huiles", "parent": "epicerie"}),
    _file("categories/argan", {"title": "Argan", "parent": "huiles", "featured": False}),
    _file("categories/tissage", {"title": "Tissage"}),
    _file("labels/igp", {"title": "IGP Argane", "scheme": "geographical", "short": "IGP"}),
    _file("labels/bio", {"title": "Bio", "scheme": "organic", "short": "BIO"}, "Sans rien."),
    _file("labels/main", {"title": "Fait main", "scheme": "craft", "short": "MAIN", "needs_proof": False}),
    _file("collections/fete", {"title": "Fête", "products": ["tapis"], "match": {"tags": ["cadeau"]}}),
    _file("collections/petits-prix", {"title": "Petits prix", "match": {"price_max": "100 MAD"}, "featured": True}),
    _maker("tamlalt", "souss", labels=PROOFS, activities=["huiles"], shipping={"from": "Agadir", "zones": [
        {"title": "Maroc", "countries": ["MA"], "price": "30 MAD", "days": [2, 4]}]},
        people=[{"name": "Fadma", "role": "Présidente", "portrait": "fadma.jpg", "consent": True}],
        pictures=["cour.jpg"]),
    _file("cooperatives/tamlalt/index.ar", {"title": "تاملالت"}, "حكاية تاملالت."),
    _maker("azilal", "atlas", activities=["tissage"]),
    _file("products/argan/index", {"title": "Argan", "cooperative": "tamlalt", "category": ["argan", "epicerie"],
          "price": {"MAD": 120, "EUR": 11.5}, "net": "250 ml", "unit_price": {"per": "100 ml"},
          "labels": ["igp", "bio"],
          "pictures": [{"file": "a.jpg", "alt": "Une bouteille", "focus": [0.5, 0.3]}, "b.jpg"], "tags": ["cadeau"],
          "checkout": {"provider": "link", "url": "https://pay.example.org/a"}, "redirects": ["/vieux/argan/"]},
          "De l'huile. Voir [la coopérative](../../cooperatives/tamlalt/index.md) et [le tapis](../tapis/index.md).\n\n"
          "![Le moulin](b.jpg)\n"),
    _file("products/argan/index.ar", {"title": "أركان", "slug": "zit"}, "زيت."),
    _file("products/argan/index.zgh", {"title": "ⴰⵔⴳⴰⵏ"}),
    _file("products/amlou/index", {"title": "Amlou", "cooperative": "tamlalt", "category": "argan", "price": "80 MAD",
          "labels": ["main"], "related": ["tapis"], "featured": True}, "À tartiner."),
    _file("products/tapis/index", {"title": "Tapis", "cooperative": "azilal", "category": "tissage", "tags": ["cadeau"],
          "variants": [{"id": "s", "title": "Petit", "options": {"size": "1 m"}, "price": "900 MAD",
                        "picture": "c.jpg"},
                       {"id": "l", "title": "Grand", "options": {"size": "2 m"}, "price": "1800 MAD"}]}, "Noué."),
    _file("products/tapis/index.ar", {"title": "زربية", "variants": [{"id": "s", "title": "صغير"}]}, "معقود."),
    _file("products/cheque", {"title": "Chèque", "cooperative": "tamlalt", "category": "epicerie", "type": "voucher",
          "denominations": ["100 MAD", "200 MAD"], "accepted_by": ["azilal"], "validity": 12}, "À offrir."),
    _file("products/zellige", {"title": "Zellige", "cooperative": "azilal", "category": "tissage", "type": "quote",
          "unit": "m²", "minimum": 5, "price": "300 MAD", "tiers": [{"from": 20, "price": "250 MAD"}]}, "Sur mesure."),
    *(product(f"savon{n}", category="huiles", price=f"{20 + n} MAD", pictures=["s.jpg"]) for n in range(4)),
    product("demain", category="tissage", cooperative="azilal", published="2026-06-05"),
    product("brouillon", category="tissage", cooperative="azilal", draft=True),
    _file("pages/nous", {"title": "Qui sommes-nous", "menu": "header", "menu_title": "Nous"},
          "Voir [l'huile](../products/argan/index.md), [la région](../regions/souss.md)\n\n"
          "![](../products/argan/a.jpg)"),
    _file("pages/nous.ar", {"title": "من نحن"}, "انظر [الزيت](../products/argan/index.ar.md)."),
    _file("pages/mentions", {"title": "Mentions", "menu": "legal"}, "Rien."),
))  # fmt: skip

PICTURES = (
    "content/products/argan/a.jpg",
    "content/products/argan/b.jpg",
    "content/products/tapis/c.jpg",
    "content/cooperatives/tamlalt/cour.jpg",
    "content/cooperatives/tamlalt/fadma.jpg",
    *(f"content/products/savon{n}/s.jpg" for n in range(4)),
)


def make_shop(root: Path) -> Path:
    """Write the shop below `root`; return `root`."""
    make_site(root, SHOP)
    (root / "content/cooperatives/tamlalt.md").unlink()
    for number, path in enumerate(PICTURES):
        write(root, path, picture(40, 50, (20 * number, 90, 40)))
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace a piece of a file, once."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def build_shop(root: Path, **options: Any) -> BuildReport:
    """Build in this very process, whether or not there is something to do."""
    return build(BuildOptions(**{"root": root, "today": TODAY, "jobs": 1, **options}), Silence())


def published(folder: Path) -> dict[str, bytes]:
    """Return every file of an output folder with its bytes, without the marker."""
    return {path: data for path, data in snapshot(folder).items() if path != MARKER}


_numbers = itertools.count()


def clean_build(root: Path, **options: Any) -> dict[str, bytes]:
    """Return what a build without any memory makes of the site, in a folder of its own; pictures may stay cached."""
    name = f"clean{next(_numbers)}"
    output = root.parent / f"{root.name}-{name}"
    report = build_shop(root, **{**options, "output": output, "clean": True})
    assert report.output == output, report.problems
    found = published(output)
    shutil.rmtree(output)
    for file in (root / ".sitegen/state").glob("*.sqlite*"):
        if not file.name.startswith("default."):
            file.unlink()
    return found


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths of the files that are not the same in both."""
    return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))


def assert_current(root: Path, **options: Any) -> None:
    """Check that the output is what a build without any memory makes."""
    wrong = differences(published(root / "build"), clean_build(root, **options))
    assert not wrong, f"not current: {wrong}"


def written_pages(report: BuildReport, language: str = "fr") -> set[str]:
    """Return the addresses of the pages of one language that a build wrote."""
    assert report.written is not None, report.problems
    found = (re.fullmatch(rf"{language}/(.*?)/?index\.html", path) for path in report.written.written)
    return {match.group(1) for match in found if match}


@contextmanager
def forking_early() -> Iterator[None]:
    """Let loading and rendering share their work between processes even when there is next to none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.publish.LEAST_FOR_A_WORKER", 1)
        patch.setattr("sitegen.load.loader.LEAST_FOR_A_WORKER", 1)
        yield
