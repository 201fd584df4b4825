"""Options that several commands share, and how a report is told."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import click

from sitegen.problems import LANGUAGES, Problem, Severity, as_json, render, stops, word
from sitegen.report import BuildOptions, BuildReport

MOST_ALIKE = 20
"""Problems of one kind that are told one by one: what is wrong with a thousand files is not read a thousand times."""


def site_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that reads a site."""
    options = [
        click.option("--site", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="FOLDER",
                     help="The folder with sitegen.toml (default: this one)."),
        click.option("--drafts", is_flag=True, help="Include drafts and what is not published yet."),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes (default: one a core)."),
        click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
                     help="How problems are told."),
        click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages "
                     "(default: the site's editorial_language)."),
        click.option("--date", "day", metavar="YYYY-MM-DD", help="Build as if it were this day."),
        click.option("--verbose", is_flag=True, help="Tell every problem of a kind, and how long each stage took."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def work_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that works on pictures: where, and with which cache."""
    options = [
        click.option("--executor", type=click.Choice(["local", "dask"]), help="Where pictures are encoded "
                     "(default: the site's executor, or dask with --scheduler)."),
        click.option("--scheduler", metavar="tcp://HOST:PORT", help="The scheduler of a Dask cluster "
                     "(default: the site's scheduler)."),
        click.option("--no-remote-cache", is_flag=True, help="Leave the site's shared cache alone."),
        click.option("--read-only-cache", is_flag=True, help="Give the site's shared cache nothing: "
                     "for changes by people who are not known."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def read_day(text: str | None) -> date:
    """Return the day of a build: `--date`, else `SOURCE_DATE_EPOCH`, else today."""
    if text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(f"{text} is not a date such as 2026-05-01", param_hint="--date") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"{epoch} is not a number of seconds since 1970"
        raise click.BadParameter(message, param_hint="SOURCE_DATE_EPOCH") from None


def build_options(site: Path, day: str | None, **options: Any) -> BuildOptions:
    """Return the options of a build from those of the command line."""
    return BuildOptions(root=site.resolve(), today=read_day(day), **options)


class Reporter:
    """Tells a person how far a build is, on stderr; silent when nobody watches."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.is_watched = sys.stderr.isatty() and not quiet
        self._shown = ""
        self._begun = time.monotonic()

    def stage(self, name: str) -> None:
        """Show which stage begins; that another build is waited for is told even when nobody watches."""
        self._begun = time.monotonic()
        if name == "waiting" and not self.is_watched and not self.quiet:
            click.echo("waiting for another build of this site …", err=True)
        self._show(f"{name} …")

    def pictures(self, done: int, total: int) -> None:
        """Show how many pictures are encoded, and how long the others may take."""
        left = (time.monotonic() - self._begun) / done * (total - done) if done else 0.0
        text = f"encoding pictures: {done} of {total}" + (f", about {left:.0f} s left" if left >= 1 else "")
        if self.is_watched:
            self._show(text)
        elif not self.quiet and total >= 20 and (done == total or done % max(1, total // 10) == 0):
            click.echo(text, err=True)

    def clear(self) -> None:
        """Remove the line that is shown."""
        self._show("")

    def _show(self, text: str) -> None:
        if self.is_watched:
            click.echo(f"\r{text.ljust(len(self._shown))}\r", nl=False, err=True)
            self._shown = text


def tell(report: BuildReport, *, form: str, lang: str | None, verbose: bool, strict: bool) -> None:
    """Tell the problems (stdout with JSON, else stderr) and a summary, and leave with 1 when nothing was published."""
    language = lang or report.language
    failed = [problem for problem in report.problems if stops(problem, strict=strict)]
    if form == "json":
        tell_json(report, language)
    else:
        tell_problems(report.problems, language, None if verbose else MOST_ALIKE)
        for line in _summary(report, language):
            click.echo(line, err=True)
        if verbose:
            for name, seconds in report.stages.items():
                click.echo(f"  {name:<10} {seconds:7.2f} s", err=True)
    if failed:
        sys.exit(1)


def tell_profile(report: BuildReport) -> None:
    """Tell where the time went: the stages, and the slowest files and pictures."""
    whole = report.seconds or 1.0
    click.echo("  seconds  share  stage", err=True)
    for name, seconds in report.stages.items():
        click.echo(f"  {seconds:7.2f}  {seconds / whole:5.0%}  {name}", err=True)
    click.echo("  seconds  slowest files and pictures", err=True)
    for name, seconds in report.slowest:
        click.echo(f"  {seconds:7.3f}  {name}", err=True)


def tell_json(report: BuildReport, language: str) -> None:
    """Tell a report as one JSON object on stdout."""
    click.echo(json.dumps(_as_json(report, language), ensure_ascii=False, indent=2))


def tell_problems(problems: Iterable[Problem], language: str, most: int | None = None) -> None:
    """Tell problems on stderr, each in the house form, or no more than `most` of a kind; all at once."""
    lines: list[str] = []
    counts = Counter[tuple[Severity, str]]()
    left_out: dict[tuple[Severity, str], Problem] = {}
    for problem in problems:
        kind = problem.severity, problem.code
        counts[kind] += 1
        if most is None or counts[kind] <= most:
            lines.append(_styled(problem, language))
        else:
            left_out.setdefault(kind, problem)
    lines += (_rest(example, counts[kind] - (most or 0), language) for kind, example in left_out.items())
    if lines:
        click.echo("\n".join(lines), err=True)


def _rest(example: Problem, count: int, language: str) -> str:
    """Return that there are more problems of a kind, and how to see them."""
    text = _MORE[language].format(count=count, message=word(example, language).message)
    return _kind(example.severity, language) + text


def _styled(problem: Problem, language: str) -> str:
    first, _, rest = render(problem, language).partition("\n")
    kind = _kind(problem.severity, language)
    return f"{kind}{first}\n{rest}" if rest else f"{kind}{first}"


@cache
def _kind(severity: Severity, language: str) -> str:
    color = "red" if severity is Severity.ERROR else "yellow"
    return click.style(f"{_KINDS[language][severity]} ", fg=color, bold=True)


_KINDS = {
    "en": {Severity.ERROR: "error  ", Severity.WARNING: "warning"},
    "fr": {Severity.ERROR: "erreur       ", Severity.WARNING: "avertissement"},
}

_MORE = {
    "en": "… and {count} more like “{message}”; --verbose tells all of them",
    "fr": "… et {count} autres comme « {message} » ; --verbose les montre tous",
}

_COUNTS = {
    "en": (("error", "errors"), ("warning", "warnings")),
    "fr": (("erreur", "erreurs"), ("avertissement", "avertissements")),
}

_SUMMARIES = {
    "en": {
        "built": "{pages} pages, {pictures} pictures ({misses} encoded, {hits} from the cache), {seconds:.1f} s",
        "written": "{written} files written, {kept} unchanged, {removed} removed in {output}",
        "nothing": "nothing was published; the last good output is unchanged",
        "checked": "{pages} pages checked, {seconds:.1f} s",
    },
    "fr": {
        "built": "{pages} pages, {pictures} images ({misses} encodées, {hits} reprises du cache), {seconds:.1f} s",
        "written": "{written} fichiers écrits, {kept} inchangés, {removed} retirés dans {output}",
        "nothing": "rien n’a été publié ; la dernière version valable est intacte",
        "checked": "{pages} pages vérifiées, {seconds:.1f} s",
    },
}


def _summary(report: BuildReport, language: str) -> list[str]:
    words = _SUMMARIES[language]
    lines = []
    if report.problems:
        errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
        numbers = (errors, len(report.problems) - errors)
        counted = (
            f"{n} {one if n == 1 else many}" for n, (one, many) in zip(numbers, _COUNTS[language], strict=True) if n
        )
        lines.append(", ".join(counted))
    if report.written and report.output:
        lines.append(words["built"].format(**_figures(report)))
        lines.append(words["written"].format(**_figures(report)))
    elif report.pages:
        lines.append(words["checked"].format(**_figures(report)))
    else:
        lines.append(words["nothing"])
    return lines


def _figures(report: BuildReport) -> dict[str, Any]:
    written = report.written
    return {
        "pages": report.pages,
        "rendered": report.rendered,
        "pictures": report.pictures,
        "hits": report.hits,
        "misses": report.misses,
        "seconds": report.seconds,
        "written": len(written.written) if written else 0,
        "kept": written.kept if written else 0,
        "removed": len(written.removed) if written else 0,
        "output": str(report.output or ""),
    }


def _as_json(report: BuildReport, language: str) -> dict[str, Any]:
    return {
        "published": report.written is not None,
        "problems": [as_json(problem, language) for problem in report.problems],
        "summary": {**_figures(report), "seconds": round(report.seconds, 3)},
        "stages": {name: round(seconds, 3) for name, seconds in report.stages.items()},
    }
