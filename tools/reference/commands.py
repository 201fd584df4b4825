"""The page of the command line: every command, every option."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import click

from sitegen.cli.main import COMMANDS, sitegen
from tools.reference.markdown import block, code, one_line, page, paragraphs, table

INTRODUCTION = """
`sitegen` is one program with a few commands. Every command reads `sitegen.toml` of the folder that it stands in, or of
the one that `--site` names. `python -m sitegen` is the same program.
"""

EXIT_CODES = (
    ("0", "all went well; warnings may have been told"),
    (
        "1",
        "there are errors, or warnings with `--strict`: nothing was published; `verify`: a file is not as it was "
        "deployed; `check-headers`: something should be mended",
    ),
    ("2", "the command line itself was not understood; `verify-order`: there is no order in the text"),
    (
        "3",
        "`verify-order`: something differs from what was published; `money-diff`: something changed; "
        "`deploy` and `rollback`: so much would be deleted that somebody has to say `--yes`",
    ),
    ("130", "stopped with Ctrl-C; the last good output is unchanged"),
)

JSON = """
With `--format json` stdout holds one object and nothing else is told. `problems` has one object each with `code`,
`severity` (`error` or `warning`), `path`, `line` (0 for the whole file), `field`, `message` and `hint`; programs should
match `code` and never the message. `published` says whether the output was replaced, `summary` counts pages, pictures
and files, `stages` has the seconds of each stage.
"""

ENVIRONMENT = (
    ("SOURCE_DATE_EPOCH", "the day of the build in seconds since 1970, where `--date` is not given"),
    ("SITEGEN_SIGNING_KEY", "the private key that signs published prices; without it they are unsigned"),
    ("FOXY_API_KEY", "the store's key that signs links to Foxy, or another `FOXY_…` that the checkout names"),
    ("NETLIFY_AUTH_TOKEN", "who publishes at Netlify; never in a file"),
    ("AWS_PROFILE, AWS_ACCESS_KEY_ID, …", "who publishes in an S3 store, as all tools of AWS read it; never in a file"),
)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command that there is, by name, in the order of `sitegen --help`."""
    context = click.Context(sitegen, info_name="sitegen")
    for name in COMMANDS:
        if find_spec(f"sitegen.cli.{name.replace('-', '_')}") is None:
            continue
        command = sitegen.get_command(context, name)
        if command is not None:
            yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", below) for inner, below in command.commands.items())


def commands_page() -> str:
    """Return the page of all commands."""
    return page(
        "Commands",
        paragraphs(INTRODUCTION),
        *(_section(name, command) for name, command in commands()),
        "## Exit codes", table(("Code", "Meaning"), EXIT_CODES),
        "## Problems as JSON", paragraphs(JSON),
        "## Environment", table(("Variable", "Meaning"), [(code(name), words) for name, words in ENVIRONMENT]),
    )  # fmt: skip


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"sitegen {name}")
    usage = command.get_usage(context).removeprefix("Usage: ")
    rows = [
        (code(_names(option)), _default(option), _sentence(option)) for option in command.params
        if isinstance(option, click.Option)
    ]  # fmt: skip
    parts = [f"## {code(f'sitegen {name}')}", paragraphs(command.help or ""), block(usage)]
    return "\n\n".join([*parts, *([table(("Option", "Default", "Meaning"), rows)] if rows else ())])


def _names(option: click.Option) -> str:
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    kind = option.type
    value = "|".join(str(choice) for choice in kind.choices) if isinstance(kind, click.Choice) else option.metavar
    return f"{names} {value or _value(option)}"


def _value(option: click.Option) -> str:
    return "N" if isinstance(option.type, click.IntRange) else option.type.name.upper()


def _default(option: click.Option) -> str:
    # Click marks an option without a default with a value of its own.
    return code(str(option.default)) if isinstance(option.default, str | int) and not option.is_flag else ""


def _sentence(option: click.Option) -> str:
    return one_line(option.help or "")
