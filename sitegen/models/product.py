"""Products, vouchers and quote products."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sitegen.models.base import Complaint, Line, Record, RecordText, Value, Words
from sitegen.models.checkout import CheckoutChoice
from sitegen.models.fields import Count, Date, Days, Gtin, Sku, Slug, Slugs, one_or_many
from sitegen.models.money import UNITS, Amount, DimensionsField, MeasureField, Money, Prices

OPTION_NAMES = ("size", "color", "material", "pattern", "volume", "weight", "scent", "finish", "model")
"""What variants may differ by; themes know how each is called in every language."""

OptionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,30}$")]
VariantId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=40)]


class ProductType(StrEnum):
    """A thing to buy, a voucher to give, or work to ask a quote for."""

    PRODUCT = "product"
    VOUCHER = "voucher"
    QUOTE = "quote"


class Availability(StrEnum):
    """Whether, and how soon, a buyer can have it."""

    IN_STOCK = "in_stock"
    MADE_TO_ORDER = "made_to_order"
    PREORDER = "preorder"
    OUT_OF_STOCK = "out_of_stock"
    ONE_OF_A_KIND = "one_of_a_kind"

    @property
    def can_be_ordered(self) -> bool:
        """False only for what is sold out."""
        return self is not Availability.OUT_OF_STOCK


class UnitPrice(Value):
    """The measure that the unit price is shown for."""

    per: MeasureField
    """A measure of the same dimension as `net`, such as `100 ml`."""


class QuantityRule(Value):
    """How many a buyer may order at once."""

    min: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 1
    """The smallest quantity."""
    max: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    """The largest quantity; default: no limit."""
    step: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 1
    """Quantities are the smallest one plus multiples of this."""

    @model_validator(mode="after")
    def _in_order(self) -> QuantityRule:
        if self.max is not None and self.max < self.min:
            raise PydanticCustomError("quantity.order", "max below min", {"min": str(self.min), "max": str(self.max)})
        return self


class VariantText(Value):
    """What a translation may say of a variant; `id` names which one."""

    id: VariantId
    """A short name, unique within the product, used in addresses."""
    title: Line | None = None
    """What buyers read, such as `250 ml`."""
    options: dict[OptionName, Line] = {}
    """What sets this variant apart, such as `{size: 250 ml, color: Indigo}`."""


class Variant(VariantText):
    """One of several forms of a product; what it does not say, it takes from the product."""

    title: Line
    price: Prices | None = None
    """Its own price."""
    compare_at: Amount | None = None
    """Its own former price."""
    sku: Sku | None = None
    """Default: the product's SKU and the variant's id."""
    gtin: Gtin | None = None
    """Its own GTIN."""
    picture: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """The file of the picture that shows it, one of the product's."""
    availability: Availability | None = None
    """Its own availability."""
    net: MeasureField | None = None
    """What is in its package."""
    weight: MeasureField | None = None
    """Its own weight with packaging, for shipping."""
    checkout: CheckoutChoice = ()
    """Its own checkout, such as a payment link of its own."""


class TierPrice(Value):
    """A lower price from a certain quantity on."""

    from_quantity: Annotated[int, Field(strict=True, ge=2, le=1_000_000, alias="from")]
    """The smallest quantity at this price."""
    price: Amount
    """The price of one unit."""


class ProductText(RecordText):
    """What a translation of a product may repeat."""

    variants: tuple[VariantText, ...] = ()
    """The words of the variants, matched by `id`."""
    care: Line | None = None
    """How to look after it."""
    ingredients: Line | None = None
    """What is in it, in order of weight, as on the label."""
    materials: Words = ()
    """What it is made of, in buyers' words."""
    origin: Line | None = None
    """Where it, or its main ingredient, comes from."""
    terms: Line | None = None
    """Conditions of a voucher or a quote."""


def _accepted(value: Any) -> Any:
    return () if value == "all" else one_or_many(value)


class Product(Record, ProductText):
    """Anything a buyer can order, give or ask a quote for. Five lines are enough."""

    cooperative: Slug
    """Who makes it: the slug of a cooperative."""
    categories: Annotated[tuple[Slug, ...], BeforeValidator(one_or_many), Field(alias="category", min_length=1)]
    """One slug or a list; the first is the main category."""
    type: ProductType = ProductType.PRODUCT
    """`product`, `voucher` (chèque-cadeau) or `quote` (made on request)."""
    price: Prices | None = None
    """A number in the site's currency, `120 MAD`, or `{MAD: 120, EUR: 11.50}`; for a quote, the price from."""
    compare_at: Amount | None = None
    """A former price, shown struck through; must be higher than the price."""
    unit_price: UnitPrice | None = None
    """Shows the price of a measure (48 MAD / 100 ml); needs `net`."""
    net: MeasureField | None = None
    """What is in the package: `250 ml`, `500 g`."""
    sku: Sku | None = None
    """The stock-keeping unit, unique across the site; default: the slug."""
    gtin: Gtin | None = None
    """The number under the bar code; its check digit is checked."""
    availability: Availability = Availability.IN_STOCK
    """`in_stock`, `made_to_order`, `preorder`, `out_of_stock` or `one_of_a_kind`."""
    lead_time: Days | None = None
    """Days until it leaves the workshop, for `made_to_order`, `preorder` and quotes."""
    quantity: QuantityRule = Field(default_factory=QuantityRule)
    """How many a buyer may order at once."""
    variants: tuple[Variant, ...] = ()
    """Its forms; each may have its own price, SKU, GTIN, picture, availability, net, weight and checkout."""
    labels: Slugs = ()
    """Slugs of labels that the product carries; the proofs stand with the cooperative."""
    dimensions: DimensionsField | None = None
    """Length × width × height, such as `6 × 6 × 18 cm`."""
    weight: MeasureField | None = None
    """Weight with packaging, for shipping."""
    checkout: CheckoutChoice = ()
    """Where its orders go; default: the cooperative's checkout, then the site's."""
    published: Date | None = None
    """The first day on which it is in the shop."""
    expires: Date | None = None
    """The last day on which it is in the shop."""
    featured: bool = False
    """True shows it on the home page."""
    tags: Slugs = ()
    """Free words that collections can choose by."""
    related: Slugs = ()
    """Slugs of products that go well with it; others are added by likeness."""
    denominations: tuple[Amount, ...] = ()
    """For a voucher: the amounts to choose from."""
    validity: Annotated[int, Field(strict=True, ge=1, le=120)] | None = None
    """For a voucher: how many months it can be used."""
    accepted_by: Annotated[tuple[Slug, ...], BeforeValidator(_accepted)] = ()
    """For a voucher: slugs of the cooperatives that accept it, or `all` (default)."""
    unit: Annotated[str, StringConstraints(pattern=r"^(m²|m2|m|kg|piece)$")] = "piece"
    """For a quote: what is counted, `m²`, `m`, `kg` or `piece`."""
    minimum: Count | None = None
    """For a quote: the smallest order, in units."""
    tiers: tuple[TierPrice, ...] = ()
    """For a quote: lower prices from certain quantities on."""

    def complaints(self) -> Iterator[Complaint]:
        """Yield what is wrong between fields."""
        yield from _type_complaints(self)
        yield from _price_complaints(self)
        yield from _identity_complaints(self)

    def main_price(self, variant: Variant | None = None) -> Money | None:
        """Return the price in the main currency of the product or of one variant; None when there is none."""
        prices = (variant.price if variant else None) or self.price
        return prices[0] if prices else None

    def sku_of(self, record_slug: str, variant: Variant | None = None) -> str:
        """Return the SKU of the product or of one variant, given the product's slug."""
        own = self.sku or record_slug
        if variant is None:
            return own
        return variant.sku or f"{own}-{variant.id}"


def _identity_complaints(product: Product) -> Iterator[Complaint]:
    identifiers = [variant.id for variant in product.variants]
    for index, name in enumerate(identifiers):
        if name in identifiers[:index]:
            yield Complaint("variants.twice", f"variants.{index}.id", (("text", name),))
    if product.unit_price and not _has_same_dimension(product, product.unit_price):
        yield Complaint("unit_price.net", "unit_price")
    if product.published and product.expires and product.expires < product.published:
        yield Complaint("expires.before", "expires")


def _type_complaints(product: Product) -> Iterator[Complaint]:
    is_voucher, is_quote = product.type is ProductType.VOUCHER, product.type is ProductType.QUOTE
    if is_voucher and not product.denominations:
        yield Complaint("voucher.denominations", "type")
    if is_voucher and product.variants:
        yield Complaint("voucher.variants", "variants")
    if is_voucher:
        yield from _voucher_complaints(product)
    for name in ("denominations", "validity", "accepted_by"):
        if not is_voucher and getattr(product, name):
            yield Complaint("voucher.only", name)
    for name in ("tiers", "minimum"):
        if not is_quote and getattr(product, name):
            yield Complaint("quote.only", name)
    if is_quote and product.variants:
        yield Complaint("quote.variants", "variants")
    is_priced = product.price or (product.variants and all(variant.price for variant in product.variants))
    if product.type is ProductType.PRODUCT and not is_priced:
        yield Complaint("price.missing", "price")


def _voucher_complaints(product: Product) -> Iterator[Complaint]:
    """Yield what makes a voucher impossible: a price, amounts that one SKU would stand for, an accepter named twice."""
    if product.price:
        yield Complaint("voucher.price", "price")
    seen: dict[Decimal, Money] = {}
    for index, money in enumerate(product.denominations):
        other = seen.setdefault(money.amount, money)
        values = (("text", str(money)), ("other", str(other)))
        if other is not money and other == money:
            yield Complaint("voucher.amount_twice", f"denominations.{index}", values)
        elif other is not money:
            yield Complaint("voucher.same_number", f"denominations.{index}", values)
    for index, slug in enumerate(product.accepted_by):
        if slug in product.accepted_by[:index]:
            yield Complaint("voucher.accepted_twice", f"accepted_by.{index}", (("text", slug),))


def _price_complaints(product: Product) -> Iterator[Complaint]:
    formers = [("compare_at", product.price or (), product.compare_at)]
    formers += [
        (f"variants.{index}.compare_at", variant.price or product.price or (), variant.compare_at)
        for index, variant in enumerate(product.variants)
    ]
    for at, prices, former in formers:
        if former and prices and not _is_reduction(former, prices[0]):
            yield Complaint("compare_at.lower", at, (("text", str(former)), ("price", str(prices[0]))))
    for at, prices in _all_prices(product):
        if any(money.amount <= 0 for money in prices):
            yield Complaint("price.zero", at)


def _is_reduction(former: Money, price: Money) -> bool:
    return former.currency == price.currency and former.amount > price.amount


def _all_prices(product: Product) -> Iterator[tuple[str, tuple[Money, ...]]]:
    yield "price", product.price or ()
    yield from ((f"variants.{i}.price", variant.price or ()) for i, variant in enumerate(product.variants))
    yield from ((f"denominations.{i}", (money,)) for i, money in enumerate(product.denominations))
    yield from ((f"tiers.{i}.price", (tier.price,)) for i, tier in enumerate(product.tiers))


def _has_same_dimension(product: Product, unit_price: UnitPrice) -> bool:
    nets = [variant.net or product.net for variant in product.variants] or [product.net]
    wanted = UNITS[unit_price.per.unit]
    return all(net is not None and UNITS[net.unit] == wanted for net in nets)
