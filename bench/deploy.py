"""Measures deploys: sitegen, aws s3 sync, rclone and hugo deploy put the same folder into the same server in turn.

`python -m bench.deploy --size 5000`; server and clients share one processor core. `--large` measures sitegen alone, at
that size and at ten times as many files.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.catalogue import PROJECT
from bench.deploy_clients import CLIENTS, Cost, make_sitegen
from bench.deploy_scenarios import FIRST, ROLLBACK, SCENARIOS, Scenario, measure, measure_rollback
from bench.measure import CommandFailed
from bench.report import other_load, section, write_block
from bench.systems import FactWrong, say
from tests.support.built_shop import BuiltShop, built_shop
from tests.support.s3_server import S3Server, running_seaweed
from tests.support.s3_servers import Bucket

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
PAGE_BYTES = 5500
"""With pages and pictures of this size 5,000 files make 27 MB, as those of a real shop with small pictures do."""

GOALS_AT = 5000
GROWTH, MEMORY = 11.0, 120
"""Ten times as many files: at most so many times the first deploy's time, and so many megabytes."""

Costs = Mapping[tuple[Scenario, str], list[Cost]]


def measure_clients(server: S3Server, scratch: Path, size: int, turns: int) -> str:
    """Return the report on all clients and a shop of `size` files."""
    load, shop = other_load(), built_shop(size, page_bytes=PAGE_BYTES)
    costs: dict[tuple[Scenario, str], list[Cost]] = {}
    versions: dict[str, str] = {}
    for turn in range(turns):
        # who goes first has the cleaner server, so that changes with every turn
        for place in range(turn, turn + len(CLIENTS)):
            bucket = Bucket.new(server)
            make = CLIENTS[place % len(CLIENTS)]
            client = make(scratch / bucket.name, bucket.name, server.endpoint)
            versions[client.name] = client.version
            say(f"turn {turn + 1} of {turns}: {client.name}")
            for scenario in SCENARIOS:
                costs.setdefault((scenario, client.name), []).append(measure(scenario, shop, client, bucket))
            if make is make_sitegen:
                costs.setdefault((ROLLBACK, client.name), []).append(measure_rollback(shop, client, bucket))
    facts = (*_facts(shop), f"turns: {turns}; medians", f"clients: {', '.join(versions.values())}", load)
    headings = ("", *versions, "goal", "", "processor time, s", "most memory, MB")
    rows = [_row(scenario, list(versions), costs, size) for scenario in (*SCENARIOS, ROLLBACK)]
    return section(f"Deploys of {size:,} files", facts, headings, rows)


def measure_growth(server: S3Server, scratch: Path, size: int) -> str:
    """Return the report on sitegen alone, with `size` and with ten times as many files."""
    load, rows = other_load(), []
    first = []
    for count in (size, 10 * size):
        shop, bucket = built_shop(count, page_bytes=PAGE_BYTES), Bucket.new(server)
        client = make_sitegen(scratch / bucket.name, bucket.name, server.endpoint)
        for scenario in SCENARIOS:
            say(f"{count:,} files: {scenario.name}")
            cost = measure(scenario, shop, client, bucket)
            first += [cost] if scenario is FIRST else []
            rows.append((f"{count:,} files, {scenario.name}", f"{cost.seconds:.2f} s", "", "", f"{cost.busy:.1f}",
                         f"{cost.memory / 1e6:.0f}"))  # fmt: skip
    growth, memory = first[1].seconds / first[0].seconds, first[1].memory / 1e6
    rows.append(("first deploy, ten times the files", f"{growth:.1f} ×", f"≤ {GROWTH:g} ×", *_last(growth <= GROWTH)))
    rows.append(("most memory of it", f"{memory:.0f} MB", f"≤ {MEMORY} MB", *_last(memory <= MEMORY)))
    headings = ("", "sitegen", "goal", "", "processor time, s", "most memory, MB")
    return section(f"A deploy of {10 * size:,} files", (*_facts(shop), load), headings, rows)


def _facts(shop: BuiltShop) -> tuple[str, ...]:
    return (
        f"{len(shop.files):,} files, {len(shop.pages):,} of them pages, {shop.size / 1e6:.0f} MB",
        "SeaweedFS on this machine; server and client share one processor core",
    )


def _row(scenario: Scenario, names: Sequence[str], costs: Costs, size: int) -> tuple[str, ...]:
    runs = [costs.get((scenario, name), []) for name in names]
    seconds = [median(cost.seconds for cost in found) if found else None for found in runs]
    busy = ", ".join(f"{median(cost.busy for cost in found):.1f}" for found in runs if found)
    memory = ", ".join(f"{max(cost.memory for cost in found) / 1e6:.0f}" for found in runs if found)
    times = ["" if one is None else f"{one:.2f} s" for one in seconds]
    goal, ours = scenario.seconds, seconds[names.index("sitegen")]
    if goal is None or ours is None or size != GOALS_AT:
        return scenario.name, *times, "", "", busy, memory
    return scenario.name, *times, f"≤ {goal:g} s", _verdict(ours <= goal), busy, memory


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "not met"


def _last(is_met: bool) -> tuple[str, str, str]:
    return _verdict(is_met), "", ""


def main() -> int:
    """Measure, print the table, and write it into the document; return 1 when a fact is wrong."""
    options = _options()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # what is started from here inherits it
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.scratch) as folder:
        scratch = Path(folder)
        (scratch / "server").mkdir()
        try:
            with running_seaweed(scratch / "server") as server:
                if options.large:
                    name, text = "deploy-large", measure_growth(server, scratch, options.size)
                else:
                    name, text = "deploy", measure_clients(server, scratch, options.size, options.turns)
        except (FactWrong, CommandFailed) as wrong:
            say(f"wrong: {wrong}")
            return 1
    print(text)
    if not options.dry:
        write_block(DOCUMENT, name, text)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.deploy", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--size", type=int, default=GOALS_AT, help="files of the shop")
    parser.add_argument("--turns", type=int, default=3, help="how often the clients take turns")
    parser.add_argument("--large", action="store_true", help="measure sitegen alone, also with ten times the files")
    parser.add_argument("--scratch", type=Path, help="where files are written (default: the temporary folder)")
    parser.add_argument("--dry", action="store_true", help="print only, leave docs/benchmarks.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
