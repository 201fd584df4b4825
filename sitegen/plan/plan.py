"""The plan of a build, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.images.jobs import EncodeJob
from sitegen.models.base import Kind
from sitegen.plan.pages import PlannedRedirect
from sitegen.plan.pictures import PictureKey, PlannedPicture
from sitegen.plan.urls import PageKey, PageKind, PlannedPage
from sitegen.theme.assets import Asset
from sitegen.values import LightValue, light_value

_RECORD_PAGES = {Kind.PRODUCT: PageKind.PRODUCT, Kind.COOPERATIVE: PageKind.COOPERATIVE, Kind.PAGE: PageKind.PAGE}


@light_value
class Plan(LightValue):
    """Everything that will be written, before anything is rendered."""

    pages: Mapping[tuple[PageKey, str], PlannedPage]
    redirects: tuple[PlannedRedirect, ...]
    pictures: Mapping[PictureKey, PlannedPicture]
    jobs: tuple[EncodeJob, ...]
    assets: Mapping[str, Asset]

    def url(self, key: PageKey, language: str) -> str:
        """Return the address of a page in one language, or an empty string when there is no such page."""
        page = self.pages.get((key, language))
        return page.url if page else ""

    def source_url(self, path: str, language: str) -> str:
        """Return the address of the page that a source file makes in one language, or an empty string."""
        parts = path.split("/")
        if len(parts) < 3 or parts[1] not in [kind.value for kind in Kind]:
            return ""
        slug = parts[2] if len(parts) == 4 else parts[2].split(".")[0]
        return self.record_url(Kind(parts[1]), slug, language)

    def record_url(self, kind: Kind, slug: str, language: str) -> str:
        """Return the address of a record's page in one language, or an empty string."""
        return self.url(page_of_record(kind, slug), language)


def page_of_record(kind: Kind, slug: str, number: int = 1) -> PageKey:
    """Return the page that a record has of its own; those of a term are numbered."""
    return PageKey(_RECORD_PAGES.get(kind, PageKind.TERM), kind, slug, number)
