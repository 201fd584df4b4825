"""Ways to order: the hand-offs of a product, a variant or a denomination, as plain links."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.catalog.catalog import ProductItem
from sitegen.checkout.base import HandOff, Order, OrderKind, OrderLine
from sitegen.checkout.choice import account_of, choose_checkout, hand_offs
from sitegen.models.base import Kind
from sitegen.models.money import UNITS, Measure, Money
from sitegen.models.product import Variant
from sitegen.orders.codes import order_code
from sitegen.orders.prices import line_digests
from sitegen.render.edition import Edition
from sitegen.render.views import HandOffView


def order_links(
    edition: Edition, item: ProductItem, title: str, sku: str, price: Money | None, variant: Variant | None = None
) -> tuple[HandOffView, ...]:
    """Return every working way to order one thing, the best first."""
    product = item.record
    maker = edition.catalog.cooperatives[product.cooperative].record
    quantity = max(product.quantity.min, product.minimum or 1)
    kind = OrderKind(product.type.value)
    shown = price if kind is not OrderKind.QUOTE else None
    line = OrderLine(
        sku=sku,
        title=title,
        quantity=quantity,
        price=shown,
        price_text=edition.formats.money(shown.amount * quantity, shown.currency) if shown else "",
        url=edition.absolute(edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code)),
        prices=_prices(item, variant, shown),
        code=line_codes(edition, item).get(sku, ""),
        product=item.slug,
        grams=grams_of((variant.weight if variant else None) or product.weight),
    )
    shop = str(edition.site_words(edition.config.site.title))
    check = f"#{order_code((line,))}" if line.code and shown else ""
    order = Order(kind, shop, edition.code, (line,), edition.messages, check=check)
    checkout = edition.config.checkout
    choice = choose_checkout(product, variant, maker, checkout.default)
    found = hand_offs(choice, account_of(maker), checkout.allowed_hosts, order)
    return tuple(hand_off_view(hand_off) for hand_off in found)


def _prices(item: ProductItem, variant: Variant | None, price: Money | None) -> tuple[Money, ...]:
    """Return the price of one in every currency; that of a voucher is the amount itself."""
    if price is None or item.record.denominations:
        return (price,) if price else ()
    return (variant.price if variant else None) or item.record.price or ()


def line_codes(edition: Edition, item: ProductItem) -> Mapping[str, str]:
    """Return the digests of a product's published lines, by SKU.

    The release stays out of a page's message: it changes with every price of the shop, and with it would every page.
    """
    which = (item.slug, item.digest)
    found = edition.codes.get(which)
    return edition.codes.keep(which, line_digests(item.slug, item.record)) if found is None else found


def grams_of(weight: Measure | None) -> int:
    """Return a weight with packaging in grams, 0 when it is not known."""
    return int(weight.base) if weight and UNITS[weight.unit] == "g" else 0


def hand_off_view(hand_off: HandOff) -> HandOffView:
    """Return a hand-off as templates see it."""
    return HandOffView(
        hand_off.provider, hand_off.url, hand_off.host, hand_off.method, hand_off.fields, hand_off.attributes
    )
