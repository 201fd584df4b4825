"""Structured data (schema.org, JSON-LD), within what Google's merchant listings require.

Values are for machines: plain decimals, ISO codes, absolute addresses, and no invisible direction marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sitegen.catalog.catalog import ProductItem
from sitegen.i18n.formats import machine_safe
from sitegen.models.base import Kind
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Availability, Product, ProductType, Variant
from sitegen.orders.prices import denomination_sku
from sitegen.render.compact_json import compact_json
from sitegen.render.edition import Edition
from sitegen.render.views import CardView, CooperativeView, LinkView, ProductView

_AVAILABILITY = {
    Availability.IN_STOCK: "InStock",
    Availability.MADE_TO_ORDER: "MadeToOrder",
    Availability.PREORDER: "PreOrder",
    Availability.OUT_OF_STOCK: "OutOfStock",
    Availability.ONE_OF_A_KIND: "LimitedAvailability",
}
_VARIES_BY = {"color": "color", "size": "size", "material": "material", "pattern": "pattern",
              "volume": "size", "weight": "size"}  # fmt: skip

Node = dict[str, Any]


def document(nodes: Node | list[Node]) -> str:
    """Return a complete JSON-LD document: of one node, or of several, some of which others name by their `@id`."""
    context = {"@context": "https://schema.org"}
    whole = [{**context, **node} for node in nodes] if isinstance(nodes, list) else {**context, **nodes}
    return machine_safe(compact_json(whole))


def breadcrumb_data(edition: Edition, trail: tuple[LinkView, ...]) -> Node:
    """Return a BreadcrumbList."""
    items = [
        {"@type": "ListItem", "position": position, "name": str(link.title), "item": edition.absolute(link.url)}
        for position, link in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def product_data(edition: Edition, item: ProductItem, view: ProductView) -> Node | list[Node] | None:
    """Return a Product, or a ProductGroup before its terms of sale; None for what cannot be bought as it stands.

    Variants repeat nothing that the group says (Google's "Product variant structured data", the form for one page):
    they name by its `@id` how all of them are sent and taken back, which was half of such a page.
    """
    product = item.record
    if product.type is ProductType.VOUCHER:
        return voucher_data(edition, item, view)
    if product.type is ProductType.QUOTE:
        return None
    url = edition.absolute(edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code))
    base = _base(edition, view, url)
    if not product.variants:
        identity = _identity(product.sku_of(item.slug), product.gtin)
        offer = _offer(view, product, None, url)
        terms = _terms(edition, product, offer["priceCurrency"])
        return {"@type": "Product", **base, **identity, "offers": {**offer, **terms}}
    variants = [_variant(edition, view, item, variant, variant_view.title.text, base, url)
                for variant, variant_view in zip(product.variants, view.variants, strict=True)]  # fmt: skip
    currencies = sorted({variant["offers"]["priceCurrency"] for variant in variants})
    named = {
        name: node for currency in currencies for name, node in _named(_terms(edition, product, currency), currency)
    }
    varies = sorted(
        {_VARIES_BY[name] for variant in product.variants for name in variant.options if name in _VARIES_BY}
    )
    group: Node = {"@type": "ProductGroup", **base, "productGroupID": product.sku_of(item.slug)}
    if varies:
        group["variesBy"] = [f"https://schema.org/{name}" for name in varies]
    return [{**group, "hasVariant": variants}, *({"@id": name, **node} for name, node in named.items())]


def voucher_data(edition: Edition, item: ProductItem, view: ProductView) -> Node:
    """Return a Product with an offer for each amount; schema.org has no type of its own for vouchers."""
    product = item.record
    url = edition.absolute(edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code))
    base = {key: value for key, value in _base(edition, view, url).items() if key != "countryOfOrigin"}
    node: Node = {"@type": "Product", **base, "sku": product.sku_of(item.slug)}
    facts = list(_voucher_facts(edition, product))
    if facts:
        node["additionalProperty"] = facts
    return {**node, "offers": voucher_offers(item, url, str(view.maker.title))}


def voucher_offers(item: ProductItem, url: str, seller: str) -> Node | list[Node]:
    """Return what a voucher may be worth: an AggregateOffer, or one for each of its currencies."""
    product = item.record
    availability = f"https://schema.org/{_AVAILABILITY[product.availability]}"
    found = []
    for currency in sorted({money.currency for money in product.denominations}):
        amounts = sorted(money for money in product.denominations if money.currency == currency)
        offers = [
            {
                "@type": "Offer", "sku": denomination_sku(product.sku_of(item.slug), money), "url": url,
                "price": money.machine, "priceCurrency": currency, "availability": availability,
                "seller": {"@type": "Organization", "name": seller},
            }
            for money in amounts
        ]  # fmt: skip
        found.append({
            "@type": "AggregateOffer", "lowPrice": amounts[0].machine, "highPrice": amounts[-1].machine,
            "priceCurrency": currency, "offerCount": len(offers), "offers": offers,
        })  # fmt: skip
    return found[0] if len(found) == 1 else found


def _voucher_facts(edition: Edition, product: Product) -> Iterator[Node]:
    """Yield for how long a voucher is valid, in months (UN/CEFACT `MON`), and which cooperatives accept it."""
    fact = {"@type": "PropertyValue"}
    if product.validity:
        yield {**fact, "propertyID": "validity", "name": str(edition.interface("Validity")), "value": product.validity,
               "unitCode": "MON"}  # fmt: skip
    name = str(edition.interface("Accepted by"))
    makers = edition.catalog.cooperatives
    where = [str(edition.reader.title(makers[slug])) for slug in product.accepted_by if slug in makers]
    everywhere = str(edition.interface("Accepted by all our cooperatives"))
    yield {**fact, "propertyID": "accepted-by", "name": name, "value": where or everywhere}


def _base(edition: Edition, view: ProductView, url: str) -> Node:
    node: Node = {
        "name": str(view.title),
        "url": url,
        "image": [edition.absolute(picture.large) for picture in view.pictures],
        "brand": {"@type": "Brand", "name": str(view.maker.title)},
        "countryOfOrigin": edition.config.site.country,
    }
    if view.summary:
        node["description"] = str(view.summary)
    materials = next((fact.value.text for fact in view.facts if fact.name == "materials"), "")
    if materials:
        node["material"] = materials
    if view.categories:
        node["category"] = str(view.categories[0].title)
    certificates = list(_certificates(view))
    return {**node, "hasCertification": certificates} if certificates else node


def _certificates(view: ProductView) -> Iterator[Node]:
    for label in view.labels:
        if label.number:
            issuer = {"@type": "Organization", "name": label.certifier}
            yield {"@type": "Certification", "name": str(label.title), "issuedBy": issuer,
                   "certificationIdentification": label.number}  # fmt: skip


def _identity(sku: str, gtin: str | None) -> Node:
    return {"sku": sku, "gtin": gtin} if gtin else {"sku": sku}


def _variant(
    edition: Edition, view: ProductView, item: ProductItem, variant: Variant, title: str, base: Node, url: str
) -> Node:
    """Return one form of a product, with its own picture and the names of its terms of sale."""
    product = item.record
    own_url = f"{url}?variant={variant.id}"
    options = {_VARIES_BY[name]: value for name, value in variant.options.items() if name in _VARIES_BY}
    offer = _offer(view, product, variant, own_url)
    terms = _terms(edition, product, offer["priceCurrency"])
    shown = [picture for picture in view.pictures if picture.file == variant.picture] or view.pictures
    return {
        "@type": "Product",
        "name": f"{base['name']} – {title}",
        "url": own_url,
        **({"image": edition.absolute(shown[0].large)} if shown else {}),
        **options,
        **_identity(product.sku_of(item.slug, variant), variant.gtin),
        "offers": {**offer, **_references(terms, offer["priceCurrency"])},
    }


def _named(terms: Node, currency: str) -> Iterator[tuple[str, Node]]:
    """Yield each part of terms of sale with its `@id` on a page; those of sending are of a currency."""
    yield "#returns", terms["hasMerchantReturnPolicy"]
    for number, zone in enumerate(terms.get("shippingDetails", ()), 1):
        yield f"#shipping-{currency.lower()}-{number}", zone


def _references(terms: Node, currency: str) -> Node:
    """Return what an offer says instead of its terms of sale: their names."""
    returns, *zones = ({"@id": name} for name, _ in _named(terms, currency))
    return {**({"shippingDetails": zones} if zones else {}), "hasMerchantReturnPolicy": returns}


def _offer(view: ProductView, product: Product, variant: Variant | None, url: str) -> Node:
    """Return what a product or a variant of it costs, without how it is sent."""
    price = product.main_price(variant)
    assert price is not None
    availability = (variant.availability if variant else None) or product.availability
    return {
        "@type": "Offer",
        "url": url,
        "price": machine_safe(price.machine),
        "priceCurrency": price.currency,
        "availability": f"https://schema.org/{_AVAILABILITY[availability]}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": str(view.maker.title)},
    }


def _terms(edition: Edition, product: Product, currency: str) -> Node:
    kept, which = edition.kept.terms, (product.cooperative, currency, product.lead_time or 0)
    maker = edition.catalog.cooperatives[product.cooperative].record
    return kept.get(which) or kept.keep(which, _terms_of_sale(maker, *which[1:]))


def _terms_of_sale(maker: Cooperative, currency: str, lead_time: int) -> Node:
    """Return how a cooperative sends what is priced in a currency, and what it takes back."""
    shipping = list(_shipping(maker, currency, lead_time))
    return {**({"shippingDetails": shipping} if shipping else {}), "hasMerchantReturnPolicy": _returns(maker)}


def _shipping(maker: Cooperative, currency: str, lead_time: int) -> Iterator[Node]:
    handling = max(maker.shipping.handling_days, lead_time)
    for zone in maker.shipping.zones:
        if zone.price.currency != currency:
            continue
        yield {
            "@type": "OfferShippingDetails",
            "shippingRate": {"@type": "MonetaryAmount", "value": zone.price.machine, "currency": zone.price.currency},
            "shippingDestination": [{"@type": "DefinedRegion", "addressCountry": code} for code in zone.countries],
            "deliveryTime": {
                "@type": "ShippingDeliveryTime",
                "handlingTime": _days(0, handling),
                "transitTime": _days(*zone.days),
            },
        }


def _days(least: int, most: int) -> Node:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}


def _returns(maker: Cooperative) -> Node:
    countries = sorted({code for zone in maker.shipping.zones for code in zone.countries}) or ["MA"]
    policy: Node = {"@type": "MerchantReturnPolicy", "applicableCountry": countries, "returnPolicyCountry": "MA"}
    if maker.returns.days == 0:
        return {**policy, "returnPolicyCategory": "https://schema.org/MerchantReturnNotPermitted"}
    fees = "FreeReturn" if maker.returns.free else "ReturnFeesCustomerResponsibility"
    return {
        **policy,
        "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": maker.returns.days,
        "returnMethod": "https://schema.org/ReturnByMail",
        "returnFees": f"https://schema.org/{fees}",
    }


def cooperative_data(edition: Edition, record: Cooperative, view: CooperativeView, url: str) -> Node:
    """Return a LocalBusiness."""
    node: Node = {"@type": "LocalBusiness", "name": str(view.title), "url": edition.absolute(url)}
    if view.pictures:
        node["image"] = edition.absolute(view.pictures[0].large)
    if view.summary:
        node["description"] = str(view.summary)
    address: Node = {"@type": "PostalAddress", "addressCountry": edition.config.site.country}
    address["addressRegion"] = str(view.region.title)
    if view.commune:
        address["addressLocality"] = str(view.commune)
    node["address"] = address
    for name, value in (("telephone", view.contact.phone), ("email", view.contact.email),
                        ("legalName", view.legal_name)):  # fmt: skip
        if value:
            node[name] = value
    if view.vouchers:
        node["paymentAccepted"] = ", ".join(str(link.title) for link in view.vouchers)
    if record.founded:
        node["foundingDate"] = str(record.founded)
    if record.contact.location:
        latitude, longitude = record.contact.location
        node["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return node


def list_data(edition: Edition, cards: tuple[CardView, ...]) -> Node:
    """Return an ItemList of products."""
    items = [
        {"@type": "ListItem", "position": position, "url": edition.absolute(card.url)}
        for position, card in enumerate(cards, 1)
    ]
    return {"@type": "ItemList", "itemListElement": items}


def shop_data(edition: Edition, title: str, url: str) -> Node:
    """Return a WebSite."""
    site = edition.config.site
    publisher = {"@type": "Organization", "name": title, "url": site.base_url}
    return {"@type": "WebSite", "name": title, "url": edition.absolute(url), "inLanguage": edition.code,
            "publisher": publisher}  # fmt: skip
