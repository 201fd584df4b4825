from __future__ import annotations

import pytest
from PIL import Image

from sitegen.images.headers import is_rendition
from sitegen.images.jobs import Rendition, RenditionFormat
from tests.images.pictures import saved, textured

FORMATS: tuple[RenditionFormat, ...] = ("jpeg", "png", "webp", "avif")
KINDS: tuple[tuple[RenditionFormat, bool, dict[str, object]], ...] = (
    ("jpeg", False, {"progressive": True, "optimize": True}),
    ("jpeg", False, {}),
    ("png", False, {}),
    ("png", True, {}),
    ("webp", False, {}),
    ("webp", True, {}),
    ("webp", False, {"lossless": True}),
    ("avif", False, {"codec": "aom"}),
    ("avif", True, {"codec": "aom"}),
)


@pytest.fixture(params=KINDS, ids=lambda kind: f"{kind[0]}{'-alpha' if kind[1] else ''}{'-' if kind[2] else ''}")
def encoded(request: pytest.FixtureRequest) -> tuple[bytes, Rendition]:
    name, has_alpha, options = request.param
    picture = textured(63, 41)
    if has_alpha:
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return saved(picture, name.upper(), **options), Rendition(63, 41, name)


def test_what_was_promised_is_let_in(encoded: tuple[bytes, Rendition]) -> None:
    assert is_rendition(*encoded)


def test_another_size_or_format_is_not(encoded: tuple[bytes, Rendition]) -> None:
    data, rendition = encoded
    assert not is_rendition(data, Rendition(41, 63, rendition.format))
    assert not is_rendition(data, Rendition(62, 41, rendition.format))
    others = [name for name in FORMATS if name != rendition.format]
    assert not any(is_rendition(data, Rendition(63, 41, other)) for other in others)


def test_a_cut_picture_is_not(encoded: tuple[bytes, Rendition]) -> None:
    data, rendition = encoded
    assert not any(is_rendition(data[:length], rendition) for length in range(0, len(data), 7))


@pytest.mark.parametrize("tail", [b"\n", b"<script>alert(1)</script>", b"PK\x03\x04", b"<html>\xff\xd9", b"\0" * 8])
def test_a_picture_with_something_behind_it_is_not(encoded: tuple[bytes, Rendition], tail: bytes) -> None:
    data, rendition = encoded
    assert not is_rendition(data + tail, rendition)


def test_damage_is_never_more_than_a_no(encoded: tuple[bytes, Rendition]) -> None:
    data, rendition = encoded
    for at in range(0, len(data), 3):
        for value in (0x00, 0xFF, 0x80):
            is_rendition(data[:at] + bytes((value,)) + data[at + 1 :], rendition)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"<html>", b"RIFF\x04\0\0\0WEBP", b"\0\0\0\x10ftypavif\0\0\0\0"]
)
def test_what_is_no_picture_is_not(data: bytes) -> None:
    assert not any(is_rendition(data, Rendition(1, 1, name)) for name in FORMATS)
