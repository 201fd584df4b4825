"""`sitegen infra`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sitegen.cli.options import tell_problems
from sitegen.problems import LANGUAGES, Problem


@click.command("infra")
@click.argument("target", required=False)
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="FOLDER",
    help="The folder with sitegen.toml (default: this one).",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["cloudformation", "terraform"]), default="cloudformation",
    help="What the template is for.",
)  # fmt: skip
@click.option("--repository", metavar="OWNER/NAME", help="The GitHub repository whose jobs may deploy.")
@click.option("--branch", default="main", metavar="NAME", help="The branch whose jobs may deploy (default: main).")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages.")
def command(
    target: str | None, site: Path, form: str, repository: str | None, branch: str, lang: str | None
) -> None:  # fmt: skip
    """Print a template of what the shop needs at Amazon, for CloudFormation or Terraform.

    That is a bucket, CloudFront with its headers, and a role for jobs that deploy.
    TARGET is one of the [deploy] tables of sitegen.toml; it may be left out when there is only one for s3. Moved
    addresses come from the shop that was built last. Nothing is created: read the template, then apply it yourself.
    """
    from sitegen.config import load_config
    from sitegen.deploy.infra import built_redirects, infrastructure, place_of, room_problem

    root = site.resolve()
    config, problems = load_config(root)
    language = lang or (config.site.editorial_language if config else "fr")
    if config is None:
        _stop(problems, language)
        return
    place = place_of(config, target or "", repository or "", branch)
    if isinstance(place, Problem):
        _stop([place], language)
        return
    redirects = built_redirects(config, root)
    if isinstance(redirects, Problem):
        tell_problems([redirects], language)
        redirects = ()
    text, left_out = infrastructure(config, place, redirects, form)
    if left_out:
        tell_problems([room_problem(left_out)], language)
    click.echo(text, nl=False)


def _stop(problems: Iterable[Problem], language: str) -> None:
    tell_problems(problems, language)
    sys.exit(1)
