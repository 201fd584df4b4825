"""Check codes: the same in Python and in the browser, different for any other order, and readable aloud."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.models.money import CURRENCIES, Money
from sitegen.orders.codes import ALPHABET, CodeLine, check_line, order_code, read_code

TWIN = Path(__file__).with_name("codes_twin.mjs")
RELEASE = "0123456789abcdef" * 4

moneys = st.builds(
    lambda cents, currency: Money(Decimal(cents) / 100, currency),
    st.integers(0, 10_000_000),
    st.sampled_from(sorted(CURRENCIES)),
)
lines_of = st.builds(
    CodeLine,
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,20}", fullmatch=True),
    st.integers(1, 100_000),
    st.none() | moneys,
    st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
)
orders = st.lists(lines_of, min_size=1, max_size=6)


def as_json(line: CodeLine) -> dict[str, Any]:
    price = {"amount": line.price.machine, "currency": line.price.currency} if line.price else None
    return {"sku": line.sku, "quantity": line.quantity, "price": price, "code": line.code}


def test_a_code_stays_what_it_was() -> None:
    line = CodeLine("ARG-250", 2, Money(Decimal(120), "MAD"), "0123456789abcdef")
    rug = CodeLine("TAPIS", 1, Money(Decimal("12500.5"), "EUR"), "fedcba9876543210")
    tiles = CodeLine("ZEL", 50, None, "00000000000000ff")
    assert [order_code([line]), order_code([line, rug]), order_code([tiles])] == GOLDEN


GOLDEN = ["WA48-0H3X", "Y5G7-Z9XY", "EKR4-F1GT"]


def test_the_browser_makes_the_same_codes() -> None:
    chance = random.Random(7)
    amounts = ["120.00", "0.01", "99999999.99", "1250.50"]
    made = [
        [
            CodeLine(
                "".join(chance.choices("AZaz09._/-ⵣ𝔸é", k=chance.randint(1, 12))),
                chance.randint(1, 100_000),
                chance.choice([None, Money(Decimal(chance.choice(amounts)), chance.choice(["MAD", "EUR", "USD"]))]),
                f"{chance.getrandbits(64):016x}",
            )
            for _ in range(chance.randint(0, 20))
        ]
        for _ in range(60)
    ]
    texts = ["", "abc", "é", "ⵣ" * 100, "🫒", *("x" * length for length in range(50, 130))]
    asked = {"texts": texts, "orders": [[as_json(line) for line in order] for order in made], "release": RELEASE}
    answer = subprocess.run(
        ["node", str(TWIN)], input=json.dumps(asked), capture_output=True, text=True, check=True, cwd=TWIN.parent
    )
    told = json.loads(answer.stdout)
    assert told["digests"] == [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    assert told["codes"] == [order_code(order) for order in made]
    assert told["lines"] == [[check_line(order), check_line(order, RELEASE)] for order in made]


@given(orders)
def test_a_code_reads_back_however_it_is_typed(lines: list[CodeLine]) -> None:
    code = order_code(lines)
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", "")
    assert read_code(code) == read_code(typed) == code


@given(orders, st.randoms())
def test_the_order_of_lines_does_not_matter(lines: list[CodeLine], chance: random.Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert order_code(shuffled) == order_code(lines)


@given(orders, lines_of)
def test_any_other_order_has_another_code(lines: list[CodeLine], other: CodeLine) -> None:
    assert order_code([*lines, other]) != order_code(lines)
    if other != lines[0]:
        assert order_code([other, *lines[1:]]) != order_code(lines)


@pytest.mark.parametrize("amount", ["120", "120.0", "120.00", "1.2E+2"])
def test_the_same_amount_gives_the_same_code_however_it_is_written(amount: str) -> None:
    one, other = (CodeLine("A", 1, Money(Decimal(text), "MAD"), "x") for text in ("120", amount))
    assert order_code([one]) == order_code([other])


def test_the_release_stands_in_front_in_short() -> None:
    line = CodeLine("A", 1, None, "x")
    assert check_line([line], RELEASE) == f"0123456789ab #{order_code([line])}"
    assert check_line([line]) == f"#{order_code([line])}"
