"""Prices as buyers see them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sitegen.models.money import MINOR_UNITS, Measure, Money
from sitegen.models.product import Product, Variant
from sitegen.render.edition import Edition
from sitegen.render.views import AvailabilityView, PriceView


def product_price(edition: Edition, product: Product) -> PriceView | None:
    """Return the price of a product: its own, or the lowest of its variants or denominations."""
    if product.denominations:
        main = product.denominations[0].currency
        lowest = min(money for money in product.denominations if money.currency == main)
        return PriceView(edition.money(lowest), is_from=len(product.denominations) > 1)
    if not product.variants:
        return _price(edition, product, None)
    priced = [(product.main_price(variant), variant) for variant in product.variants]
    main = next((price.currency for price in (product.main_price(), *(price for price, _ in priced)) if price), "")
    amounts = [(price, variant) for price, variant in priced if price and price.currency == main]
    if not amounts:
        return None
    lowest, variant = min(amounts, key=lambda pair: pair[0].amount)
    view = _price(edition, product, variant)
    differs = len({price.amount for price, _ in amounts}) > 1
    return view and PriceView(view.amount, differs, view.compare_at, view.unit, view.unit_measure, view.others)


def variant_price(edition: Edition, product: Product, variant: Variant) -> PriceView | None:
    """Return the price of one variant."""
    return _price(edition, product, variant)


def _price(edition: Edition, product: Product, variant: Variant | None) -> PriceView | None:
    prices = (variant.price if variant else None) or product.price
    if not prices:
        return None
    own = variant.compare_at if variant else None
    former = own or (product.compare_at if not (variant and variant.price) else None)
    unit = _unit_price(product, variant, prices[0])
    return PriceView(
        amount=edition.money(prices[0]),
        is_from=product.type == "quote",
        compare_at=edition.money(former) if former else None,
        unit=edition.money(unit) if unit else None,
        unit_measure=edition.measure(*product.unit_price.per) if unit and product.unit_price else "",
        others=tuple(edition.money(money) for money in prices[1:]),
    )


def _unit_price(product: Product, variant: Variant | None, price: Money) -> Money | None:
    """Return the price of the measure that `unit_price` names, rounded as shops must."""
    net: Measure | None = (variant.net if variant else None) or product.net
    if product.unit_price is None or net is None:
        return None
    step = Decimal(1).scaleb(-MINOR_UNITS.get(price.currency, 2))
    amount = (price.amount * product.unit_price.per.base / net.base).quantize(step, ROUND_HALF_UP)
    return Money(amount, price.currency)


def availability_of(product: Product, variant: Variant | None = None) -> AvailabilityView:
    """Return whether, and how soon, a product or variant can be had."""
    chosen = (variant.availability if variant else None) or product.availability
    waits = chosen in ("made_to_order", "preorder")
    return AvailabilityView(chosen.value, chosen.can_be_ordered, product.lead_time if waits else None)
