"""Pictures: what the theme's presets and the contributor's files make of each other, before anything is encoded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.support.site import (
    SETTINGS,
    build_site,
    built,
    codes,
    error_codes,
    errors,
    make_site,
    page,
    picture,
    product,
    write,
)  # fmt: skip


def test_a_picture_is_shown_in_each_preset_at_each_width(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    output = built(tmp_path, product())
    markup = page(output, "/fr/products/")
    srcset = re.search(r'srcset="([^"]+)"', markup)
    assert srcset
    assert re.sub(r"-[0-9a-f]{12}", "", srcset[1]) == (
        "/assets/pictures/argan-a-16.jpg 16w, /assets/pictures/argan-a-32.jpg 32w"
    )
    for path in re.findall(r"(/assets/pictures/\S+) \d+w", markup):
        assert (output / path[1:]).is_file()


def test_a_preset_crops_to_its_aspect(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture(60, 40))
    output = built(tmp_path, product())
    found = re.search(r'src="(\S+)"[^>]* width="(\d+)" height="(\d+)"', page(output, "/fr/products/"))
    assert found
    assert (found[2], found[3]) == ("32", "40")
    assert Image.open(output / found[1][1:]).size == (32, 40)


def test_nothing_is_made_larger_than_its_source(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture(20, 25))
    output = built(tmp_path, product())
    sizes = [Image.open(path).width for path in (output / "assets/pictures").iterdir()]
    assert max(sizes) == 20


def test_formats_come_from_the_settings_and_jpeg_is_always_there(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    settings = "-- sitegen.toml --\n" + SETTINGS.replace('formats = ["jpeg"]', 'formats = ["webp"]')
    output = built(tmp_path, settings + product())
    assert {path.suffix for path in (output / "assets/pictures").iterdir()} == {".jpg", ".webp"}


def test_the_same_picture_in_two_products_is_encoded_once(tmp_path: Path) -> None:
    make_site(tmp_path, product("a") + product("b"))
    for slug in ("a", "b"):
        write(tmp_path, f"content/products/{slug}/x.jpg", picture())
    report = build_site(tmp_path)
    assert error_codes(report) == []
    assert report.misses == len(set(report.written.manifest) & {  # type: ignore[union-attr]
        f"assets/pictures/{path.name}" for path in (tmp_path / "build/assets/pictures").glob("a-*")
    })  # fmt: skip


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("nowhere.jpg", "picture.missing"),
        ("../../../sitegen.toml", "picture.format"),
        ("../../../../outside.jpg", "picture.refused"),
        ("/etc/passwd", "picture.missing"),
        ("a\\b.jpg", "picture.refused"),
        ("../../products", "picture.refused"),
        ("argan.jpg/x.jpg", "picture.missing"),
    ],
)
def test_a_picture_that_cannot_be_used_is_a_problem_at_its_line(tmp_path: Path, file: str, code: str) -> None:
    write(tmp_path, "site/content/products/argan/argan.jpg", picture())
    write(tmp_path, "outside.jpg", picture())
    report = build_site(make_site(tmp_path / "site", product(pictures=[file])))
    assert error_codes(report) == [code]
    assert errors(report)[0].line == 6


def test_a_picture_that_is_a_link_out_of_the_site_is_refused(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.jpg", picture())
    root = make_site(tmp_path / "site", product(pictures=["a.jpg"]))
    (root / "content/products/argan/a.jpg").symlink_to(outside)
    assert set(error_codes(build_site(root))) == {"file.link", "picture.refused"}


def test_a_broken_picture_is_a_problem_and_not_a_traceback(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture()[:200])
    report = build_site(make_site(tmp_path, product()))
    assert len(errors(report)) == 1
    assert errors(report)[0].code.startswith("picture.")


def test_the_renditions_of_a_picture_share_one_digest(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture(600, 750))
    souk = "-- sitegen.toml --\n" + SETTINGS.replace('name = "plain"', 'name = "souk"')
    markup = page(built(tmp_path, souk + product()), "/fr/products/argan/")
    names = set(re.findall(r"/assets/pictures/argan-a-(\d+)-(\w+)\.jpg \d+w", markup))
    assert len(names) > 1
    assert len({digest for _, digest in names}) == 1


def test_a_picture_in_a_body_goes_through_the_same_pipeline(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/moulin.jpg", picture())
    output = built(tmp_path, product(body="Texte.\n\n![Le moulin](moulin.jpg)\n", pictures=[]))
    body = re.search(r'<div class="body">(.*?)</div>', page(output, "/fr/products/argan/"), re.DOTALL)
    assert body
    assert re.search(r'<figure><img src="/assets/pictures/argan-moulin-24-\w+\.jpg"[^>]* alt="Le moulin"', body[1])


def test_a_picture_that_nobody_described_is_told(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    assert "picture.no_alt" in codes(build_site(make_site(tmp_path, product())))
    described = product(pictures=[{"file": "a.jpg", "alt": "Une bouteille"}])
    assert "picture.no_alt" not in codes(build_site(make_site(tmp_path, described)))
