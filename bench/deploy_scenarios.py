"""What the clients of a deploy are measured doing, and the facts that must hold after each."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.deploy_clients import OUTPUT, Client, Cost
from bench.systems import SITEGEN, FactWrong
from tests.support.built_shop import MARKER, BuiltShop
from tests.support.s3_servers import Bucket

CHANGED = 10
PRIVATE = ".sitegen/"
"""Where sitegen keeps what it knows of a bucket; the other clients put nothing there."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to the folder before a deploy, and how many objects of the bucket this changes."""

    name: str
    prepare: Callable[[BuiltShop, Path], object]
    changes: int = 0
    seconds: float | None = None
    """The most that sitegen should take at 5,000 files."""


def _write(shop: BuiltShop, folder: Path) -> None:
    shop.write(folder)
    if folder.name != OUTPUT:
        (folder / MARKER).unlink()  # what sitegen leaves out, the others would upload


def _leave(shop: BuiltShop, folder: Path) -> None:
    """Change nothing."""


def _change_some(shop: BuiltShop, folder: Path) -> None:
    for path in changed_pages(shop):
        (folder / path).write_bytes(shop.files[path].replace(b"</p>", b" encore</p>"))


def _touch(shop: BuiltShop, folder: Path) -> None:
    """Give every file a new time, as a build in a fresh checkout does."""
    for path in shop.files:
        status = (folder / path).stat()
        os.utime(folder / path, (status.st_atime, status.st_mtime + 60))


def changed_pages(shop: BuiltShop) -> Sequence[str]:
    """Return the pages that are edited."""
    return [path for path in shop.pages if path.startswith("fr/produits/p")][1 : CHANGED + 1]


FIRST = Scenario("first deploy", _write, seconds=7.0)
SCENARIOS = (
    FIRST,
    Scenario("nothing changed", _leave, seconds=0.6),
    Scenario(f"{CHANGED} pages changed", _change_some, CHANGED, seconds=0.8),
    Scenario("built again: new times, same bytes", _touch),
)
ROLLBACK = Scenario(f"rollback of {CHANGED} pages", _leave, CHANGED, seconds=1.0)


def measure(scenario: Scenario, shop: BuiltShop, client: Client, bucket: Bucket) -> Cost:
    """Return what a deploy costs a client; raise FactWrong when the bucket is not what was uploaded."""
    scenario.prepare(shop, client.shop)
    before = _published(bucket)
    cost = client.run()
    after = _published(bucket)
    if after.keys() != shop.files.keys():
        raise FactWrong(f"{client.name}, {scenario.name}: {len(after)} objects, not {len(shop.files)}")
    changed = sum(after[key] != etag for key, etag in before.items())
    if changed != (scenario.changes if before else 0):
        raise FactWrong(f"{client.name}, {scenario.name}: {changed} objects changed")
    return cost


def measure_rollback(shop: BuiltShop, client: Client, bucket: Bucket) -> Cost:
    """Return what it costs to go back to the release before the pages changed."""
    cost = client.run(str(SITEGEN), "rollback", "bench", "--yes")
    wrong = [path for path in changed_pages(shop) if bucket.objects(path)[path].body != shop.files[path]]
    if wrong:
        raise FactWrong(f"after the rollback {wrong[0]} is not what it was")
    return cost


def _published(bucket: Bucket) -> Mapping[str, str]:
    return {key: etag for key, etag in bucket.etags().items() if not key.startswith(PRIVATE)}
