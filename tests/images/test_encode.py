from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from sitegen.images.encode import encode_picture
from sitegen.images.geometry import Size, rendition_sizes
from sitegen.images.jobs import EncodedPicture, EncodeJob, Fault, Rendition, RenditionFormat, picture_key, rendition_key
from tests.images.pictures import (
    BLUE,
    FAST,
    RED,
    WHITE,
    encode_job,
    exif,
    halves,
    ink_profile,
    linear_grey_profile,
    near,
    opened,
    pixel,
    plain,
    saved,
    swapped_profile,
    textured,
)

FORMATS: tuple[RenditionFormat, ...] = ("avif", "webp", "jpeg", "png")
every_format = pytest.mark.parametrize("name", FORMATS)


def encoded(job: EncodeJob) -> dict[Rendition, bytes]:
    result = encode_picture(job)
    assert isinstance(result, EncodedPicture), result
    return dict(result.renditions)


def one(root: Path, data: bytes, rendition: Rendition) -> Image.Image:
    return opened(encoded(encode_job(root, data, rendition))[rendition])


@every_format
def test_a_rendition_has_its_size_and_format(tmp_path: Path, name: RenditionFormat) -> None:
    picture = one(tmp_path, saved(halves()), Rendition(32, 24, name))
    assert (picture.size, picture.format, picture.mode) == ((32, 24), name.upper(), "RGB")
    assert near(pixel(picture, 4, 12), RED)
    assert near(pixel(picture, 28, 12), BLUE)


@every_format
def test_no_place_camera_or_profile_is_left(tmp_path: Path, name: RenditionFormat) -> None:
    source = saved(halves(), exif=exif(gps=True), icc_profile=swapped_profile(), comment=b"Secret note")
    assert b"Secret Camera" in source
    rendition = Rendition(64, 48, name)
    data = encoded(encode_job(tmp_path, source, rendition))[rendition]
    picture = opened(data)
    assert b"Secret" not in data
    assert not picture.getexif().get_ifd(0x8825)
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info)


@every_format
def test_a_profile_is_carried_out(tmp_path: Path, name: RenditionFormat) -> None:
    source = saved(plain(color=RED), "PNG", icc_profile=swapped_profile())
    picture = one(tmp_path, source, Rendition(32, 24, name))
    assert near(pixel(picture, 16, 12), (RED[2], RED[1], RED[0]), 30)


@pytest.mark.parametrize("source_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_picture_on_its_side_is_set_upright(tmp_path: Path, source_format: str) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    lying = halves().transpose(Image.Transpose.ROTATE_90)
    source = saved(lying, source_format, exif=exif(6))
    picture = one(tmp_path, source, Rendition(64, 48, "png"))
    assert near(pixel(picture, 8, 24), RED, 30)
    assert near(pixel(picture, 56, 24), BLUE, 30)


@pytest.mark.parametrize("name", ["avif", "webp", "png"])
def test_transparency_stays(tmp_path: Path, name: RenditionFormat) -> None:
    source = saved(plain(color=(*RED, 0), mode="RGBA"), "PNG")
    picture = one(tmp_path, source, Rendition(32, 24, name))
    assert picture.mode == "RGBA"
    assert pixel(picture, 16, 12)[3] == 0


def test_a_jpeg_lies_on_white(tmp_path: Path) -> None:
    source = saved(plain(color=(*RED, 0), mode="RGBA"), "PNG")
    assert near(pixel(one(tmp_path, source, Rendition(32, 24, "jpeg")), 16, 12), WHITE, 3)


def test_a_palette_with_a_transparent_colour_keeps_it(tmp_path: Path) -> None:
    palette = halves().convert("P", palette=Image.Palette.ADAPTIVE, colors=2)
    index = palette.getpixel((0, 0))
    picture = one(tmp_path, saved(palette, "PNG", transparency=index), Rendition(64, 48, "png"))
    assert pixel(picture, 8, 8)[3] == 0
    assert pixel(picture, 56, 8) == (*BLUE, 255)


def test_an_alpha_channel_without_use_is_dropped(tmp_path: Path) -> None:
    source = saved(plain(color=(*RED, 255), mode="RGBA"), "PNG")
    assert one(tmp_path, source, Rendition(32, 24, "png")).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
def test_other_modes_become_colours(tmp_path: Path, mode: str) -> None:
    assert one(tmp_path, saved(halves().convert(mode), "PNG"), Rendition(32, 24, "jpeg")).mode == "RGB"


def test_ink_without_a_profile_is_refused(tmp_path: Path) -> None:
    source = saved(plain(color=(0, 200, 200, 20), mode="CMYK"))
    result = encode_picture(encode_job(tmp_path, source, Rendition(32, 24, "webp")))
    assert isinstance(result, Fault)
    assert result.code == "picture.cmyk"


def test_ink_is_printed_by_its_profile(tmp_path: Path) -> None:
    page = plain(color=(0, 0, 0, 0), mode="CMYK")
    page.paste((255, 0, 0, 0), (32, 0, 64, 48))
    picture = one(tmp_path, saved(page, icc_profile=ink_profile()), Rendition(64, 48, "png"))
    assert near(pixel(picture, 8, 24), WHITE)
    red, green, blue = pixel(picture, 56, 24)
    assert green > red + 100
    assert green > blue + 30


def test_grey_goes_through_its_profile(tmp_path: Path) -> None:
    source = saved(plain(color=(55,), mode="L"), icc_profile=linear_grey_profile())
    assert near(pixel(one(tmp_path, source, Rendition(32, 24, "png")), 8, 8), (128, 128, 128), 4)


@pytest.mark.parametrize(("focus", "color"), [((0.0, 0.5), RED), ((0.25, 0.5), RED), ((0.9, 0.5), BLUE)])
def test_a_crop_keeps_the_focus(tmp_path: Path, focus: tuple[float, float], color: tuple[int, ...]) -> None:
    rendition = Rendition(16, 32, "png", aspect=(1, 2), focus=focus)
    picture = one(tmp_path, saved(halves(128, 64), "PNG"), rendition)
    assert pixel(picture, 0, 16) == pixel(picture, 15, 16) == color


@every_format
@pytest.mark.parametrize("size", [Size(1, 1), Size(5000, 2), Size(2, 5000)])
def test_extreme_shapes_are_encoded(tmp_path: Path, name: RenditionFormat, size: Size) -> None:
    sizes = rendition_sizes(size, (400, 800))
    renditions = [Rendition(*each, name) for each in sizes]
    results = encoded(encode_job(tmp_path, saved(plain(*size)), *renditions))
    assert [opened(data).size for data in results.values()] == list(sizes)


@every_format
def test_a_rendition_does_not_depend_on_its_neighbours(tmp_path: Path, name: RenditionFormat) -> None:
    small, large = Rendition(60, 40, name), Rendition(240, 160, name)
    source = saved(textured())
    together = encoded(encode_job(tmp_path, source, large, small))
    assert encoded(encode_job(tmp_path, source, small)) == {small: together[small]}


def test_a_huge_photograph_is_decoded_at_a_fraction_unless_a_rendition_needs_it_all(tmp_path: Path) -> None:
    source = saved(halves(8200, 16))
    small, large = Rendition(820, 2, "png"), Rendition(8200, 16, "png")
    together = encoded(encode_job(tmp_path, source, small, large))
    assert encoded(encode_job(tmp_path, source, small))[small] == together[small]
    assert opened(together[large]).size == (8200, 16)
    assert near(pixel(opened(together[small]), 100, 1), RED)


def test_an_encoded_picture_and_its_job_can_be_sent_to_another_machine(tmp_path: Path) -> None:
    job = encode_job(tmp_path, saved(halves()), Rendition(32, 24, "webp"))
    assert pickle.loads(pickle.dumps(job)) == job
    assert pickle.loads(pickle.dumps(encode_picture(job))) == encode_picture(job)


def test_a_key_holds_what_the_bytes_depend_on() -> None:
    base = Rendition(32, 24, "avif", (4, 3))
    others = [
        replace(base, width=33),
        replace(base, height=25),
        replace(base, format="webp"),
        replace(base, aspect=None),
        replace(base, focus=(0.4, 0.5)),
    ]
    keys = {rendition_key("d", rendition, FAST) for rendition in (base, *others)}
    slower = replace(FAST, avif_speed=4)
    newer = replace(FAST, version="other")
    keys |= {rendition_key("d", base, slower), rendition_key("d", base, newer), rendition_key("e", base, FAST)}
    assert len(keys) == 9


def test_the_name_of_a_picture_changes_with_whatever_changes_one_of_its_renditions() -> None:
    others = (replace(FAST, avif_quality=1), replace(FAST, webp_quality=1), replace(FAST, jpeg_quality=1))
    newer = replace(FAST, version="other")
    keys = {picture_key("d", (4, 3), (0.5, 0.5), own) for own in (FAST, *others, newer)}
    keys |= {picture_key("e", (4, 3), (0.5, 0.5), FAST), picture_key("d", (1, 1), (0.5, 0.5), FAST)}
    keys |= {picture_key("d", None, (0.5, 0.5), FAST), picture_key("d", (4, 3), (0.4, 0.5), FAST)}
    assert len(keys) == 9
    assert picture_key("d", None, (0.4, 0.5), FAST) in keys


def test_a_key_holds_nothing_else() -> None:
    whole = Rendition(32, 24, "webp")
    moved = replace(whole, focus=(0.1, 0.1))
    assert rendition_key("d", whole, FAST) == rendition_key("d", moved, FAST)
    assert rendition_key("d", whole, FAST) == rendition_key("d", whole, replace(FAST, avif_quality=1))
