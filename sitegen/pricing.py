"""The prices of a site: of its content now, as it is published on a day, and as it was in a revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from sitegen.catalog.assemble import assemble
from sitegen.config import FILE_NAME, SiteConfig, load_config
from sitegen.errors import ConfigError, PricesError
from sitegen.load.content import LoadedRecord
from sitegen.load.loader import Loaded, load_content
from sitegen.load.memory import Memory
from sitegen.models.base import Record
from sitegen.models.product import Product
from sitegen.orders.prices import Prices, prices_of
from sitegen.orders.releases import Found
from sitegen.orders.revisions import revisions_of, site_at
from sitegen.problems import Problem


@dataclass(frozen=True, slots=True)
class Content:
    """The settings and the records of a site, and what is wrong with its files."""

    config: SiteConfig
    loaded: Loaded

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files."""
        return self.loaded.problems

    def prices_on(self, day: date) -> Prices:
        """Return the prices of what is published on a day."""
        return content_prices(self.config, self.loaded.records, day)


def load_site_content(root: Path, memory: Memory | None = None) -> Content:
    """Read the settings and the records of a site; raise PricesError when the settings are no use."""
    config, problems = load_config(root)
    if config is None:
        reason = problems[0].code if problems else ""
        raise PricesError(f"{FILE_NAME} cannot be used ({reason})", "sitegen check tells what is wrong with it")
    return Content(config, load_content(root, config, memory))


def content_prices(config: SiteConfig, records: Iterable[LoadedRecord[Record]], day: date) -> Prices:
    """Return the prices of the records that are published on a day."""
    catalog, _ = assemble(records, config, day, drafts=False)
    products = ((slug, item.record) for slug, item in catalog.products.items())
    return prices_of(products, config.site.base_url)


@dataclass(frozen=True, slots=True)
class SiteNow:
    """The content of a site, as it is published on a day: what its prices are, and none of the past."""

    root: Path
    today: date

    def newest(self) -> Found | None:
        """Return the prices of the content."""
        return Found(load_site_content(self.root).prices_on(self.today), str(self.root / "content"), is_revision=True)

    def find(self, name: str) -> Iterator[Found]:
        """Yield the prices of the content when they are the release of that name."""
        yield from (found for found in self.every() if found.prices.short == name)

    def every(self) -> Iterator[Found]:
        """Yield the prices of the content."""
        found = self.newest()
        if found is not None:
            yield found


@dataclass(frozen=True, slots=True)
class PastRevisions:
    """The history of a site: the prices of a release are worked out again from the content of each revision."""

    root: Path
    today: date
    limit: int

    def newest(self) -> Found | None:
        """Return nothing: what is committed need not be published."""
        return None

    def find(self, name: str) -> Iterator[Found]:
        """Yield the prices of the revision whose release has that name, on one of the days when it was the newest."""
        yield from islice((found for found in self.every() if found.prices.short == name), 1)

    def every(self) -> Iterator[Found]:
        """Yield the prices of every revision, for each day on which they changed."""
        until = self.today
        memory = _Recalling()
        for revision in revisions_of(self.root, self.limit):
            made = datetime.fromtimestamp(revision.seconds, UTC).date()
            with site_at(self.root, revision.name) as folder:
                try:
                    content = load_site_content(folder, memory.fresh())
                except (PricesError, ConfigError):
                    continue
            for day in _days(content.loaded.records, made, until):
                source = f"{revision.name[:12]} ({day.isoformat()})"
                yield Found(content.prices_on(day), source, is_revision=True)
            until = made


class _Recalling:
    """Lets one revision recall what another one parsed: most files are the same."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}
        self._last: Memory | None = None

    def fresh(self) -> Memory:
        """Return a memory that knows every value so far, and no digest."""
        if self._last is not None:
            self._values |= self._last.new
        self._last = Memory(values=self._values)
        return self._last


def _days(records: Iterable[LoadedRecord[Record]], first: date, last: date) -> list[date]:
    """Return the first day, and each after it on which something appeared or went, up to the last, the newest first."""
    found = {first}
    for item in records:
        if isinstance(item.record, Product):
            bounds = [item.record.published]
            bounds += [item.record.expires + timedelta(days=1)] if item.record.expires else []
            found |= {day for day in bounds if day is not None and first < day <= last}
    return sorted(found, reverse=True)
