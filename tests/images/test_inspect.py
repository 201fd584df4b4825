from __future__ import annotations

import base64
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from sitegen.images.inspect import inspect_picture
from sitegen.images.jobs import Fault, Inspection
from tests.images.pictures import (
    BLUE,
    RED,
    exif,
    halves,
    inspect_job,
    near,
    opened,
    plain,
    png_header,
    saved,
    swapped_profile,
    textured,
)


def inspected(root: Path, data: bytes) -> Inspection:
    result = inspect_picture(inspect_job(root, data))
    assert isinstance(result, Inspection), result
    return result


def refused(root: Path, data: bytes) -> Fault:
    result = inspect_picture(inspect_job(root, data))
    assert isinstance(result, Fault), result
    return result


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color.removeprefix("#")))


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_accepted_format_is_measured(tmp_path: Path, name: str) -> None:
    found = inspected(tmp_path, saved(plain(), name))
    assert (found.width, found.height, found.has_alpha) == (64, 48, False)
    assert near(rgb(found.color), RED)


def test_a_picture_of_an_iphone_is_accepted(tmp_path: Path) -> None:
    assert inspected(tmp_path, heic(halves(), orientation=6)).width == 48


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_that_of_the_upright_picture(tmp_path: Path, orientation: int) -> None:
    found = inspected(tmp_path, saved(plain(), exif=exif(orientation)))
    assert (found.width, found.height) == ((64, 48) if orientation < 5 else (48, 64))


def test_the_placeholder_is_a_small_picture_in_a_data_uri(tmp_path: Path) -> None:
    found = inspected(tmp_path, saved(textured()))
    kind, data = found.placeholder.split(",", 1)
    assert kind == "data:image/webp;base64"
    assert opened(base64.b64decode(data)).size == (16, 11)
    assert len(found.placeholder) < 320


def test_the_colour_is_the_average_in_srgb(tmp_path: Path) -> None:
    found = inspected(tmp_path, saved(plain(color=RED), "PNG", icc_profile=swapped_profile()))
    assert near(rgb(found.color), (RED[2], RED[1], RED[0]), 30)


def test_only_a_picture_that_shines_through_has_alpha(tmp_path: Path) -> None:
    assert not inspected(tmp_path, saved(plain(color=(*RED, 255), mode="RGBA"), "PNG")).has_alpha
    clear = inspected(tmp_path, saved(plain(color=(*RED, 0), mode="RGBA"), "PNG"))
    assert clear.has_alpha
    assert clear.color == "#ffffff"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_understood(tmp_path: Path, mode: str) -> None:
    assert inspected(tmp_path, saved(in_mode(mode), "PNG")).width == 64


def test_sixteen_bit_grey_is_not_clipped_to_white(tmp_path: Path) -> None:
    grey = Image.new("I;16", (32, 32), 0x7500)
    assert near(rgb(inspected(tmp_path, saved(grey, "PNG")).color), (0x75, 0x75, 0x75), 2)


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000), (17, 1)])
def test_extreme_shapes_are_pictures_too(tmp_path: Path, size: tuple[int, int]) -> None:
    found = inspected(tmp_path, saved(plain(*size)))
    assert (found.width, found.height) == size


def test_broken_exif_does_not_spoil_a_picture(tmp_path: Path) -> None:
    broken = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x05" + b"\x01\x12" * 9
    assert inspected(tmp_path, saved(plain(), exif=broken)).width == 64


def test_a_file_that_holds_several_pictures_shows_the_first(tmp_path: Path) -> None:
    data = saved(plain(color=RED), "MPO", save_all=True, append_images=[plain(color=BLUE)])
    assert near(rgb(inspected(tmp_path, data).color), RED)


def test_cmyk_needs_a_profile(tmp_path: Path) -> None:
    ink = plain(color=(0, 200, 200, 20), mode="CMYK")
    assert refused(tmp_path, saved(ink)).code == "picture.cmyk"
    misfit = saved(ink, icc_profile=swapped_profile())
    assert refused(tmp_path, misfit).values == (("reason", "its colour profile cannot be used"),)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_cut_file_is_found(tmp_path: Path, name: str) -> None:
    data = saved(textured(), name)
    assert refused(tmp_path, data[: len(data) * 2 // 3]).code in ("picture.truncated", "picture.broken")


def test_a_cut_photograph_is_called_cut(tmp_path: Path) -> None:
    data = saved(textured())
    assert refused(tmp_path, data[: len(data) // 2]).code == "picture.truncated"
    heif = heic(textured())
    assert refused(tmp_path, heif[: len(heif) // 2]).code in ("picture.truncated", "picture.broken")


@pytest.mark.parametrize("size", [(10_000, 6_001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_header(tmp_path: Path, size: tuple[int, int]) -> None:
    values = (("width", str(size[0])), ("height", str(size[1])), ("limit", "60000000"))
    assert refused(tmp_path, png_header(*size)) == Fault("picture.too_large", values)


def test_the_pixel_limit_is_in_the_job(tmp_path: Path) -> None:
    job = replace(inspect_job(tmp_path, saved(plain())), pixel_limit=64 * 48 - 1)
    result = inspect_picture(job)
    assert isinstance(result, Fault)
    assert result.code == "picture.too_large"


def test_a_file_that_is_too_heavy_is_refused(tmp_path: Path) -> None:
    data = saved(plain())
    result = inspect_picture(replace(inspect_job(tmp_path, data), byte_limit=100))
    assert result == Fault("picture.too_heavy", (("bytes", str(len(data))), ("limit", "100")))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<!doctype html><p>404", "HTML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b"an ordinary note", "text"),
        (saved(plain(), "GIF"), "GIF"),
        (saved(plain(), "TIFF"), "TIFF"),
    ],
)
def test_a_disguised_file_is_named_for_what_it_is(tmp_path: Path, data: bytes, found: str) -> None:
    assert refused(tmp_path, data) == Fault("picture.format", (("found", found),))


def test_a_file_without_bytes_is_empty(tmp_path: Path) -> None:
    assert refused(tmp_path, b"") == Fault("picture.empty")


def test_noise_after_a_good_start_is_broken(tmp_path: Path) -> None:
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", b"\x00\x00\x00\x10ftypavif"):
        fault = refused(tmp_path, start + bytes(range(256)) * 4)
        assert fault.code in ("picture.broken", "picture.truncated")
        assert "0x" not in str(fault.values)


def test_a_missing_file_and_a_link_are_faults(tmp_path: Path) -> None:
    job = inspect_job(tmp_path, saved(plain()))
    (tmp_path / "link.jpg").symlink_to(tmp_path / "photo.jpg")
    assert inspect_picture(replace(job, path="none.jpg")) == Fault("picture.missing")
    linked = inspect_picture(replace(job, path="link.jpg"))
    outside = inspect_picture(replace(job, path="../photo.jpg"))
    assert isinstance(linked, Fault)
    assert isinstance(outside, Fault)
    assert linked.code == outside.code == "picture.unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_named_pipe_is_refused(tmp_path: Path) -> None:
    job = inspect_job(tmp_path, saved(plain()))
    os.mkfifo(tmp_path / "pipe.jpg")
    result = inspect_picture(replace(job, path="pipe.jpg"))
    assert isinstance(result, Fault)
    assert result.code == "picture.unreadable"


def test_a_file_that_changed_since_it_was_listed_is_a_fault(tmp_path: Path) -> None:
    job = inspect_job(tmp_path, saved(plain()))
    inspect_job(tmp_path, saved(halves()))
    assert inspect_picture(job) == Fault("picture.changed")


def heic(picture: Image.Image, orientation: int = 1) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return saved(picture, "HEIF", quality=80, exif=exif(orientation))


def in_mode(mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.new("I;16", (64, 48), 30_000)
    return halves().convert(mode)


def test_grey_with_a_colour_profile_is_still_grey(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = saved(plain(color=(120,), mode="L"), icc_profile=profile)
    assert near(rgb(inspected(tmp_path, grey).color), (120, 120, 120), 4)
