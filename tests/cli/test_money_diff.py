"""`sitegen money-diff`: what changed since a revision or a release, for people, programs and pull requests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli.main import sitegen
from sitegen.orders.money_diff import MARKER
from sitegen.orders.prices import prices_file
from sitegen.pricing import load_site_content
from tests.orders.repository import commit, git
from tests.support.site import SETTINGS, TODAY, make_site, product, write

SAME, CHANGED = 0, 3
LINK = {"provider": "link", "url": "https://pay.example.org/?a=1|2&b=`x`"}


def diff(root: Path, *arguments: str) -> Result:
    """Run the command for a site, in this process."""
    return CliRunner().invoke(sitegen, ["money-diff", *arguments, "--site", str(root), "--date", TODAY.isoformat()])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with one revision."""
    make_site(tmp_path, product(price="100 MAD"))
    commit(tmp_path)
    return tmp_path


def test_nothing_changed_exits_with_0_and_an_empty_stdout(root: Path) -> None:
    result = diff(root, "HEAD")
    assert (result.exit_code, result.stdout) == (SAME, "")
    assert "nothing about money has changed" in result.stderr
    assert json.loads(diff(root, "HEAD", "--json").stdout)["changes"] == []
    assert diff(root, "HEAD", "--github").stdout.startswith(MARKER)


def test_a_change_exits_with_3_and_is_told_old_to_new(root: Path) -> None:
    make_site(root, product(price="90 MAD"))
    result = diff(root, "HEAD")
    assert (result.exit_code, result.stdout) == (CHANGED, "products/argan: price: 100.00 MAD → 90.00 MAD\n")
    commit(root, "2026-05-02")
    assert diff(root, "HEAD").exit_code == SAME
    assert diff(root, "HEAD~1").exit_code == diff(root, git(root, "rev-parse", "HEAD~1")).exit_code == CHANGED
    told = json.loads(diff(root, "HEAD~1", "--json").stdout)
    assert told["base"] == git(root, "rev-parse", "HEAD~1")
    assert told["changes"] == [{"where": "products/argan", "field": "price", "old": "100.00 MAD", "new": "90.00 MAD"}]


def test_a_product_that_is_new_or_gone_is_told_with_all_its_facts(root: Path) -> None:
    make_site(root, product("amlou", price="90 MAD", checkout=LINK))
    (root / "content/products/argan/index.md").unlink()
    lines = diff(root, "HEAD").stdout.splitlines()
    assert "products/amlou: price: — → 90.00 MAD" in lines
    assert "products/amlou: checkout.1.url: — → https://pay.example.org/?a=1|2&b=`x`" in lines
    assert "products/argan: price: 100.00 MAD → —" in lines


def test_a_comment_holds_hostile_values_as_plain_code(root: Path) -> None:
    make_site(root, product(price="100 MAD", checkout=LINK))
    comment = diff(root, "HEAD", "--github").stdout
    (row,) = (line for line in comment.splitlines() if "url" in line)
    assert row.count("|") == 5
    assert "`" not in row
    assert "https://" not in row


def test_a_file_that_cannot_be_read_is_never_taken_for_unchanged(root: Path) -> None:
    make_site(root, product(price="12,50 DH"))
    result = diff(root, "HEAD")
    assert result.exit_code == CHANGED
    assert "content/products/argan/index.md: cannot be read now" in result.stdout
    assert json.loads(diff(root, "HEAD", "--json").stdout)["unread_now"] == ["content/products/argan/index.md"]


def test_the_first_revision_of_a_site_makes_all_of_it_new(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "A repository.\n")
    commit(tmp_path)
    make_site(tmp_path, product())
    result = diff(tmp_path, "HEAD")
    assert result.exit_code == CHANGED
    assert "sitegen.toml: checkout.allowed_hosts: — → buy.stripe.com" in result.stdout


def test_an_earlier_release_is_compared_by_its_prices(root: Path) -> None:
    old = prices_file(load_site_content(root).prices_on(TODAY))
    file = write(root, "old/api/prices.json", old)
    make_site(root, product(price="90 MAD", checkout=LINK))
    for base in (str(file), str(root / "old")):
        result = diff(root, base)
        assert (result.exit_code, result.stdout) == (CHANGED, "products/argan [argan]: price: 100.00 MAD → 90.00 MAD\n")
        assert "only prices were compared" in result.stderr
    assert "prices only" in diff(root, str(file), "--github").stdout
    assert json.loads(diff(root, str(file), "--json").stdout)["partial"] is True


@pytest.mark.parametrize("base", ["nowhere", "old.json", "-1", "HEAD:sitegen.toml"])
def test_a_base_that_is_none_is_refused_in_words(root: Path, base: str) -> None:
    result = diff(root, "--", base) if base.startswith("-") else diff(root, base)
    assert result.exit_code not in (SAME, CHANGED)
    assert result.stdout == ""


def test_settings_that_are_no_use_are_refused(root: Path) -> None:
    write(root, "sitegen.toml", SETTINGS.replace("[site]", "[site"))
    result = diff(root, "HEAD")
    assert result.exit_code == 1
    assert "sitegen.toml cannot be used" in str(result.exception)
