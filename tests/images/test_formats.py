from __future__ import annotations

import pytest

from sitegen.images.formats import detect_format
from tests.images.pictures import plain, saved


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "PDF"])
def test_a_format_is_known_by_its_bytes(name: str) -> None:
    assert detect_format(saved(plain(), name)) == name


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\n <!DOCTYPE html><html>", "HTML"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "SVG"),
        ("\ufeff<svg>".encode(), "SVG"),
        ("Une théière en étain".encode(), "text"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "video"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "HEIF"),
        (b"\xff\xff\xff\xffftypmif1", "HEIF"),
        (b"RIFF", "text"),
        (b"", "text"),
    ],
)
def test_what_is_no_picture_is_named_too(data: bytes, name: str) -> None:
    assert detect_format(data) == name
