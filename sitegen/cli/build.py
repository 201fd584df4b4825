"""`sitegen build`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sitegen.cli.again import build_again
from sitegen.cli.options import Reporter, build_options, site_options, tell, tell_profile, work_options


@click.command("build")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Where the shop is built (default: the site's build folder).",
)  # fmt: skip
@click.option("--clean", is_flag=True, help="Forget the last build and render every page again; pictures stay cached.")
@click.option("--profile", is_flag=True, help="Say where the time went: stages, and the slowest files and pictures.")
@click.option("--fast-images", "fast_pictures", is_flag=True, help="Encode pictures quickly and larger, for a preview.")
@site_options
@work_options
def command(
    site: Path, output: Path | None, form: str, lang: str | None, day: str | None, *,
    drafts: bool, strict: bool, jobs: int | None, verbose: bool, clean: bool, profile: bool, **work: Any,
) -> None:  # fmt: skip
    """Build the shop into its output folder.

    Problems go to stderr, or to stdout as JSON. The exit code is 1 when nothing was published.
    """
    reporter = Reporter(quiet=form == "json")
    target = output.resolve() if output else None
    options = build_options(site, day, output=target, drafts=drafts, strict=strict, jobs=jobs, clean=clean, **work)
    report = build_again(options, reporter)
    reporter.clear()
    if profile:
        tell_profile(report)
    tell(report, form=form, lang=lang, verbose=verbose, strict=strict)
