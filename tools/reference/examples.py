"""One example file for each kind of record. The reference validates them when it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sitegen.load.frontmatter import parse_file
from sitegen.load.parsed import ParsedFile
from sitegen.load.validate import validate
from sitegen.models.base import Kind
from sitegen.models.kinds import MODELS
from sitegen.problems import Problem
from tools.reference.fields import as_written

PRODUCT = """---
title: Huile d'argan alimentaire
cooperative: argane-tamlalt
category: [huiles, epicerie]
price: {MAD: 120, EUR: 11.50}
compare_at: 140 MAD
unit_price: {per: 100 ml}
net: 250 ml
sku: ARG-ALI
availability: made_to_order
lead_time: 10
quantity: {min: 1, max: 20, step: 1}
variants:
  - {id: 250ml, title: 250 ml, options: {volume: 250 ml}, net: 250 ml, weight: 460 g, picture: bouteille.jpg}
  - {id: 500ml, title: 500 ml, options: {volume: 500 ml}, net: 500 ml, gtin: "6119900001025", price: 210 MAD}
summary: Une huile ambrée au goût de noisette grillée, pressée à froid.
pictures:
  - bouteille.jpg
  - {file: noix.jpg, alt: "Noix d'argan et amandons dans un bol", focus: [0.5, 0.3]}
labels: [igp-argane, bio-maroc]
materials: [argan]
ingredients: Huile vierge d'argan torréfié (Argania spinosa), 100 %
origin: Aït Baha
care: À garder bien fermée, à l'abri de la lumière.
dimensions: 6 × 6 × 18 cm
weight: 460 g
checkout: [whatsapp, mailto]
published: 2026-05-01
expires: 2026-12-31
featured: true
tags: [cadeau, cuisine]
related: [amlou]
slug: huile-argan
redirects: [/ancienne-page/]
order: 2
---
Elle a la couleur du thé fort et sent la noisette.
"""

VOUCHER = """---
title: Chèque-cadeau
cooperative: union-tiwizi
category: cadeaux
type: voucher
denominations: [100 MAD, 200 MAD, 500 MAD]
validity: 12
accepted_by: all
checkout: {provider: link, url: "https://pay.example.org/cheque-cadeau"}
terms: Valable 12 mois, en une ou plusieurs fois, dans toutes les coopératives.
---
Laissez choisir.
"""

QUOTE = """---
title: Zellige au mètre carré
cooperative: zellige-bab-ftouh
category: zellige-decor
type: quote
price: 650 MAD
unit: m²
minimum: 3
tiers:
  - {from: 10, price: 620 MAD}
  - {from: 30, price: 570 MAD}
lead_time: 45
---
Envoyez-nous un plan coté.
"""

COOPERATIVE = """---
title: Argane Tamlalt
region: souss-massa
commune: Aït Baha
legal_name: Coopérative féminine Argane Tamlalt
founded: 2003
members: 58
women: 58
activities: [huiles, epicerie]
summary: Cinquante-huit femmes d'Aït Baha pressent l'argan de leurs propres arbres.
contact:
  phone: "+212600000001"
  whatsapp: "+212600000001"
  email: argane@example.org
  address: Route de Tafraout, Aït Baha
  hours: Du lundi au samedi, de 9 h à 17 h
  location: [30.07, -9.15]
registrations:
  ice: "009900000000001"
  rc: DEMO-RC-0001
  odco: DEMO-ODCO-0001
  onssa: DEMO-ONSSA-0001
  tax: DEMO-IF-0001
labels:
  - label: igp-argane
    number: DEMO-IGP-0001
    certifier: Organisme de démonstration
    valid_from: 2025-01-15
    valid_until: 2028-12-31
    document: https://example.org/igp-0001.pdf
checkout: [whatsapp, mailto]
shipping:
  from: Aït Baha
  carriers: [Demo Express]
  handling_days: 2
  note: Une bouteille arrivée cassée est remplacée.
  zones:
    - {title: Maroc, countries: [MA], price: 40 MAD, free_from: 600 MAD, days: [2, 5]}
    - {title: Europe, countries: [FR, ES], price: 250 MAD, days: [7, 15]}
returns: {days: 7, free: false, conditions: "Produits non ouverts, dans leur emballage"}
people:
  - {name: Rkia, role: Présidente, portrait: rkia.jpg, consent: true}
social: {instagram: "https://www.instagram.com/example"}
featured: true
---
Dans l'atelier, on reconnaît l'heure au bruit.
"""

CATEGORY = """---
title: Huiles d'argan
parent: huiles
order: 1
google_category: Food, Beverages & Tobacco > Food Items
---
"""

REGION = """---
code: MA-09
---
"""

LABEL = """---
title: Indication géographique protégée Argane
short: IGP
scheme: geographical
url: https://example.org/igp-argane
---
"""

COLLECTION = """---
title: Moins de 150 dirhams
products: [savon-argan, amlou]
match: {price_max: 150 MAD, tags: [cadeau], categories: [huiles], regions: [souss-massa], type: product}
---
"""

PAGE = """---
title: Livraison et retours
menu_title: Livraison
menu: footer
---
Chaque coopérative expédie ses produits.
"""

EXAMPLES: dict[Kind, tuple[str, ...]] = {
    Kind.PRODUCT: (PRODUCT, VOUCHER, QUOTE),
    Kind.COOPERATIVE: (COOPERATIVE,),
    Kind.CATEGORY: (CATEGORY,),
    Kind.REGION: (REGION,),
    Kind.LABEL: (LABEL,),
    Kind.COLLECTION: (COLLECTION,),
    Kind.PAGE: (PAGE,),
}


class ExampleRefused(Exception):
    """An example of the reference is not valid content."""


def read_example(kind: Kind, text: str) -> ParsedFile:
    """Return an example taken apart; raise ExampleRefused when a contributor could not write it."""
    path = f"content/{kind.value}/example.md"
    parsed = parse_file(path, text.encode())
    if isinstance(parsed, Problem):
        raise ExampleRefused(f"{path}:{parsed.line}: {parsed.code}")
    record, problems = validate(MODELS[kind].record, parsed, path, {"currency": "MAD"})
    if record is None or problems:
        raise ExampleRefused("; ".join(f"{path}:{found.line}: {found.field}: {found.code}" for found in problems))
    return parsed


def values_by_path(kind: Kind) -> dict[str, str]:
    """Return one example value for each field that the examples of a kind have, by its dotted path."""
    found: dict[str, str] = {}
    for text in EXAMPLES[kind]:
        for path, value in _values(read_example(kind, text).meta):
            found.setdefault(path, value)
    return found


def _values(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _values(item, f"{path}.{key}".lstrip("."))
        if path:
            yield path, as_written(value)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for item in value:
            yield from _values(item, path)
    elif path:
        yield path, as_written(value)
