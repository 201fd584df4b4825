from pathlib import Path

import pytest

from tools.pictures.__main__ import write_target
from tools.pictures.field import Field
from tools.pictures.stage import upright
from tools.pictures.targets import TARGETS, Target

SMALL = 0.05


def target(path: str) -> Target:
    return next(target for target in TARGETS if target.path == path)


def test_no_two_pictures_are_written_to_the_same_file() -> None:
    paths = [target.path for target in TARGETS]
    assert len(paths) == len(set(paths))


def test_a_picture_is_the_same_on_every_run(tmp_path: Path) -> None:
    for root in ("first", "second"):
        write_target("products/tapis-atlas-rouge/tapis", str(tmp_path / root), SMALL)
    first, second = (path.read_bytes() for path in sorted(tmp_path.rglob("*.jpg")))
    assert first == second


@pytest.mark.parametrize(
    ("path", "shape"), [("products/vase-safi/vase", 4 / 5), ("cooperatives/rose-azlag/vallee", 3 / 2)]
)
def test_products_stand_upright_and_places_lie_across(path: str, shape: float) -> None:
    width, height = target(path).draw(SMALL).size
    assert width / height == pytest.approx(shape, rel=0.03)


def test_a_full_product_picture_has_1600_by_2000_pixels() -> None:
    assert upright("any").size == (1600, 2000)


def test_a_blurred_field_keeps_its_tone() -> None:
    soft = Field.constant((40, 30), 0.5).soft(9)
    assert soft.image.getextrema() == pytest.approx((0.5, 0.5), abs=1e-5)
