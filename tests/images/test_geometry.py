from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.images.geometry import Box, Size, crop_box, cropped, oriented, rendition_sizes

sides = st.integers(1, 20_000)
aspects = st.none() | st.tuples(st.integers(1, 50), st.integers(1, 50))
focuses = st.tuples(st.floats(0, 1), st.floats(0, 1))


@pytest.mark.parametrize(("orientation", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))])
def test_a_turned_picture_changes_its_sides(orientation: int, size: tuple[int, int]) -> None:
    assert oriented(Size(40, 30), orientation) == size


def test_sizes_go_up_to_the_source_and_no_further() -> None:
    assert rendition_sizes(Size(1000, 750), (400, 800, 1200)) == ((400, 300), (800, 600), (1000, 750))


def test_a_narrow_source_has_one_rendition_of_its_own_width() -> None:
    assert rendition_sizes(Size(300, 500), (400, 800, 1200)) == ((300, 500),)


def test_there_is_a_rendition_even_if_no_width_is_asked() -> None:
    assert rendition_sizes(Size(300, 500), ()) == ((300, 500),)


def test_heights_are_rounded() -> None:
    assert rendition_sizes(Size(1000, 667), (400, 101)) == ((101, 67), (400, 267))


def test_an_aspect_caps_the_width_at_the_crop() -> None:
    assert rendition_sizes(Size(1600, 900), (400, 1200), (1, 1)) == ((400, 400), (900, 900))


def test_a_line_still_has_a_height() -> None:
    assert rendition_sizes(Size(5000, 1), (400,)) == ((400, 1),)


def test_a_crop_is_in_the_middle_unless_told() -> None:
    assert crop_box(Size(1600, 900), (1, 1)) == Box(350, 0, 1250, 900)


def test_a_crop_stays_in_the_picture() -> None:
    assert crop_box(Size(1600, 900), (1, 1), (1.0, 0.0)) == Box(700, 0, 1600, 900)


@given(width=sides, height=sides, aspect=aspects, focus=focuses)
def test_a_crop_keeps_the_focus_and_stays_inside(
    width: int, height: int, aspect: tuple[int, int] | None, focus: tuple[float, float]
) -> None:
    box = crop_box(Size(width, height), aspect, focus)
    assert -1e-6 <= box.left <= focus[0] * width + 1e-6
    assert focus[0] * width - 1e-6 <= box.right <= width + 1e-6
    assert -1e-6 <= box.top <= focus[1] * height + 1e-6
    assert focus[1] * height - 1e-6 <= box.bottom <= height + 1e-6


@given(width=sides, height=sides, widths=st.lists(sides, max_size=6), aspect=aspects)
def test_nothing_is_enlarged_and_nothing_is_made_twice(
    width: int, height: int, widths: list[int], aspect: tuple[int, int] | None
) -> None:
    source = Size(width, height)
    sizes = rendition_sizes(source, tuple(widths), aspect)
    whole = cropped(source, aspect)
    assert sizes
    assert len(set(sizes)) == len(sizes)
    assert all(1 <= size.width <= whole.width and 1 <= size.height <= height for size in sizes)
