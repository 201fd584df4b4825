"""`sitegen deploy`."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.options import tell_problems
from sitegen.cli.targets import (
    EXIT_CONSENT,
    Chosen,
    UploadReporter,
    chosen_target,
    has_failed,
    leave,
    size_in_words,
    target_options,
    tell_object,
)
from sitegen.problems import as_json, error

if TYPE_CHECKING:
    from sitegen.deploy.base import DeployReport, Plan, PlanSummary

MOST_LINES = 30
"""Files that a plan shows of each kind, unless it is only a plan."""

WORDS = {
    "en": {
        "plan": "{place}: {uploads} to send ({size}), {deletes} to delete, {unchanged} unchanged",
        "cost": "about {requests} requests, {cost:.4f} USD by list prices",
        "requests": "about {requests} requests",
        "more": "  … and {count} more",
        "nothing": "{place}: nothing to do, {unchanged} files are as they should be",
        "resumed": "going on with a deploy that did not finish: {count} files are there already",
        "drift": "changed by somebody else, and put right: {files}",
        "edge": "copies to drop: {paths}",
        "ask": "Delete {count} of {total} files at {place}?",
        "done": "release {number} is published: {uploaded} sent ({size}), {copied} copied, {deleted} deleted, "
        "{seconds:.1f} s",
        "tidied": "{place}: tidied up, {deleted} deleted, {seconds:.1f} s",
        "dry": "nothing was changed (--dry-run)",
    },
    "fr": {
        "plan": "{place} : {uploads} à envoyer ({size}), {deletes} à supprimer, {unchanged} inchangés",
        "cost": "environ {requests} requêtes, {cost:.4f} USD aux prix affichés",
        "requests": "environ {requests} requêtes",
        "more": "  … et {count} autres",
        "nothing": "{place} : rien à faire, {unchanged} fichiers sont comme il faut",
        "resumed": "reprise d’une mise en ligne interrompue : {count} fichiers sont déjà là",
        "drift": "modifiés par quelqu’un d’autre, et remis en ordre : {files}",
        "edge": "copies à effacer : {paths}",
        "ask": "Supprimer {count} fichiers sur {total} à {place} ?",
        "done": "la version {number} est en ligne : {uploaded} envoyés ({size}), {copied} copiés, {deleted} supprimés, "
        "{seconds:.1f} s",
        "tidied": "{place} : rangé, {deleted} supprimés, {seconds:.1f} s",
        "dry": "rien n’a été modifié (--dry-run)",
    },
}


@click.command("deploy")
@target_options
@click.option("--dry-run", is_flag=True, help="Say what would be done, file by file, and change nothing.")
@click.option("--yes", is_flag=True, help="Delete many files without asking.")
@click.option("--single-writer", is_flag=True, help="Use a store that cannot keep two deploys apart: nobody else "
              "may publish there at the same time.")  # fmt: skip
@click.option("--adopt", is_flag=True, help="Take over files that are there under names of the shop, "
              "and were not put there by sitegen.")  # fmt: skip
def command(
    target: str, site: Path, lang: str | None, *, is_json: bool, dry_run: bool, yes: bool, single_writer: bool,
    adopt: bool,
) -> None:  # fmt: skip
    """Publish the built shop at a target of sitegen.toml, or go on with a deploy that stopped.

    TARGET is one of the [deploy] tables; it may be left out when there is only one. The shop must be built before.
    Files go up in such an order that nobody ever sees a page without its pictures and styles; when something fails, the
    same command goes on where it stopped. The exit code is 1 when something failed, 3 when so many files would be
    deleted that somebody has to say --yes.
    """
    from sitegen.deploy.prices import check_prices

    with chosen_target(site, target, lang, is_json=is_json, single_writer=single_writer, adopt=adopt) as chosen:
        check_prices(chosen.output, chosen.config.checkout.signing_public_key)
        reporter = UploadReporter(chosen.language, quiet=is_json)
        try:
            plan = chosen.publisher.plan(chosen.output, reporter)
        finally:
            reporter.clear()
        carry_out(chosen, plan, reporter, is_json=is_json, dry_run=dry_run, yes=yes)


def carry_out(
    chosen: Chosen, plan: Plan, reporter: UploadReporter, *, is_json: bool, dry_run: bool, yes: bool
) -> None:  # fmt: skip
    """Tell a plan, ask where it deletes much, do it, and tell what was done; leave with 1 when something failed."""
    summary = plan.summary
    if not is_json:
        tell_plan(summary, chosen.language, most=10**9 if dry_run else MOST_LINES)
    if dry_run:
        if is_json:
            tell_object({"plan": plan_object(summary), "release": None, "problems": []})
        elif not summary.is_empty:
            click.echo(WORDS[chosen.language]["dry"], err=True)
        return
    if summary.needs_consent and not yes:
        _ask(summary, chosen, is_json=is_json)
    try:
        report = chosen.publisher.deploy(plan, reporter)
    finally:
        reporter.clear()
    if is_json:
        tell_object(_report_object(report, chosen.language))
    else:
        tell_problems(report.problems, chosen.language)
        _tell_report(report, chosen.language)
    if has_failed(report.problems):
        sys.exit(1)


def tell_plan(summary: PlanSummary, language: str, *, most: int) -> None:
    """Tell what a deploy will do: each file with its reason, then the sums."""
    words = WORDS[language]
    if summary.is_empty:
        click.echo(words["nothing"].format(place=summary.place, unchanged=summary.unchanged), err=True)
        return
    for sign, changes in (("+", summary.uploads), ("-", summary.deletes)):
        for change in changes[:most]:
            size = f"  {size_in_words(change.size)}" if change.size else ""
            click.echo(f"  {sign} {change.reason:<9} {printable(change.key)}{size}", err=True)
        if len(changes) > most:
            click.echo(words["more"].format(count=len(changes) - most), err=True)
    for line in _sums(summary, words):
        click.echo(line, err=True)


def _sums(summary: PlanSummary, words: dict[str, str]) -> list[str]:
    lines = []
    if summary.resumed:
        lines.append(words["resumed"].format(count=summary.resumed))
    if summary.drift:
        shown = ", ".join(map(printable, summary.drift[:10])) + (" …" if len(summary.drift) > 10 else "")
        lines.append(words["drift"].format(files=shown))
    if summary.invalidations:
        lines.append(words["edge"].format(paths=", ".join(summary.invalidations)))
    figures = {"uploads": len(summary.uploads), "deletes": len(summary.deletes), "size": size_in_words(summary.size)}
    lines.append(words["plan"].format(place=summary.place, unchanged=summary.unchanged, **figures))
    cost = words["cost" if summary.cost else "requests"]
    lines.append(cost.format(requests=summary.requests, cost=summary.cost))
    return lines


def _ask(summary: PlanSummary, chosen: Chosen, *, is_json: bool) -> None:
    """Ask a person whether so many files shall go; leave when there is nobody to ask, or the answer is no."""
    count, total = len(summary.deletes), summary.published
    question = WORDS[chosen.language]["ask"].format(count=count, total=total, place=summary.place)
    if sys.stdin.isatty() and not is_json and click.confirm(question, err=True):
        return
    problem = error("deploy.consent", summary.place, count=count, total=total)
    leave([problem], chosen.language, is_json=is_json, code=EXIT_CONSENT)


def _tell_report(report: DeployReport, language: str) -> None:
    words = WORDS[language]
    figures = {"uploaded": report.uploaded, "copied": report.copied, "deleted": report.deleted}
    if report.release is not None:
        line = words["done"].format(
            number=report.release.number, size=size_in_words(report.size), seconds=report.seconds, **figures
        )
        click.echo(line, err=True)
    elif not report.summary.is_empty:
        click.echo(words["tidied"].format(place=report.summary.place, seconds=report.seconds, **figures), err=True)


def printable(text: str) -> str:
    """Return a name without what a terminal would take for something else."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def plan_object(summary: PlanSummary) -> dict[str, Any]:
    """Return a plan for programs."""
    told = asdict(summary)
    for name in ("uploads", "deletes"):
        changes = getattr(summary, name)
        told[name] = [{"key": change.key, "reason": change.reason.value, "size": change.size} for change in changes]
    reasons = Counter(change.reason.value for change in (*summary.uploads, *summary.deletes))
    return {**told, "reasons": dict(sorted(reasons.items())), "is_empty": summary.is_empty}


def _report_object(report: DeployReport, language: str) -> dict[str, Any]:
    return {
        "plan": plan_object(report.summary),
        "release": asdict(report.release) if report.release else None,
        "uploaded": report.uploaded,
        "copied": report.copied,
        "deleted": report.deleted,
        "bytes": report.size,
        "seconds": round(report.seconds, 3),
        "problems": [as_json(problem, language) for problem in report.problems],
    }
