"""What a picture's own structure says of it: format and size, read without a decoder.

For bytes that somebody else encoded. They must be one whole picture of the promised format and size, and nothing
before, behind or between it: a page of HTML, a program or a picture of another shape is not let in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.images.formats import detect_format
from sitegen.images.jobs import Rendition

_Pair = tuple[int, int]
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The second bytes of the markers that begin a frame, and so hold its size."""

_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
"""What ends the bare pixels of a scan."""


def is_rendition(data: bytes, rendition: Rendition) -> bool:
    """Tell whether `data` is built like a picture of the rendition's format and size."""
    if detect_format(data) != rendition.format.upper():
        return False
    try:
        return set(_SIZES[rendition.format](data)) == {(rendition.width, rendition.height)}
    except (IndexError, KeyError, ValueError):
        return False


def _jpeg_sizes(data: bytes) -> Iterator[_Pair]:
    at = 2
    while (marker := data[at + 1]) != _JPEG_END:
        if data[at] != 0xFF:
            raise ValueError("no segment where one should be")
        if marker in _JPEG_SIZES:
            yield _number(data, at + 7, 2), _number(data, at + 5, 2)
        at += 2 + _number(data, at + 2, 2)
        if marker == _JPEG_SCAN:
            found = _JPEG_MARKER.search(data, at)
            at = found.start() if found else len(data)
    if at + 2 != len(data):
        raise ValueError("something follows")


def _png_sizes(data: bytes) -> Iterator[_Pair]:
    at, name = 8, b""
    while name != b"IEND":
        length, name = _number(data, at, 4), data[at + 4 : at + 8]
        if name == b"IHDR":
            yield _number(data, at + 8, 4), _number(data, at + 12, 4)
        at += 12 + length
        if at > len(data):
            raise ValueError("not whole")
    if at != len(data):
        raise ValueError("something follows")


def _webp_sizes(data: bytes) -> Iterator[_Pair]:
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        raise ValueError("not whole, or something follows")
    at = 12
    while at < len(data):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if name == b"VP8X":
            yield 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
        elif name == b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            yield 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        elif name == b"VP8 ":
            yield int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
        at += 8 + length + length % 2


def _avif_sizes(data: bytes) -> Iterator[_Pair]:
    """Yield the size of every item of the file: the picture and, if it has one, its transparency."""
    for name, body in _boxes(data):
        if name == b"meta":
            properties = dict(_boxes(dict(_boxes(body[4:]))[b"iprp"]))[b"ipco"]
            yield from (
                (_number(size, 4, 4), _number(size, 8, 4)) for kind, size in _boxes(properties) if kind == b"ispe"
            )
        elif name not in {b"ftyp", b"mdat", b"free"}:
            raise ValueError("a box that no encoder of ours writes")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        length = _number(data, at, 4)
        if length < 8 or at + length > len(data):
            raise ValueError("not whole")
        yield data[at + 4 : at + 8], data[at + 8 : at + length]
        at += length


def _number(data: bytes, at: int, length: int) -> int:
    if at + length > len(data):
        raise ValueError("not whole")
    return int.from_bytes(data[at : at + length])


_SIZES = {"jpeg": _jpeg_sizes, "png": _png_sizes, "webp": _webp_sizes, "avif": _avif_sizes}
