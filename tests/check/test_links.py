"""Dead links: every address within the shop leads to a file, every anchor to an element."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.check.links import check_links, read_links
from tests.support.site import check_site, codes, errors, make_site, picture, product, write

BASE = "https://souk.example.org"
FILES = ("index.html", "fr/index.html", "fr/nous/index.html", "assets/a.jpg", "assets/thé.jpg", "404.html")


def problems_of(markup: str, page: str = "fr/nous/index.html") -> list[tuple[str, int]]:
    """Return codes and lines of what is wrong with the links of a page."""
    other = read_links("fr/index.html", b'<h1 id="haut"></h1><p id="\xc3\xa9t\xc3\xa9">')
    pages = [other, read_links(page, markup.encode())]
    return [(problem.code, problem.line) for problem in check_links(pages, FILES, BASE)]


@pytest.mark.parametrize(
    "address",
    ["/", "/fr/", "/fr/#haut", "/fr/#%C3%A9t%C3%A9", "/fr/nous/?variant=1", "?variant=1", "#ici", "/404.html", "../",
     "../#haut", ".", "./", "../nous/", f"{BASE}/fr/", BASE, f"{BASE}/", "/assets/th%C3%A9.jpg", "../../assets/a.jpg",
     "https://elsewhere.example/x", "//elsewhere.example/x", "mailto:a@b.ma", "tel:+212612345678", "http://[",
     f"{BASE}.evil.example/x", "https://souk.example.organic/", "data:image/webp;base64,AA"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_fine(address: str) -> None:
    assert problems_of(f'<p id="ici"><a href="{address}">x</a>') == []


@pytest.mark.parametrize("address", ["/de/", "/fr/rien/", "/fr", "rien/", "../rien.html", f"{BASE}/de/", "/a.jpg"])
def test_a_dead_link_is_told_with_its_line(address: str) -> None:
    assert problems_of(f'\n\n<a href="{address}">x</a>') == [("link.dead", 3)]


@pytest.mark.parametrize("address", ["#nulle-part", "/fr/#nulle-part", "../#nulle-part"])
def test_a_dead_anchor_is_told(address: str) -> None:
    assert problems_of(f'<a href="{address}">x</a>') == [("link.anchor", 1)]


def test_pictures_and_their_sources_are_followed() -> None:
    markup = '<img src="/assets/a.jpg" srcset="/assets/a.jpg 1w, /assets/b.jpg 2w">\n<source srcset="/c.jpg 1w,">'
    assert problems_of(markup) == [("link.dead", 1), ("link.dead", 2)]


def test_style_sheets_scripts_and_forms_are_followed() -> None:
    markup = '<link href="/a.css">\n<script src="/a.js"></script>\n<form action="/a">\n<video poster="/a.png">'
    assert [line for _, line in problems_of(markup)] == [1, 2, 3, 4]


def test_the_small_shop_has_no_dead_link(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    report = check_site(make_site(tmp_path, product(related=["amlou"], redirects=["/vieux/"]) + product("amlou")))
    assert errors(report) == []
    assert report.pages > 0
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[x](/fr/rien/)", "link.dead"),
        ("[x](/fr/#rien)", "link.anchor"),
        ("[x](https://souk.example.org/no/)", "link.dead"),
    ],
)
def test_a_dead_link_in_a_body_is_found(tmp_path: Path, body: str, code: str) -> None:
    assert code in codes(check_site(make_site(tmp_path, product(body=body))))


def test_a_hostile_address_in_a_body_does_not_stop_the_check(tmp_path: Path) -> None:
    text = product(body="<a href='https://[x'>x</a> [y](//[) <a href='//[::1'>z</a>")
    maker = "-- content/cooperatives/b.md --\n---\ntitle: B\nregion: souss\nsocial: {website: 'https://[x'}\n---\n"
    check_site(make_site(tmp_path, text + maker))
