"""Pages that read the same although a record that they show was edited: those of languages which have other words.

Who shows a record beside its own pages shows its card, or its name. A page of neither the record nor, where that is a
cooperative, its products is what it was when those are, in the page's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import field, replace

from sitegen.catalog.catalog import Catalog
from sitegen.models.base import Kind
from sitegen.plan.urls import PageKind, PlannedPage
from sitegen.render.data_files import Edits
from sitegen.render.edition import Edition
from sitegen.render.keys import Which
from sitegen.render.parts.cooperatives import cooperative_card
from sitegen.render.parts.products import card_view
from sitegen.render.views import CardView, CooperativeCardView
from sitegen.values import LightValue, light_value

NEVER_ALIKE = frozenset({PageKind.EMPLOYERS})
"""Pages that show more of records than their cards."""


@light_value
class Alike(LightValue):
    """Tells which pages read as they did when the catalog was `before`; `edits` is all that shows something else.

    `edited` are the records whose own pages may be others, because of their bodies too.
    """

    editions: Mapping[str, Edition]
    before: Catalog
    edits: Edits
    edited: Set[Which]
    _known: dict[str, bool] = field(default_factory=dict)

    def is_alike(self, page: PlannedPage) -> bool:
        """Return whether a page reads as it did; False where that is not sure."""
        key = page.key
        if key.kind in NEVER_ALIKE or (key.of, key.slug) in self.edited:
            return False
        if key.of is Kind.PRODUCT and key.slug in self.edits.shown:
            return False
        if page.language not in self._known:
            self._known[page.language] = self._reads_alike(self.editions[page.language])
        return self._known[page.language]

    def _reads_alike(self, edition: Edition) -> bool:
        """Return whether readers of one language see the same of what was edited, where others show it."""
        return [*self._outward(edition)] == [*self._outward(replace(edition, catalog=self.before))]

    def _outward(self, edition: Edition) -> Iterator[CardView | CooperativeCardView]:
        catalog = edition.catalog
        yield from (cooperative_card(edition, catalog.cooperatives[slug]) for slug in self.edits.cooperatives)
        yield from (card_view(edition, catalog.products[slug]) for slug in self.edits.shown)
