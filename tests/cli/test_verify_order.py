"""`sitegen verify-order` and `sitegen keys`: the verdict goes to stdout, and the exit code says it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sitegen.cli.main import sitegen
from sitegen.orders.codes import CodeLine, check_line
from sitegen.orders.prices import Prices, parse_prices, prices_file, release_files
from sitegen.orders.signing import KEY_VARIABLE, new_key, signer_of
from sitegen.pricing import load_site_content
from tests.orders.repository import commit
from tests.orders.shop import SHOP, message, prices
from tests.support.site import SETTINGS, TODAY, make_site, product, write

RIGHT, UNREADABLE, DIFFERS = 0, 2, 3
NOW, BEFORE = prices(), prices(savon={"price": "30 MAD"})


@pytest.fixture(autouse=True)
def no_site_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in a folder without a site, on the day of the tests, and without a key."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(TODAY.strftime("%s"))))
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def run(*arguments: str, text: str | bytes = "") -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(sitegen, list(arguments), input=text)


def verify(text: str | bytes, *arguments: str) -> Result:
    return run("verify-order", *arguments, text=text)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """The folder of a published shop, whose second release replaced the first."""
    for one in (BEFORE, NOW):
        for path, data in release_files(one):
            write(tmp_path / "shop", path, data)
    return str(tmp_path / "shop")


def test_a_message_that_is_right_exits_with_0_and_says_so_line_by_line(shop: str) -> None:
    result = verify(message(NOW, [("ARG-250ml", 2), ("savon", 6)]), "--prices", shop, "--lang", "en")
    assert result.exit_code == RIGHT, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"release {NOW.short}, unsigned, from ")
    assert lines[1].split() == ["right", "[ARG-250ml]", "×", "2", "=", "240.00", "MAD", "(argan)"]
    assert lines[2].split() == ["right", "[savon]", "×", "6", "=", "210.00", "MAD", "(savon)"]
    assert "unsigned: a plain digest" in result.stdout
    assert lines[-1] == "all is as it was published"


def test_a_message_that_differs_exits_with_3_and_says_where(shop: str) -> None:
    text = message(NOW, [("ARG-250ml", 2), ("savon", 6)]).replace("240", "200")
    result = verify(text, "--prices", shop, "--lang", "en")
    assert result.exit_code == DIFFERS
    assert "message:3: ARG-250ml: the message says 200.00 MAD; published was 240.00 MAD (2 × 120.00)" in result.stdout
    assert "right     [savon]" in result.stdout


@pytest.mark.parametrize("text", ["", "Bonjour, avez-vous du miel ?", b"\xff\xfe", b"\x00" * 100])
def test_a_text_without_an_order_exits_with_2(shop: str, text: str | bytes) -> None:
    result = verify(text, "--prices", shop)
    assert (result.exit_code, result.stdout) == (UNREADABLE, "")
    assert "il n’y a pas de commande dans ce texte" in result.stderr
    told = json.loads(verify(text, "--prices", shop, "--json").stdout)
    assert (told["verdict"], told["problems"][0]["code"]) == ("unreadable", "order.unreadable")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_people_save_it(shop: str, tmp_path: Path, encoding: str) -> None:
    file = write(tmp_path, "order.txt", message(NOW, [("savon", 6)]).encode(encoding))
    assert verify("", str(file), "--prices", shop).exit_code == RIGHT


@pytest.mark.parametrize("release", [True, False])
def test_a_release_since_replaced_is_found_by_its_name_or_by_the_code(shop: str, release: bool) -> None:
    result = verify(message(BEFORE, [("savon", 6)], release=release), "--prices", shop, "--json")
    (order,) = json.loads(result.stdout)["orders"]
    assert (result.exit_code, order["release"]) == (RIGHT, BEFORE.release)
    codes = {problem["code"] for problem in (*order["problems"], *order["lines"][0]["problems"])}
    assert codes == {"order.replaced", "order.price_since", "order.unsigned"}


def test_a_message_that_names_a_wrong_release_is_judged_by_its_code(shop: str) -> None:
    text = message(BEFORE, [("savon", 6)]).replace(BEFORE.short, NOW.short)
    (order,) = json.loads(verify(text, "--prices", shop, "--json").stdout)["orders"]
    assert (order["verdict"], order["release"], order["asked_release"]) == ("right", BEFORE.release, NOW.short)


def test_json_is_all_that_stdout_has(shop: str) -> None:
    text = message(NOW, [("ARG-250ml", 2), ("zellige", 60)], "ar", style="local")
    result = verify(text, "--prices", shop, "--json")
    told: dict[str, Any] = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, told["verdict"]) == (RIGHT, "", "right")
    first, second = told["orders"][0]["lines"]
    assert (first["sku"], first["quantity"], first["unit_price"], first["currency"]) == (
        "ARG-250ml",
        2,
        "120.00",
        "MAD",
    )
    assert (second["product"], second["unit_price"]) == ("zellige", None)
    assert told["orders"][0]["proof"] == "unsigned"


def test_hostile_text_leaves_the_terminal_alone(shop: str) -> None:
    text = "[\x1b[31m] × 2 = 5 MAD\n[savon\u202e] × 6 = \x1b]0;x\x07 MAD\n[a\u0007b] × 1\n#0000-0000"
    result = verify(text, "--prices", shop, "--lang", "en")
    assert result.exit_code == DIFFERS
    assert all(letter.isprintable() or letter == "\n" for letter in result.stdout)


def test_without_prices_it_says_what_to_do() -> None:
    result = run("verify-order", text=message(NOW, [("savon", 6)]))
    assert result.exit_code != RIGHT
    assert result.exception is not None
    assert "--prices" in getattr(result.exception, "hint", "")


def site_prices(root: Path) -> Prices:
    return load_site_content(root).prices_on(TODAY)


def order_of(published: Prices) -> str:
    line = published.lines["argan"]
    total = line.prices[0].amount * 2
    code = check_line([CodeLine("argan", 2, line.prices[0], line.digest)])
    return f"Bonjour\nArgan\n[argan] × 2 = {total} MAD\n{code}"


def test_a_site_knows_its_own_prices_now_and_in_its_history(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site", product(price="100 MAD"))
    old = order_of(site_prices(root))
    commit(root)
    make_site(root, product(price="120 MAD"))
    commit(root, "2026-05-02")
    for text, source in ((order_of(site_prices(root)), "content"), (old, "2026-05-01")):
        result = verify(text, "--site", str(root), "--json")
        (order,) = json.loads(result.stdout)["orders"]
        assert (result.exit_code, order["proof"]) == (RIGHT, "revision")
        assert source in order["source"]
    assert verify(old, "--site", str(root), "--revisions", "0").exit_code == DIFFERS
    assert verify(old, "--site", str(root), "--revisions", "1").exit_code == DIFFERS


def signed_shop(folder: Path, key: str) -> str:
    signer = signer_of(key)
    write(folder, "api/prices.json", prices_file(NOW, signer))
    return str(folder)


def test_a_signature_is_checked_with_the_key_that_is_named(tmp_path: Path) -> None:
    key, text = new_key(), message(NOW, [("savon", 6)])
    folder = signed_shop(tmp_path / "signed", key)
    public = signer_of(key).public_key
    right = verify(text, "--prices", folder, "--key", public, "--lang", "en")
    assert right.exit_code == RIGHT
    assert "signed by the shop" in right.stdout
    other = verify(text, "--prices", folder, "--key", signer_of(new_key()).public_key, "--json")
    assert (other.exit_code, json.loads(other.stdout)["orders"][0]["proof"]) == (DIFFERS, "forged")
    nobody = verify(text, "--prices", folder, "--lang", "en")
    assert nobody.exit_code == RIGHT
    assert "no public key is there" in nobody.stdout


def test_the_site_s_own_public_key_is_used_and_unsigned_prices_are_not_trusted(tmp_path: Path) -> None:
    key, text = new_key(), message(NOW, [("savon", 6)])
    public = signer_of(key).public_key
    settings = SETTINGS.replace("[checkout]", f'[checkout]\nsigning_public_key = "{public}"')
    root = str(make_site(tmp_path / "site", "-- sitegen.toml --\n" + settings + product()))
    signed = signed_shop(tmp_path / "signed", key)
    assert verify(text, "--prices", signed, "--site", root).exit_code == RIGHT
    unsigned = write(tmp_path, "unsigned.json", prices_file(NOW))
    result = verify(text, "--prices", str(unsigned), "--site", root, "--json")
    codes = {problem["code"] for problem in json.loads(result.stdout)["orders"][0]["problems"]}
    assert (result.exit_code, codes) == (DIFFERS, {"order.not_signed"})
    assert verify(text, "--prices", str(unsigned), "--prices", signed, "--site", root).exit_code == RIGHT


def test_two_messages_are_two_verdicts(shop: str) -> None:
    text = message(NOW, [("savon", 6)]) + "\n" + message(NOW, [("TAPIS_7", 1)]).replace("12", "11")
    told = json.loads(verify(text, "--prices", shop, "--json").stdout)
    assert [order["verdict"] for order in told["orders"]] == ["right", "differs"]


def test_keys_new_makes_a_pair_and_says_where_each_belongs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = run("keys", "new")
    private = result.stdout.strip()
    assert result.exit_code == RIGHT
    assert private not in result.stderr
    assert f'signing_public_key = "{signer_of(private).public_key}"' in result.stderr
    assert KEY_VARIABLE in result.stderr
    assert not list(Path().iterdir())
    monkeypatch.setenv(KEY_VARIABLE, private)
    assert run("keys", "show").stdout.strip() == signer_of(private).public_key
    assert private not in run("keys", "show").output


def test_keys_show_without_a_key_fails_in_words() -> None:
    result = run("keys", "show")
    assert (result.exit_code, result.stdout) == (1, "")
    assert KEY_VARIABLE in result.stderr


def test_the_shop_s_address_is_part_of_what_is_published() -> None:
    assert parse_prices(prices_file(NOW), "x").shop == SHOP
