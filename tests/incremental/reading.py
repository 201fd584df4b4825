"""What a page really reads: its context is made from a catalog and a plan that take notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from sitegen.catalog.translations import Reader
from sitegen.images.jobs import Inspection
from sitegen.load.content import LoadedRecord
from sitegen.load.memory import Memory
from sitegen.models.base import Kind
from sitegen.plan.urls import PlannedPage
from sitegen.render.keys import KeyMaker, Shared
from sitegen.render.pages import context_of
from sitegen.render.parts.prepared import prepare
from sitegen.render.render import Studios
from sitegen.report import BuildOptions, Stopwatch
from sitegen.site import Site, prepare_site
from sitegen.workshop import Wishes, Workshop
from tests.support.site import TODAY, Silence

K = TypeVar("K")
V = TypeVar("V")

Thing = tuple[str, Any]
"""What can be read: `("record", (kind, slug))`, `("body", (kind, slug))`, `("picture", key)`, `("url", key)`."""


class Noting(Mapping[K, V]):
    """A mapping that notes which keys are asked for; looking at all of them to choose some is no reading."""

    def __init__(self, plain: Mapping[K, V], name: str, notes: set[Thing], kind: Kind | None = None) -> None:
        self._plain, self._name, self._notes, self._kind = plain, name, notes, kind

    def __getitem__(self, key: K) -> V:
        if key in self._plain:
            self._notes.add((self._name, (self._kind, key) if self._kind else key))
        return self._plain[key]

    def __contains__(self, key: object) -> bool:
        return key in self._plain

    def __iter__(self) -> Iterator[K]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)

    def items(self) -> Any:
        return self._plain.items()

    def values(self) -> Any:
        return self._plain.values()


@dataclass(frozen=True, slots=True)
class Studied:
    """A site that is planned, with its keys."""

    studios: Studios
    keys: Mapping[str, str]

    @property
    def pages(self) -> tuple[PlannedPage, ...]:
        """All pages."""
        return tuple(self.studios.plan.pages.values())


def study(root: Path) -> Studied:
    """Load and plan a site that has to be sound."""
    options = BuildOptions(root, TODAY, jobs=1)
    with Workshop(root / ".sitegen/cache", Wishes(jobs=1)) as workshop:
        _, site, problems = prepare_site(options, Stopwatch(Silence()), workshop, Memory())
    assert isinstance(site, Site)
    assert not [problem for problem in problems if problem.severity.value == "error"]
    studios = site.studios(options)
    return Studied(studios, studios.page_keys(studios.groups.keys()))


_TABLES = {
    "products": Kind.PRODUCT, "cooperatives": Kind.COOPERATIVE, "categories": Kind.CATEGORY, "regions": Kind.REGION,
    "labels": Kind.LABEL, "collections": Kind.COLLECTION, "pages": Kind.PAGE,
}  # fmt: skip


def things_read(studied: Studied, page: PlannedPage, patch: pytest.MonkeyPatch) -> Set[Thing]:
    """Return everything that the context of a page is made from, beside what all pages share."""
    notes: set[Thing] = set()
    studios = studied.studios
    edition = studios.by_language[page.language].edition
    catalog, plan = studios.catalog, studios.plan
    tables: dict[str, Any] = {
        name: Noting(getattr(catalog, name), "record", notes, kind) for name, kind in _TABLES.items()
    }
    noting = replace(
        edition,
        catalog=replace(catalog, **tables),
        plan=replace(plan, pages=Noting(plan.pages, "url", notes), pictures=Noting(plan.pictures, "picture", notes)),
        picture_markup=lambda view: view.src,
    )
    plain_body = Reader.body

    def body(reader: Reader, item: LoadedRecord[Any]) -> Any:
        notes.add(("body", (item.kind, item.slug)))
        return plain_body(reader, item)

    parts = prepare(noting)
    notes.clear()
    with patch.context() as within:
        within.setattr(Reader, "body", body)
        context_of(noting, parts, page)
    return notes


def key_without(studied: Studied, thing: Thing, page: PlannedPage) -> str:
    """Return the key that a page would have if one thing were another."""
    studios = studied.studios
    name, which = thing
    catalog, plan = studios.catalog, studios.plan
    if name == "url":
        other = replace(plan.pages[which], url=f"{plan.pages[which].url}other/")
        plan = replace(plan, pages={**plan.pages, which: other})
        page = plan.pages[page.key, page.language]
    elif name == "picture":
        planned = plan.pictures[which]
        plan = replace(plan, pictures={**plan.pictures, which: replace(planned, inspection=_other(planned.inspection))})
    else:
        kind, slug = which
        item = catalog.of_kind(kind)[slug]
        changed = {slug: replace(item, face=f"{item.face}?") if name == "record" else _with_other_bodies(item)}
        table = next(table for table, its_kind in _TABLES.items() if its_kind is kind)
        tables: dict[str, Any] = {table: {**catalog.of_kind(kind), **changed}}
        catalog = replace(catalog, **tables)
    hero = str(next(iter(studios.by_language.values())).edition.config.theme.options.get("hero", ""))
    shared = Shared({code: _shared(studied, code) for code in studios.by_language}, {})
    return KeyMaker(catalog, plan, studios.readers, TODAY, shared, hero).key(page)


def _with_other_bodies(item: LoadedRecord[Any]) -> LoadedRecord[Any]:
    """Return a record that says more in every language that it has a text in."""
    texts = {
        code: replace(text, body=replace(text.body, utf8=text.body.utf8 + b"?")) for code, text in item.texts.items()
    }
    return replace(item, texts=texts, source=texts[item.source.language])


def _shared(studied: Studied, code: str) -> str:
    """Return what stands for all that the pages of a language share; no thing changes it here."""
    return f"shared {code}"


def plain_key(studied: Studied, page: PlannedPage) -> str:
    """Return the key of a page, to compare with `key_without`."""
    return key_maker(studied).key(page)


def key_maker(studied: Studied) -> KeyMaker:
    """Return a maker of keys that has made none yet."""
    studios = studied.studios
    hero = str(next(iter(studios.by_language.values())).edition.config.theme.options.get("hero", ""))
    shared = Shared({code: _shared(studied, code) for code in studios.by_language}, {})
    return KeyMaker(studios.catalog, studios.plan, studios.readers, TODAY, shared, hero)


def _other(inspection: Inspection) -> Inspection:
    assert "digest" in [field.name for field in fields(inspection)]
    return replace(inspection, digest=f"{inspection.digest[:-2]}00")
