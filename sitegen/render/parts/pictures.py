"""Pictures as templates show them."""

from __future__ import annotations

from sitegen.i18n.phrases import Phrase
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from sitegen.plan.pictures import OwnPicture, PlannedPicture, PlannedRendition, own_pictures
from sitegen.render.edition import Edition
from sitegen.render.views import PictureView, SourceView

MIME_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png"}


def pictures_of(edition: Edition, item: LoadedRecord[Record], preset: str) -> tuple[PictureView, ...]:
    """Return every picture of a record in one preset; those that could not be read are left out."""
    views = (own_view(edition, item, picture, preset) for picture in own_pictures(item))
    return tuple(view for view in views if view is not None)


def main_picture(edition: Edition, item: LoadedRecord[Record], preset: str) -> PictureView | None:
    """Return the main picture of a record in one preset."""
    first = next(iter(own_pictures(item)), None)
    return own_view(edition, item, first, preset) if first else None


def own_view(edition: Edition, item: LoadedRecord[Record], picture: OwnPicture, preset: str) -> PictureView | None:
    """Return one of a record's pictures in one preset."""
    planned = edition.plan.pictures.get((picture.path, preset, picture.focus))
    if planned is None:
        return None
    alt = edition.reader.phrase(
        item, lambda words: next((own.alt for own in words.pictures if own.file == picture.file), None)
    )
    return picture_view(planned, alt or edition.reader.title(item), picture.file)


def picture_view(planned: PlannedPicture, alt: Phrase, file: str) -> PictureView:
    """Return a planned picture with its alternative text."""
    formats = tuple(dict.fromkeys(rendition.format for rendition in planned.renditions))
    fallback = planned.of_format("jpeg") or planned.of_format(formats[-1])
    largest = fallback[-1]
    return PictureView(
        alt=alt,
        src=f"/{largest.path}",
        srcset=_srcset(fallback),
        sources=tuple(
            SourceView(MIME_TYPES[name], _srcset(planned.of_format(name)))
            for name in formats if name != largest.format
        ),
        sizes=planned.preset.sizes,
        width=largest.width,
        height=largest.height,
        placeholder="" if planned.inspection.has_alpha else planned.inspection.placeholder,
        color=planned.inspection.color,
        large=f"/{largest.path}",
        file=file,
    )  # fmt: skip


def _srcset(renditions: tuple[PlannedRendition, ...]) -> str:
    return ", ".join(f"/{rendition.path} {rendition.width}w" for rendition in renditions)
