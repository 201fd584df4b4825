"""How parcels leave, and until when goods may come back."""

from __future__ import annotations

from sitegen.catalog.catalog import CooperativeItem
from sitegen.i18n.typography import typeset
from sitegen.models.base import RecordText
from sitegen.models.cooperative import CooperativeText, ShippingZone
from sitegen.render.edition import Edition
from sitegen.render.views import ShippingView, ZoneView


def shipping_view(edition: Edition, item: CooperativeItem) -> ShippingView:
    """Return shipping and returns of a cooperative."""
    shipping, returns = item.record.shipping, item.record.returns
    return ShippingView(
        ships_from=typeset(shipping.ships_from),
        carriers=tuple(map(typeset, shipping.carriers)),
        handling_days=shipping.handling_days,
        zones=tuple(_zone(edition, item, index, zone) for index, zone in enumerate(shipping.zones)),
        note=edition.reader.phrase(item, lambda words: _text(words).shipping.note),
        return_days=returns.days,
        return_free=returns.free,
        return_conditions=edition.reader.phrase(item, lambda words: _text(words).returns.conditions),
    )


def _zone(edition: Edition, item: CooperativeItem, index: int, zone: ShippingZone) -> ZoneView:
    def title(words: RecordText) -> str | None:
        zones = _text(words).shipping.zones
        return zones[index].title if index < len(zones) else None

    return ZoneView(
        title=edition.reader.phrase(item, title),
        price=edition.money(zone.price),
        free_from=edition.money(zone.free_from) if zone.free_from else None,
        days_min=zone.days[0],
        days_max=zone.days[1],
    )


def _text(words: RecordText) -> CooperativeText:
    assert isinstance(words, CooperativeText)
    return words
