"""Types of fields in plain words, with their limits."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from sitegen import config
from sitegen.models import base, checkout, fields, money, product

DIMENSION_UNITS = "mm, cm or m"


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type that has a name of its own in the reference: what it is, and one example."""

    name: str
    meaning: str
    example: str
    plural: str = ""

    @property
    def many(self) -> str:
        """The name of several."""
        return self.plural or f"{self.name}s"


_UNITS = ", ".join(money.UNITS)

NAMED: tuple[tuple[Any, NamedType], ...] = (
    (base.Line, NamedType("line", "a text of at most 300 characters", "Aït Baha")),
    (fields.Slug, NamedType("slug", "the name of a file or folder of the content: lower-case letters without accents, "
                            "digits and single hyphens, at most 80 characters", "huile-argan")),
    (fields.Date, NamedType("date", "year, month and day", "2026-05-01")),
    (fields.Phone, NamedType("phone number", "in E.164: a plus sign, the country, the number without its first zero; "
                             "spaces, dots, hyphens and brackets are taken out", '"+212612345678"')),
    (fields.Email, NamedType("e-mail address", "one address, at most 254 characters", "argane@example.org",
                             "e-mail addresses")),
    (fields.HttpsUrl, NamedType("https address", "an address that begins with `https://`, at most 2,000 characters",
                                "https://example.org/igp.pdf", "https addresses")),
    (fields.Country, NamedType("country", "two capital letters of ISO 3166", "MA", "countries")),
    (fields.Gtin, NamedType("GTIN", "8, 12, 13 or 14 digits, the last one a check digit; write it in quotes",
                            '"6119900001018"')),
    (fields.Sku, NamedType("SKU", "letters without accents, digits, dots, hyphens, underscores and slashes, at most 50 "
                           "characters", "ARG-250")),
    (fields.Focus, NamedType("point", "two numbers from 0 to 1: from the left, from the top", "[0.5, 0.3]")),
    (money.Amount, NamedType("amount", "a number with a dot, alone (in the site's currency) or with a space and an "
                             "ISO 4217 code; never more decimals than the currency has", "120 MAD")),
    (money.Prices, NamedType("price", "an amount, or the same price in several currencies, the main one first",
                             "{MAD: 120, EUR: 11.50}")),
    (money.MeasureField, NamedType("measure", f"a number, a space and a unit: {_UNITS}", "250 ml")),
    (money.DimensionsField, NamedType("dimensions", f"two or three lengths and one unit, {DIMENSION_UNITS}",
                                      "6 × 6 × 18 cm", "dimensions")),
    (checkout.CheckoutChoice, NamedType("checkout", "the name of a [checkout provider](checkout.md), a provider with "
                                        "its options, or a list of them, the best first", "[whatsapp, mailto]")),
    (product.VariantId, NamedType("variant id", "lower-case letters, digits, hyphens, dots and underscores, at most 40 "
                                  "characters", "250ml")),
    (product.OptionName, NamedType("option name", "lower-case letters and underscores", "size")),
    (config.Words, NamedType("words", "one text for all languages, or one text per language",
                             '{fr = "Le souk", ar = "السوق"}', "words")),
    (config.LanguageCode, NamedType("language", "a language code, as in the names of files", '"fr"')),
    (config.Host, NamedType("host", "the name of a server, without `https://` and without a path", '"buy.stripe.com"')),
    (config.PathWord, NamedType("address word", "lower-case letters without accents, digits and hyphens, at most 40 "
                                "characters", '"produits"')),
)  # fmt: skip

_PLAIN = {str: ("text", "texts"), bool: ("`true` or `false`", "`true` or `false`"),
          int: ("whole number", "whole numbers"), float: ("number", "numbers")}  # fmt: skip


def named(hint: Any) -> NamedType | None:
    """Return the name that a type has of its own, or None."""
    return next((words for known, words in NAMED if known == hint), None)


def named_in(hint: Any) -> Iterator[NamedType]:
    """Yield the named types that a type is made of."""
    own = named(hint)
    if own:
        yield own
        return
    for part in get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint):
        yield from named_in(part)


def models_in(hint: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that a type is made of."""
    if named(hint):
        return
    if isinstance(hint, type) and not get_args(hint) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        yield from models_in(part)


def describe(hint: Any, *, many: bool = False) -> str:
    """Return a type in plain words; `many` for the plural."""
    own = named(hint)
    if own:
        return own.many if many else own.name
    if get_origin(hint) is Annotated:
        return _annotated(hint, many=many)
    if get_origin(hint) in (Union, types.UnionType):
        parts = [describe(part, many=many) for part in get_args(hint) if part is not type(None)]
        return " or ".join(dict.fromkeys(parts))
    if get_origin(hint) is tuple:
        return _list(get_args(hint))
    if get_origin(hint) is dict:
        return f"keys, each with {_with_article(describe(get_args(hint)[1]))}"
    return _simple(hint, many=many)


def _simple(hint: Any, *, many: bool) -> str:
    if get_origin(hint) is Literal:
        return _one_of(str(choice) for choice in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _one_of(str(choice.value) for choice in hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return "keys"
    return _PLAIN[hint][many]


def _one_of(choices: Iterator[str]) -> str:
    return f"one of {', '.join(f'`{choice}`' for choice in choices)}"


def _list(parts: tuple[Any, ...]) -> str:
    if parts[-1] is Ellipsis:
        return f"list of {describe(parts[0], many=True)}"
    return f"list of {len(parts)} {describe(parts[0], many=True)}"


def _annotated(hint: Any, *, many: bool) -> str:
    base, *metadata = get_args(hint)
    found = list(_limits(metadata))
    choices = next((part for part in found if part.startswith("one of")), None)
    if choices:
        return choices.replace("one of", "any of") if many else choices
    words = describe(base, many=many)
    if any(isinstance(item, BeforeValidator) and item.func is fields.one_or_many for item in metadata):
        words = f"{describe(get_args(base)[0])} or {words}"
    return ", ".join([words, *found])


def _limits(metadata: list[Any]) -> Iterator[str]:
    """Yield the limits that an annotation sets, in words."""
    flat = [part for item in metadata for part in _parts(item)]
    low, high = (next((value for part in flat if (value := getattr(part, name, None)) is not None), None)
                 for name in ("ge", "le"))  # fmt: skip
    if low is not None and high is not None:
        yield f"{_figure(low)} to {_figure(high)}"
    longest = next((part.max_length for part in flat if getattr(part, "max_length", None)), None)
    if longest:
        yield f"at most {longest} characters"
    pattern = next((part.pattern for part in flat if getattr(part, "pattern", None)), None)
    if pattern:
        yield _pattern_words(str(pattern))


def _figure(number: int) -> str:
    return f"{number:,}" if number >= 10_000 else str(number)


def _parts(item: Any) -> Iterator[Any]:
    yield from item.metadata if isinstance(item, FieldInfo) else [item]


def _pattern_words(pattern: str) -> str:
    choices = re.fullmatch(r"\^\(([^()\[\]\\]+)\)\$", pattern)
    return _one_of(iter(choices.group(1).split("|"))) if choices else PATTERNS.get(pattern, f"as `{pattern}`")


PATTERNS = {
    r"^\d{15}$": "15 digits",
    r"^[A-Z]{2}-[A-Z0-9]{1,3}$": "two capitals, a hyphen and up to three capitals or digits",
    r"^/[^\s?#\\]*$": "beginning with `/`",
    r"^https?://[^\s/?#\"<>]+$": "scheme and host alone",
    r"^[a-z0-9][a-z0-9_-]*$": "lower-case letters, digits, hyphens and underscores",
    r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$": "a relative path",
}
"""What patterns mean; one that is not here is shown as it is."""


def _with_article(words: str) -> str:
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
