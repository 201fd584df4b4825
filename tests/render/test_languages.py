"""Languages: a page says which language it is in, and which pages are really its translations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.site import built, document, page, product, snapshot

BASE = "https://souk.example.org"
LANGUAGES = ("fr", "ar", "zgh", "en", "es")


def translation(path: str, language: str, title: str, body: str = "", **fields: object) -> str:
    return f"-- content/{path}.{language}.md --\n{document({'title': title, **fields}, body)}"


MIXED = (
    product("argan")
    + translation("products/argan/index", "ar", "أركان", "زيت.")
    + translation("products/argan/index", "en", "Argan", "Oil.", slug="argan-oil")
    + product("amlou")
    + translation("products/amlou/index", "ar", "أملو")
    + product("nila", language="ar")
    + "-- content/pages/nous.md --\n---\ntitle: Nous\n---\nTexte\n"
    + translation("pages/nous", "zgh", "ⵏⴽⵏⵉ", "ⴰⵡⴰⵍ")
    + "".join(product(f"p{number}") for number in range(6))
)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a shop in which some texts are translated and some are not."""
    return built(tmp_path_factory.mktemp("mixed"), MIXED)


def pages_of(output: Path) -> dict[str, str]:
    """Return every page of the shop by its absolute address."""
    return {
        f"{BASE}/{path.removesuffix('index.html')}": data.decode()
        for path, data in snapshot(output).items() if path.endswith(".html")
    }  # fmt: skip


def alternates_of(markup: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', markup))


def canonical_of(markup: str) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]+)">', markup)
    return found[1] if found else ""


def test_every_page_says_its_language_and_direction(output: Path) -> None:
    for url, markup in pages_of(output).items():
        language = url.removeprefix(f"{BASE}/").split("/")[0]
        if language in LANGUAGES:
            direction = "rtl" if language == "ar" else "ltr"
            assert f'<html lang="{language}" dir="{direction}">' in markup


def test_words_that_fell_back_say_so_where_they_stand(output: Path) -> None:
    assert '<h1 lang="fr" dir="ltr">Amlou</h1>' in page(output, "/en/products/amlou/")
    assert '<h1 lang="ar" dir="rtl">أركان</h1>' in page(output, "/zgh/products/argan/")
    assert '<div class="body" lang="fr" dir="ltr">' in page(output, "/ar/products/amlou/")
    assert "<h1>أملو</h1>" in page(output, "/ar/products/amlou/")
    assert "<h1>Amlou</h1>" in page(output, "/fr/products/amlou/")


def test_a_page_that_fell_back_names_the_language_it_is_shown_in(output: Path) -> None:
    assert '<p class="notice">Français</p>' in page(output, "/en/products/amlou/")
    assert '<p class="notice">العربية</p>' in page(output, "/zgh/products/argan/")
    assert "notice" not in page(output, "/ar/products/argan/")


def test_a_page_that_fell_back_is_canonical_in_the_language_of_its_text(output: Path) -> None:
    assert canonical_of(page(output, "/en/products/amlou/")) == f"{BASE}/fr/products/amlou/"
    assert canonical_of(page(output, "/zgh/products/argan/")) == f"{BASE}/ar/products/argan/"
    assert canonical_of(page(output, "/fr/products/nila/")) == f"{BASE}/ar/products/nila/"


def test_a_page_is_its_own_canonical_unless_it_fell_back(output: Path) -> None:
    for url, markup in pages_of(output).items():
        if '<meta name="robots" content="noindex">' in markup:
            assert canonical_of(markup) == ""
        elif 'class="notice"' in markup:
            assert canonical_of(markup) != url
        else:
            assert canonical_of(markup) == url


def test_a_canonical_page_is_never_itself_a_fallback(output: Path) -> None:
    pages = pages_of(output)
    for markup in pages.values():
        target = canonical_of(markup)
        assert not target or canonical_of(pages[target]) == target


def test_every_set_of_alternates_is_the_same_on_all_its_members(output: Path) -> None:
    pages = pages_of(output)
    for url, markup in pages.items():
        alternates = alternates_of(markup)
        assert not alternates or url in alternates.values()
        for target in alternates.values():
            assert alternates_of(pages[target]) == alternates


def test_only_real_translations_are_alternates(output: Path) -> None:
    assert set(alternates_of(page(output, "/fr/products/argan/"))) == {"fr", "ar", "en", "x-default"}
    assert set(alternates_of(page(output, "/fr/products/amlou/"))) == {"fr", "x-default"}
    assert alternates_of(page(output, "/en/products/amlou/")) == {}
    assert alternates_of(page(output, "/fr/products/argan/"))["en"] == f"{BASE}/en/products/argan-oil/"


def test_x_default_is_the_default_language_or_the_first_that_is_there(output: Path) -> None:
    assert alternates_of(page(output, "/ar/products/argan/"))["x-default"] == f"{BASE}/fr/products/argan/"
    assert alternates_of(page(output, "/ar/products/nila/"))["x-default"] == f"{BASE}/ar/products/nila/"
    assert alternates_of(page(output, "/es/"))["x-default"] == f"{BASE}/"


def test_the_sitemaps_list_exactly_the_pages_that_are_their_own_canonical_but_for_tools(output: Path) -> None:
    listed = [
        url
        for path in output.glob("sitemap-*.xml")
        for url in re.findall(r"<loc>([^<]+)</loc>", path.read_text("utf-8"))
    ]
    tools = tuple(f"/{word}/" for word in ("cart", "quote", "search"))
    own = {url for url, markup in pages_of(output).items() if canonical_of(markup) == url}
    expected = {url for url in own if not url.endswith(tools)}
    assert expected < own
    assert sorted(listed) == sorted(expected)


def test_a_sitemap_repeats_the_alternates_of_its_pages(output: Path) -> None:
    pages = pages_of(output)
    text = (output / "sitemap-ar.xml").read_text("utf-8")
    for entry in re.findall(r"<url>(.*?)</url>", text, re.DOTALL):
        url = re.findall(r"<loc>([^<]+)</loc>", entry)[0]
        assert dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', entry)) == alternates_of(pages[url])


def test_the_index_and_robots_name_every_sitemap(output: Path) -> None:
    index = (output / "sitemap.xml").read_text("utf-8")
    assert sorted(re.findall(r"<loc>([^<]+)</loc>", index)) == sorted(
        f"{BASE}/{path.name}" for path in output.glob("sitemap-*.xml")
    )
    assert f"Sitemap: {BASE}/sitemap.xml" in (output / "robots.txt").read_text("utf-8")


def test_the_page_for_missing_addresses_is_kept_from_search_engines(output: Path) -> None:
    assert '<meta name="robots" content="noindex">' in page(output, "/404.html")


@pytest.mark.parametrize(
    ("word", "is_private"), [("cart", False), ("quote", False), ("thanks", True), ("cancelled", True)]
)
def test_the_ways_back_of_an_order_are_kept_from_search_engines(output: Path, word: str, is_private: bool) -> None:
    for code in LANGUAGES:
        markup = page(output, f"/{code}/{word}/")
        assert ('<meta name="robots" content="noindex">' in markup) is is_private
        assert alternates_of(markup) == {}
        assert f'href="/ar/{word}/" hreflang="ar"' in markup


def test_words_are_typeset_in_the_language_that_they_are_in(tmp_path: Path) -> None:
    text = product("argan", title="Huile d'argan", summary="À l'ombre : 60 % !", body="L'huile `d'ici` : *l'or* ;") + (
        translation("products/argan/index", "en", "Women's oil", "Here : it's gold ;")
    )
    output = built(tmp_path, text)
    french, english = page(output, "/fr/products/argan/"), page(output, "/en/products/argan/")
    assert "<h1>Huile d’argan</h1>" in french
    assert "À l’ombre\u00a0: 60\u00a0%\u202f!" in french
    assert "<p>L’huile <code>d'ici</code>\u00a0: <em>l’or</em>\u202f;</p>" in french
    assert "<h1>Women’s oil</h1>" in english
    assert "<p>Here : it’s gold ;</p>" in english


def test_a_link_in_a_body_leads_to_the_page_in_the_reader_s_language(tmp_path: Path) -> None:
    text = product("argan", body="[Amlou](../amlou/index.md#prix) [hors](https://a.org/) [rien](../c/index.md)")
    output = built(tmp_path, text + product("amlou") + product("c", draft=True))
    assert 'href="/en/products/amlou/#prix"' in page(output, "/en/products/argan/")
    assert '<a href="https://a.org/" rel="nofollow noopener external">' in page(output, "/en/products/argan/")
    assert "<a>rien</a>" in page(output, "/en/products/argan/")
