"""`sitegen deploy`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
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
    from sitegen.deploy.base import Change, DeployReport, Plan, PlanSummary

MOST_LINES = 30
"""Files that are told one by one; more of them are counted by kind and reason."""

SAMPLES = {True: 20, False: 3}
"""Files that are named of each kind and reason: in a plan for its own sake, and in one that is carried out."""

WORDS = {
    "en": {
        "plan": "{place}: {uploads} to send ({size}), {deletes} to delete, {unchanged} unchanged",
        "cost": "about {requests} requests, {cost:.4f} USD by list prices",
        "requests": "about {requests} requests",
        "group": "  {sign} {reason:<9} {kind}: {count}{size}",
        "more": "      … and {count} more",
        "full": "--full names every file",
        "back": "going back to release {release}",
        "continued": "going on with the rollback to release {release}, which did not finish",
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
        "group": "  {sign} {reason:<9} {kind} : {count}{size}",
        "more": "      … et {count} de plus",
        "full": "--full nomme tous les fichiers",
        "back": "retour à la version {release}",
        "continued": "reprise du retour à la version {release}, qui avait été interrompu",
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


KINDS = {
    "en": {"digest": "assets", "page": "pages", "worker": "service workers", "data": "data",
           "feed": "sitemaps and feeds", "other": "other files"},
    "fr": {"digest": "ressources", "page": "pages", "worker": "service workers", "data": "données",
           "feed": "plans du site et flux", "other": "autres fichiers"},
}  # fmt: skip

REASONS = {
    "en": {},
    "fr": {"new": "nouveau", "changed": "modifié", "headers": "en-têtes", "missing": "manquant", "tampered": "altéré",
           "returned": "revenu", "removed": "retiré", "outdated": "périmé", "leftover": "restant"},
}  # fmt: skip


@click.command("deploy")
@target_options
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--full", is_flag=True, help="Name every file, however many there are.")
@click.option("--yes", is_flag=True, help="Delete many files without asking.")
@click.option("--single-writer", is_flag=True, help="Use a store that cannot keep two deploys apart: nobody else "
              "may publish there at the same time.")  # fmt: skip
@click.option("--adopt", is_flag=True, help="Take over files that are there under names of the shop, "
              "and were not put there by sitegen.")  # fmt: skip
def command(
    target: str, site: Path, lang: str | None, *, is_json: bool, dry_run: bool, full: bool, yes: bool,
    single_writer: bool, adopt: bool,
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
        carry_out(chosen, plan, reporter, is_json=is_json, dry_run=dry_run, full=full, yes=yes)


def carry_out(
    chosen: Chosen, plan: Plan, reporter: UploadReporter, *, is_json: bool, dry_run: bool, full: bool, yes: bool
) -> None:  # fmt: skip
    """Tell a plan, ask where it deletes much, do it, and tell what was done; leave with 1 when something failed."""
    summary = plan.summary
    if not is_json:
        tell_plan(summary, chosen.language, samples=sys.maxsize if full else SAMPLES[dry_run])
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


def tell_plan(summary: PlanSummary, language: str, *, samples: int) -> None:
    """Tell what a deploy will do: each file with its reason, or `samples` of each kind when they are many; the sums."""
    words = WORDS[language]
    if summary.is_empty:
        click.echo(words["nothing"].format(place=summary.place, unchanged=summary.unchanged), err=True)
        return
    lines = []
    for sign, changes in (("+", summary.uploads), ("-", summary.deletes)):
        if len(changes) <= max(MOST_LINES, samples):
            reasons = REASONS[language]
            lines += [f"  {sign} {reasons.get(one.reason, one.reason):<9} {_named(one)}" for one in changes]
        else:
            lines += _grouped(sign, changes, language, samples)
            lines.append(words["full"])
    # all at once: there may be thousands
    click.echo("\n".join([*lines, *_sums(summary, words)]), err=True)


def _grouped(sign: str, changes: Sequence[Change], language: str, samples: int) -> list[str]:
    """Return how many files there are of each kind and reason, how large they are, and the first of them."""
    from sitegen.deploy.headers import class_of

    words = WORDS[language]
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.reason.value, class_of(change.key).value), []).append(change)
    lines = []
    for (reason, kind), members in sorted(groups.items()):
        size = sum(change.size for change in members)
        lines.append(words["group"].format(
            sign=sign, reason=REASONS[language].get(reason, reason), kind=KINDS[language][kind], count=len(members),
            size=f" ({size_in_words(size)})" if size else "",
        ))  # fmt: skip
        lines += [f"      {_named(change)}" for change in members[:samples]]
        if len(members) > samples:
            lines.append(words["more"].format(count=len(members) - samples))
    return lines


def _named(change: Change) -> str:
    return printable(change.key) + (f"  {size_in_words(change.size)}" if change.size else "")


def _sums(summary: PlanSummary, words: dict[str, str]) -> list[str]:
    lines = []
    if summary.back_to:
        lines.append(words["continued" if summary.is_continued else "back"].format(release=summary.back_to))
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
