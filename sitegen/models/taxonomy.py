"""What products are grouped by: categories, regions, labels and collections."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sitegen.models.base import Line, Record, RecordText, Title, Value
from sitegen.models.fields import Country, HttpsUrl, Slug, Slugs
from sitegen.models.money import Amount
from sitegen.models.product import Availability, ProductType


class Category(Record):
    """A shelf of the shop."""

    parent: Slug | None = None
    """The slug of the category above it."""
    featured: bool = True
    """False keeps it off the home page."""
    google_category: Line | None = None
    """Its number or path in Google's product taxonomy."""


class Region(Record):
    """Where cooperatives are. Moroccan regions need only their code: their names are known."""

    title: Title = ""
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    """ISO 3166-2, such as `MA-09`."""
    country: Country = "MA"
    """ISO 3166."""


class Scheme(StrEnum):
    """What a label is about."""

    GEOGRAPHICAL = "geographical"
    ORGANIC = "organic"
    CRAFT = "craft"
    FAIR_TRADE = "fair_trade"
    COLLECTIVE = "collective"
    SAFETY = "safety"


class LabelText(RecordText):
    """What a translation of a label may repeat."""

    short: Annotated[str, Field(min_length=1, max_length=14)] | None = None
    """The letters of the badge."""


class Label(Record, LabelText):
    """A mark of quality or origin."""

    scheme: Scheme
    """`geographical`, `organic`, `craft`, `fair_trade`, `collective` or `safety`."""
    short: Annotated[str, Field(min_length=1, max_length=14)]
    """A few letters for the badge: `IGP`, `AOP`, `BIO`."""
    needs_proof: bool = True
    """False for marks that need no certificate."""
    url: HttpsUrl | None = None
    """Where the label is explained."""


class Match(Value):
    """Which products a collection takes; all the conditions that are given must hold."""

    tags: Slugs = ()
    """Any of these tags."""
    categories: Slugs = ()
    """Any of these categories."""
    regions: Slugs = ()
    """Any of these regions."""
    cooperatives: Slugs = ()
    """Any of these cooperatives."""
    labels: Slugs = ()
    """Any of these labels."""
    type: ProductType | None = None
    """Only products of this type."""
    availability: Availability | None = None
    """Only products of this availability."""
    price_max: Amount | None = None
    """Only products that cost at most this."""


class Collection(Record):
    """A choice of products for an occasion."""

    products: Slugs = ()
    """Slugs of products, in the order of the page."""
    match: Match | None = None
    """A rule that adds products."""
    featured: bool = False
    """True shows it on the home page."""
