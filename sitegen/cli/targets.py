"""What the commands that publish share: the target, how far they are, and how they stop."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sitegen.cli.options import tell_problems
from sitegen.problems import LANGUAGES, Problem, Severity, as_json, error

if TYPE_CHECKING:
    from sitegen.config import SiteConfig, TargetSection
    from sitegen.deploy.base import Publisher

EXIT_CONSENT = 3
"""Somebody has to say yes first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A target that was chosen, ready to be asked. `language` is that of messages."""

    name: str
    config: SiteConfig
    target: TargetSection
    publisher: Publisher[Any]
    root: Path
    language: str

    @property
    def output(self) -> Path:
        """The folder of the built shop."""
        return self.root / self.config.build.output


def target_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every command that publishes takes."""
    options = [
        click.argument("target", default="", metavar="[TARGET]"),
        click.option("--site", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="FOLDER",
                     help="The folder with sitegen.toml (default: this one)."),
        click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages "
                     "(default: the site's editorial_language)."),
        click.option("--json", "is_json", is_flag=True, help="Tell all as one JSON object on stdout."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@contextmanager
def chosen_target(
    site: Path, name: str, lang: str | None, *, is_json: bool, single_writer: bool = False, adopt: bool = False
) -> Iterator[Chosen]:
    """Open a target; tell what stops it, then and later, as a problem, and leave with 1."""
    from sitegen.config import load_config
    from sitegen.deploy.base import DeployStopped
    from sitegen.deploy.registry import choose_target, open_publisher, policy_of

    root = site.resolve()
    config, problems = load_config(root)
    language = lang or (config.site.editorial_language if config else "fr")
    if config is None:
        leave(problems, language, is_json=is_json)
    try:
        chosen, target = choose_target(config, name)
        policy = policy_of(chosen, target, single_writer=single_writer, adopt=adopt)
        yield Chosen(chosen, config, target, open_publisher(chosen, target, policy, root), root, language)
    except DeployStopped as stop:
        leave([stop.problem], language, is_json=is_json)
    except ConnectionError:
        # an OSError too, but not of the disk: whoever read our words has gone
        raise
    except OSError as failure:
        # here and not in main, because only a command knows whether a program asked for JSON
        place = str(failure.filename or root)
        leave([error("deploy.disk", place, reason=failure.strerror or str(failure))], language, is_json=is_json)


def leave(problems: list[Problem], language: str, *, is_json: bool, code: int = 1) -> NoReturn:
    """Tell problems and leave."""
    if is_json:
        tell_object({"problems": [as_json(problem, language) for problem in problems]})
    else:
        tell_problems(problems, language)
    sys.exit(code)


def tell_object(told: dict[str, Any]) -> None:
    """Tell one JSON object on stdout."""
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def has_failed(problems: tuple[Problem, ...]) -> bool:
    """Return whether one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


STAGES = {
    "en": {
        "reading": "comparing with what is published …",
        "locking": "locking …",
        "uploading": "sending …",
        "committing": "publishing the release …",
        "invalidating": "dropping old copies …",
        "verifying": "looking at what is published …",
        "uploads": "sending: {done} of {total} files, {size}",
        "left": ", about {left:.0f} s left",
    },
    "fr": {
        "reading": "comparaison avec ce qui est en ligne …",
        "locking": "verrouillage …",
        "uploading": "envoi …",
        "committing": "publication de la version …",
        "invalidating": "effacement des anciennes copies …",
        "verifying": "vérification de ce qui est en ligne …",
        "uploads": "envoi : {done} fichiers sur {total}, {size}",
        "left": ", encore {left:.0f} s environ",
    },
}


class UploadReporter:
    """Tells a person how far a deploy is, on stderr: on one line for who watches, in tenths for a log."""

    def __init__(self, language: str, *, quiet: bool) -> None:
        self._words = STAGES[language]
        self._quiet = quiet
        self._is_watched = sys.stderr.isatty() and not quiet
        self._shown = ""
        self._begun = time.monotonic()

    def stage(self, name: str) -> None:
        """Show which stage begins."""
        self._begun = time.monotonic()
        self._show(self._words[name])

    def uploads(self, done: int, total: int, size: int) -> None:
        """Show how many files are there, and how long the others may take."""
        text = self._words["uploads"].format(done=done, total=total, size=size_in_words(size))
        if self._is_watched:
            left = (time.monotonic() - self._begun) / done * (total - done)
            self._show(text + (self._words["left"].format(left=left) if left >= 1 else ""))
        elif not self._quiet and total >= 50 and (done == total or done % max(1, total // 10) == 0):
            click.echo(text, err=True)

    def clear(self) -> None:
        """Remove the line that is shown."""
        self._show("")

    def _show(self, text: str) -> None:
        if self._is_watched and text != self._shown:
            click.echo(f"\r{text.ljust(len(self._shown))}\r", nl=False, err=True)
            self._shown = text


def size_in_words(size: int) -> str:
    """Return bytes as people read them."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
