"""The catalog: what is published today, in which order, related to what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sitegen.catalog.assemble import RELATED_WINDOW, assemble, neighbours
from sitegen.catalog.catalog import Catalog
from sitegen.load.loader import load_content
from sitegen.models.base import Kind
from tests.support.site import TODAY, document, make_site, product, settings_of


def catalog_of(
    root: Path, text: str, *, today: date = TODAY, drafts: bool = False
) -> tuple[Catalog, list[tuple[str, str]]]:
    """Return the catalog of a site, and the codes and fields of the problems between its records."""
    make_site(root, text)
    config = settings_of(root)
    records, problems, _ = load_content(root, config)
    assert problems == []
    catalog, found = assemble(records, config, today, drafts=drafts)
    quiet = {"picture.none", "picture.no_alt"}
    return catalog, sorted({(problem.code, problem.field) for problem in found if problem.code not in quiet})


def category(slug: str, **fields: object) -> str:
    return f"-- content/categories/{slug}.md --\n{document({'title': slug, **fields})}"


def collection(slug: str, **fields: object) -> str:
    return f"-- content/collections/{slug}.md --\n{document({'title': slug, **fields})}"


def cooperative(slug: str, **fields: object) -> str:
    facts: dict[str, object] = {"title": slug, "region": "souss", "contact": {"email": "a@b.ma"}}
    return f"-- content/cooperatives/{slug}.md --\n{document({**facts, **fields}, 'Texte.')}"


LABEL = "-- content/labels/igp.md --\n" + document({"title": "IGP", "scheme": "geographical", "short": "IGP"})


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2026-04-30", False), ("2026-05-01", True), ("2026-05-31", True), ("2026-06-01", False)],
)
def test_a_product_is_in_the_shop_from_its_first_to_its_last_day(tmp_path: Path, day: str, shown: bool) -> None:
    text = product(published="2026-05-01", expires="2026-05-31")
    catalog, _ = catalog_of(tmp_path, text, today=date.fromisoformat(day))
    assert ("argan" in catalog.products) is shown


def test_drafts_show_what_is_not_yet_published_but_not_what_has_expired(tmp_path: Path) -> None:
    text = product("a", draft=True) + product("b", published="2027-01-01") + product("c", expires="2026-01-01")
    assert set(catalog_of(tmp_path / "1", text)[0].products) == set()
    assert set(catalog_of(tmp_path / "2", text, drafts=True)[0].products) == {"a", "b"}


def test_the_products_of_a_draft_cooperative_are_left_out_with_a_warning(tmp_path: Path) -> None:
    text = cooperative("tamlalt", draft=True) + product()
    catalog, problems = catalog_of(tmp_path, text)
    assert catalog.products == {}
    assert problems == [("product.orphan", "cooperative")]


def test_the_cooperatives_of_a_draft_region_are_left_out(tmp_path: Path) -> None:
    text = "-- content/regions/souss.md --\n" + document({"title": "Souss", "draft": True}) + product()
    catalog, _ = catalog_of(tmp_path, text)
    assert (catalog.cooperatives, catalog.products) == ({}, {})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (product(cooperative="tamlat"), "cooperative"),
        (product(category="huile"), "category.0"),
        (product(category=["huiles", "nulle-part"]), "category.1"),
        (product(labels=["igp"]), "labels.0"),
        (product(related=["amlou"]), "related.0"),
        (cooperative("b", region="nulle-part"), "region"),
        (cooperative("b", activities=["nulle-part"]), "activities.0"),
        (cooperative("b", labels=[{"label": "x", "number": "1", "certifier": "y"}]), "labels.0.label"),
        (category("b", parent="nulle-part"), "parent"),
        (collection("b", products=["nulle-part"]), "products.0"),
        (collection("b", match={"regions": ["nulle-part"]}), "match.regions.0"),
        (collection("b", match={"labels": ["nulle-part"]}), "match.labels.0"),
    ],
)
def test_a_slug_that_leads_nowhere_is_a_problem(tmp_path: Path, text: str, field: str) -> None:
    assert ("reference.unknown", field) in catalog_of(tmp_path, text)[1]


def test_a_link_to_a_source_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert catalog_of(tmp_path, product(body="[x](../amlou/index.md)"))[1] == [("link.unknown", "")]


def test_categories_that_contain_each_other_are_a_problem(tmp_path: Path) -> None:
    _, problems = catalog_of(tmp_path, category("a", parent="b") + category("b", parent="a"))
    assert problems == [("category.circle", "parent")]


def test_a_category_holds_the_products_of_those_below_it(tmp_path: Path) -> None:
    text = category("epicerie") + category("huiles", parent="epicerie") + product()
    catalog, _ = catalog_of(tmp_path, text)
    assert catalog.products_in[Kind.CATEGORY, "epicerie"] == ("argan",)
    assert catalog.ancestors("huiles") == ("epicerie",)
    assert catalog.children("epicerie") == ("huiles",)


def test_two_products_with_one_sku_are_a_problem_whatever_its_case(tmp_path: Path) -> None:
    assert catalog_of(tmp_path, product("a", sku="X1") + product("b", sku="x1"))[1] == [("sku.twice", "sku")]


def test_a_variant_with_the_sku_of_its_sibling_is_a_problem(tmp_path: Path) -> None:
    variants = [{"id": "a", "title": "A", "sku": "X"}, {"id": "b", "title": "B", "sku": "X"}]
    assert {code for code, _ in catalog_of(tmp_path, product(variants=variants))[1]} == {"sku.twice"}


def test_a_label_without_a_proof_is_told(tmp_path: Path) -> None:
    assert catalog_of(tmp_path, LABEL + product(labels=["igp"]))[1] == [("proof.missing", "labels.0")]


def test_an_expired_proof_is_told_from_the_day_after(tmp_path: Path) -> None:
    proof = {"label": "igp", "number": "1", "certifier": "X", "valid_until": "2026-06-01"}
    text = LABEL + cooperative("tamlalt", labels=[proof]) + product(labels=["igp"])
    assert catalog_of(tmp_path / "1", text, today=date(2026, 6, 1))[1] == []
    assert catalog_of(tmp_path / "2", text, today=date(2026, 6, 2))[1] == [("proof.expired", "labels.0")]


PRODUCTS = (
    product("a", tags=["cadeau"], price="50 MAD")
    + product("b", tags=["cadeau"], price="500 MAD")
    + product("c", price="60 MAD", availability="out_of_stock")
    + product("d", type="quote", price=None)
)


@pytest.mark.parametrize(
    ("fields", "slugs"),
    [
        ({"products": ["c", "a"]}, ("c", "a")),
        ({"match": {"tags": ["cadeau"]}}, ("a", "b")),
        ({"match": {"price_max": 60}}, ("a", "c")),
        ({"match": {"price_max": "60 EUR"}}, ()),
        ({"match": {"tags": ["cadeau"], "price_max": 60}}, ("a",)),
        ({"match": {"type": "quote"}}, ("d",)),
        ({"match": {"availability": "out_of_stock"}}, ("c",)),
        ({"products": ["b"], "match": {"tags": ["cadeau"]}}, ("b", "a")),
        ({"match": {"regions": ["souss"], "cooperatives": ["tamlalt"], "categories": ["huiles"]}}, tuple("abcd")),
        ({}, ()),
    ],
)
def test_a_collection_takes_what_it_names_and_what_matches(
    tmp_path: Path, fields: dict[str, object], slugs: tuple[str, ...]
) -> None:
    catalog, _ = catalog_of(tmp_path, PRODUCTS + collection("choix", **fields))
    assert catalog.products_in[Kind.COLLECTION, "choix"] == slugs


def test_the_order_is_by_number_then_title(tmp_path: Path) -> None:
    text = product("a", title="zèbre", order=-1) + product("b", title="Miel") + product("c", title="amlou")
    assert list(catalog_of(tmp_path, text)[0].products) == ["a", "c", "b"]


def test_what_the_maker_names_comes_first_among_the_related(tmp_path: Path) -> None:
    text = product("a", related=["d", "a", "hidden"], tags=["x"]) + product("b", tags=["x"]) + product("c")
    text += product("d") + product("hidden", draft=True)
    assert catalog_of(tmp_path, text)[0].related["a"] == ("d", "b", "c")


def test_a_product_is_related_to_those_behind_it_on_its_own_shelf(tmp_path: Path) -> None:
    shelves = category("huiles") + category("miels", parent="huiles")
    oils = "".join(product(slug, category="huiles") for slug in ("a", "c", "e"))
    honeys = "".join(product(slug, category=["miels", "huiles"]) for slug in ("b", "d", "f"))
    related = catalog_of(tmp_path, shelves + oils + honeys)[0].related
    # All are liked the same, so that the next one on the shelf comes first.
    assert related["c"] == ("d", "e", "f", "a")
    assert related["d"] == ("f", "b")


@pytest.mark.parametrize("count", [0, 1, 2, RELATED_WINDOW - 1, RELATED_WINDOW, RELATED_WINDOW + 1, RELATED_WINDOW * 3])
def test_neighbours_are_those_behind_and_then_those_from_the_beginning(count: int) -> None:
    shelf = [f"p{number}" for number in range(count)]
    for place in range(-1, count):
        assert neighbours(shelf, place) == tuple([*shelf[place + 1 :], *shelf[: place + 1]][:RELATED_WINDOW])
