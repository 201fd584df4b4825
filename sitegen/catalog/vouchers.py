"""Vouchers: where they are accepted, and whether their terms promise what the shop says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.product import Product, ProductText, ProductType
from sitegen.problems import Problem, error, warning

Tables = Mapping[Kind, Mapping[str, LoadedRecord[Record]]]

_TIME = re.compile(
    r"(\d{1,3})\s*(?:(mois|months?|mes(?:es)?|شهر[اًا]*|أشهر|اشهر)|(ans?|années?|years?|años?|سنة|سنوات))(?!\w)",
    re.IGNORECASE,
)
"""A number of months, or of years, as people write it."""


def check_vouchers(shown: Tables, everything: Tables) -> Iterator[Problem]:
    """Yield what is wrong with the vouchers that are shown: nobody accepts them, or their terms promise something else.

    `everything` has the cooperatives that are not shown as well; those that do not exist are told elsewhere.
    """
    for item in shown[Kind.PRODUCT].values():
        record = item.record
        if isinstance(record, Product) and record.type is ProductType.VOUCHER:
            yield from _hidden_accepters(item, record, shown, everything)
            yield from _validity(item, record)


def _hidden_accepters(
    item: LoadedRecord[Record], product: Product, shown: Tables, everything: Tables
) -> Iterator[Problem]:
    hidden = [
        slug for slug in product.accepted_by
        if slug in everything[Kind.COOPERATIVE] and slug not in shown[Kind.COOPERATIVE]
    ]  # fmt: skip
    path, line_of = item.source.path, item.source.line_of
    if hidden and len(hidden) == len(product.accepted_by):
        yield error("voucher.nowhere", path, line_of("accepted_by"), "accepted_by", text=", ".join(hidden))
        return
    for index, slug in enumerate(product.accepted_by):
        if slug in hidden:
            yield warning("voucher.accepted_hidden", path, line_of("accepted_by", index), f"accepted_by.{index}",
                          text=slug)  # fmt: skip


def _validity(item: LoadedRecord[Record], product: Product) -> Iterator[Problem]:
    """Yield terms, in whatever language, that name a time which the voucher does not have."""
    for text in item.texts.values():
        words = text.words
        promised = months_in(words.terms or "") if isinstance(words, ProductText) else ()
        if not promised or product.validity in promised:
            continue
        months, line = str(promised[0]), text.line_of("terms")
        if product.validity is None:
            yield warning("voucher.validity_missing", text.path, line, "terms", months=months)
        else:
            yield warning("voucher.validity_differs", text.path, line, "terms", months=months,
                          validity=str(product.validity))  # fmt: skip


def months_in(terms: str) -> tuple[int, ...]:
    """Return the times that a text names, in months."""
    found = (match.groups() for match in _TIME.finditer(terms))
    return tuple(int(number) if months else 12 * int(number) for number, months, _ in found)
