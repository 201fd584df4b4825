"""The page for employers: there where a voucher is, in every language, and of use without JavaScript."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from sitegen.checkout.recipes import NOTE_LIMIT
from sitegen.i18n.catalogues import parse_catalogue
from sitegen.render.employers import JOIN, NOTE
from tests.support.site import (
    COOPERATIVE,
    SETTINGS,
    build_site,
    built,
    check_site,
    codes,
    document,
    json_ld,
    make_site,
    page,
    product,
    write,
)

LANGUAGES = ("fr", "ar", "zgh", "en", "es")
SOUK = f"""-- sitegen.toml --
{SETTINGS.replace('name = "plain"', 'name = "souk"')}"""
THEMES = Path(__file__).parents[2] / "themes"
LIMITS = {"occasion": 40, "delivery": 10, "company": 70, "ice": 20, "address": 90, "contact": 70, "list": 30}
"""The longest that a form lets be said of each part of a note."""


def voucher(name: str = "cheque", **fields: Any) -> str:
    known = {"type": "voucher", "price": None, "denominations": [100, 500], "validity": 12, "sku": "CHQ", **fields}
    return product(name, **known)


def links(markup: str) -> list[str]:
    """Return where the requests of the page for employers lead."""
    (ways,) = re.findall(r'<div class="bulk-ways">(.*?)</div>', markup, re.DOTALL)
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', ways)]


def order_of(markup: str) -> dict[str, Any]:
    (text,) = re.findall(r'class="bulk-data">(.*?)</script>', markup, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def test_without_a_voucher_there_is_no_page_and_no_link_to_it(tmp_path: Path) -> None:
    output = built(tmp_path, SOUK + product())
    assert not (output / "fr/employers").exists()
    assert "/fr/employers/" not in page(output, "/fr/")


def test_a_theme_without_the_template_has_no_page(tmp_path: Path) -> None:
    output = built(tmp_path, voucher())
    assert not (output / "fr/employers").exists()


def test_the_page_is_there_in_every_language_under_its_own_word(tmp_path: Path) -> None:
    words = SOUK.replace("[theme]", '[paths.fr]\nemployers = "employeurs"\n\n[theme]')
    arabic = "-- content/products/cheque/index.ar.md --\n" + document({"title": "قسيمة هدية"}, "نص.")
    output = built(tmp_path, words + voucher() + arabic)
    for language in LANGUAGES:
        word = "employeurs" if language == "fr" else "employers"
        assert f'href="/{language}/{word}/"' in page(output, f"/{language}/")
        assert f'href="/{language}/{word}/"' in page(output, f"/{language}/products/cheque/")
        assert '<body class="page-employers">' in page(output, f"/{language}/{word}/")
    french, tamazight = page(output, "/fr/employeurs/"), page(output, "/zgh/employers/")
    assert 'hreflang="ar" href="https://souk.example.org/ar/employers/"' in french
    assert '<link rel="canonical" href="https://souk.example.org/ar/employers/">' in tamazight
    assert "/zgh/employers/" not in (output / "sitemap-zgh.xml").read_text("utf-8")
    assert "/ar/employers/" in (output / "sitemap-ar.xml").read_text("utf-8")


def test_a_free_page_that_wants_the_same_address_is_told(tmp_path: Path) -> None:
    own = "-- content/pages/employers.md --\n---\ntitle: Les nôtres\n---\nTexte.\n"
    assert "url.twice" in codes(check_site(make_site(tmp_path, SOUK + voucher() + own)))


def test_the_links_ask_for_every_amount_with_blanks_and_need_no_script(tmp_path: Path) -> None:
    first, second = links(page(built(tmp_path, SOUK + voucher()), "/fr/employers/"))
    assert first.startswith("https://wa.me/212612345678?text=")
    lines = parse_qs(urlsplit(first).query)["text"][0].split("\n")
    assert [line for line in lines if line.startswith("[")] == ["[CHQ-100] × 1", "[CHQ-500] × 1"]
    assert next(line for line in lines if "…" in line).count("…") == 5
    assert second.startswith("mailto:tamlalt@example.org?")


def test_the_numbers_of_the_page_go_the_same_ways_as_its_links(tmp_path: Path) -> None:
    output = built(tmp_path, SOUK + voucher(checkout={"provider": "link", "url": "https://pay.example.org/?r={sku}"}))
    markup = page(output, "/fr/employers/")
    order = order_of(markup)
    assert [recipe["provider"] for recipe in order["recipes"]] == ["whatsapp", "mailto"]
    assert len(links(markup)) == 2
    assert [(line["sku"], line["price"]) for line in order["lines"]] == [
        ("CHQ-100", {"amount": "100.00", "currency": "MAD"}), ("CHQ-500", {"amount": "500.00", "currency": "MAD"}),
    ]  # fmt: skip
    item = json.loads((output / "api/products/tamlalt.json").read_text("utf-8"))["items"]["CHQ-100"]
    assert item["bulk"] == order["recipes"]
    assert [recipe["provider"] for recipe in item["checkouts"]] == ["link"]


def test_the_form_of_netlify_sends_the_request_without_a_script(tmp_path: Path) -> None:
    asking = SOUK.replace("[checkout]", '[checkout]\nquote_form = "netlify"')
    markup = page(built(tmp_path, asking + voucher()), "/fr/employers/")
    (form,) = re.findall(r'<form class="bulk-form".*?</form>', markup, re.DOTALL)
    assert 'method="post" action="/fr/thanks/" data-netlify="true"' in form
    names = re.findall(r'name="([^"]+)"', form)
    assert {"100.00 MAD", "500.00 MAD", "occasion", "delivery", "company", "ice", "address", "contact"} <= {*names}
    assert '<button class="button" type="submit">' in form


def test_a_table_of_recipients_is_never_sent(tmp_path: Path) -> None:
    markup = page(built(tmp_path, SOUK + voucher()), "/fr/employers/")
    (file,) = re.findall(r'<input type="file"[^>]*>', markup)
    assert "name=" not in file
    (address,) = re.findall(r'href="(data:text/csv[^"]+)" download="beneficiaires.csv"', markup)
    assert unquote(address.partition(",")[2]) == "\ufeffSalarié;Montant;Langue\r\n"


def test_every_voucher_of_the_shop_has_its_own_request(tmp_path: Path) -> None:
    other = "-- content/cooperatives/adrar.md --\n" + COOPERATIVE.replace("tamlalt@", "adrar@")
    text = SOUK + voucher() + voucher("carte", sku="CRT", cooperative="adrar", accepted_by=["adrar"]) + other
    markup = page(built(tmp_path, text), "/fr/employers/")
    assert re.findall(r'data-sku="([^"]+)"', markup) == ["CRT-100", "CRT-500", "CHQ-100", "CHQ-500"]
    identifiers = re.findall(r' id="([^"]+)"', markup)
    assert len(identifiers) == len(set(identifiers))


def test_a_service_for_employers_is_told_to_machines(tmp_path: Path) -> None:
    data = json_ld(page(built(tmp_path, SOUK + voucher()), "/fr/employers/"))
    (service,) = [node for node in data if node["@type"] == "Service"]
    assert service["audience"]["@type"] == "BusinessAudience"
    assert (service["offers"]["lowPrice"], service["offers"]["highPrice"]) == ("100.00", "500.00")


def test_a_voucher_that_nobody_can_be_asked_for_is_told(tmp_path: Path) -> None:
    mute = COOPERATIVE.replace('contact: {whatsapp: "+212612345678", email: "tamlalt@example.org"}\n', "")
    text = f"-- content/cooperatives/tamlalt.md --\n{mute}" + voucher(
        checkout={"provider": "link", "url": "https://pay.example.org/?r={sku}"}
    )
    assert "voucher.no_way" in codes(check_site(make_site(tmp_path / "silent", SOUK + text)))
    asking = SOUK.replace("[checkout]", '[checkout]\nquote_form = "netlify"')
    assert "voucher.no_way" not in codes(check_site(make_site(tmp_path / "form", asking + text)))


def test_the_page_follows_what_it_shows(tmp_path: Path) -> None:
    def shown() -> str:
        report = build_site(tmp_path)
        assert report.output is not None
        return page(report.output, "/fr/employers/")

    make_site(tmp_path, SOUK + voucher(accepted_by=["tamlalt"]))
    shown()
    write(
        tmp_path, "content/cooperatives/tamlalt.md", COOPERATIVE.replace("Coopérative Tamlalt", "Les Femmes de Tamlalt")
    )
    assert "Les Femmes de Tamlalt" in shown()
    write(tmp_path, "content/cooperatives/tamlalt.md", COOPERATIVE.replace("+212612345678", "+212698765432"))
    assert "wa.me/212698765432" in shown()
    text = voucher(accepted_by=["tamlalt"], terms="Au nom du porteur").partition("--\n")[2]
    write(tmp_path, "content/products/cheque/index.md", text)
    assert "Au nom du porteur" in shown()


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_the_longest_of_everything_has_room_in_a_note(language: str) -> None:
    catalogue = parse_catalogue((THEMES / f"souk/messages/{language}.po").read_bytes(), language).messages
    longest = max(
        ("By e-mail, to print or send on", "Printed, by post"), key=lambda words: len(catalogue["", words][0])
    )
    limits = {**LIMITS, "arrival": len(catalogue["", longest][0])}
    parts = [len(catalogue["", words][0] % {"text": "x" * limits[name]}) for name, words in NOTE.items()]
    assert sum(parts) + len(JOIN) * (len(parts) - 1) <= NOTE_LIMIT


@pytest.mark.parametrize("name", sorted(LIMITS.keys() - {"delivery", "list"}))
def test_a_field_lets_no_more_be_said_than_its_note_has_room_for(name: str) -> None:
    template = (THEMES / "souk/templates/employers.html").read_text("utf-8")
    (field,) = re.findall(rf'<input name="{name}"[^>]*>', template)
    assert f'maxlength="{LIMITS[name]}"' in field
