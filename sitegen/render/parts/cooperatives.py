"""Cooperatives: in short, as cards and in full."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.catalog.catalog import CooperativeItem
from sitegen.i18n.phrases import Phrase
from sitegen.i18n.typography import typeset
from sitegen.models.base import Kind, RecordText
from sitegen.models.cooperative import Contact, CooperativeText
from sitegen.plan.pictures import portrait_key
from sitegen.render.edition import Edition
from sitegen.render.parts.bodies import body_of
from sitegen.render.parts.labels import cooperative_labels
from sitegen.render.parts.links import record_link
from sitegen.render.parts.pictures import main_picture, picture_view, pictures_of
from sitegen.render.parts.shipping import shipping_view
from sitegen.render.views import (
    ContactView,
    CooperativeCardView,
    CooperativeView,
    MakerView,
    PersonView,
    PictureView,
    RegistrationView,
)


def maker_view(edition: Edition, item: CooperativeItem) -> MakerView:
    """Return a cooperative in short, as a product page shows it."""
    record = item.record
    return MakerView(
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        url=edition.plan.record_url(Kind.COOPERATIVE, item.slug, edition.code),
        commune=_commune(edition, item),
        region=record_link(edition, Kind.REGION, record.region),
        picture=main_picture(edition, item, "cover"),
        members=record.members,
        women=record.women,
        founded=record.founded,
    )


def cooperative_card(edition: Edition, item: CooperativeItem) -> CooperativeCardView:
    """Return a cooperative as lists show it."""
    return CooperativeCardView(
        slug=item.slug,
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        url=edition.plan.record_url(Kind.COOPERATIVE, item.slug, edition.code),
        commune=_commune(edition, item),
        region=record_link(edition, Kind.REGION, item.record.region),
        picture=main_picture(edition, item, "cover"),
        product_count=len(edition.catalog.products_in[Kind.COOPERATIVE, item.slug]),
    )


def cooperative_view(edition: Edition, item: CooperativeItem) -> CooperativeView:
    """Return a cooperative in full."""
    record = item.record
    return CooperativeView(
        slug=item.slug,
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        body=body_of(edition, item),
        legal_name=typeset(record.legal_name or ""),
        commune=_commune(edition, item),
        region=record_link(edition, Kind.REGION, record.region),
        founded=record.founded,
        members=record.members,
        women=record.women,
        activities=tuple(
            record_link(edition, Kind.CATEGORY, slug)
            for slug in record.activities if slug in edition.catalog.categories
        ),
        contact=_contact_view(edition, item),
        registrations=tuple(
            RegistrationView(name, value) for name, value in record.registrations if value
        ),
        labels=cooperative_labels(edition, record),
        people=tuple(_people(edition, item)),
        pictures=pictures_of(edition, item, "hero"),
        shipping=shipping_view(edition, item),
        social=tuple(sorted(record.social.items())),
        vouchers=tuple(
            record_link(edition, Kind.PRODUCT, slug) for slug in edition.catalog.vouchers_accepted(item.slug)
        ),
    )  # fmt: skip


def _commune(edition: Edition, item: CooperativeItem) -> Phrase:
    return edition.reader.phrase(item, lambda words: _text(words).commune)


def _contact_view(edition: Edition, item: CooperativeItem) -> ContactView:
    contact: Contact = item.record.contact
    whatsapp = contact.whatsapp or ""
    return ContactView(
        phone=contact.phone or "",
        phone_text=edition.formats.phone(contact.phone) if contact.phone else "",
        whatsapp=whatsapp,
        whatsapp_url=f"https://wa.me/{whatsapp.lstrip('+')}" if whatsapp else "",
        email=contact.email or "",
        address=edition.reader.phrase(item, lambda words: _text(words).contact.address),
        hours=edition.reader.phrase(item, lambda words: _text(words).contact.hours),
        map_url=_map_url(contact),
    )


def _map_url(contact: Contact) -> str:
    if contact.location is None:
        return ""
    latitude, longitude = contact.location
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=14/{latitude}/{longitude}"


def _people(edition: Edition, item: CooperativeItem) -> Iterator[PersonView]:
    """Yield the members who agreed to be shown."""
    for index, person in enumerate(item.record.people):
        if person.consent:
            yield PersonView(
                name=_person_words(edition, item, index, "name"),
                role=_person_words(edition, item, index, "role"),
                portrait=_portrait(edition, item, person.portrait, _person_words(edition, item, index, "name")),
            )


def _person_words(edition: Edition, item: CooperativeItem, index: int, name: str) -> Phrase:
    def find(words: RecordText) -> str | None:
        people = _text(words).people
        found: str | None = getattr(people[index], name) if index < len(people) else None
        return found

    return edition.reader.phrase(item, find)


def _portrait(edition: Edition, item: CooperativeItem, file: str | None, alt: Phrase) -> PictureView | None:
    planned = edition.plan.pictures.get(portrait_key(item, file)) if file else None
    return picture_view(planned, alt, file or "") if planned else None


def _text(words: RecordText) -> CooperativeText:
    assert isinstance(words, CooperativeText)
    return words
