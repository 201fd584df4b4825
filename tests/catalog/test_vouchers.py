"""Vouchers: where they are accepted, and what their terms promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sitegen.catalog.vouchers import months_in
from tests.support.site import COOPERATIVE, built, check_site, codes, document, error_codes, make_site, page, product

OTHER = "-- content/cooperatives/adrar.md --\n" + COOPERATIVE.replace("Tamlalt", "Adrar")
HIDDEN = "-- content/cooperatives/adrar.md --\n" + COOPERATIVE.replace("region:", "draft: true\nregion:")


def voucher(**fields: Any) -> str:
    known = {"type": "voucher", "price": None, "denominations": [100, 200], "validity": 12, **fields}
    return product("cheque", **known)


@pytest.mark.parametrize(
    ("terms", "months"),
    [
        ("Valable 12 mois, en une fois", (12,)),
        ("Valid for 1 month", (1,)),
        ("Válido 2 años o 6 meses", (24, 6)),
        ("صالحة لمدة 12 شهرا", (12,)),
        ("صالحة ١٢ شهرًا", (12,)),
        ("Remboursé sous 30 jours, 5 % en plus", ()),
        ("12 moissons, 3 annexes", ()),
    ],
)
def test_the_time_that_terms_name_is_read_in_every_language(terms: str, months: tuple[int, ...]) -> None:
    assert months_in(terms) == months


@pytest.mark.parametrize(
    ("validity", "code"), [(None, "voucher.validity_missing"), (6, "voucher.validity_differs"), (12, "")]
)
def test_terms_that_promise_another_time_are_told(tmp_path: Path, validity: int | None, code: str) -> None:
    root = make_site(tmp_path, voucher(validity=validity, terms="Valable 12 mois"))
    assert [one for one in sorted(codes(check_site(root))) if one.startswith("voucher.")] == [code] * bool(code)


def test_a_translation_that_promises_another_time_is_told_where_it_is_written(tmp_path: Path) -> None:
    arabic = "-- content/products/cheque/index.ar.md --\n" + document(
        {"title": "قسيمة", "terms": "صالحة 6 أشهر"}, "نص."
    )
    report = check_site(make_site(tmp_path, voucher(terms="Valable 12 mois") + arabic))
    (found,) = [problem for problem in report.problems if problem.code == "voucher.validity_differs"]
    assert (found.path, found.line, found.field) == ("content/products/cheque/index.ar.md", 3, "terms")


def test_a_cooperative_that_does_not_exist_accepts_nothing(tmp_path: Path) -> None:
    assert error_codes(check_site(make_site(tmp_path, voucher(accepted_by=["tamlalt", "adrar"])))) == [
        "reference.unknown"
    ]


def test_a_cooperative_that_is_not_shown_is_told_and_left_out(tmp_path: Path) -> None:
    text = voucher(accepted_by=["tamlalt", "adrar"]) + HIDDEN
    report = check_site(make_site(tmp_path, text))
    assert [(problem.code, problem.field) for problem in report.problems if problem.code.startswith("voucher.")] == [
        ("voucher.accepted_hidden", "accepted_by.1")
    ]
    markup = page(built(tmp_path / "built", text), "/fr/products/cheque/")
    assert "/fr/cooperatives/tamlalt/" in markup
    assert "/fr/cooperatives/adrar/" not in markup


def test_a_voucher_that_nobody_in_the_shop_accepts_is_impossible(tmp_path: Path) -> None:
    assert error_codes(check_site(make_site(tmp_path, voucher(accepted_by="adrar") + HIDDEN))) == ["voucher.nowhere"]


@pytest.mark.parametrize(("accepted_by", "others"), [("all", True), (["tamlalt"], False), (["tamlalt", "adrar"], True)])
def test_a_cooperative_s_page_leads_to_the_vouchers_that_it_accepts(
    tmp_path: Path, accepted_by: object, *, others: bool
) -> None:
    souk = "-- themes/plain/templates/cooperative.html --\n" + (
        '{% extends "base.html" %}{% block main %}'
        '{% for link in cooperative.vouchers %}<a class="voucher" href="{{ link.url }}">{{ link.title }}</a>'
        "{% endfor %}{% endblock %}\n"
    )
    output = built(tmp_path, voucher(accepted_by=accepted_by) + OTHER + souk)
    link = '<a class="voucher" href="/fr/products/cheque/">Cheque</a>'
    assert link in page(output, "/fr/cooperatives/tamlalt/")
    assert (link in page(output, "/fr/cooperatives/adrar/")) is others
