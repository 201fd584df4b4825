"""Verification: whether a message orders what was published, at the price that was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sitegen.models.money import Money
from sitegen.models.product import ProductType
from sitegen.orders.codes import CodeLine, order_code
from sitegen.orders.pasted import PastedLine, PastedOrder
from sitegen.orders.prices import PriceLine, Prices
from sitegen.orders.releases import Found
from sitegen.problems import Problem, did_you_mean, error, has_errors, warning


class Proof(StrEnum):
    """How far the prices that an order was compared with can be trusted."""

    SIGNED = "signed"
    REVISION = "revision"
    UNSIGNED = "unsigned"
    UNCHECKED = "unchecked"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """What is to be said of one line; `unit` is the published price of one, None where none was asked."""

    line: PastedLine
    product: str
    unit: Money | None
    problems: tuple[Problem, ...]

    @property
    def is_right(self) -> bool:
        """Return whether the line is what was published."""
        return not has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class OrderVerdict:
    """What is to be said of an order; `release` and `source` are those of the prices that it was compared with."""

    order: PastedOrder
    release: str
    source: str
    proof: Proof
    lines: tuple[LineVerdict, ...]
    problems: tuple[Problem, ...]

    @property
    def is_right(self) -> bool:
        """Return whether all of it is what was published."""
        return not has_errors(self.problems) and all(line.is_right for line in self.lines)


def proof_of(found: Found, public_key: str) -> Proof:
    """Return how far some prices can be trusted; `public_key` is the shop's, or empty."""
    if public_key and found.prices.is_signed_by(public_key):
        return Proof.SIGNED
    if found.is_revision:
        return Proof.REVISION
    if not found.prices.signature:
        return Proof.UNSIGNED
    return Proof.FORGED if public_key else Proof.UNCHECKED


def fits(order: PastedOrder, prices: Prices) -> bool:
    """Return whether the check code is that of these lines at these prices."""
    return bool(order.code) and order_code(_coded(_judge_lines(order, prices, prices, ""), prices)) == order.code


def judge_order(
    order: PastedOrder, published: Found | None, newest: Found, place: str, public_key: str = ""
) -> OrderVerdict:
    """Compare an order with the prices of its release, or with the newest when that is not known.

    `place` names the message in problems.
    """
    found = published or newest
    lines = _judge_lines(order, found.prices, newest.prices, place)
    proof = proof_of(found, public_key)
    problems = (
        *_release_problems(order, published, newest, place),
        *_proof_problems(order, found, proof, place, public_key),
        *_code_problems(order, lines, found.prices, place),
    )
    return OrderVerdict(order, found.prices.release, found.source, proof, lines, problems)


def _judge_lines(order: PastedOrder, prices: Prices, newest: Prices, place: str) -> tuple[LineVerdict, ...]:
    """Return the verdict of each line.

    A long message leaves prices out; they are those in the currency that the check code was made with.
    """
    known = [line for line in order.lines if line.quantity or line.sku in prices.lines]
    for currency in _unsaid_currencies(known, prices):
        lines = tuple(_judge_line(line, prices, newest, place, currency) for line in known)
        if order_code(_coded(lines, prices)) == order.code:
            return lines
    return tuple(_judge_line(line, prices, newest, place) for line in known)


def _unsaid_currencies(lines: Iterable[PastedLine], prices: Prices) -> list[str]:
    silent = (prices.lines[line.sku] for line in lines if not line.price_text and line.sku in prices.lines)
    return sorted({price.currency for priced in silent if priced.kind != ProductType.QUOTE for price in priced.prices})


def _coded(lines: Iterable[LineVerdict], prices: Prices) -> Iterator[CodeLine]:
    for verdict in lines:
        priced = prices.lines.get(verdict.line.sku)
        yield CodeLine(verdict.line.sku, verdict.line.quantity, verdict.unit, priced.digest if priced else "")


def _release_problems(order: PastedOrder, published: Found | None, newest: Found, place: str) -> Iterator[Problem]:
    if published is None and order.release:
        yield error("order.release", place, order.number, release=order.release, newest=newest.prices.short)
    elif published is not None and published.prices.release != newest.prices.release:
        release = published.prices.short
        yield warning("order.replaced", place, order.number, release=release, newest=newest.prices.short)


def _proof_problems(order: PastedOrder, found: Found, proof: Proof, place: str, public_key: str) -> Iterator[Problem]:
    if proof is Proof.FORGED:
        yield error("order.forged", place, order.number, source=found.source)
    elif proof is Proof.UNSIGNED and public_key:
        yield error("order.not_signed", place, order.number, source=found.source)
    elif proof is Proof.UNSIGNED:
        yield warning("order.unsigned", place, order.number, source=found.source)
    elif proof is Proof.UNCHECKED:
        yield warning("order.unchecked", place, order.number, source=found.source)


def _code_problems(order: PastedOrder, lines: tuple[LineVerdict, ...], prices: Prices, place: str) -> Iterator[Problem]:
    """Yield why the check code does not fit; where a line is wrong already, it cannot. Quotes need none."""
    asks_quotes = all(verdict.unit is None and verdict.is_right for verdict in lines)
    if not order.code and not asks_quotes:
        yield error("order.no_code", place, order.number)
    elif order.code and all(line.is_right for line in lines) and order_code(_coded(lines, prices)) != order.code:
        yield error("order.code", place, order.number, text=order.code)


def _judge_line(line: PastedLine, prices: Prices, newest: Prices, place: str, currency: str = "") -> LineVerdict:
    """Return the verdict of one line; `currency` is that of a price which is left out."""
    priced = prices.lines.get(line.sku)
    if priced is None:
        suggestion = did_you_mean(line.sku, prices.lines)
        unknown = error("order.sku", place, line.number, line.sku, text=line.sku, suggestion=suggestion)
        return LineVerdict(line, "", None, (unknown,))
    if not line.quantity:
        return LineVerdict(line, priced.product, None, (error("order.line", place, line.number, line.sku),))
    units = unit_prices(priced, line.quantity)
    unit = next((unit for unit in units if _is_asked(unit, line, currency)), None)
    is_quote = priced.kind == ProductType.QUOTE and not line.price_text
    problems = [*_quantity_problems(line, priced, place)]
    if unit is None and not is_quote:
        problems += _price_problems(line, units, place)
    if not problems and newest.release != prices.release:
        problems += _changes_since(line, unit, newest.lines.get(line.sku), place)
    return LineVerdict(line, priced.product, None if is_quote else unit, tuple(problems))


def _is_asked(unit: Money, line: PastedLine, currency: str) -> bool:
    if not line.price_text:
        return unit.currency == currency
    return unit.currency == line.currency and unit.amount * line.quantity == line.amount


def unit_prices(priced: PriceLine, quantity: int) -> tuple[Money, ...]:
    """Return what one may cost when so many are ordered: a price a currency, or the amounts of a voucher."""
    best = {tier.price.currency: tier.price for tier in sorted(priced.tiers) if tier.from_quantity <= quantity}
    return tuple(best.pop(price.currency, price) for price in priced.prices) + tuple(best.values())


def _quantity_problems(line: PastedLine, priced: PriceLine, place: str) -> Iterator[Problem]:
    quantity, low, high, step = line.quantity, priced.minimum, priced.maximum, priced.step
    if quantity < low:
        yield error("order.quantity_min", place, line.number, line.sku, quantity=quantity, min=low)
    elif high is not None and quantity > high:
        yield error("order.quantity_max", place, line.number, line.sku, quantity=quantity, max=high)
    elif (quantity - low) % step:
        yield error("order.quantity_step", place, line.number, line.sku, quantity=quantity, min=low, step=step)


def _price_problems(line: PastedLine, units: tuple[Money, ...], place: str) -> Iterator[Problem]:
    """Yield why the price of a line is none of those that were published."""
    expected = _in_words(units, line.quantity)
    if not line.price_text:
        yield error("order.price_missing", place, line.number, line.sku, expected=expected)
    elif not units:
        yield error("order.price_unasked", place, line.number, line.sku, found=line.price_text)
    elif line.amount is None or not line.currency:
        yield error("order.price_read", place, line.number, line.sku, text=line.price_text, expected=expected)
    else:
        found = Money(line.amount, line.currency)
        yield error("order.price", place, line.number, line.sku, found=str(found), expected=expected)


def _changes_since(line: PastedLine, unit: Money | None, now: PriceLine | None, place: str) -> Iterator[Problem]:
    if now is None:
        yield warning("order.gone", place, line.number, line.sku)
    elif unit and unit not in (units := unit_prices(now, line.quantity)):
        yield warning("order.price_since", place, line.number, line.sku, expected=_in_words(units, line.quantity))


def _in_words(units: tuple[Money, ...], quantity: int) -> str:
    """Return the totals that fit, each with its unit price: `240.00 MAD (2 × 120.00)`."""
    totals = (f"{Money(unit.amount * quantity, unit.currency)} ({quantity} × {unit.machine})" for unit in units)
    return " / ".join(totals) or "—"
