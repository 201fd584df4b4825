"""Foxy: `https://<store>/cart?1:name=…`, each value signed with the store's key when the environment has it.

The signature is `HMAC-SHA256(key, code + parent code + option + value)` in hexadecimal, without separators; a value
that the buyer may change is signed as `--OPEN--`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from itertools import chain

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Pair, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, match, names
from sitegen.checkout.recipes import plain
from sitegen.checkout.secrets import LEAST, NAME, secret_of
from sitegen.models.checkout import CheckoutSpec

DEFAULT_SECRET = "FOXY_API_KEY"  # noqa: S105 (the name of a variable)
OPEN = "--OPEN--"
NAME_LIMIT = 255

# Foxy's helper runs htmlspecialchars() over what it signs, which turns an apostrophe into one of three entities.
_UNSIGNABLE = str.maketrans({"'": "’", '"': "”", "<": "‹", ">": "›", "&": "+"})


class Foxy(Provider):
    """Leads to Foxy with the cart's lines and prices; a changed price has no valid signature and is refused there."""

    name = "foxy"
    options = frozenset({"store", "secret"})
    capabilities = Capabilities(
        several_lines=True, tells_product=True, quantities=True, sends_price=True, kinds=GOODS,
        prefill=("reference", "voucher"), secrets=(DEFAULT_SECRET,),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the store is no use, or its key too short to be one."""
        yield from check_shop(spec, hosts, "store", "tamlalt.foxycart.com")
        yield from match(spec, "secret", NAME, "FOXY_KEY_TAMLALT")
        if 0 < len(secret_of(secret_name(spec))) < LEAST:
            yield Refusal("checkout.short_secret", "secret", (("name", secret_name(spec)), ("least", str(LEAST))))

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the link of a cart; name, code and price are those of the catalogue, the quantity is open."""
        key = secret_of(secret_name(spec))
        priced = [one for one in goods if one.prices]
        return Recipe(
            self.name, "form", f"https://{spec.option('store')}/cart", kinds=names(GOODS),
            items={one.sku: _item(key, one) for one in priced},
            texts={one.sku: _texts(key, one) for one in priced},
            each=tuple(chain.from_iterable(_pairs(name, bool(key)) for name in ("name", "price", "code", "quantity"))),
            query=(("cart", "checkout"), ("coupon", "{voucher}"), ("h:reference", "{reference}")),
        )  # fmt: skip

    def risks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield that nothing is signed while the environment has no key."""
        if not secret_of(secret_name(spec)):
            yield Refusal("checkout.unsigned", "checkout", (("name", secret_name(spec)),), is_risk=True)


def secret_name(spec: CheckoutSpec) -> str:
    """Return the variable of the environment that holds the store's key."""
    return spec.option("secret") or DEFAULT_SECRET


def sign(key: str, code: str, option: str, value: str, parent: str = "") -> str:
    """Return the signature of one option of a product; spaces in the option's name are underscores."""
    message = f"{code}{parent}{option.replace(' ', '_')}{value}"
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def _pairs(name: str, is_signed: bool) -> Iterator[Pair]:
    end = "" if not is_signed else f"||{{{name}_sig}}" + ("||open" if name == "quantity" else "")
    yield f"{{n}}:{name}{end}", f"{{{name}}}"


def _item(key: str, one: Goods) -> dict[str, str]:
    price = one.prices[0]
    told = {"code": one.sku, "price": f"{price.machine}{price.currency}"}
    signed = {**told, "quantity": OPEN}
    return told | {f"{name}_sig": sign(key, one.sku, name, value) for name, value in signed.items() if key}


def _texts(key: str, one: Goods) -> dict[str, dict[str, str]]:
    """Return the name in each language with its signature."""
    found = {}
    for language, title in one.titles.items():
        name = plain(title).translate(_UNSIGNABLE)[:NAME_LIMIT].strip()
        found[language] = {"name": name, **({"name_sig": sign(key, one.sku, "name", name)} if key else {})}
    return found


PROVIDER = Foxy()
