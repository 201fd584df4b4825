"""Where the prices of releases are found again: files of prices, the folder of past ones, and published shops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from sitegen.errors import FileRefused, PricesError
from sitegen.files import read_file, walk_files
from sitegen.orders.prices import PRICES_PATH, SIZE_LIMIT, Prices, parse_prices, release_path
from sitegen.values import LightValue, light_value

FOLDER = "prices"
"""The folder below `.sitegen` that keeps the prices of every release that was built here."""

_RELEASE_NAME = re.compile(r"[0-9a-f]{12}")
_PAST = release_path("").removesuffix(".json")


@light_value
class Found(LightValue):
    """Prices and where they come from; `is_revision` when they were worked out again from committed content."""

    prices: Prices
    source: str
    is_revision: bool = False


class PriceSource(Protocol):
    """A place that knows the prices of some releases."""

    def newest(self) -> Found | None:
        """Return the prices that are in force, as far as this place knows."""
        ...

    def find(self, name: str) -> Iterator[Found]:
        """Yield the prices of releases whose short name is this one."""
        ...

    def every(self) -> Iterator[Found]:
        """Yield the prices of all releases that can be listed, the newest first."""
        ...


@light_value
class PriceFile(LightValue):
    """One file of prices; those of past releases may lie beside it, in the folder `prices`."""

    path: Path

    def newest(self) -> Found | None:
        """Return what the file says."""
        return _read(self.path)

    def find(self, name: str) -> Iterator[Found]:
        """Yield the file's own release, or the past one."""
        found = _read(self.path)
        if found is not None and found.prices.short == name:
            yield found
        else:
            yield from self._past.find(name)

    def every(self) -> Iterator[Found]:
        """Yield the file's own release, then the past ones."""
        found = _read(self.path)
        if found is not None:
            yield found
        yield from self._past.every()

    @property
    def _past(self) -> PriceFolder:
        return PriceFolder(self.path.with_suffix(""))


@light_value
class PriceFolder(LightValue):
    """A folder with a file of prices a release, each under its short name."""

    path: Path

    def newest(self) -> Found | None:
        """Return nothing: a folder does not know which one is in force."""
        return None

    def find(self, name: str) -> Iterator[Found]:
        """Yield the release of that name."""
        found = _read(self.path / f"{name}.json") if _RELEASE_NAME.fullmatch(name) else None
        if found is not None and found.prices.short == name:
            yield found

    def every(self) -> Iterator[Found]:
        """Yield every release of the folder, the last written first."""
        names = (name for name in walk_files(self.path) if _RELEASE_NAME.fullmatch(name.removesuffix(".json")))
        for name in sorted(names, key=lambda name: (-(self.path / name).stat().st_mtime_ns, name)):
            found = _read(self.path / name)
            if found is not None:
                yield found


@light_value
class PublishedPrices(LightValue):
    """A published shop, or its file of prices, at an https address; past releases are asked for by their name."""

    address: str

    def newest(self) -> Found | None:
        """Return what the shop says now."""
        return self._fetch(self._file)

    def find(self, name: str) -> Iterator[Found]:
        """Yield the release of that name, from its own file."""
        if not _RELEASE_NAME.fullmatch(name):
            return
        past = self._file.removesuffix(PRICES_PATH) + release_path(name)
        for address in (self._file, past):
            found = self._fetch(address, may_be_absent=address == past)
            if found is not None and found.prices.short == name:
                yield found
                return

    def every(self) -> Iterator[Found]:
        """Yield what the shop says now: a shop does not list its past."""
        found = self.newest()
        if found is not None:
            yield found

    @property
    def _file(self) -> str:
        return self.address if self.address.endswith(PRICES_PATH) else f"{self.address.rstrip('/')}/{PRICES_PATH}"

    def _fetch(self, address: str, *, may_be_absent: bool = False) -> Found | None:
        from sitegen.orders.fetch import fetch  # a build keeps releases and asks no shop

        data = fetch(address, may_be_absent=may_be_absent)
        return None if data is None else Found(parse_prices(data, address), address)


def price_source(text: str) -> PriceSource:
    """Return the place that an address, a file or a folder names."""
    if re.match(r"https?://", text):
        return PublishedPrices(text)
    path = Path(text)
    if path.is_dir():
        return PriceFile(path / PRICES_PATH) if (path / PRICES_PATH).is_file() else PriceFolder(path)
    if not path.is_file():
        raise PricesError(f"there are no prices at {text}", "name a file, a folder or an https address")
    return PriceFile(path)


def keep_releases(output: Path, paths: Iterable[str], folder: Path) -> None:
    """Copy the releases among the files of an output folder into one of past releases, unless they lie there."""
    for path in paths:
        file = folder / path.removeprefix(_PAST)
        if not path.startswith(_PAST) or not _RELEASE_NAME.fullmatch(file.stem):
            continue
        data = (output / path).read_bytes()
        if file.is_file() and file.read_bytes() == data:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(file)


def find_release(sources: Iterable[PriceSource], name: str) -> Iterator[Found]:
    """Yield the prices of a release from every place that has them, in the order of the places."""
    for source in sources:
        yield from source.find(name)


def every_release(sources: Iterable[PriceSource]) -> Iterator[Found]:
    """Yield the prices of every release that can be listed, in the order of the places."""
    for source in sources:
        yield from source.every()


def newest_release(sources: Iterable[PriceSource]) -> Found | None:
    """Return the prices that are in force, from the first place that knows."""
    return next((found for source in sources if (found := source.newest()) is not None), None)


def _read(path: Path) -> Found | None:
    try:
        data = read_file(path.parent, path.name, SIZE_LIMIT)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except FileRefused as refusal:
        raise PricesError(str(refusal)) from refusal
    return Found(parse_prices(data, path.name), str(path))
