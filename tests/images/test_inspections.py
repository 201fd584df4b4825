from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.images.inspect import inspect_picture
from sitegen.images.inspections import read_inspection, write_inspection
from sitegen.images.jobs import Inspection
from tests.images.pictures import inspect_job, plain, saved


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    job = inspect_job(tmp_path, saved(plain()))
    inspection = inspect_picture(job)
    assert isinstance(inspection, Inspection)
    assert read_inspection(write_inspection(inspection), job) == inspection


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("digest", "00" * 32),
        ("width", 0),
        ("width", "64"),
        ("width", True),
        ("width", 10**9),
        ("height", 1.5),
        ("height", None),
        ("color", "red;}</style><script>"),
        ("color", 7),
        ("has_alpha", "no"),
        ("placeholder", "javascript:alert(1)"),
        ("placeholder", 'data:image/webp;base64,AAAA" onload="x'),
        ("placeholder", "data:image/svg+xml;base64,PHN2Zz4="),
        ("placeholder", "data:image/webp;base64,PHN2Zz4="),
        ("placeholder", "data:image/webp;base64,AAAAA"),
        ("placeholder", "data:image/webp;base64," + "A" * 10_000),
        ("placeholder", []),
        ("more", 1),
    ],
)
def test_what_no_inspection_says_is_not_believed(tmp_path: Path, name: str, value: object) -> None:
    job = inspect_job(tmp_path, saved(plain()))
    inspection = inspect_picture(job)
    assert isinstance(inspection, Inspection)
    altered = {**json.loads(write_inspection(inspection)), name: value}
    assert read_inspection(json.dumps(altered).encode(), job) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b"\x80\x04."])
def test_what_is_no_inspection_is_not_believed(tmp_path: Path, data: bytes) -> None:
    assert read_inspection(data, inspect_job(tmp_path, saved(plain()))) is None
