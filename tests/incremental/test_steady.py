"""What planning reads of a record is what a steady edit leaves alone, or what steadiness looks at by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sitegen.load.loader import load_content
from sitegen.models.base import Kind
from sitegen.models.cooperative import Cooperative, CooperativeText
from sitegen.models.product import Product, ProductText
from sitegen.render.render import render_rest
from sitegen.steady import MAY_CHANGE
from tests.incremental.reading import study
from tests.incremental.shop import make_shop

LOOKED_AT = {
    # the order of lists, collections by price and availability, likeness, currencies, the problems of one product,
    # and the terms of vouchers, which are never steady
    Kind.PRODUCT: {
        "title", "summary", "price", "availability", "lead_time", "quantity", "variants", "terms", "tiers", "minimum",
    },
    # the order of lists, and the account that takes orders
    Kind.COOPERATIVE: {"title", "contact"},
}  # fmt: skip
"""The fields that may change although planning reads them: steadiness compares what becomes of them."""

MODELS: dict[Kind, tuple[type[Any], ...]] = {
    Kind.PRODUCT: (Product, ProductText),
    Kind.COOPERATIVE: (Cooperative, CooperativeText),
}


@contextmanager
def noting(notes: dict[Kind, set[str]]) -> Iterator[None]:
    """Note the fields of products and cooperatives that are read."""
    with pytest.MonkeyPatch.context() as patch:
        for kind, models in MODELS.items():
            for model in models:
                plain: Callable[[Any, str], Any] = getattr(model, "__getattribute__")  # noqa: B009
                patch.setattr(model, "__getattribute__", _noting(notes[kind], plain), raising=False)
        yield


def _noting(notes: set[str], plain: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def read(record: Any, name: str) -> Any:
        notes.add(name)
        return plain(record, name)

    return read


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, set[str]]:
    """Return the fields that are read from loading to the keys of all pages and files, and for what is no page."""
    root: Path = make_shop(tmp_path_factory.mktemp("steady") / "shop")
    notes: dict[Kind, set[str]] = {kind: set() for kind in MODELS}

    def load(*arguments: Any) -> Any:
        loaded = load_content(*arguments)
        for names in notes.values():
            names.clear()  # what a record says by itself is compared as a whole
        return loaded

    with noting(notes), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.site.load_content", load)
        studios = study(root).studios
        assert studios.makings.cards
        assert dict(render_rest(studios))
    return notes


@pytest.mark.parametrize("kind", MODELS)
def test_planning_reads_nothing_that_may_change_and_is_not_looked_at(read: dict[Kind, set[str]], kind: Kind) -> None:
    assert "slug" in read[kind], "something is noted"
    assert read[kind] & MAY_CHANGE[kind] <= LOOKED_AT[kind]


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_that_may_change_is_one_of_the_model(kind: Kind) -> None:
    assert MAY_CHANGE[kind] <= MODELS[kind][0].model_fields.keys()
