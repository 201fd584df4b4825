"""Imports point one way, and each third-party package has one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.source_imports import PACKAGE, PROJECT, Import, Module, read_imports, read_modules

LEVELS = (
    "__main__",
    "cli",
    "serve",
    "build",
    "publish retouch",
    "headstart",
    "warm",
    "outline site steady",
    "indexing quick pricing",
    "report spare",
    "check deploy",
    "write",
    "render",
    "plan",
    "catalog checkout images",
    "orders",
    "load theme workshop",
    "config",
    "models",
    "remote",
    "cache i18n freshness",
    "problems files dask executors forks search spool state",
    "errors digests interrupts locks policy values",
)
"""From the top down: a room imports from itself and from lower levels. Rooms of one level do not know each other."""

DOORS = {
    "babel": "i18n i18n.*",
    "boto3": "deploy.s3*",
    "botocore": "deploy.s3*",
    "click": "cli cli.* __main__",
    "cryptography": "orders.signing*",
    "dask": "dask",
    "distributed": "dask",
    "frontmatter": "load.strict_yaml*",
    "fsspec": "remote remote.*",
    "jinja2": "render render.* theme theme.*",
    "markdown": "load.converter*",
    "markupsafe": "render render.* theme theme.*",
    "nh3": "load.converter*",
    "obstore": "remote remote.* deploy.s3*",
    "PIL": "images images.*",
    "pillow_heif": "images images.*",
    "pydantic": "models models.* config config.* load.validate*",
    "pydantic_core": "models models.* config config.* load.validate* render.compact_json",
    "rcssmin": "theme theme.*",
    "rjsmin": "theme theme.*",
    "segno": "render.qr*",
    "watchfiles": "serve.watch*",
    "yaml": "load.strict_yaml*",
}
"""The modules, as patterns below `sitegen.`, that may import each third-party package."""

SLOW_TO_LOAD = {
    "PIL", "babel", "boto3", "distributed", "fsspec", "jinja2", "markdown", "obstore", "pydantic", "watchfiles", "yaml",
}  # fmt: skip

LEVEL_OF = {room: level for level, rooms in enumerate(reversed(LEVELS)) for room in rooms.split()}
MODULES = read_modules()
IMPORTS = read_imports(MODULES)


def room_of(module: str) -> str:
    """Return the first name below the package: `load` for `sitegen.load.markup`, "" for `sitegen` itself."""
    return module.partition(".")[2].partition(".")[0]


def is_internal(name: str) -> bool:
    return name.partition(".")[0] == PACKAGE


def breaks_direction(found: Import) -> bool:
    importer, imported = room_of(found.importer), room_of(found.imported)
    if not is_internal(found.imported) or not imported or importer == imported:
        return False
    return LEVEL_OF.get(importer, -1) <= LEVEL_OF.get(imported, -1)


def breaks_door(found: Import) -> bool:
    package = found.imported.partition(".")[0]
    if is_internal(found.imported) or package in sys.stdlib_module_names:
        return False
    importer = found.importer.removeprefix(f"{PACKAGE}.")
    return not any(fnmatchcase(importer, pattern) for pattern in DOORS.get(package, "").split())


def in_words(imports: Iterable[Import]) -> list[str]:
    return sorted(map(str, imports))


def test_every_room_has_a_level() -> None:
    rooms = {room_of(name) for name in MODULES} - {""}
    assert not rooms - LEVEL_OF.keys(), "place it in LEVELS, and in docs if its place needs a reason"


def test_imports_point_downwards() -> None:
    upwards = in_words(filter(breaks_direction, IMPORTS))
    assert not upwards


def test_the_package_itself_imports_none_of_its_rooms() -> None:
    inwards = in_words(found for found in IMPORTS if found.importer == PACKAGE and is_internal(found.imported))
    assert not inwards


def test_each_third_party_package_has_its_door() -> None:
    beside_the_door = in_words(filter(breaks_door, IMPORTS))
    assert not beside_the_door, "import it where DOORS says, or give a new package its door and a decision record"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in MODULES}
    for found in IMPORTS:
        if found.imported in MODULES and found.imported != found.importer:
            graph[found.importer].add(found.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " > ".join(reversed(error.args[1]))
        pytest.fail(f"these import each other: {circle}")


def test_help_is_shown_without_loading_anything_slow() -> None:
    command = (sys.executable, "-X", "importtime", "-m", PACKAGE, "--help")
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, [line for line in answer.stderr.splitlines() if "import time:" not in line]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in answer.stderr.splitlines()}
    assert "click" in loaded
    assert not loaded & SLOW_TO_LOAD


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("import sitegen.render", "sitegen.render"),
        ("def later():\n    from sitegen.render import pages", "sitegen.render.pages"),
        ("if TYPE_CHECKING:\n    from sitegen.render.pages import Page", "sitegen.render.pages"),
        ("from ..render import pages", "sitegen.render.pages"),
        ("from .. import render", "sitegen.render"),
        ("import importlib\nimportlib.import_module('sitegen.render')", "sitegen.render"),
    ],
)
def test_an_import_upwards_is_seen_wherever_it_hides(source: str, imported: str) -> None:
    names = ("sitegen", "sitegen.load", "sitegen.render", "sitegen.render.pages")
    modules = {name: Module(name, ast.parse(""), is_package=True) for name in names}
    modules["sitegen.load.markup"] = Module("sitegen.load.markup", ast.parse(source), is_package=False)
    upwards = [found.imported for found in read_imports(modules) if breaks_direction(found)]
    assert upwards == [imported]


def test_a_third_party_import_beside_its_door_is_seen() -> None:
    assert breaks_door(Import("sitegen.plan.urls", "babel.numbers", 1))
    assert breaks_door(Import("sitegen.plan.urls", "a_package_that_nobody_placed", 1))
    assert not breaks_door(Import("sitegen.i18n.formats", "babel.numbers", 1))
    assert not breaks_door(Import("sitegen.plan.urls", "urllib.parse", 1))
