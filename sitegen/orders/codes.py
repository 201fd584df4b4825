"""Check codes: eight characters that tell whether an order is still what left the shop.

The twin in JavaScript is `themes/souk/assets/js/codes.js`; both make the same code of the same lines. A code is no
secret and proves nothing alone: it ties the lines of a message together, and tells which published prices they come
from, because the digests of the lines are part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol

from sitegen.digests import short
from sitegen.models.money import Money
from sitegen.values import LightValue, light_value

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, which are misread."""

_HEAD = "sitegen order 1"
_BYTES = 5


class CodedLine(Protocol):
    """One line of an order; `price` is that of one unit, None for a quote; `code` is the line's published digest."""

    @property
    def sku(self) -> str:
        """The SKU."""
        ...

    @property
    def quantity(self) -> int:
        """How many."""
        ...

    @property
    def price(self) -> Money | None:
        """The price of one."""
        ...

    @property
    def code(self) -> str:
        """The digest that `/api/prices.json` gives the line."""
        ...


@light_value
class CodeLine(LightValue):
    """A plain line that a code can be made of."""

    sku: str
    quantity: int
    price: Money | None
    code: str


def order_code(lines: Iterable[CodedLine]) -> str:
    """Return the check code of an order, such as `7KQM-20XZ`; the order of its lines does not matter."""
    # JavaScript sorts by UTF-16 code units
    texts = sorted(map(_text, lines), key=lambda text: text.encode("utf-16-be"))
    digest = hashlib.sha256("\n".join([_HEAD, *texts]).encode()).digest()
    number = int.from_bytes(digest[:_BYTES], "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def check_line(lines: Iterable[CodedLine], release: str = "") -> str:
    """Return the last line of a message: the code after `#`, the release of its prices in short before it.

    A page that should not change with every price of the shop leaves the release out: it is found by the code.
    """
    code = f"#{order_code(lines)}"
    return f"{short(release)} {code}" if release else code


def read_code(text: str) -> str:
    """Return a code as it is written by us, from one that somebody typed: any case, I and L for 1, O for 0."""
    plain = text.upper().replace("-", "").translate(str.maketrans("ILO", "110"))
    return f"{plain[:4]}-{plain[4:]}"


def _text(line: CodedLine) -> str:
    amount, currency = (line.price.machine, line.price.currency) if line.price else ("", "")
    return "\t".join([line.sku, str(line.quantity), amount, currency, line.code])
