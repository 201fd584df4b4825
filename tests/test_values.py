"""Light values compare, hash and show themselves as frozen dataclasses do."""

from __future__ import annotations

import pickle

from sitegen.i18n.phrases import Phrase
from sitegen.render.views import LinkView, MoneyView


def test_values_of_the_same_fields_are_equal_and_others_are_not() -> None:
    assert Phrase("huile", "fr") == Phrase("huile", "fr")
    assert Phrase("huile", "fr") != Phrase("huile", "ar")
    assert MoneyView("a", "b", "c") != Phrase("a", "b", "c")


def test_equal_values_have_the_same_hash() -> None:
    assert {Phrase("huile", "fr"), Phrase("huile", "fr")} == {Phrase("huile", "fr")}


def test_a_value_shows_its_class_and_fields_with_those_of_its_own_values() -> None:
    link = LinkView(Phrase("Huiles", "fr"), "/fr/huiles/")
    phrase = "Phrase(text='Huiles', language='fr', direction='ltr', fallen_back=False)"
    assert repr(link) == f"LinkView(title={phrase}, url='/fr/huiles/', current=False)"


def test_a_value_comes_back_from_where_it_was_kept() -> None:
    link = LinkView(Phrase("Huiles", "fr"), "/fr/huiles/")
    assert pickle.loads(pickle.dumps(link)) == link
