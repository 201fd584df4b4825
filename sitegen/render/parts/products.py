"""Products: as cards and in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sitegen.catalog.catalog import ProductItem
from sitegen.i18n.phrases import Phrase
from sitegen.models.base import Kind, RecordText
from sitegen.models.money import Money
from sitegen.models.product import Product, ProductText, ProductType, Variant, VariantText
from sitegen.orders.prices import denomination_sku
from sitegen.plan.pictures import OwnPicture, own_pictures
from sitegen.render.edition import Edition
from sitegen.render.parts.bodies import body_of
from sitegen.render.parts.labels import product_labels
from sitegen.render.parts.links import record_link
from sitegen.render.parts.orders import order_links
from sitegen.render.parts.pictures import main_picture, own_view, pictures_of
from sitegen.render.parts.prices import availability_of, product_price, variant_price
from sitegen.render.views import (
    CardView,
    DenominationView,
    FactView,
    HandOffView,
    LinkView,
    MakerView,
    OptionView,
    PictureView,
    ProductView,
    QuoteView,
    ShippingView,
    TierView,
    VariantView,
    VoucherView,
)


def card_view(edition: Edition, item: ProductItem) -> CardView:
    """Return a product as lists show it."""
    product = item.record
    return CardView(
        slug=item.slug,
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        url=edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code),
        picture=main_picture(edition, item, "card"),
        price=product_price(edition, product),
        availability=availability_of(product),
        type=product.type.value,
        cooperative=record_link(edition, Kind.COOPERATIVE, product.cooperative),
        region=record_link(edition, Kind.REGION, edition.catalog.region_of(item)),
        labels=product_labels(edition, product),
    )


def product_view(edition: Edition, item: ProductItem, maker: MakerView, shipping: ShippingView) -> ProductView:
    """Return a product in full, with its cooperative in short and how that sends parcels."""
    product = item.record
    return ProductView(
        slug=item.slug,
        type=product.type.value,
        cooperative=product.cooperative,
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        body=body_of(edition, item),
        sku=product.sku_of(item.slug),
        price=product_price(edition, product),
        availability=availability_of(product),
        quantity_min=product.quantity.min,
        quantity_max=product.quantity.max,
        quantity_step=product.quantity.step,
        variants=tuple(_variant_view(edition, item, variant) for variant in product.variants),
        hand_offs=_own_hand_offs(edition, item),
        pictures=pictures_of(edition, item, "gallery"),
        categories=tuple(
            record_link(edition, Kind.CATEGORY, slug)
            for slug in product.categories
            if slug in edition.catalog.categories
        ),
        labels=product_labels(edition, product),
        facts=tuple(_facts(edition, item)),
        maker=maker,
        shipping=shipping,
        voucher=_voucher_view(edition, item) if product.type is ProductType.VOUCHER else None,
        quote=_quote_view(edition, product) if product.type is ProductType.QUOTE else None,
    )


def _own_hand_offs(edition: Edition, item: ProductItem) -> tuple[HandOffView, ...]:
    """Return the ways to order the product as it stands; none when something must be chosen first, or is sold out."""
    product = item.record
    if product.variants or product.denominations or not product.availability.can_be_ordered:
        return ()
    title = str(edition.reader.title(item))
    return order_links(edition, item, title, product.sku_of(item.slug), product.main_price())


def _variant_view(edition: Edition, item: ProductItem, variant: Variant) -> VariantView:
    product = item.record
    title = variant_title(edition, item, variant)
    availability = availability_of(product, variant)
    sku = product.sku_of(item.slug, variant)
    net = variant.net or product.net
    whole_title = f"{edition.reader.title(item)} – {title}"
    return VariantView(
        id=variant.id,
        title=title,
        options=tuple(
            OptionView(name, _variant_words(edition, item, variant, _option(name)))
            for name in variant.options
        ),
        price=variant_price(edition, product, variant),
        sku=sku,
        availability=availability,
        net=edition.measure(*net) if net else "",
        picture=_variant_picture(edition, item, variant),
        hand_offs=order_links(edition, item, whole_title, sku, product.main_price(variant), variant)
        if availability.can_be_ordered else (),
    )  # fmt: skip


def variant_title(edition: Edition, item: ProductItem, variant: Variant) -> Phrase:
    """Return what buyers call a variant."""
    return _variant_words(edition, item, variant, lambda text: text.title)


def _variant_picture(edition: Edition, item: ProductItem, variant: Variant) -> PictureView | None:
    own = next((picture for picture in own_pictures(item) if picture.file == variant.picture), None)
    if not isinstance(own, OwnPicture):
        return None
    return own_view(edition, item, own, "thumb") or own_view(edition, item, own, "gallery")


def _variant_words(
    edition: Edition, item: ProductItem, variant: Variant, choose: Callable[[VariantText], str | None]
) -> Phrase:
    def find(words: RecordText) -> str | None:
        text = next((own for own in _text(words).variants if own.id == variant.id), None)
        return choose(text) if text else None

    return edition.reader.phrase(item, find)


def _option(name: str) -> Callable[[VariantText], str | None]:
    return lambda text: text.options.get(name)


def _facts(edition: Edition, item: ProductItem) -> Iterator[FactView]:
    product, own = item.record, edition.reader.own
    if product.net and not product.variants:
        yield FactView("net", own(edition.measure(*product.net)))
    if product.dimensions:
        yield FactView("dimensions", own(edition.formats.dimensions(*product.dimensions)), is_code=True)
    if product.weight:
        yield FactView("weight", own(edition.measure(*product.weight)))
    for name, choose in _WORDS.items():
        words = edition.reader.phrase(item, partial(_chosen, edition, choose))
        if words:
            yield FactView(name, words)
    if not product.variants:
        yield FactView("sku", own(product.sku_of(item.slug)), is_code=True)
    if product.gtin:
        yield FactView("gtin", own(product.gtin), is_code=True)


def _chosen(edition: Edition, choose: Callable[[Edition, ProductText], str | None], words: RecordText) -> str | None:
    return choose(edition, _text(words))


_WORDS: dict[str, Callable[[Edition, ProductText], str | None]] = {
    "materials": lambda edition, text: edition.formats.join(text.materials) if text.materials else None,
    "origin": lambda _, text: text.origin,
    "ingredients": lambda _, text: text.ingredients,
    "care": lambda _, text: text.care,
    "terms": lambda _, text: text.terms,
}


def _voucher_view(edition: Edition, item: ProductItem) -> VoucherView:
    product = item.record
    return VoucherView(
        denominations=tuple(_denomination(edition, item, money) for money in product.denominations),
        validity_months=product.validity,
        accepted_everywhere=not product.accepted_by,
        accepted_by=accepting(edition, product),
    )


def accepting(edition: Edition, product: Product) -> tuple[LinkView, ...]:
    """Return links to the cooperatives that a voucher names; none when all accept it."""
    known = edition.catalog.cooperatives
    return tuple(record_link(edition, Kind.COOPERATIVE, slug) for slug in product.accepted_by if slug in known)


def _denomination(edition: Edition, item: ProductItem, money: Money) -> DenominationView:
    view = edition.money(money)
    sku = denomination_sku(item.record.sku_of(item.slug), money)
    title = f"{edition.reader.title(item)} – {view.text}"
    can_be_ordered = item.record.availability.can_be_ordered
    return DenominationView(view, sku, order_links(edition, item, title, sku, money) if can_be_ordered else ())


def _quote_view(edition: Edition, product: Product) -> QuoteView:
    price = product.main_price()
    return QuoteView(
        unit=product.unit.replace("m2", "m²"),
        price_from=edition.money(price) if price else None,
        minimum=product.minimum,
        tiers=tuple(TierView(tier.from_quantity, edition.money(tier.price)) for tier in product.tiers),
    )


def _text(words: RecordText) -> ProductText:
    assert isinstance(words, ProductText)
    return words
