"""Ways to order: the hand-offs of a product, a variant or a denomination, as plain links."""

from __future__ import annotations

from sitegen.catalog.catalog import ProductItem
from sitegen.checkout.base import HandOff, Order, OrderKind, OrderLine
from sitegen.checkout.choice import account_of, choose_checkout, hand_offs
from sitegen.models.base import Kind
from sitegen.models.money import Money
from sitegen.models.product import Variant
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
    )
    shop = str(edition.site_words(edition.config.site.title))
    order = Order(kind, shop, edition.code, (line,), edition.messages)
    checkout = edition.config.checkout
    choice = choose_checkout(product, variant, maker, checkout.default)
    found = hand_offs(choice, account_of(maker), checkout.allowed_hosts, order)
    return tuple(_view(hand_off) for hand_off in found)


def _view(hand_off: HandOff) -> HandOffView:
    return HandOffView(hand_off.provider, hand_off.url, hand_off.host)
