"""`sitegen check-headers`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sitegen.cli.options import tell_problems
from sitegen.problems import LANGUAGES, as_json

_FINE = {
    "en": "the headers of {url} are as they should be",
    "fr": "les en-têtes de {url} sont comme il faut",
}


@click.command("check-headers")
@click.argument("url")
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="FOLDER",
    help="The folder with sitegen.toml, which says what checkouts are allowed (default: this one, if it has one).",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How problems are told.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages.")
def command(url: str, site: Path, form: str, lang: str | None) -> None:
    """Fetch a published page and say which headers are missing or weak.

    The page itself is looked at, one of its style sheets, and whether the deploy's state is hidden. The exit code is 1
    when something should be mended.
    """
    from sitegen.config import FILE_NAME, load_config
    from sitegen.deploy.answers import check_published, fetch_once

    config = load_config(site)[0] if (site / FILE_NAME).is_file() else None
    language = lang or (config.site.editorial_language if config else "en")
    problems = tuple(check_published(url, config, fetch_once))
    if form == "json":
        told = {"url": url, "problems": [as_json(problem, language) for problem in problems]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif problems:
        tell_problems(problems, language)
    else:
        click.echo(_FINE[language].format(url=url), err=True)
    if problems:
        sys.exit(1)
