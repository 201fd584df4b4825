"""A small shop with something of every kind, and messages that order from it as the shop writes them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sitegen.i18n.formats import Formats
from sitegen.i18n.languages import make_language
from sitegen.models.money import Money
from sitegen.models.product import Product
from sitegen.orders.codes import CodeLine, check_line
from sitegen.orders.prices import Prices, prices_of
from sitegen.orders.verify import unit_prices

SHOP = "https://souk.example.org"
OIL = {
    "sku": "ARG", "quantity": {"min": 1, "max": 20, "step": 1},
    "variants": [
        {"id": "250ml", "title": "250 ml", "price": {"MAD": 120, "EUR": "11.50"}},
        {"id": "500ml", "title": "500 ml", "price": {"MAD": 210, "EUR": 20}, "sku": "ARG-500"},
    ],
}  # fmt: skip
RUG = {"price": "12500.50 MAD", "sku": "TAPIS_7"}
SOAP = {"price": "35 MAD", "quantity": {"min": 6, "step": 6}}
VOUCHER = {"type": "voucher", "denominations": ["200 MAD", "500 MAD"]}
TILES = {
    "type": "quote", "unit": "m²", "minimum": 10, "price": "400 MAD",
    "tiers": [{"from": 50, "price": "350 MAD"}, {"from": 100, "price": "300 MAD"}],
}  # fmt: skip
GOODS: dict[str, dict[str, Any]] = {"argan": OIL, "tapis": RUG, "savon": SOAP, "cheque": VOUCHER, "zellige": TILES}

TITLES = {
    "fr": "Huile d’argan n° 3 – 12 × 250 ml", "ar": "زيت أركان الغذائي", "zgh": "ⴰⵣⵎⵓⵔ ⵏ ⵡⴰⵔⴳⴰⵏ",
    "en": "Argan oil, 2024", "es": "Aceite de argán",
}  # fmt: skip
GREETINGS = {
    "fr": "Bonjour, je souhaite commander :", "ar": "السلام عليكم، أود أن أطلب:", "zgh": "ⴰⵣⵓⵍ,",
    "en": "Hello, I would like to order:", "es": "Hola, quisiera pedir:",
}  # fmt: skip


def make_product(**fields: Any) -> Product:
    """Return a sound product."""
    return Product.model_validate({"title": "X", "cooperative": "tamlalt", "category": "huiles", **fields})


def prices(**changed: dict[str, Any]) -> Prices:
    """Return the prices of the shop; `changed` puts others in the place of some of its products, None takes away."""
    goods = {**GOODS, **changed}
    return prices_of([(slug, make_product(**fields)) for slug, fields in goods.items() if fields], SHOP)


def message(
    published: Prices, wanted: Sequence[tuple[str, int]], language: str = "fr", currency: str = "MAD",
    style: str = "code", *, release: bool = True, priced: bool = True,
) -> str:  # fmt: skip
    """Return a message that orders SKUs and quantities, as the shop writes it for WhatsApp."""
    formats = Formats(make_language(language), "local" if style == "local" else "code")
    lines, coded = [GREETINGS[language]], []
    for sku, quantity in wanted:
        line = published.lines[sku]
        unit = next((unit for unit in unit_prices(line, quantity) if unit.currency == currency), None)
        unit = None if line.kind == "quote" else unit
        total = f" = {formats.money(unit.amount * quantity, unit.currency)}" if unit and priced else ""
        lines += [TITLES[language], f"[{sku}] × {quantity}{total}", f"{SHOP}/{language}/products/{line.product}/"]
        coded.append(CodeLine(sku, quantity, unit, line.digest))
    return "\n".join([*lines, "Fatima, 12 rue 7", check_line(coded, published.release if release else "")])


def mad(amount: str) -> Money:
    """Return an amount of dirhams."""
    return Money(Decimal(amount), "MAD")
