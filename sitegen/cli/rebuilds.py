"""How the rebuilds of `sitegen serve` are told: the problems that are new, and one line."""

from __future__ import annotations

import click

from sitegen.cli.options import Reporter, tell_json, tell_problems
from sitegen.problems import Problem
from sitegen.serve.rebuild import Outcome


class Teller:
    """Tells each rebuild on stderr; with JSON, one object on stdout for each."""

    def __init__(self, reporter: Reporter, *, form: str = "text", verbose: bool = False) -> None:
        self._reporter = reporter
        self._form = form
        self._verbose = verbose
        self._known: frozenset[Problem] = frozenset()

    def tell(self, outcome: Outcome) -> None:
        """Tell what a rebuild came to; problems that the one before had already are only counted."""
        self._reporter.clear()
        report, language = outcome.report, outcome.notice.language
        if report and self._form == "json":
            tell_json(report, language)
            return
        if report:
            tell_problems([problem for problem in report.problems if problem not in self._known], language)
            self._known = frozenset(report.problems)
        click.echo(summary(outcome), err=True)
        if report and self._verbose:
            for name, seconds in report.stages.items():
                click.echo(f"  {name:<10} {seconds:7.2f} s", err=True)


_WORDS = {
    "en": {
        "built": "pages written: {pages}, other files: {others}, removed: {removed}",
        "nothing": "nothing was published",
        "errors": "errors: {n}",
        "warnings": "warnings: {n}",
    },
    "fr": {
        "built": "pages écrites : {pages}, autres fichiers : {others}, retirés : {removed}",
        "nothing": "rien n’a été publié",
        "errors": "erreurs : {n}",
        "warnings": "avertissements : {n}",
    },
}


def summary(outcome: Outcome) -> str:
    """Return what a rebuild came to, in one line."""
    notice = outcome.notice
    words = _WORDS[notice.language]
    parts = [_done(outcome, words), f"{outcome.seconds:.2f} s"]
    if outcome.failure:
        item = notice.errors[0]
        return " · ".join(filter(None, (*parts, item.place, item.message, item.hint)))
    parts += [words["errors"].format(n=len(notice.errors))] if notice.errors else []
    parts += [words["warnings"].format(n=len(notice.warnings))] if notice.warnings else []
    return " · ".join(parts)


def _done(outcome: Outcome, words: dict[str, str]) -> str:
    written = outcome.report.written if outcome.report else None
    if written is None:
        return words["nothing"]
    pages = sum(path.endswith(".html") for path in written.written)
    return words["built"].format(pages=pages, others=len(written.written) - pages, removed=len(written.removed))
