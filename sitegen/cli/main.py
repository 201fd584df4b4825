"""The `sitegen` command. A command's module is imported when it runs, so that `--help` starts at once."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import cast

import click

from sitegen import __version__
from sitegen.errors import BuildCancelled, SitegenError

COMMANDS = {
    "build": "Build the shop into its output folder.",
    "check": "Validate the content and follow every link, without publishing.",
    "serve": "Build the shop, show it at a local address and follow every edit, until Ctrl-C.",
    "deploy": "Publish the built shop at a target of sitegen.toml, or go on with a deploy that stopped.",
    "rollback": "Publish an earlier release again, from the copies that the target has kept; nothing is built or sent.",
    "releases": "List the releases that a target keeps, the newest first: number, time, files, name.",
    "verify": "Compare what is published with what was deployed, and with the built shop.",
    "verify-order": "Compare an order that came as a message with the prices that were published.",
    "money-diff": "List everything about money that changed since BASE: a git revision, or a file of prices.",
    "keys": "Make the pair of keys that published prices are signed with.",
    "infra": "Print a template of what the shop needs at Amazon, for CloudFormation or Terraform.",
    "check-headers": "Fetch a published page and say which headers are missing or weak.",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports each one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"sitegen.cli.{cmd_name.replace('-', '_')}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def sitegen() -> None:
    """Turn Markdown and photographs into a multilingual shop with checkout links."""


def main() -> None:
    """Run a command; say what stopped it in words, never with a traceback."""
    try:
        sitegen.main(standalone_mode=False)
    except click.ClickException as failure:
        failure.show()
        sys.exit(failure.exit_code)
    except (click.Abort, KeyboardInterrupt, BuildCancelled):
        click.echo("stopped; the last good output is unchanged", err=True)
        sys.exit(130)
    except SitegenError as failure:
        click.echo(f"sitegen: {failure}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
        sys.exit(1)
    except OSError as failure:
        place = f"{failure.filename}: " if failure.filename else ""
        click.echo(f"sitegen: {place}{failure.strerror or failure}", err=True)
        sys.exit(1)
