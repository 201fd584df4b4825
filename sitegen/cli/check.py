"""`sitegen check`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sitegen.build import check
from sitegen.cli.options import Reporter, build_options, site_options, tell, work_options


@click.command("check")
@site_options
@work_options
def command(
    site: Path, form: str, lang: str | None, day: str | None, *,
    drafts: bool, strict: bool, jobs: int | None, verbose: bool, **work: Any,
) -> None:  # fmt: skip
    """Validate the content and follow every link, without publishing.

    Every page is rendered in memory; pictures are looked at but not encoded. The exit code is 1 when a build would fail
    or a link leads nowhere.
    """
    reporter = Reporter(quiet=form == "json")
    report = check(build_options(site, day, drafts=drafts, strict=strict, jobs=jobs, **work), reporter)
    reporter.clear()
    tell(report, form=form, lang=lang, verbose=verbose, strict=strict)
