"""`sitegen verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.deploy import printable
from sitegen.cli.targets import UploadReporter, chosen_target, target_options, tell_object

if TYPE_CHECKING:
    from sitegen.deploy.base import VerifyReport

WORDS = {
    "en": {
        "sound": "{place}: all {files} files of {release} are as they were deployed",
        "unsound": "{place}: {count} files are not as they should be",
        "foreign": "{count} other files are there that sitegen did not put there",
    },
    "fr": {
        "sound": "{place} : les {files} fichiers de {release} sont tels qu’ils ont été mis en ligne",
        "unsound": "{place} : fichiers à revoir : {count}",
        "foreign": "{count} autres fichiers sont là, que sitegen n’y a pas mis",
    },
}


@click.command("verify")
@target_options
@click.option("--remote", is_flag=True, help="Do not compare with the built shop: only ask whether somebody has "
              "changed what was deployed.")  # fmt: skip
@click.option("--thorough", is_flag=True, help="Look at each file by itself, and at its headers.")
def command(target: str, site: Path, lang: str | None, *, is_json: bool, remote: bool, thorough: bool) -> None:
    """Compare what is published with what was deployed, and with the built shop.

    Names every file that somebody else changed or deleted, on stdout. Files that are not ours are told, and are no
    failure. The exit code is 1 when a file differs.
    """
    with chosen_target(site, target, lang, is_json=is_json) as chosen:
        reporter = UploadReporter(chosen.language, quiet=is_json)
        try:
            report = chosen.publisher.verify(None if remote else chosen.output, reporter, thorough=thorough)
        finally:
            reporter.clear()
        if is_json:
            differences = [{"key": found.key, "finding": found.finding.value} for found in report.differences]
            told = {"place": report.place, "release": report.release, "files": report.files}
            tell_object({**told, "is_sound": report.is_sound, "differences": differences, "problems": []})
        else:
            _tell(report, WORDS[chosen.language])
        if not report.is_sound:
            sys.exit(1)


def _tell(report: VerifyReport, words: dict[str, str]) -> None:
    for found in report.differences:
        if found.finding != "foreign":
            click.echo(f"{found.finding:<13} {printable(found.key)}")
    foreign = sum(found.finding == "foreign" for found in report.differences)
    if foreign:
        click.echo(words["foreign"].format(count=foreign), err=True)
    figures = {"files": report.files, "release": report.release, "count": len(report.differences) - foreign}
    click.echo(words["sound" if report.is_sound else "unsound"].format(place=report.place, **figures), err=True)
