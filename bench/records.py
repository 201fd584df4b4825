"""The seeded catalogue as values: the same records for every size, language and system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.text import LANGUAGES, WORDS, body

SEED = 20_260_101
PRODUCTS_PER_COOPERATIVE = 20
FEATURED = 8

Fields = dict[str, Any]

_CATEGORIES = ("huiles", "miels", "epices", "tapis", "poterie", "zellige", "vannerie", "savons", "eaux-florales",
               "coussins", "cuir", "cuisine")  # fmt: skip
_REGIONS = {
    "souss-massa": "MA-09", "draa-tafilalet": "MA-08", "fes-meknes": "MA-03", "marrakech-safi": "MA-07",
    "beni-mellal-khenifra": "MA-05", "rabat-sale-kenitra": "MA-04", "oriental": "MA-02", "tanger-tetouan": "MA-01",
}  # fmt: skip
_LABELS = {
    "bio": ("BIO", "organic"), "aop": ("AOP", "geographical"), "fait-main": ("FM", "craft"),
    "equitable": ("EQU", "fair_trade"), "marque": ("COOP", "collective"),
}  # fmt: skip
_PAGES = {"a-propos": "header", "livraison": "footer", "mentions": "legal"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: what all languages share, and per language its words and its Markdown body."""

    kind: str
    slug: str
    shared: Fields
    words: Mapping[str, Fields]
    bodies: Mapping[str, str]


def make_entries(size: int) -> Iterator[Entry]:
    """Yield every record of a catalogue of `size` products, always the same for the same size."""
    makers = max(1, size // PRODUCTS_PER_COOPERATIVE)
    yield from _terms()
    for index in range(makers):
        yield _cooperative(index)
    for index in range(size):
        yield _product(index, makers)


def merged(shared: Any, words: Any) -> Any:
    """Return `words` with what `shared` adds: tables by key, lists of tables by position."""
    if isinstance(shared, dict) and isinstance(words, dict):
        both = {key: merged(shared[key], words[key]) if key in shared else words[key] for key in words}
        return {**both, **{key: shared[key] for key in shared if key not in words}}
    if isinstance(shared, list) and isinstance(words, list):
        return [merged(mine, own) for mine, own in zip(shared, words, strict=True)]
    return words


def region_of(maker: int) -> str:
    """Return the slug of the region that the cooperative of this number is in."""
    return list(_REGIONS)[maker % len(_REGIONS)]


def _random(kind: str, index: int) -> Random:
    return Random(f"{SEED} {kind} {index}")


def _terms() -> Iterator[Entry]:
    for index, slug in enumerate(_CATEGORIES):
        yield _term("categories", slug, index, {})
    for index, (slug, code) in enumerate(_REGIONS.items()):
        yield _term("regions", slug, index, {"code": code})
    for index, (slug, (short, scheme)) in enumerate(_LABELS.items()):
        yield _term("labels", slug, index, {"scheme": scheme, "short": short})
    for index, (slug, menu) in enumerate(_PAGES.items()):
        yield _term("pages", slug, index, {"menu": menu})


def _term(kind: str, slug: str, index: int, shared: Fields) -> Entry:
    words, bodies = {}, {}
    for language in LANGUAGES:
        own = WORDS[language]
        title = own[kind][index]
        words[language] = {"title": title, "summary": own["sentences"][index % len(own["sentences"])].replace("**", "")}
        names = {"thing": title, "maker": "Tiwizi", "place": WORDS["places"][index]}
        words[language]["summary"] = words[language]["summary"].format(**names)
        bodies[language] = body(own, _random(kind, index), 80, **names)
    return Entry(kind, slug, {"order": index + 1, **shared}, words, bodies)


def _maker_title(language: str, index: int) -> str:
    names = WORDS["names"]
    name = f"{names[index % len(names)]} {index + 1:03}"
    return str(WORDS[language]["cooperative"].format(name=name))


def _cooperative(index: int) -> Entry:
    place = WORDS["places"][index % len(WORDS["places"])]
    digits = f"{index + 1:04}"
    shared: Fields = {
        "order": index + 1,
        "region": region_of(index),
        "legal_name": f"Coopérative {digits}",
        "founded": 1995 + index % 25,
        "members": 20 + index % 60,
        "women": 10 + index % 10,
        "activities": [_CATEGORIES[index % 12], _CATEGORIES[(index + 5) % 12]],
        "contact": {"phone": f"+21260000{digits}", "whatsapp": f"+21260000{digits}", "email": f"c{digits}@example.org",
                    "location": [30.0 + index % 5, -9.0 + index % 7]},
        "registrations": {"ice": f"00990000000{digits}", "rc": f"RC-{digits}", "odco": f"ODCO-{digits}"},
        "labels": [
            {"label": slug, "number": f"{short}-{digits}", "certifier": "Organisme de contrôle",
             "valid_from": "2020-01-01", "valid_until": "2099-12-31"}
            for slug, (short, _) in _LABELS.items()
        ],
        "checkout": ["whatsapp"],
        "shipping": {"from": place, "handling_days": 2 + index % 3, "zones": [
            {"countries": ["MA"], "price": "40 MAD", "free_from": "600 MAD", "days": [2, 5]},
            {"countries": ["FR", "ES", "BE", "DE", "IT", "NL"], "price": "220 MAD", "days": [6, 12]},
            {"countries": ["US", "CA"], "price": "380 MAD", "days": [8, 16]},
        ]},
        "returns": {"days": 14},
        "people": [{"name": name, "consent": True} for name in ("Fadma", "Hassan", "Ijja")],
    }  # fmt: skip
    words, bodies = {}, {}
    for language in LANGUAGES:
        own = WORDS[language]
        title = _maker_title(language, index)
        names = {"thing": own["nouns"][index % 12], "maker": "Tiwizi", "place": place}
        words[language] = {
            "title": title,
            "summary": own["sentences"][2].format(**names),
            "commune": place,
            "contact": {"address": own["address"].format(**names), "hours": own["hours"]},
            "people": [{"role": role} for role in own["roles"]],
            "shipping": {"note": own["note"], "zones": [{"title": title} for title in own["zones"]]},
            "returns": {"conditions": own["conditions"]},
        }
        bodies[language] = body(own, _random("cooperatives", index), **names)
    return Entry("cooperatives", f"cooperative-{digits}", shared, words, bodies)


def _product(index: int, makers: int) -> Entry:
    random = _random("products", index)
    maker = index % makers
    shared: Fields = {
        "order": index + 1,
        "cooperative": f"cooperative-{maker + 1:04}",
        "category": [_CATEGORIES[index % 12]] + ([_CATEGORIES[(index + 7) % 12]] if index % 4 == 0 else []),
        "price": f"{random.randrange(30, 900)} MAD",
        "sku": f"SKU-{index + 1:06}",
        "weight": f"{random.randrange(100, 5000)} g",
        "labels": random.sample(sorted(_LABELS), index % 3),
        "tags": random.sample(["cadeau", "maison", "cuisine", "soin"], 2),
    }
    if index < FEATURED:
        shared["featured"] = True
    if index % 11 == 5:
        shared |= {"availability": "made_to_order", "lead_time": 15}
    sizes = 2 + index % 3 if index % 3 == 0 else 0
    if sizes:
        shared["variants"] = [{"id": f"v{n + 1}", "price": f"{random.randrange(30, 900)} MAD"} for n in range(sizes)]
    words, bodies = {}, {}
    place = random.choice(WORDS["places"])
    kinds = [random.randrange(6), random.randrange(6)]
    for language in LANGUAGES:
        own = WORDS[language]
        thing = f"{own['nouns'][index % 12]} {own['adjectives'][index % 8]}"
        names = {"thing": thing, "maker": "Tiwizi", "place": place}
        words[language] = {
            "title": f"{thing} {index + 1}",
            "summary": own["summary"].format(**names),
            "materials": [own["materials"][kind] for kind in dict.fromkeys(kinds)],
            "origin": place,
            "care": own["care"],
        }
        if sizes:
            words[language]["variants"] = [
                {"title": title, "options": {"size": title}} for title in own["variants"][:sizes]
            ]
        bodies[language] = body(own, _random(f"products {language}", index), **names)
    return Entry("products", f"produit-{index + 1:06}", shared, words, bodies)
