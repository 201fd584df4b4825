"""The example functions: their own tests pass, and CMI's hash is what the reference's words say."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.models.product import Product
from sitegen.orders.prices import prices_file, prices_of
from tests.checkout.orders import SERVING, hand_off_of, order

FUNCTIONS = Path(__file__).parents[2] / "examples" / "netlify-functions"
VALUES = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["|", "\\", "\\|", "", "é", "زيت"]
)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)


def run(script: str, data: object) -> str:
    """Return what a script prints; it finds `data` in `input`, and its imports beside the functions."""
    whole = f"import {{ readFileSync }} from 'node:fs';const input = JSON.parse(readFileSync(0, 'utf8'));{script}"
    command = ["node", "--input-type=module", "-e", whole]
    answer = subprocess.run(command, cwd=FUNCTIONS, input=json.dumps(data), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def hash_of(fields: dict[str, str], key: str) -> str:
    """Return CMI's hash, version 3, as the reference tells it."""
    names = sorted((name for name in fields if name.lower() not in ("hash", "encoding")), key=str.lower)
    texts = [text.replace("\\", "\\\\").replace("|", "\\|") for text in (*(fields[name] for name in names), key)]
    return base64.b64encode(hashlib.sha512("|".join(texts).encode()).digest()).decode()


def test_the_functions_pass_their_own_tests() -> None:
    command = ["node", "--test", "test/"]
    answer = subprocess.run(command, cwd=FUNCTIONS, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    assert "# pass 0" not in answer.stdout


@settings(max_examples=15)
@given(st.lists(st.tuples(st.dictionaries(NAMES, VALUES, max_size=8), VALUES), min_size=20, max_size=20))
def test_the_hash_of_cmi_is_the_same_in_both_languages(cases: list[tuple[dict[str, str], str]]) -> None:
    told = [({name.lower(): value for name, value in fields.items()}, key) for fields, key in cases]
    script = (
        "const { hashOf } = await import('./cmi.mjs');"
        "console.log(JSON.stringify(input.map(([fields, key]) => hashOf(fields, key))))"
    )
    made = json.loads(run(script, told))
    assert made == [hash_of(fields, key) for fields, key in told]


def test_a_function_reads_what_the_cart_sends_and_what_the_shop_publishes() -> None:
    product = Product.model_validate(
        {"title": "A", "cooperative": "c", "category": "h", "price": {"MAD": "120", "EUR": "11.50"}}
    )
    prices = json.loads(prices_file(prices_of([("ARG-250", product)], "https://souk.example.org")))
    found = hand_off_of(SERVING["endpoint"], order())
    assert found is not None
    script = (
        "const { readOrder, totalOf } = await import('./shared/order.mjs');"
        "const body = new URLSearchParams(input.fields);"
        "const order = await readOrder(new Request('https://souk.example.org/', { method: 'POST', body }));"
        "console.log(String(totalOf(order, input.prices, 'MAD')))"
    )
    assert run(script, {"fields": dict(found.fields), "prices": prices}).strip() == "24000"
