"""All pictures of a site: which presets show them, and the name and size of every rendition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import cast

from sitegen.catalog.catalog import Catalog
from sitegen.config import SiteConfig
from sitegen.digests import short
from sitegen.images.geometry import CENTRE, Size, rendition_sizes
from sitegen.images.jobs import (
    EncodeJob,
    EncoderSettings,
    Inspection,
    Rendition,
    RenditionFormat,
    picture_key,
    rendition_key,
)
from sitegen.load.content import LoadedRecord, Text
from sitegen.models.base import Kind, Record
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product
from sitegen.problems import Problem, warning
from sitegen.theme.presets import Preset
from sitegen.values import LightValue, light_value

FOLDER = "assets/pictures"

PRESETS = {
    Kind.PRODUCT: ("gallery", "card", "social"),
    Kind.COOPERATIVE: ("hero", "cover", "social"),
    Kind.CATEGORY: ("hero", "cover", "social"),
    Kind.REGION: ("hero", "cover", "social"),
    Kind.LABEL: ("hero", "cover", "social"),
    Kind.COLLECTION: ("hero", "cover", "social"),
    Kind.PAGE: ("hero", "social"),
}
"""The presets of the pictures of each kind; the first is for every picture, the others for the main one."""

VARIANT_PRESET = "thumb"
"""The preset of the pictures that tell variants apart."""

Focus = tuple[float, float]
SUFFIXES = {"avif": "avif", "webp": "webp", "jpeg": "jpg", "png": "png"}


@light_value
class PictureUse(LightValue):
    """A picture as one preset shows it, and where a contributor named it."""

    path: str
    preset: str
    focus: Focus
    origin: str
    line: int
    field: str


@light_value
class OwnPicture(LightValue):
    """One of the pictures of a record: its path, its focus, and its place in the front matter."""

    path: str
    file: str
    focus: Focus = (0.5, 0.5)
    line: int = 1
    field: str = "pictures"


@light_value
class PlannedRendition(LightValue):
    """A rendition with its key in the cache and its path below the output folder."""

    format: str
    width: int
    height: int
    path: str
    key: str


@light_value
class PlannedPicture(LightValue):
    """A picture as one preset shows it: renditions by format (the best first), each from small to large."""

    preset: Preset
    inspection: Inspection
    renditions: tuple[PlannedRendition, ...]

    def of_format(self, name: str) -> tuple[PlannedRendition, ...]:
        """Return the renditions of one format."""
        return tuple(rendition for rendition in self.renditions if rendition.format == name)


PictureKey = tuple[str, str, Focus]


def own_pictures(item: LoadedRecord[Record]) -> tuple[OwnPicture, ...]:
    """Return the pictures of a record: those that it lists, else all that lie in its folder."""
    source = item.source
    if not item.record.pictures:
        return tuple(
            OwnPicture(f"{item.folder}/{name}", name, line=source.line_of("pictures")) for name in item.found_pictures
        )
    return tuple(
        OwnPicture(
            normpath(f"{item.folder}/{picture.file}"), picture.file, picture.focus,
            source.line_of("pictures", index), f"pictures.{index}",
        )
        for index, picture in enumerate(item.record.pictures)
    )  # fmt: skip


def portrait_key(item: LoadedRecord[Record], file: str) -> PictureKey:
    """Return the key of a member's portrait, whose file is relative to the record's folder."""
    return normpath(f"{item.folder}/{file}"), "portrait", CENTRE


def body_key(path: str) -> PictureKey:
    """Return the key of a picture within a body."""
    return path, "body", CENTRE


def uses_of(catalog: Catalog) -> Iterator[PictureUse]:
    """Yield every use of a picture in the whole site."""
    for kind in Kind:
        for item in catalog.of_kind(kind).values():
            yield from _own_uses(item)
            yield from _portrait_uses(item)
            yield from _variant_uses(item)
            for text in item.texts.values():
                yield from _body_uses(text)


def _own_uses(item: LoadedRecord[Record]) -> Iterator[PictureUse]:
    everywhere, *main_only = PRESETS[item.kind]
    for index, picture in enumerate(own_pictures(item)):
        for preset in [everywhere, *(main_only if index == 0 else ())]:
            yield PictureUse(picture.path, preset, picture.focus, item.source.path, picture.line, picture.field)


def _portrait_uses(item: LoadedRecord[Record]) -> Iterator[PictureUse]:
    if not isinstance(item.record, Cooperative):
        return
    for index, person in enumerate(item.record.people):
        if person.portrait and person.consent:
            path, preset, focus = portrait_key(item, person.portrait)
            line = item.source.line_of("people", index, "portrait")
            yield PictureUse(path, preset, focus, item.source.path, line, f"people.{index}.portrait")


def _variant_uses(item: LoadedRecord[Record]) -> Iterator[PictureUse]:
    if not isinstance(item.record, Product):
        return
    named = {variant.picture for variant in item.record.variants}
    for picture in own_pictures(item):
        if picture.file in named:
            yield PictureUse(picture.path, VARIANT_PRESET, picture.focus, item.source.path, picture.line, picture.field)


def _body_uses(text: Text) -> Iterator[PictureUse]:
    for path, _ in text.body.pictures:
        yield PictureUse(*body_key(path), text.path, 0, "")


def plan_pictures(
    uses: Iterable[PictureUse],
    inspections: Mapping[str, Inspection],
    presets: Mapping[str, Preset],
    config: SiteConfig,
    root: Path,
) -> tuple[dict[PictureKey, PlannedPicture], tuple[EncodeJob, ...]]:
    """Return every picture by path, preset and focus, and one encoding job per source picture.

    `inspections` are by path; a use whose picture has none (it is missing or broken) is left out.
    """
    settings = _settings(config)
    pictures: dict[PictureKey, PlannedPicture] = {}
    wanted: dict[str, dict[str, tuple[str, Rendition]]] = {}
    for use in uses:
        key = (use.path, use.preset, use.focus)
        inspection = inspections.get(use.path)
        if key in pictures or inspection is None or use.preset not in presets:
            continue
        preset = presets[use.preset]
        shared = short(picture_key(inspection.digest, preset.aspect, use.focus, settings))
        planned = []
        for rendition in _renditions(use, preset, inspection, config):
            cache_key = rendition_key(inspection.digest, rendition, settings)
            wanted.setdefault(inspection.digest, {})[cache_key] = (use.path, rendition)
            planned.append(_planned(use.path, rendition, shared, cache_key))
        pictures[key] = PlannedPicture(preset, inspection, tuple(planned))
    return pictures, tuple(_jobs(wanted, settings, root))


def _settings(config: SiteConfig) -> EncoderSettings:
    chosen = config.pictures
    return EncoderSettings(chosen.avif_quality, chosen.avif_speed, chosen.webp_quality, chosen.jpeg_quality)


def _renditions(use: PictureUse, preset: Preset, inspection: Inspection, config: SiteConfig) -> Iterator[Rendition]:
    formats = preset.formats or (*(name for name in config.pictures.formats if name != "jpeg"), "jpeg")
    sizes = rendition_sizes(Size(inspection.width, inspection.height), preset.widths, preset.aspect)
    for name in formats:
        for size in sizes:
            yield Rendition(size.width, size.height, cast(RenditionFormat, name), preset.aspect, use.focus)


def _planned(path: str, rendition: Rendition, shared: str, key: str) -> PlannedRendition:
    name = f"{_stem(path)}-{rendition.width}-{shared}.{SUFFIXES[rendition.format]}"
    return PlannedRendition(rendition.format, rendition.width, rendition.height, f"{FOLDER}/{name}", key)


def _stem(path: str) -> str:
    """Return a readable beginning for the file name: the record's folder and the picture's own name."""
    parts = PurePosixPath(path)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.parent.name}-{parts.stem}".lower()).strip("-")
    return words[:60] or "picture"


def _jobs(
    wanted: Mapping[str, Mapping[str, tuple[str, Rendition]]], settings: EncoderSettings, root: Path
) -> Iterator[EncodeJob]:
    for digest, renditions in wanted.items():
        path = next(iter(renditions.values()))[0]
        yield EncodeJob(root, path, digest, tuple(rendition for _, rendition in renditions.values()), settings)


def check_alts(catalog: Catalog) -> Iterator[Problem]:
    """Yield a warning for each picture that nobody described in the record's source language."""
    for kind in Kind:
        for item in catalog.of_kind(kind).values():
            described = {picture.file for picture in item.record.pictures if picture.alt}
            for picture in own_pictures(item):
                if picture.file not in described:
                    yield warning("picture.no_alt", item.source.path, picture.line, picture.field, file=picture.file)
            for text in item.texts.values():
                for path, alt in text.body.pictures:
                    if not alt.strip():
                        yield warning("picture.no_alt", text.path, 0, "", file=path)
