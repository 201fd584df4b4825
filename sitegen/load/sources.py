"""Which files of `content/` are what: kind, slug and language, from the path alone."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from sitegen.files import files_and_links
from sitegen.models.base import Kind
from sitegen.models.fields import SLUG_PATTERN
from sitegen.problems import Problem, did_you_mean, error, warning
from sitegen.values import LightValue, light_value

CONTENT = "content"
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif"})
"""File name endings of pictures, in lower case."""

_UNREADABLE_PICTURES = frozenset({".gif", ".svg", ".bmp", ".tif", ".tiff", ".psd", ".raw", ".dng", ".cr2", ".pdf"})

_USUAL = re.compile(rf"(?P<kind>[a-z]+)/(?P<slug>{SLUG_PATTERN[1:-1]})/index(?:\.(?P<language>[A-Za-z-]+))?\.md")
_KINDS = {kind.value: kind for kind in Kind}


@light_value
class SourceFile(LightValue):
    """A Markdown file: `path` from the site's root; `language` is None when the name has no suffix."""

    path: str
    kind: Kind
    slug: str
    language: str | None
    is_bundle: bool

    @property
    def folder(self) -> str:
        """The folder that pictures are relative to."""
        return self.path.rpartition("/")[0]


@light_value
class Sources(LightValue):
    """The files of a site: Markdown sorted by path, and pictures by folder, sorted by name."""

    files: tuple[SourceFile, ...]
    pictures: dict[str, tuple[str, ...]]


def find_sources(root: Path, languages: Sequence[str]) -> tuple[Sources, list[Problem]]:
    """List the source files below `root/content`; `languages` are the site's codes."""
    there, links = files_and_links(root / CONTENT)
    problems = [error("file.link", f"{CONTENT}/{_printable(link)}") for link in links]
    files: list[SourceFile] = []
    pictures: dict[str, list[str]] = {}
    for relative in there:
        found = _usual(relative, languages)
        if found is not None:
            files.append(found)
            continue
        path = PurePosixPath(CONTENT, _printable(relative))
        if path.name != PurePosixPath(relative).name:
            problems.append(error("file.slug", str(path), text=path.name))
            continue
        suffix = path.suffix.lower()
        if suffix in PICTURE_SUFFIXES:
            pictures.setdefault(str(path.parent), []).append(path.name)
        elif suffix in _UNREADABLE_PICTURES:
            problems.append(warning("picture.suffix", str(path), suffix=suffix))
        elif suffix in (".md", ".markdown"):
            place = _classify(path, languages)
            if isinstance(place, Problem):
                problems.append(place)
            else:
                files.append(place)
    problems += _clashes(files)
    return Sources(tuple(files), {folder: tuple(names) for folder, names in pictures.items()}), problems


def _usual(relative: str, languages: Sequence[str]) -> SourceFile | None:
    """Return what a file in a folder of its own is, without a second look; None when its path is not the usual one."""
    match = _USUAL.fullmatch(relative)
    if match is None or match["kind"] not in _KINDS or (match["language"] and match["language"] not in languages):
        return None
    slug, language = sys.intern(match["slug"]), match["language"] and sys.intern(match["language"])  # a record has many
    return SourceFile(f"{CONTENT}/{relative}", _KINDS[match["kind"]], slug, language, is_bundle=True)


def _printable(path: str) -> str:
    """Return a path with an escape in the place of bytes that are not UTF-8, as old archives bring them."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _classify(path: PurePosixPath, languages: Sequence[str]) -> SourceFile | Problem:
    parts = path.parts[1:]
    kinds = [kind.value for kind in Kind]
    if path.stem.split(".")[0].upper() == "README":
        return warning("file.readme", str(path))
    if len(parts) < 2:
        return error("folder.none", str(path), kinds=", ".join(kinds))
    if parts[0] not in kinds:
        return error("folder.unknown", str(path), folder=parts[0], kinds=", ".join(kinds),
                     suggestion=did_you_mean(parts[0], kinds))  # fmt: skip
    if len(parts) > 3:
        return error("folder.deep", str(path))
    is_bundle = len(parts) == 3
    stem, _, language = path.stem.partition(".")
    if is_bundle and stem != "index":
        return error("file.not_index", str(path), name=path.name)
    slug = parts[1] if is_bundle else stem
    if not re.fullmatch(SLUG_PATTERN, slug):
        return error("file.slug", str(path), text=slug)
    if language and language not in languages:
        return error("file.language", str(path), text=language, languages=", ".join(languages),
                     suggestion=did_you_mean(language, languages))  # fmt: skip
    return SourceFile(str(path), Kind(parts[0]), slug, language or None, is_bundle)


def _clashes(files: Iterable[SourceFile]) -> Iterator[Problem]:
    seen: dict[tuple[Kind, str, str | None], SourceFile] = {}
    for file in files:
        first = seen.setdefault((file.kind, file.slug, file.language), file)
        if first is not file:
            yield error("file.twice", file.path, first=first.path, slug=file.slug)
