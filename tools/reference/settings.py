"""The page of `sitegen.toml`: every section, every key."""

from __future__ import annotations

from pydantic import BaseModel

from sitegen.config import FILE_NAME, PATH_WORDS, SiteConfig, parse_config
from sitegen.models.money import CURRENCIES
from tools.reference.examples import ExampleRefused
from tools.reference.fields import Field, all_fields
from tools.reference.markdown import block, code, one_line, page, table
from tools.reference.records import type_table

SMALLEST = """
[site]
title = "Souk"
base_url = "https://souk.example.org"

[languages]
default = "fr"
all = ["fr"]
"""

FULL = """
[site]
title = {fr = "Souk Tiwizi", ar = "سوق تيويزي"}
base_url = "https://souk.example.org"
tagline = {fr = "Le souk commun des coopératives", ar = "سوق واحد لتعاونيات المغرب"}
currency = "MAD"
currency_style = "local"
editorial_language = "fr"

[languages]
default = "fr"
all = ["fr", "ar", "zgh"]
fallback = {zgh = ["ar", "fr"], ar = ["fr"]}

[paths.fr]
products = "produits"

[theme]
name = "souk"

[theme.options]
hero = "cooperatives/rose-azlag"

[pictures]
formats = ["avif", "webp", "jpeg"]

[checkout]
default = ["whatsapp", "mailto"]
allowed_hosts = ["buy.stripe.com"]

[listing]
per_page = 24
"""

INTRODUCTION = (
    f"`{FILE_NAME}` stands in the folder of the site, beside `content/`. A key that is not known here is an error with "
    "a suggestion, and one that is required must be there."
)

OPTIONS_OF_SOUK = (
    "The theme souk knows two options: `hero`, the record whose first picture stands on the front page, such as "
    "`cooperatives/rose-azlag` or `products/amlou`, and `print_qr`: `false` leaves out the QR code with which a "
    "product is printed."
)


def settings_page() -> str:
    """Return the page of the configuration."""
    groups = list(all_fields(SiteConfig))
    sections = [_section(path, model, fields) for path, model, fields in groups if path]
    top = [field for path, _, fields in groups if not path for field in fields if not field.inner]
    return page(
        f"Configuration: {FILE_NAME}",
        INTRODUCTION,
        "## The smallest file that works", block(checked(SMALLEST), "toml"),
        "## A longer one", block(checked(FULL), "toml"),
        *sections,
        *(f"## {code(f'[{field.name}]')}\n\n{field.meaning}" for field in top),
        f"The words of addresses are {', '.join(code(word) for word in PATH_WORDS)}; each is itself where nothing else "
        "is said.",
        "## What the types mean",
        type_table(field for _, _, fields in groups for field in fields),
        f"Currencies: {', '.join(code(currency) for currency in sorted(CURRENCIES))}.",
    )  # fmt: skip


def _section(path: str, model: type[BaseModel], fields: tuple[Field, ...]) -> str:
    rows = [(code(field.name), field.kind, field.default, field.meaning) for field in fields]
    parts = [
        f"## {code(f'[{path}]')}",
        one_line(model.__doc__ or ""),
        table(("Key", "Type", "Default", "Meaning"), rows),
    ]
    return "\n\n".join([*parts, OPTIONS_OF_SOUK] if path == "theme" else parts)


def checked(text: str) -> str:
    """Return an example; raise ExampleRefused when it is no valid configuration."""
    config, problems = parse_config(text.encode())
    if config is None or problems:
        raise ExampleRefused("; ".join(f"{found.path}:{found.line}: {found.code}" for found in problems))
    return text
