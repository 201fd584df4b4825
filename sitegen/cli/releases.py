"""`sitegen releases`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from sitegen.cli.targets import chosen_target, target_options, tell_object

WORDS = {
    "en": {"files": "{files} files", "origin": "as {origin}", "now": "published", "none": "nothing was published yet"},
    "fr": {"files": "{files} fichiers", "origin": "comme {origin}", "now": "en ligne",
           "none": "rien n’a encore été mis en ligne"},
}  # fmt: skip


@click.command("releases")
@target_options
def command(target: str, site: Path, lang: str | None, *, is_json: bool) -> None:
    """List the releases that a target keeps, the newest first: number, time, files, name."""
    with chosen_target(site, target, lang, is_json=is_json) as chosen:
        releases = chosen.publisher.releases()
        words = WORDS[chosen.language]
        if is_json:
            tell_object({"releases": [asdict(release) for release in releases]})
            return
        if not releases:
            click.echo(words["none"], err=True)
        for place, release in enumerate(releases):
            notes = [words["files"].format(files=release.files)]
            notes += [words["origin"].format(origin=release.origin)] if release.origin else []
            notes += [words["now"]] if place == 0 else []
            click.echo(f"{release.number:>4}  {release.created}  {release.name}  {', '.join(notes)}")
