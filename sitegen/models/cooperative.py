"""Cooperatives: who makes the products, how to reach them, what they can prove."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sitegen.models.base import Complaint, Line, Record, RecordText, Value
from sitegen.models.checkout import CheckoutChoice
from sitegen.models.fields import Count, Country, Date, Days, Email, HttpsUrl, Phone, Slug, Slugs, Year
from sitegen.models.money import Amount

NETWORKS = ("facebook", "instagram", "tiktok", "youtube", "linkedin", "pinterest", "website")


class PersonText(Value):
    """What a translation may say of a person; people are matched by their place in the list."""

    name: Line | None = None
    """How she or he wishes to be called."""
    role: Line | None = None
    """What she or he does."""


class Person(PersonText):
    """Somebody of the cooperative who agreed to be shown."""

    name: Line
    portrait: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """The file of a portrait beside the Markdown file."""
    consent: bool = False
    """True only when the person agreed in writing; without it she or he is not shown."""


class ContactText(Value):
    """What a translation may say of how to reach the cooperative."""

    address: Line | None = None
    """Postal address."""
    hours: Line | None = None
    """Opening hours."""


class Contact(ContactText):
    """How to reach the cooperative."""

    phone: Phone | None = None
    """In E.164: `+212612345678`."""
    whatsapp: Phone | None = None
    """The number that takes orders on WhatsApp."""
    email: Email | None = None
    """The address that takes orders by e-mail."""
    location: tuple[float, float] | None = None
    """Latitude and longitude, such as `[29.98, -9.72]`."""

    @model_validator(mode="after")
    def _on_earth(self) -> Contact:
        if self.location and not (-90 <= self.location[0] <= 90 and -180 <= self.location[1] <= 180):
            raise PydanticCustomError(
                "location.range", "not on earth", {"at": "location", "text": str(list(self.location))}
            )
        return self


class Registrations(Value):
    """Numbers in official registers."""

    ice: Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")] | None = None
    """Identifiant commun de l'entreprise, 15 digits."""
    rc: Line | None = None
    """Registre du commerce."""
    odco: Line | None = None
    """Number in the register of cooperatives (ODCO)."""
    onssa: Line | None = None
    """ONSSA authorisation, mandatory on the label of prepacked food."""
    tax: Line | None = None
    """Identifiant fiscal."""


class Proof(Value):
    """What proves that the cooperative, or its product, may carry a label."""

    label: Slug
    """The slug of a label."""
    level: Line | None = None
    """The level, for labels that have several."""
    number: Line
    """The number of the certificate."""
    certifier: Line
    """Who issued it."""
    valid_from: Date | None = None
    """Its first day."""
    valid_until: Date | None = None
    """Its last day; from the next day on, the badge is gone from the shop."""
    document: HttpsUrl | None = None
    """Where the certificate can be read."""

    def holds_on(self, day: date) -> bool:
        """Return whether the proof is valid on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class ShippingZoneText(Value):
    """What a translation may say of a zone; zones are matched by their place in the list."""

    title: Line | None = None
    """What buyers read: `Maroc`, `Europe`."""


class ShippingZone(ShippingZoneText):
    """Where parcels go, at what price, in how many days."""

    title: Line
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    """ISO 3166 codes, such as `[MA]`."""
    price: Amount
    """What a parcel costs."""
    free_from: Amount | None = None
    """The order amount from which shipping is free."""
    days: tuple[Days, Days]
    """Fewest and most days on the way."""


class ShippingText(Value):
    """What a translation may say of shipping."""

    note: Line | None = None
    """Anything a buyer should know."""
    zones: tuple[ShippingZoneText, ...] = ()
    """The words of the zones."""


class Shipping(ShippingText):
    """How parcels leave."""

    ships_from: Annotated[str, StringConstraints(max_length=120), Field(alias="from")] = ""
    """The town that parcels leave from."""
    carriers: tuple[Line, ...] = ()
    """Who carries them."""
    handling_days: Days = 2
    """Days until a parcel is handed to the carrier."""
    zones: tuple[ShippingZone, ...] = ()
    """Destinations with their rates."""


class ReturnsText(Value):
    """What a translation may say of returns."""

    conditions: Line | None = None
    """In what state, at whose cost."""


class Returns(ReturnsText):
    """Until when a buyer may send something back."""

    days: Days = 7
    """Days after delivery; 0: no returns. Moroccan law 31-08 gives at least 7 for most goods."""
    free: bool = False
    """True when the cooperative pays for the way back."""


class CooperativeText(RecordText):
    """What a translation of a cooperative may repeat."""

    commune: Line | None = None
    """The town or village."""
    contact: ContactText = Field(default_factory=ContactText)
    """Address and hours."""
    people: tuple[PersonText, ...] = ()
    """Names and roles."""
    shipping: ShippingText = Field(default_factory=ShippingText)
    """Notes and names of zones."""
    returns: ReturnsText = Field(default_factory=ReturnsText)
    """Conditions."""


class Cooperative(Record, CooperativeText):
    """Those who make the products and receive the money."""

    region: Slug
    """The slug of a region."""
    legal_name: Line | None = None
    """The registered name."""
    founded: Year | None = None
    """The year."""
    members: Count | None = None
    """How many members."""
    women: Count | None = None
    """How many of them are women."""
    activities: Slugs = ()
    """Slugs of the categories that it works in."""
    contact: Contact = Field(default_factory=Contact)
    """How to reach it."""
    registrations: Registrations = Field(default_factory=Registrations)
    """Its numbers in official registers."""
    labels: tuple[Proof, ...] = ()
    """Proofs of its labels."""
    checkout: CheckoutChoice = ()
    """Where its orders go; default: the site's checkout."""
    shipping: Shipping = Field(default_factory=Shipping)
    """How parcels leave."""
    returns: Returns = Field(default_factory=Returns)
    """Until when goods may be sent back."""
    people: tuple[Person, ...] = ()
    """Members who agreed to be shown."""
    social: dict[str, HttpsUrl] = {}
    """Pages elsewhere: `instagram`, `facebook`, `youtube`, …"""
    featured: bool = False
    """True shows it on the home page."""

    def complaints(self) -> Iterator[Complaint]:
        """Yield what is wrong between fields."""
        if self.members is not None and self.women is not None and self.women > self.members:
            yield Complaint("women.more", "women", (("women", str(self.women)), ("members", str(self.members))))
        for name in self.social:
            if name not in NETWORKS:
                yield Complaint("social.unknown", f"social.{name}", (("text", name), ("choices", ", ".join(NETWORKS))))
