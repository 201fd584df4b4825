"""All pages of the reference, and what the code has left without words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
from pydantic import BaseModel

from sitegen.checkout.base import Capabilities
from sitegen.config import SiteConfig
from sitegen.load.validate import FILE_KEYS
from sitegen.models.base import Kind
from sitegen.models.kinds import MODELS
from tools.reference.checkouts import (
    CAPABILITY_MEANINGS,
    EXAMPLES,
    OPTION_MEANINGS,
    checkout_page,
    providers,
    providers_page,
)
from tools.reference.commands import commands, commands_page
from tools.reference.fields import all_fields
from tools.reference.problems import problems_page
from tools.reference.records import FILE_KEY_MEANINGS, INTRODUCTIONS, record_page
from tools.reference.settings import settings_page
from tools.reference.templates import (
    FILTERS,
    FUNCTIONS,
    TAGS,
    all_views,
    filters,
    functions,
    page_contexts,
    tags,
    templates_page,
)

FOLDER = Path("docs/reference")

PAGES: dict[str, Callable[[], str]] = {
    **{f"{kind.value}.md": partial(record_page, kind) for kind in Kind},
    "configuration.md": settings_page,
    "commands.md": commands_page,
    "checkout.md": checkout_page,
    "checkout-providers.md": providers_page,
    "templates.md": templates_page,
    "problems.md": problems_page,
}
"""The text of every page, by its file name."""


def outdated(root: Path) -> list[str]:
    """Return the files below `root` that are not what the code says, missing and forgotten ones included."""
    folder = root / FOLDER
    wanted = {name: text() for name, text in PAGES.items()}
    stale = [name for name, text in wanted.items() if _read(folder / name) != text]
    return sorted(str(FOLDER / name) for name in [*stale, *_strangers(folder)])


def write_pages(root: Path) -> list[str]:
    """Write every page below `root` and remove those that no code speaks of; return the names of what changed."""
    changed = outdated(root)
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in PAGES.items():
        (folder / name).write_bytes(text().encode())
    for name in _strangers(folder):
        (folder / name).unlink()
    return changed


def _read(file: Path) -> str:
    return file.read_bytes().decode() if file.is_file() else ""


def _strangers(folder: Path) -> list[str]:
    return [file.name for file in folder.glob("*.md") if file.name not in PAGES] if folder.is_dir() else []


def undocumented() -> Iterator[str]:
    """Yield everything that a reader would find in the reference without a word about it."""
    yield from _records()
    yield from _commands()
    yield from _checkouts()
    yield from _templates()


def _records() -> Iterator[str]:
    yield from (f"kind {kind.value}" for kind in Kind if not INTRODUCTIONS.get(kind))
    yield from (f"key of the file {name}" for name in FILE_KEYS if not FILE_KEY_MEANINGS.get(name))
    owners: list[type[BaseModel]] = [*(models.record for models in MODELS.values()), SiteConfig]
    for model in owners:
        for _, owner, fields in all_fields(model):
            if not owner.__doc__:
                yield owner.__name__
            is_table_of_sections = owner is SiteConfig
            yield from (f"{owner.__name__}.{field.name}" for field in fields
                        if not field.meaning and not (is_table_of_sections and field.inner))  # fmt: skip


def _commands() -> Iterator[str]:
    for name, command in commands():
        if not command.help:
            yield f"sitegen {name}"
        for option in command.params:
            if isinstance(option, click.Option) and not option.help:
                yield f"sitegen {name} {option.opts[0]}"


def _checkouts() -> Iterator[str]:
    names = {field for field in Capabilities.__dataclass_fields__ if field not in CAPABILITY_MEANINGS}
    yield from (f"capability {name}" for name in sorted(names))
    for provider in providers():
        if provider.name not in EXAMPLES or not type(provider).__doc__:
            yield f"checkout {provider.name}"
        for option in provider.options:
            if not OPTION_MEANINGS.get((provider.name, option)):
                yield f"checkout {provider.name}.{option}"


def _templates() -> Iterator[str]:
    yield from (kind.__name__ for kind in [*page_contexts(), *all_views()] if not kind.__doc__)
    yield from (f"function {name}" for name in functions() if name not in FUNCTIONS)
    yield from (f"filter {name}" for name in filters() if name not in FILTERS)
    yield from (f"tag {name}" for name in tags() if name not in TAGS)
