"""An output folder that somebody deleted: the spare tree beside it brings nothing back that the shop no longer has."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.site import build_site, make_site, product


def test_a_product_that_went_with_the_output_does_not_come_back(tmp_path: Path) -> None:
    make_site(tmp_path, product("argan") + product("amlou"))
    page = tmp_path / "content" / "products" / "argan" / "index.md"
    build_site(tmp_path)
    for sentence in ("Encore.", "Toujours."):
        page.write_text(f"{page.read_text('utf-8')}\n{sentence}\n", "utf-8")
        build_site(tmp_path)
    shutil.rmtree(tmp_path / "build")
    shutil.rmtree(tmp_path / "content" / "products" / "amlou")
    report = build_site(tmp_path)
    assert report.output is not None
    assert not list(report.output.glob("*/*/amlou"))
    assert report.written is not None
    files = {path.relative_to(report.output).as_posix() for path in report.output.rglob("*") if path.is_file()}
    assert files - {".sitegen-output"} == set(report.written.manifest)
