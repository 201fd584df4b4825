"""From a recipe and an order to a hand-off, as `handoff.js` of the theme does it in the browser, byte for byte.

One order may be shown on a page without JavaScript and sent from a cart with it: both must lead to the same place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from sitegen.checkout.base import URL_LIMIT, HandOff, Order, OrderKind, OrderLine, Pair, Recipe, host_of
from sitegen.checkout.messages import BAREST, message_lines, put, subject
from sitegen.checkout.quoting import quoted
from sitegen.i18n.formats import machine_safe
from sitegen.models.money import Money

NOTE_LIMIT, CODE_LIMIT, SHORT_TITLE = 500, 100, 127
"""Characters of a buyer's note, of a code that she types, and of a title where a provider has little room."""

_CONTROLS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_DIGITS = {first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)}
_PLACEHOLDER = re.compile(r"{(\w+)}", re.ASCII)

Values = Mapping[str, str]


def serve(recipe: Recipe, order: Order) -> HandOff | None:
    """Return the hand-off of an order; None when this recipe cannot serve it."""
    clean = _cleaned(order)
    if not _serves(recipe, clean):
        return None
    return _MAKERS.get(recipe.kind, _link)(recipe, clean)


def plain(text: str) -> str:
    """Return text on one line, without invisible marks of direction."""
    return text if text.isprintable() else _CONTROLS.sub(" ", machine_safe(text))


def _code(text: str) -> str:
    """Return a code as machines read it: digits of Arabic and Persian keyboards become ASCII."""
    return plain(text)[:CODE_LIMIT].translate(_DIGITS).strip(" ")


def _cleaned(order: Order) -> Order:
    lines = tuple([_cleaned_line(line) for line in order.lines if line.quantity > 0])
    if not (order.reference or order.voucher or order.note) and order.shop.isprintable() and lines == order.lines:
        return order
    return replace(
        order,
        lines=lines,
        shop=plain(order.shop),
        reference=_code(order.reference),
        voucher=_code(order.voucher),
        note=plain(order.note)[:NOTE_LIMIT].strip(" "),
    )


def _cleaned_line(line: OrderLine) -> OrderLine:
    title, price_text = plain(line.title), plain(line.price_text)
    if title == line.title and price_text == line.price_text:
        return line
    return replace(line, title=title, price_text=price_text)


def _serves(recipe: Recipe, order: Order) -> bool:
    lines = order.lines
    if not lines or len(lines) > (recipe.most or len(lines)):
        return False
    if recipe.kinds and order.kind not in recipe.kinds:
        return False
    if recipe.items is not None and any(line.sku not in recipe.items for line in lines):
        return False
    if recipe.kind in _MAKERS or recipe.any_quantity or order.kind is OrderKind.QUOTE:
        return True
    return _uses(recipe, order, "quantity") or all(line.quantity == 1 for line in lines)


def _uses(recipe: Recipe, order: Order, name: str) -> bool:
    wanted = f"{{{name}}}"
    return any(wanted in template for template in _templates(recipe, order))


def _templates(recipe: Recipe, order: Order) -> Iterator[str]:
    yield recipe.url
    yield recipe.line
    for pair in (*recipe.each, *recipe.query):
        yield from pair
    yield from (_item(recipe, line).get("url", "") for line in order.lines)


def _item(recipe: Recipe, line: OrderLine) -> Values:
    return recipe.items.get(line.sku, {}) if recipe.items else {}


def _message(recipe: Recipe, order: Order) -> HandOff | None:
    start = recipe.url.replace("{subject}", quoted(subject(order))) if "{subject}" in recipe.url else recipe.url
    newline, limit = recipe.newline or "\n", recipe.limit or URL_LIMIT
    for level in range(recipe.level, BAREST + 1):
        url = start + quoted(newline.join(message_lines(order, level, cash=recipe.cash)))
        if len(url) <= limit:
            return HandOff(recipe.provider, url, missing="note" if order.note and level >= 3 else "")
    return None


def _link(recipe: Recipe, order: Order) -> HandOff | None:
    prices = _prices(recipe, order)
    if prices is None:
        return None
    shared = _order_values(recipe, order, prices)
    rows = [{**shared, **_line_values(recipe, order, index, prices[index])} for index in range(len(prices))]
    start = _fill(_item(recipe, order.lines[0]).get("url") or recipe.url, rows[0], quoted)
    start += recipe.join.join(_fill(recipe.line, row, quoted) for row in rows)
    base, mark, fragment = start.partition("#")
    taken = {pair.split("=")[0] for pair in base.partition("?")[2].split("&")}
    pairs = [pair for row in rows for pair in _filled(recipe.each, row)] + list(_filled(recipe.query, shared))
    fields = tuple(pair for pair in pairs if pair[0] not in taken)
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields)
    url = base + ("&" if "?" in base else "?") * bool(query) + query + mark + fragment
    found = HandOff(recipe.provider, url, host_of(url), missing=_missing(recipe, order))
    if len(url) <= (recipe.limit or URL_LIMIT):
        return found
    return replace(found, url=start, method="POST", fields=fields) if recipe.kind == "form" else None


def _missing(recipe: Recipe, order: Order) -> str:
    # A total says how many, too.
    several = any(line.quantity > 1 for line in order.lines) and not _uses(recipe, order, "total")
    wanted = (("note", order.note), ("voucher", order.voucher), ("quantity", several))
    return ",".join(name for name, value in wanted if value and not _uses(recipe, order, name))


def _as_is(text: str) -> str:
    return text


def _fill(template: str, values: Values, as_text: Callable[[str], str]) -> str:
    return _PLACEHOLDER.sub(lambda found: as_text(values.get(found[1], "")), template)


def _filled(pairs: Iterable[Pair], values: Values) -> Iterator[Pair]:
    """Yield the pairs that say something."""
    for name, template in pairs:
        value = _fill(template, values, _as_is).strip(" ")
        if value:
            yield _fill(name, values, _as_is), value


def _prices(recipe: Recipe, order: Order) -> list[Money | None] | None:
    """Return the price of each line in the first currency that the provider takes and every line has."""
    if not _uses(recipe, order, "amount") and not _uses(recipe, order, "total"):
        return [line.price for line in order.lines]
    main = order.lines[0].price
    first = main.currency if main else ""
    known = recipe.currencies
    for currency in [code for code in (first, *known) if code in known] if known else [first]:
        found = [_price_in(line, currency) for line in order.lines]
        if currency and all(found):
            return found
    return None


def _price_in(line: OrderLine, currency: str) -> Money | None:
    prices = (line.price, *line.prices) if line.price else line.prices
    return next((price for price in prices if price and price.currency == currency), None)


def _order_values(recipe: Recipe, order: Order, prices: list[Money | None]) -> dict[str, str]:
    tag = re.sub(r"[^A-Za-z0-9_-]", "-", f"{order.language}-{order.reference or order.lines[0].sku}")[:200]
    first = prices[0]
    return {
        "language": order.language,
        "locale": recipe.locales.get(order.language, order.language),
        "reference": order.reference,
        "tag": tag,
        "voucher": order.voucher,
        "note": order.note,
        "total": _total(order, prices) if _uses(recipe, order, "total") else "",
        "currency": first.currency if first else "",
    }


def _total(order: Order, prices: list[Money | None]) -> str:
    sums = [price.amount * line.quantity for price, line in zip(prices, order.lines, strict=True) if price]
    first = prices[0]
    return Money(sum(sums[1:], sums[0]), first.currency).machine if first else ""


def _line_values(recipe: Recipe, order: Order, index: int, price: Money | None) -> dict[str, str]:
    line = order.lines[index]
    return {
        "sku": line.sku,
        "title": line.title,
        "short": line.title[:SHORT_TITLE],
        "quantity": str(line.quantity),
        "amount": price.machine if price else "",
        "n": str(index + 1),
        **_item(recipe, line),
        **recipe.texts.get(line.sku, {}).get(order.language, {}),
    }


def _basket(recipe: Recipe, order: Order) -> HandOff | None:
    """Return an address with the basket as JSON behind it (Ecwid)."""
    products = [{"id": int(_item(recipe, line)["id"]), "quantity": line.quantity} for line in order.lines]
    code = put(order.words, "code", code=order.voucher) if order.voucher else ""
    comments = " · ".join(filter(None, (order.reference, code, order.note)))
    whole = {
        "gotoCheckout": True,
        "products": products,
        **({"profile": {"orderComments": comments}} if comments else {}),
    }
    url = recipe.url + quoted(_json(whole))
    return HandOff(recipe.provider, url, host_of(url)) if len(url) <= (recipe.limit or URL_LIMIT) else None


def _endpoint(recipe: Recipe, order: Order) -> HandOff:
    """Return a form with the order as JSON, for a function that answers with a redirect."""
    lines = [
        {
            "amount": line.price.machine if line.price else "",
            "code": line.code,
            "currency": line.price.currency if line.price else "",
            "quantity": line.quantity,
            "sku": line.sku,
            "title": line.title,
        }
        for line in order.lines
    ]
    whole = {
        "check": order.check,
        "group": order.group,
        "kind": order.kind.value,
        "language": order.language,
        "lines": lines,
        "note": order.note,
        "reference": order.reference,
        "voucher": order.voucher,
    }
    return HandOff(recipe.provider, recipe.url, host_of(recipe.url), "POST", (("order", _json(whole)),))


def _json(whole: object) -> str:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


_MAKERS: dict[str, Callable[[Recipe, Order], HandOff | None]] = {
    "message": _message,
    "endpoint": _endpoint,
    "basket": _basket,
}
