"""A head start for a build that knows nothing: templates are compiled while it still imports what builds.

To import takes a tenth of a first build and keeps one core busy; to compile the theme needs little of it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.freshness import SETTINGS
from sitegen.quick import is_ours, state_file
from sitegen.report import BuildOptions
from sitegen.state import State

if TYPE_CHECKING:
    from sitegen.forks import Errand


@contextmanager
def head_start(options: BuildOptions) -> Iterator[Errand[dict[str, bytes]]]:
    """Let a copy of this process compile the theme, where that is worth while; the errand ends with the context."""
    from sitegen.executors import usable_cores
    from sitegen.forks import Errand

    with Errand[dict[str, bytes]]() as compiling:
        if (options.jobs or usable_cores()) > 1 and not _knows_templates(options):
            compiling.begin(partial(_compile, options.root))
        yield compiling


def _knows_templates(options: BuildOptions) -> bool:
    """Return whether a build will find templates that one before it has compiled."""
    file = state_file(options)
    if options.clean or not file.is_file():
        return False
    with State(file) as state:
        return is_ours(state)


def _compile(root: Path) -> dict[str, bytes]:
    """Return the compiled templates of the theme that a site names: what is wrong there, the build itself will say."""
    from sitegen.files import read_file
    from sitegen.render.bytecode import compile_theme
    from sitegen.theme.chain import load_theme

    name = tomllib.loads(read_file(root, SETTINGS).decode("utf-8-sig")).get("theme", {}).get("name")
    return compile_theme(load_theme(root, name or _usual_theme()))


def _usual_theme() -> str:
    from sitegen.config import ThemeSection

    return ThemeSection().name
