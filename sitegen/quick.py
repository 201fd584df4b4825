"""A build with nothing to do: found out from the state of the last one, without importing what builds.

The report of the last build, its warnings included, is told again.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitegen.checkout.secrets import secrets_digest
from sitegen.digests import digest_parts, short
from sitegen.freshness import changed_inputs, code_signature, is_output_unchanged
from sitegen.orders.signing import KEY_VARIABLE
from sitegen.problems import Problem, Severity
from sitegen.report import CACHE, BuildOptions, BuildReport
from sitegen.state import State
from sitegen.values import LightValue, light_value
from sitegen.write.manifest import WriteReport

MOST_CHANGES = 40
"""Changed files from which on it is not worth while to look at each."""


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
    asked = (
        options.today,
        options.drafts,
        options.fast_pictures,
        options.output,
        options.keep_search,
        is_signed,
        secrets_digest(),
    )
    return digest_parts(code_signature(), *map(str, asked))


def is_ours(state: State) -> bool:
    """Return whether a state is of the very program that runs now: another may parse and render otherwise."""
    return state.facts().get("code") == code_signature()


@light_value
class Look(LightValue):
    """What has changed since the last build: its facts, and the inputs that look otherwise (at most MOST_CHANGES).

    Its output looks as it left it, and it was asked the same.
    """

    facts: Mapping[str, str]
    changed: tuple[str, ...]
    begun: float


def look_at(options: BuildOptions) -> Look | None:
    """Look at a site; None when there is no last build, or more to do than inputs can tell."""
    begun = time.perf_counter()
    file = state_file(options)
    if options.clean or not file.is_file():
        return None
    with State(file) as state:
        facts = state.facts()
        if facts.get("signature") != signature(options):
            return None
        # The output first: a preview looks as soon as a file changes, and who writes it may not be done.
        if not is_output_unchanged(Path(facts.get("output", "")), state):
            return None
        changed = changed_inputs(options.root, state, MOST_CHANGES)
        if len(changed) == MOST_CHANGES:
            return None
    return Look(facts, tuple(changed), begun)


def unchanged_report(options: BuildOptions) -> BuildReport | None:
    """Return the report of a build that would change nothing, or None when there is something to do."""
    look = look_at(options)
    return report_again(options, look) if look and not look.changed else None


def report_again(options: BuildOptions, look: Look) -> BuildReport | None:
    """Return the report of the last build as that of one that changed nothing; None when it would not publish."""
    try:
        report = _told_again(look.facts, look.begun)
    except (ValueError, KeyError, TypeError):
        return None
    return None if options.strict and report.problems else report


def _told_again(facts: Mapping[str, str], start: float) -> BuildReport:
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
    return {
        "signature": signature(options),
        "code": code_signature(),
        "build": new_name(),
        "figures": figures_of(report, files),
        "problems": json.dumps([_raw(problem) for problem in report.problems]),
        "output": str(report.output),
        "language": report.language,
    }


def figures_of(report: BuildReport, files: int) -> str:
    """Return the figures of a build that left so many files."""
    return json.dumps({"pages": report.pages, "pictures": report.pictures, "files": files})


def new_name() -> str:
    """Return a name for the state after a build: two looks that find the same name looked at the same state."""
    return os.urandom(8).hex()


def _raw(problem: Problem) -> list[object]:
    return [problem.path, problem.line, problem.field, problem.code, problem.severity.value, problem.values]


def _problem(raw: list[Any]) -> Problem:
    path, line, field, code, severity, values = raw
    pairs = tuple((str(name), str(value)) for name, value in values)
    return Problem(str(path), int(str(line)), str(field), str(code), Severity(str(severity)), pairs)
