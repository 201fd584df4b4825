"""Pictures made for the tests: small, exact, and as awkward as those of real contributors."""

from __future__ import annotations

import io
import struct
import zlib
from itertools import product
from pathlib import Path

from PIL import ExifTags, Image, ImageCms

from sitegen.digests import digest_bytes
from sitegen.images.jobs import EncodeJob, EncoderSettings, InspectJob, Rendition

RED, GREEN, BLUE, WHITE = (220, 20, 30), (20, 200, 40), (30, 40, 210), (255, 255, 255)
D50 = struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)
FAST = EncoderSettings(avif_speed=10)


def plain(width: int = 64, height: int = 48, color: tuple[int, ...] = RED, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), color if len(color) > 1 else color[0])


def halves(width: int = 64, height: int = 48) -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    picture = plain(width, height)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def textured(width: int = 300, height: int = 200, seed: int = 1) -> Image.Image:
    """Return a picture with detail everywhere, the same for the same seed."""
    state = bytearray()
    value = seed
    for _ in range(40 * 30 * 3):
        value = (value * 1103515245 + 12345) % 2**31
        state.append(value >> 23)
    return Image.frombytes("RGB", (40, 30), bytes(state)).resize((width, height), Image.Resampling.BICUBIC)


def saved(picture: Image.Image, name: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, name, **options)
    return buffer.getvalue()


def exif(orientation: int = 1, gps: bool = False) -> bytes:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    if gps:
        tags[ExifTags.Base.Make] = "Secret Camera"
        tags.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
        tags.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 37.0, 46.0)
    return tags.tobytes()


def swapped_profile() -> bytes:
    """Return an RGB profile whose red is sRGB's blue and the other way round: nobody can overlook it."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    for at in range(132, 132 + 12 * count, 12):
        tag = bytes(profile[at : at + 4])
        if tag in (b"rXYZ", b"bXYZ"):
            profile[at : at + 4] = b"bXYZ" if tag == b"rXYZ" else b"rXYZ"
    return bytes(profile)


def linear_grey_profile() -> bytes:
    """Return a profile of a grey whose numbers are light itself: 55 of 255 is a middle grey."""
    white = b"XYZ \0\0\0\0" + D50
    curve = b"curv\0\0\0\0" + struct.pack(">IH2x", 1, 0x0100)
    return profile_of(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": white, b"kTRC": curve})


def ink_profile() -> bytes:
    """Return a CMYK profile of a strange press: its cyan ink is a strong green. Paper is white, black is black."""
    table = bytearray(b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]))
    table += struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    table += bytes(range(256)) * 4
    for cyan, magenta, yellow, black in product((0, 1), repeat=4):
        lightness = 0 if black else 255 - 50 * (cyan + magenta + yellow)
        table += bytes([lightness, 128 + 60 * (magenta - cyan) * (1 - black), 128 + 60 * yellow * (1 - black)])
    table += bytes(range(256)) * 3
    return profile_of(b"prtr", b"CMYK", b"Lab ", {b"A2B0": bytes(table)})


def profile_of(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Return an ICC profile, version 2.4, laid out by hand."""
    start = 128 + 4 + 12 * len(tags)
    index, body = b"", b""
    for name, value in tags.items():
        index += name + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    header = struct.pack(">I4sI", start + len(body), b"", 0x02400000) + kind + space + connection
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + D50 + bytes(48)
    return header + struct.pack(">I", len(tags)) + index + body


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims any size in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def inspect_job(root: Path, data: bytes, path: str = "photo.jpg") -> InspectJob:
    (root / path).write_bytes(data)
    return InspectJob(root, path, digest_bytes(data))


def encode_job(root: Path, data: bytes, *renditions: Rendition, path: str = "photo.jpg") -> EncodeJob:
    (root / path).write_bytes(data)
    return EncodeJob(root, path, digest_bytes(data), renditions, FAST)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    value = picture.getpixel((x, y))
    assert isinstance(value, tuple)
    return value


def near(one: tuple[int, ...], other: tuple[int, ...], tolerance: int = 16) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))
