"""`sitegen money-diff`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from sitegen.cli.options import read_day
from sitegen.config import FILE_NAME
from sitegen.errors import PricesError
from sitegen.orders.money import Fact, changes_between, price_facts, site_facts
from sitegen.orders.money_diff import MoneyDiff, as_comment, as_json, as_text
from sitegen.orders.prices import PRICES_PATH
from sitegen.orders.releases import price_source
from sitegen.orders.revisions import resolve_revision, site_at
from sitegen.pricing import Content, load_site_content
from sitegen.problems import Problem, Severity

CHANGED = 3


@click.command("money-diff")
@click.argument("base")
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="The folder with sitegen.toml (default: this one).",
)
@click.option("--json", "form", flag_value="json", help="Tell the changes as JSON.")
@click.option("--github", "form", flag_value="github", help="Tell them as the body of a comment on GitHub.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="Compare a file of prices as if it were this day.")
def command(base: str, site: Path, form: str | None, day: str | None) -> None:
    """List everything about money that changed since BASE: a git revision, or a file of prices.

    Prices, currencies, checkouts with their links and accounts, phone numbers, e-mail addresses, allowed hosts, and the
    links and numbers that texts tell, old → new, drafts included. With a file of prices, or the folder or address of a
    published shop, prices alone are compared. The exit code is 3 when anything changed.
    """
    diff = _diff(base, site, day)
    if form == "json":
        click.echo(json.dumps(as_json(diff), ensure_ascii=False, indent=2))
    elif form == "github":
        click.echo(as_comment(diff), nl=False)
    else:
        for line in as_text(diff):
            click.echo(line)
        if diff.is_partial:
            click.echo("only prices were compared; name a revision to compare links, accounts and numbers", err=True)
        if diff.is_empty:
            click.echo("nothing about money has changed", err=True)
    if not diff.is_empty:
        sys.exit(CHANGED)


def _diff(base: str, site: Path, day: str | None) -> MoneyDiff:
    now = load_site_content(site)
    if re.match(r"https?://", base) or base.endswith(".json") or (Path(base) / PRICES_PATH).is_file():
        return _since_release(base, now, read_day(day))
    name = resolve_revision(site, base)
    with site_at(site, name) as folder:
        before = load_site_content(folder) if (folder / FILE_NAME).is_file() else None
    changes = changes_between(_facts(before), _facts(now))
    return MoneyDiff(name, changes, _unread(before) if before else (), _unread(now))


def _facts(content: Content | None) -> Iterator[Fact]:
    """Yield the facts of a site; none of a revision in which there was no site yet."""
    return site_facts(content.config, content.loaded.records) if content else iter(())


def _since_release(base: str, now: Content, day: date) -> MoneyDiff:
    found = price_source(base).newest()
    if found is None:
        raise PricesError(f"there are no prices at {base}", "name a file of prices, a built shop or a revision")
    changes = changes_between(price_facts(found.prices), price_facts(now.prices_on(day)))
    return MoneyDiff(found.prices.release, changes, unread_now=_unread(now), is_partial=True)


def _unread(content: Content) -> tuple[str, ...]:
    """Return the files that have errors: what they say is not, or not wholly, compared."""
    return _paths(problem for problem in content.problems if problem.severity is Severity.ERROR)


def _paths(problems: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(sorted({problem.path for problem in problems}))
