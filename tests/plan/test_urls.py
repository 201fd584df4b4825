"""Addresses: every page has one, no two share one, and old ones lead on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.problems import Problem
from tests.support.site import (
    SETTINGS,
    build_site,
    built,
    codes,
    document,
    error_codes,
    errors,
    make_site,
    page,
    product,
    snapshot,
)  # fmt: skip


def redirect_problems(root: Path, *redirects: str) -> list[Problem]:
    """Return the errors of a site whose only product brings these old addresses."""
    return errors(build_site(make_site(root, product(redirects=list(redirects)))))


def test_every_record_has_an_address_in_every_language(tmp_path: Path) -> None:
    output = built(tmp_path, product() + "-- content/pages/a-propos.md --\n---\ntitle: Nous\n---\nTexte\n")
    for language in ("fr", "ar", "zgh", "en", "es"):
        for path in ("", "products/argan/", "cooperatives/tamlalt/", "categories/huiles/", "regions/souss/",
                     "a-propos/", "products/", "cooperatives/", "categories/", "regions/"):  # fmt: skip
            assert page(output, f"/{language}/{path}")
    assert page(output, "/")
    assert page(output, "/404.html")


def test_path_words_and_slugs_are_translated(tmp_path: Path) -> None:
    settings = "-- sitegen.toml --\n" + SETTINGS + '\n[paths.fr]\nproducts = "produits"\n'
    english = "-- content/products/argan/index.en.md --\n" + document({"title": "Argan oil", "slug": "argan-oil"})
    output = built(tmp_path, settings + product(slug="argan") + english)
    assert page(output, "/fr/produits/argan/")
    assert page(output, "/en/products/argan-oil/")
    assert not (output / "fr/products").exists()


def test_a_long_list_is_cut_into_pages(tmp_path: Path) -> None:
    output = built(tmp_path, "".join(product(f"p{number:02}") for number in range(13)))
    pages = [page(output, f"/fr/products/{tail}") for tail in ("", "page/2/", "page/3/")]
    assert [markup.count('class="card"') for markup in pages] == [6, 6, 1]
    assert not (output / "fr/products/page/1").exists()
    assert not (output / "fr/products/page/4").exists()
    assert 'rel="prev" href="/fr/products/"' in pages[1]
    assert 'rel="next" href="/fr/products/page/3/"' in pages[1]
    assert 'rel="prev"' not in pages[0]
    assert 'rel="next"' not in pages[2]
    mains = "".join(re.findall(r"<main>.*?</main>", "".join(pages), re.DOTALL))
    shown = re.findall(r'<a href="/fr/products/(p\d\d)/"', mains)
    assert sorted(shown) == [f"p{number:02}" for number in range(13)]


def test_two_pages_that_want_one_address_are_a_problem(tmp_path: Path) -> None:
    report = build_site(make_site(tmp_path, product("a", slug="argan") + product("b", slug="argan")))
    assert set(error_codes(report)) == {"url.twice"}
    assert report.written is None


def test_a_page_cannot_take_the_place_of_a_list(tmp_path: Path) -> None:
    report = build_site(make_site(tmp_path, "-- content/pages/products.md --\n---\ntitle: A\n---\nB\n"))
    assert set(error_codes(report)) == {"url.twice"}


def test_a_site_without_any_content_has_its_front_pages(tmp_path: Path) -> None:
    make_site(tmp_path, bare=True)
    report = build_site(tmp_path)
    assert error_codes(report) == []
    assert report.output is not None
    assert page(report.output, "/fr/")


def test_an_old_address_leads_to_the_page_in_its_source_language(tmp_path: Path) -> None:
    output = built(tmp_path, product(redirects=["/ancienne-page/", "/boutique/huile.html", "/sans-barre"]))
    for url in ("/ancienne-page/", "/boutique/huile.html", "/sans-barre/"):
        markup = page(output, url)
        assert 'content="0; url=/fr/products/argan/"' in markup
        assert '<link rel="canonical" href="https://souk.example.org/fr/products/argan/">' in markup
        assert 'name="robots" content="noindex"' in markup


def test_an_old_address_is_in_no_sitemap(tmp_path: Path) -> None:
    output = built(tmp_path, product(redirects=["/ancienne-page/"]))
    assert not any(b"ancienne" in data for path, data in snapshot(output).items() if path.endswith(".xml"))


@pytest.mark.parametrize(
    "url",
    ["/", "//evil.example/", "/../../etc/passwd", "/a/../b/", "/a//b/", "/./a/", "/a:b/", "/C:/x/", "/<script>/",
     '/"onload=alert(1)/', "/a|b/", "/a*/", "/" + "a" * 200 + "/", "/.git/config", "/.htaccess", "/a\u0007b/",
     "/sitemap.xml", "/sitemap-fr.xml", "/robots.txt", "/assets/", "/assets/css/x.css", "/%2e%2e\\x/",
     "/%2e%2e/x/", "/a%2F..%2Fb/", "/a%00/", "/caf%E9/", "/caf%25C3%25A9/", "/%61ssets/"],
)  # fmt: skip
def test_a_hostile_old_address_is_a_problem_and_nothing_is_published(tmp_path: Path, url: str) -> None:
    problems = redirect_problems(tmp_path, url)
    assert {problem.code for problem in problems} <= {"redirect.path", "field.pattern", "url.twice", "field.too_long"}
    assert problems
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    "urls",
    [("/fr/",), ("/fr",), ("/fr/products/argan/",), ("/fr/products/argan",), ("/FR/Products/Argan/",),
     ("/index.html",), ("/404.html",), ("/404.html/old/",), ("/fr/index.html/x/",), ("/a/", "/a/"), ("/a", "/a/"),
     ("/a.html", "/a.html/b/"), ("/a.html/b/", "/a.html")],
)  # fmt: skip
def test_an_old_address_that_something_else_has_is_a_problem(tmp_path: Path, urls: tuple[str, ...]) -> None:
    assert {problem.code for problem in redirect_problems(tmp_path, *urls)} == {"url.twice"}


def test_an_old_address_in_any_script_is_kept(tmp_path: Path) -> None:
    output = built(tmp_path, product(redirects=["/منتجات/أركان/", "/thé/"]))
    assert page(output, "/منتجات/أركان/")
    assert page(output, "/thé/")


def test_an_old_address_that_is_written_encoded_is_the_address_that_servers_look_for(tmp_path: Path) -> None:
    output = built(tmp_path, product(redirects=["/caf%C3%A9/", "/th%65/e%CC%81/"]))
    assert page(output, "/café/")
    assert page(output, "/the/é/")
    assert "/caf%C3%A9/ /fr/products/argan/ 301!" in (output / "_redirects").read_text()


def test_an_old_address_means_the_same_encoded_or_not(tmp_path: Path) -> None:
    assert {problem.code for problem in redirect_problems(tmp_path, "/thé/", "/th%C3%A9/")} == {"url.twice"}


def test_problems_never_depend_on_what_is_published(tmp_path: Path) -> None:
    first = build_site(make_site(tmp_path, product("a", price="x") + product("b", cooperative="nobody")))
    second = build_site(tmp_path)
    assert first.problems == second.problems
    assert codes(first) >= {"price.not_amount", "reference.unknown"}
