"""`sitegen rollback`."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.deploy import carry_out
from sitegen.cli.targets import UploadReporter, chosen_target, target_options


@click.command("rollback")
@target_options
@click.option("--to", "release", default="", metavar="RELEASE", help="The release to go back to: its number or its "
              "name (default: the one before).")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--full", is_flag=True, help="Name every file, however many there are.")
@click.option("--yes", is_flag=True, help="Delete many files without asking.")
@click.option("--single-writer", is_flag=True, help="Use a store that cannot keep two deploys apart: nobody else "
              "may publish there at the same time.")  # fmt: skip
def command(
    target: str, site: Path, lang: str | None, release: str, *, is_json: bool, dry_run: bool, full: bool,
    yes: bool, single_writer: bool,
) -> None:  # fmt: skip
    """Publish an earlier release again, from the copies that the target has kept; nothing is built or sent.

    It becomes a release of its own, so that going forward again is another rollback. When a rollback did not finish,
    the command without --to goes on with that one, and says so. After a deploy that did not finish the release that
    was published before it is put right. The exit codes are those of deploy.
    """
    with chosen_target(site, target, lang, is_json=is_json, single_writer=single_writer) as chosen:
        reporter = UploadReporter(chosen.language, quiet=is_json)
        try:
            plan = chosen.publisher.plan_rollback(release, reporter)
        finally:
            reporter.clear()
        carry_out(chosen, plan, reporter, is_json=is_json, dry_run=dry_run, full=full, yes=yes)
