"""Pasted messages: the order lines of a text that went through a messenger, a mail program and a person.

Whatever does not change what is meant is taken away first: digits of other scripts, marks of direction, spaces that do
not break, stars of bold text, signs of quoting, line breaks in odd places. What is left is strict.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sitegen.models.money import CURRENCIES, MINOR_UNITS
from sitegen.orders.codes import read_code

TEXT_LIMIT = 500_000
"""Characters of the longest text that is read."""

CURRENCY_WORDS = {
    "dh": "MAD", "dhs": "MAD", "dirham": "MAD", "dirhams": "MAD", "درهم": "MAD", "دراهم": "MAD", "درهما": "MAD",
    "د.م": "MAD", "€": "EUR", "£": "GBP",
}  # fmt: skip
"""What people write instead of a code, in lower case."""

_MARKS = r"\s*_~`"
_GAP = rf"[{_MARKS}]{{0,40}}"
_NUMBER = r"-?(?:\d{1,3}(?:[\s.,'’*_~`]{1,10}\d{3})+|\d+)(?:[.,]\d{1,6})?(?!\d)"
_WORD = r"د\.م\.?|[^\W\d_]{2,8}|[€£]"
_LINE = re.compile(
    rf"\[(?P<sku>[^\[\]]{{1,200}})\]{_GAP}(?:[x×хX✕✖⨯⋅·Х]|(?<=\*)){_GAP}(?P<quantity>\d{{1,9}})(?!\d|[.,]\d)"
    rf"(?P<priced>{_GAP}={_GAP}(?:(?P<before>{_WORD}){_GAP})?"
    rf"(?P<amount>{_NUMBER})?{_GAP}(?P<after>{_WORD})?)?"
)
_NAMED = re.compile(r"\[(?P<sku>[^\[\]]{1,200})\]")
_CODE = re.compile(
    rf"(?:(?<![0-9A-Za-z])(?P<release>[0-9a-fA-F]{{12}}){_GAP})?(?<![^{_MARKS}])#{_GAP}"
    rf"(?P<code>[0-9A-Za-z]{{4}}(?:{_GAP}-{_GAP}|(?(release)|(?!)))[0-9A-Za-z]{{4}})(?![0-9A-Za-z])"
)
_QUOTING = re.compile(r"^(?:[ \t]*>)+[ \t]?", re.MULTILINE)
_BREAKS = re.compile("\r\n|[\r\u2028\u2029\x85\x0b\x0c]")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_LETTERS = {"\u066b": ".", "\u066c": "'", "\u060c": ","}
_INVISIBLE = ("Cf", "Mn", "Cc")


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One order line: its line in the text (from 1), and what it says.

    `quantity` is 0 where none can be read. `amount` is None without a price, `price_text` what stood in its place;
    `currency` is empty when it is none that is known.
    """

    number: int
    sku: str
    quantity: int
    price_text: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PastedOrder:
    """The lines of one message; `release` and `code` are empty when it does not end with a check code."""

    lines: tuple[PastedLine, ...]
    release: str = ""
    code: str = ""
    number: int = 0


def read_orders(text: str) -> tuple[PastedOrder, ...]:
    """Return the orders of a text: each ends with its check code; lines after the last code are one more."""
    plain = plain_text(text[:TEXT_LIMIT])
    breaks = [match.start() for match in re.finditer("\n", plain)]
    orders = []
    start = 0
    for match in _CODE.finditer(plain):
        lines = tuple(_lines(plain, breaks, start, match.start()))
        code = read_code(re.sub(rf"[{_MARKS}]", "", match["code"]))
        if any(line.quantity for line in lines):
            release = (match["release"] or "").lower()
            orders.append(PastedOrder(lines, release, code, bisect_left(breaks, match.start("code")) + 1))
            start = match.end()
    rest = tuple(_lines(plain, breaks, start, len(plain)))
    if any(line.quantity for line in rest):
        orders.append(PastedOrder(rest, number=rest[-1].number))
    return tuple(orders)


def plain_text(text: str) -> str:
    """Return a text as it was meant, with its lines where they were: ASCII digits and spaces, nothing invisible."""
    text = "".join(map(_plain_letter, _BREAKS.sub("\n", text)))
    return _QUOTING.sub("", text).translate(_DASHES)


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    if letter == "\n" or (letter.isascii() and letter.isprintable()):
        return letter
    if letter in _LETTERS:
        return _LETTERS[letter]
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category.startswith("Z") or letter == "\t":
        return " "
    if category in _INVISIBLE:
        return ""
    # wide and styled letters; a raised 2 is no 2
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 and folded.isascii() and not folded.isdigit() else letter


def _lines(text: str, breaks: list[int], start: int, end: int) -> Iterator[PastedLine]:
    """Yield what looks like order lines; a name in brackets without a quantity is one that cannot be read."""
    read = {match.start(): match for match in _LINE.finditer(text, start, end)}
    for named in _NAMED.finditer(text, start, end):
        match = read.get(named.start())
        number = bisect_left(breaks, named.start()) + 1
        sku = _sku(named["sku"])
        if match is None:
            yield PastedLine(number, sku, 0)
            continue
        amount, currency = _price(match)
        price_text = _price_text(text, match) if match["priced"] else ""
        yield PastedLine(number, sku, int(match["quantity"]), price_text, amount, currency)


def _sku(text: str) -> str:
    return re.sub(r"[\s*~`]", "", text)


def _price_text(text: str, match: re.Match[str]) -> str:
    """Return what stands behind the sign of equality: the price, or what is there in its place."""
    found = (
        match["priced"] if match["amount"] else text[match.start("priced") : match.end() + 40].lstrip().split("\n")[0]
    )
    return " ".join(found.strip(" \n*_~`=").split()) or "="


def _price(match: re.Match[str]) -> tuple[Decimal | None, str]:
    words = [match["after"] or "", match["before"] or ""]
    currency = next((found for word in words if (found := _currency(word))), "")
    amount = _amount(match["amount"] or "", currency)
    return amount, currency if amount is not None else ""


def _currency(word: str) -> str:
    plain = word.strip(".")
    if plain.upper() in CURRENCIES:
        return plain.upper()
    return CURRENCY_WORDS.get(plain.casefold(), "")


def _amount(text: str, currency: str) -> Decimal | None:
    """Return a number as the shop writes it: spaces part thousands, one comma or dot the decimals."""
    number = re.sub(r"[\s'’*_~`]", "", text).rstrip(".,")
    marks = re.findall(r"[.,]", number)
    if len(marks) > 1 and marks[-1] != marks[0]:
        whole, decimals = re.split(r"[.,](?=\d*$)", number)
    elif len(marks) > 1 or (marks and len(number) - number.index(marks[0]) - 1 > MINOR_UNITS.get(currency, 2)):
        whole, decimals = number, ""
    else:
        whole, _, decimals = number.replace(",", ".").partition(".")
    digits = re.sub(r"[.,]", "", whole)
    return Decimal(f"{digits}.{decimals or 0}") if re.fullmatch(r"-?\d{1,12}", digits) else None
