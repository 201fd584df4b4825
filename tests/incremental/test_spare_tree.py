"""The spare tree beside the output is used again only as far as it is what the last build left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.incremental.shop import assert_current, build_shop, edit, make_shop

AMLOU = "fr/products/amlou/index.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a shop with a spare tree beside its output."""
    root = make_shop(tmp_path / "shop")
    build_shop(root)
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    build_shop(root)
    assert (root / ".build.spare" / AMLOU).is_file()
    return root


def replaced(file: Path) -> None:
    """Put another file in the place of one."""
    file.unlink()
    file.write_text("replaced")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda spare: (spare / "added.html").write_text("added"),
        lambda spare: (spare / "fr/products/amlou/added.html").write_text("added"),
        lambda spare: (spare / "fr/.hidden").write_text("added"),
        lambda spare: replaced(spare / AMLOU),
        lambda spare: (spare / AMLOU).unlink(),
        lambda spare: (spare / AMLOU).write_text("altered, and so is the output, which shares it"),
        lambda spare: (spare / "fr/products").rename(spare / "fr/elsewhere"),
    ],
)
def test_what_somebody_does_to_the_spare_tree_does_not_reach_the_output(
    root: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(root / ".build.spare")
    edit(root, "content/products/argan/index.md", '"Huile"', '"Beurre"')
    build_shop(root)
    assert_current(root)


def test_a_file_put_back_under_another_inode_is_not_taken_from_the_spare_tree(root: Path) -> None:
    file = root / "build" / AMLOU
    data = file.read_bytes()
    file.write_bytes(b"altered in place, and so in the spare tree")
    file.unlink()
    file.write_bytes(data)
    edit(root, "content/products/argan/index.md", '"Huile"', '"Beurre"')
    build_shop(root)
    assert_current(root)
