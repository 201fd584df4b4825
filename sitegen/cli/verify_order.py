"""`sitegen verify-order`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from sitegen.cli.options import read_day
from sitegen.config import FILE_NAME, SiteConfig, load_config
from sitegen.errors import PricesError
from sitegen.orders.pasted import TEXT_LIMIT, PastedOrder, read_orders
from sitegen.orders.plain import plain
from sitegen.orders.prices import PRICES_PATH
from sitegen.orders.releases import (
    FOLDER,
    Found,
    PriceFile,
    PriceFolder,
    PriceSource,
    every_release,
    find_release,
    newest_release,
    price_source,
)  # fmt: skip
from sitegen.orders.revisions import has_history
from sitegen.orders.verify import LineVerdict, OrderVerdict, Proof, fits, judge_order, proof_of
from sitegen.pricing import PastRevisions, SiteNow
from sitegen.problems import LANGUAGES, Problem, Severity, as_json, error, render
from sitegen.report import CACHE

DIFFERS, UNREADABLE = 3, 2

BYTES_LIMIT = 4 * TEXT_LIMIT
"""What is read of a message; no messenger takes as much."""


@click.command("verify-order")
@click.argument(
    "message", metavar="[FILE|-]", type=click.Path(exists=True, dir_okay=False, allow_dash=True), default="-"
)
@click.option(
    "--prices",
    multiple=True,
    metavar="URL|FILE",
    help="Where prices are published: a shop's https address, a file or a folder; may be repeated. Past "
    "releases are looked for there, then in this site.",
)
@click.option("--key", metavar="BASE64", help="The shop's public key (default: the site's signing_public_key).")
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="The folder with sitegen.toml, if there is one (default: this one).",
)
@click.option(
    "--revisions",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    metavar="N",
    help="How many revisions of the site are searched for a past release.",
)
@click.option("--json", "is_json", is_flag=True, help="Tell the verdict as JSON.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the verdict (default: the site's editorial_language)."
)
def command(
    message: str, prices: tuple[str, ...], key: str | None, site: Path, revisions: int, *,
    is_json: bool, lang: str | None,
) -> None:  # fmt: skip
    """Compare an order that came as a message with the prices that were published.

    Reads what was pasted, in any language and script, from a file or the standard input, and says line by line whether
    product, quantity and price are what the shop published at that time, also for a release since replaced. The exit
    code is 0 when all is right, 3 when something differs, 2 when no order can be read.
    """
    config = _config(site)
    language = lang or (config.site.editorial_language if config else "fr")
    place = "message" if message == "-" else message
    with click.open_file(message, "rb") as file:
        orders = read_orders(_decoded(file.read(BYTES_LIMIT)))
    if not orders:
        _tell_unreadable(error("order.unreadable", place), language, is_json=is_json)
        sys.exit(UNREADABLE)
    public_key = (key if key is not None else config.checkout.signing_public_key if config else "").strip()
    sources = [*map(price_source, prices), *(_own_sources(site, config, revisions) if config else ())]
    newest = newest_release(sources)
    if newest is None:
        raise PricesError("there are no prices to compare with", "name the shop with --prices https://…")
    verdicts = [
        judge_order(order, _published(order, sources, public_key), newest, place, public_key) for order in orders
    ]
    if is_json:
        click.echo(json.dumps(_as_json(verdicts, language), ensure_ascii=False, indent=2))
    else:
        for line in _text(verdicts, language):
            click.echo(line)
    if not all(verdict.is_right for verdict in verdicts):
        sys.exit(DIFFERS)


def _config(site: Path) -> SiteConfig | None:
    """Return the settings of the site, or None when there is none here."""
    return load_config(site)[0] if (site / FILE_NAME).is_file() else None


def _own_sources(site: Path, config: SiteConfig, revisions: int) -> Iterator[PriceSource]:
    """Yield where a site itself knows prices from: its output, what it built before, its content, its history."""
    today = read_day(None)
    yield PriceFile(site / config.build.output / PRICES_PATH)
    yield PriceFolder(site / CACHE / FOLDER)
    yield SiteNow(site, today)
    if revisions and has_history(site):
        yield PastRevisions(site, today, revisions)


def _published(order: PastedOrder, sources: Sequence[PriceSource], public_key: str) -> Found | None:
    """Return the prices of an order's release: the one that it names, if its code fits, else one that it fits."""
    named = _trusted(find_release(sources, order.release), public_key) if order.release else None
    if not order.code or (named is not None and fits(order, named.prices)):
        return named
    fitting = (found for found in every_release(sources) if fits(order, found.prices))
    return _trusted(fitting, public_key) or named


def _trusted(candidates: Iterator[Found], public_key: str) -> Found | None:
    """Return the first prices whose word can be trusted, else the first of all."""
    first = None
    for found in candidates:
        if not public_key or proof_of(found, public_key) in (Proof.SIGNED, Proof.REVISION):
            return found
        first = first or found
    return first


def _decoded(data: bytes) -> str:
    """Return the text of a file as people save it: UTF-8, UTF-16 with its mark, or Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


_WORDS = {
    "en": {
        "right": "right", "differs": "differs", "note": "note", "release": "release {release}, {proof}, from {source}",
        "all": "all is as it was published", "some": "this order is not what was published",
        Proof.SIGNED: "signed by the shop", Proof.REVISION: "worked out from the content", Proof.UNSIGNED: "unsigned",
        Proof.UNCHECKED: "signed by somebody", Proof.FORGED: "signed by somebody else",
    },
    "fr": {
        "right": "conforme", "differs": "différent", "note": "remarque",
        "release": "version {release}, {proof}, prise dans {source}",
        "all": "tout est conforme à ce qui a été publié", "some": "cette commande n’est pas ce qui a été publié",
        Proof.SIGNED: "signée par la boutique", Proof.REVISION: "recalculée d’après le contenu",
        Proof.UNSIGNED: "non signée", Proof.UNCHECKED: "signée par quelqu’un",
        Proof.FORGED: "signée par quelqu’un d’autre",
    },
}  # fmt: skip


def _text(verdicts: Sequence[OrderVerdict], language: str) -> Iterator[str]:
    words = _WORDS[language]
    for verdict in verdicts:
        yield words["release"].format(
            release=verdict.release[:12], proof=words[verdict.proof], source=plain(verdict.source)
        )
        for line in verdict.lines:
            if line.is_right:
                yield f"{_label('right', language)} {_line_text(line)}"
            yield from _told(line.problems, language)
        yield from _told(verdict.problems, language)
        yield click.style(words["all" if verdict.is_right else "some"], bold=True)


def _told(problems: Sequence[Problem], language: str) -> Iterator[str]:
    for problem in problems:
        label = "differs" if problem.severity is Severity.ERROR else "note"
        yield f"{_label(label, language)} {render(problem, language)}"


def _label(name: str, language: str) -> str:
    color = {"right": "green", "differs": "red", "note": "yellow"}[name]
    return click.style(_WORDS[language][name].ljust(9), fg=color, bold=True)


def _line_text(verdict: LineVerdict) -> str:
    line = verdict.line
    total = f" = {verdict.unit._replace(amount=verdict.unit.amount * line.quantity)}" if verdict.unit else ""
    return f"[{plain(line.sku)}] × {line.quantity}{total} ({plain(verdict.product)})"


def _tell_unreadable(problem: Problem, language: str, *, is_json: bool) -> None:
    if is_json:
        told = {"verdict": "unreadable", "orders": [], "problems": [as_json(problem, language)]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(render(problem, language), err=True)


def _as_json(verdicts: Sequence[OrderVerdict], language: str) -> dict[str, Any]:
    is_right = all(verdict.is_right for verdict in verdicts)
    return {
        "verdict": "right" if is_right else "differs",
        "orders": [_order_json(verdict, language) for verdict in verdicts],
        "problems": [],
    }


def _order_json(verdict: OrderVerdict, language: str) -> dict[str, Any]:
    return {
        "verdict": "right" if verdict.is_right else "differs",
        "release": verdict.release,
        "source": verdict.source,
        "proof": verdict.proof.value,
        "asked_release": verdict.order.release,
        "code": verdict.order.code,
        "lines": [
            {
                "line": line.line.number,
                "sku": line.line.sku,
                "product": line.product,
                "quantity": line.line.quantity,
                "price": line.line.price_text,
                "unit_price": None if line.unit is None else line.unit.machine,
                "currency": None if line.unit is None else line.unit.currency,
                "verdict": "right" if line.is_right else "differs",
                "problems": [as_json(problem, language) for problem in line.problems],
            }
            for line in verdict.lines
        ],
        "problems": [as_json(problem, language) for problem in verdict.problems],
    }
