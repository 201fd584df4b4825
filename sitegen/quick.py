"""A build with nothing to do: found out from the state of the last one, without importing what builds.

The report of the last build, its warnings included, is told again.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from sitegen.checkout.secrets import secrets_digest
from sitegen.digests import digest_parts, short
from sitegen.freshness import code_signature, is_fresh
from sitegen.orders.signing import KEY_VARIABLE
from sitegen.problems import Problem, Severity
from sitegen.report import CACHE, BuildOptions, BuildReport
from sitegen.state import State
from sitegen.write.manifest import WriteReport


def state_folder(options: BuildOptions) -> Path:
    """Return where the state of a site is kept."""
    return options.root / CACHE / "state"


def state_file(options: BuildOptions) -> Path:
    """Return the state of one output folder."""
    name = short(digest_parts(str(options.output))) if options.output else "default"
    return state_folder(options) / f"{name}.sqlite"


def signature(options: BuildOptions) -> str:
    """Return what, beside the files of the site, decides the output: our own code, and what was asked."""
    is_signed = bool(os.environ.get(KEY_VARIABLE, "").strip())
    asked = (options.today, options.drafts, options.fast_pictures, options.output, is_signed, secrets_digest())
    return digest_parts(code_signature(), *map(str, asked))


def is_ours(state: State) -> bool:
    """Return whether a state is of the very program that runs now: another may parse and render otherwise."""
    return state.facts().get("code") == code_signature()


def unchanged_report(options: BuildOptions) -> BuildReport | None:
    """Return the report of a build that would change nothing, or None when there is something to do."""
    start = time.perf_counter()
    file = state_file(options)
    if options.clean or not file.is_file():
        return None
    with State(file) as state:
        facts = state.facts()
        if not is_fresh(options.root, Path(facts.get("output", "")), state, signature(options)):
            return None
    try:
        report = _told_again(facts, start)
    except (ValueError, KeyError, TypeError):
        return None
    return None if options.strict and report.problems else report


def _told_again(facts: dict[str, str], start: float) -> BuildReport:
    figures = json.loads(facts["figures"])
    return BuildReport(
        problems=tuple(_problem(raw) for raw in json.loads(facts["problems"])),
        language=facts["language"],
        output=Path(facts["output"]),
        pages=figures["pages"],
        pictures=figures["pictures"],
        hits=figures["pictures"],
        written=WriteReport({}, (), figures["files"], ()),
        seconds=time.perf_counter() - start,
    )


def facts_of(options: BuildOptions, report: BuildReport) -> dict[str, str]:
    """Return what a build notes of itself for `unchanged_report`."""
    files = len(report.written.manifest) if report.written else 0
    figures = {"pages": report.pages, "pictures": report.pictures, "files": files}
    return {
        "signature": signature(options),
        "code": code_signature(),
        "figures": json.dumps(figures),
        "problems": json.dumps([_raw(problem) for problem in report.problems]),
        "output": str(report.output),
        "language": report.language,
    }


def _raw(problem: Problem) -> list[object]:
    return [problem.path, problem.line, problem.field, problem.code, problem.severity.value, problem.values]


def _problem(raw: list[object]) -> Problem:
    path, line, field, code, severity, values = raw
    pairs = tuple((str(name), str(value)) for name, value in values)  # type: ignore[attr-defined]
    return Problem(str(path), int(str(line)), str(field), str(code), Severity(str(severity)), pairs)
