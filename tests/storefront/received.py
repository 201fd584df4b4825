"""What each checkout reads from what arrives there, written from its published format and from nothing of the shop.

A reader refuses what the checkout would refuse or drop in silence: a gap between the numbers of lines, a parameter that
is given twice, a signature that does not fit.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.storefront.far_side import Arrival

MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202f\u2066-\u2069\u0660-\u0669\u06f0-\u06f9]")
"""Marks of direction and digits of other scripts, which no machine value may hold."""

_CURRENCIES = {"MAD": "MAD", "DH": "MAD", "د.م.": "MAD", "درهم": "MAD", "درهمًا": "MAD", "دراهم": "MAD"}
_LINE = re.compile(r"\[(?P<sku>[^\]]+)\] × (?P<quantity>[0-9]+)(?: = (?P<price>.+))?")
_REFERENCE = re.compile(r"[0-9A-Z]{8}-[a-z0-9_-]+")
_CODE = re.compile(r"(?:[0-9a-f]{12} )?#[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


@dataclass(frozen=True, slots=True)
class Read:
    """One line as the checkout reads it: `id` is what it knows the thing by; empty or 0 is what it is not told."""

    id: str
    quantity: int = 0
    price: str = ""
    currency: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole order as the checkout reads it."""

    lines: tuple[Read, ...]
    reference: str = ""
    voucher: str = ""
    note: str = ""
    kind: str = ""


def read(provider: str, arrival: Arrival, key: str = "") -> Reading:
    """Return what a provider makes of an arrival; `key` is that of a store which signs."""
    assert arrival.method == "POST" or len(address_of(arrival)) <= 2000
    return _foxy(arrival, key) if provider == "foxy" else _READERS[provider](arrival)


def address_of(arrival: Arrival) -> str:
    """Return the whole address of an arrival."""
    query = f"?{arrival.query}" if arrival.query else ""
    return f"https://{arrival.host}{arrival.path}{query}{arrival.fragment}"


def called(address: str, body: str = "") -> Arrival:
    """Return what a host, or a program for messages, gets when an address is followed, or a form is sent there."""
    parts = urlsplit(address)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    method, kind = ("POST", "application/x-www-form-urlencoded") if body else ("GET", "")
    return Arrival(method, parts.hostname or parts.scheme, parts.path, parts.query, body, kind, fragment)


def _values(arrival: Arrival) -> dict[str, str]:
    """Return the parameters of an arrival, of the address and of the form."""
    if arrival.body:
        assert arrival.type == "application/x-www-form-urlencoded"
    texts = filter(None, (arrival.query, arrival.body))
    pairs = [pair for text in texts for pair in parse_qsl(text, keep_blank_values=True, strict_parsing=True)]
    found = dict(pairs)
    assert len(found) == len(pairs), pairs
    return found


def _pairs(text: str) -> tuple[Read, ...]:
    """Read `id:quantity,id:quantity`."""
    found = (part.split(":") for part in text.split(","))
    return tuple(Read(name, int(quantity)) for name, quantity in found)


def _bigcommerce(arrival: Arrival) -> Reading:
    values = _values(arrival)
    assert (arrival.path, values["action"]) == ("/checkout/", "buy")
    return Reading(_pairs(values["products"]), voucher=values.get("coupon", ""))


def _ecwid(arrival: Arrival) -> Reading:
    mark, _, text = arrival.fragment.partition("create=")
    basket = json.loads(unquote(text))
    assert (arrival.path, mark) == ("/store", "#!/~/cart/")
    assert basket["gotoCheckout"] is True
    assert all(type(one["id"]) is int and type(one["quantity"]) is int for one in basket["products"])
    lines = tuple(Read(str(one["id"]), one["quantity"]) for one in basket["products"])
    said = basket.get("profile", {}).get("orderComments", "")
    reference, voucher, note = said.split(" · ") if said else ("", "", "")
    return Reading(lines, reference, _told(voucher), note)


def _endpoint(arrival: Arrival) -> Reading:
    order = json.loads(_values(arrival)["order"])
    assert arrival.method == "POST"
    assert len(order["check"]) in (0, len("0123456789ab #ABCD-EFGH")) or _CODE.fullmatch(order["check"])
    assert order["reference"].startswith(order["group"])
    lines = tuple(
        Read(one["sku"], one["quantity"], one["amount"], one["currency"], one["title"]) for one in order["lines"]
    )
    return Reading(lines, order["reference"], order["voucher"], order["note"], order["kind"])


def _foxy(arrival: Arrival, key: str) -> Reading:
    values = _values(arrival)
    assert (arrival.path, values.pop("cart")) == ("/cart", "checkout")
    whole = {name: values.pop(name, "") for name in ("h:reference", "coupon")}
    rows: dict[int, dict[str, str]] = {}
    for name, value in values.items():
        number, _, option = name.partition(":")
        rows.setdefault(int(number), {})[option] = value
    lines = tuple(_foxy_line(rows[number], key) for number in sorted(rows))
    return Reading(lines, whole["h:reference"], whole["coupon"])


def _foxy_line(row: dict[str, str], key: str) -> Read:
    told = {}
    code = next(value for name, value in row.items() if name.partition("||")[0] == "code")
    for name, value in row.items():
        option, signature, *is_open = name.split("||")
        message = f"{code}{option}{'--OPEN--' if is_open else value}"
        assert hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest() == signature, name
        assert not set("&<>\"'") & set(value)
        told[option] = value
    assert told.keys() == {"name", "price", "code", "quantity"}
    price = re.fullmatch(r"([0-9]+\.[0-9]{2})([A-Z]{3})", told["price"])
    assert price
    return Read(code, int(told["quantity"]), price[1], price[2], told["name"])


def _gumroad(arrival: Arrival) -> Reading:
    values = _values(arrival)
    folder, _, product = arrival.path.rpartition("/")
    assert (folder, values["wanted"]) == ("/l", "true")
    return Reading((Read(product, int(values.get("quantity", 1))),), values.get("reference", ""))


def _lemonsqueezy(arrival: Arrival) -> Reading:
    values = _values(arrival)
    folder, _, variant = arrival.path.rpartition("/")
    assert folder == "/checkout/buy"
    lines = (Read(variant, int(values.get("quantity", 1))),)
    custom = values.get("checkout[custom][reference]", "")
    return Reading(lines, custom, values.get("checkout[discount_code]", ""))


def _link(arrival: Arrival) -> Reading:
    """Read the pages of the test's own: one by number (`?n=`), one by SKU (the path)."""
    values = _values(arrival)
    product = values.get("n") or unquote(arrival.path.lstrip("/"))
    return Reading((Read(product, int(values["q"])),), voucher=values.get("v", ""))


def _message(arrival: Arrival) -> Reading:
    """Read a message as a person does: lines with a SKU, then what is said as `word: text`, then the check code."""
    address = address_of(arrival)
    pairs = [part.split("=") for part in arrival.query.split("&") if part]
    assert all(len(pair) == 2 for pair in pairs), address
    assert not set("+ ") & set(arrival.query), "a space is %20 in every program"
    values = {name: unquote(text) for name, text in pairs}
    text = values.get("text") or values["body"]
    assert ("\r\n" in text) == (arrival.host == "mailto")
    parts = text.replace("\r\n", "\n").split("\n")
    found = [(at, match) for at, part in enumerate(parts) if (match := _LINE.fullmatch(part))]
    assert not [part for part in parts if part.startswith("[") and not _LINE.fullmatch(part)]
    lines = tuple(_message_line(match, parts[at - 1]) for at, match in found)
    assert bool(_CODE.fullmatch(parts[-1])) == all(line.price for line in lines), "what has a price has a check code"
    said = [_told(part) for part in parts[found[-1][0] + 1 :] if not part.startswith("https:")]
    said = [text for text in said if text]
    reference = said.pop(0) if said and _REFERENCE.fullmatch(said[0]) else ""
    voucher = said.pop(0) if said and " " not in said[0] else ""
    return Reading(lines, reference, voucher, " ".join(said))


def _message_line(match: re.Match[str], above: str) -> Read:
    if not match["price"]:
        return Read(match["sku"], int(match["quantity"]), title=above)
    amount, _, currency = match["price"].replace("\u00a0", " ").rpartition(" ")
    number = re.sub(r"[ .](?=[0-9]{3})", "", amount).replace(",", ".")
    each = float(number) / int(match["quantity"])
    return Read(match["sku"], int(match["quantity"]), f"{each:.2f}", _CURRENCIES[currency], above)


def _told(text: str) -> str:
    """Return what stands behind the word and its colon."""
    return re.split(r"\s?[:：]\s?", text, maxsplit=1)[-1].strip() if re.search("[:：]", text) else ""


def _paypal(arrival: Arrival) -> Reading:
    if arrival.host == "paypal.me":
        [_, name, amount] = arrival.path.split("/")
        found = re.fullmatch(r"([0-9]+\.[0-9]{2})([A-Z]{3})", amount)
        assert found
        return Reading((Read(name, 0, found[1], found[2]),))
    if arrival.path.startswith("/ncp/payment/"):
        return Reading((Read(arrival.path.rpartition("/")[2]),))
    values = _values(arrival)
    assert arrival.path == "/cgi-bin/webscr"
    if values["cmd"] == "_s-xclick":
        return Reading((Read(values["hosted_button_id"]),))
    assert (values["cmd"], values["upload"], values["charset"]) == ("_cart", "1", "utf-8")
    lines = []
    for number in count(1):  # PayPal stops at the first gap
        if f"item_name_{number}" not in values:
            break
        name, amount, sku, quantity = (
            values[f"{word}_{number}"] for word in ("item_name", "amount", "item_number", "quantity")
        )
        assert len(name) <= 127
        lines.append(Read(sku, int(quantity), amount, values["currency_code"], name))
    assert len(lines) == sum(name.startswith("amount_") for name in values)
    assert values["business"] == "argane@example.org"
    reference, _, voucher = values.get("custom", "").partition(" ")
    return Reading(tuple(lines), reference, voucher)


def _shopify(arrival: Arrival) -> Reading:
    folder, _, pairs = arrival.path.rpartition("/")
    values = _values(arrival)
    assert folder == "/cart"
    assert values["locale"] in ("fr", "ar")
    reference, voucher = values.get("attributes[reference]", ""), values.get("discount", "")
    return Reading(_pairs(unquote(pairs)), reference, voucher, values.get("note", ""))


def _snipcart(arrival: Arrival) -> Reading:
    """Read the attributes of a button, as Snipcart's script sends them."""
    item = json.loads(arrival.body)
    price = json.loads(item["itemPrice"])["mad"]
    return Reading((Read(item["itemId"], int(item.get("itemQuantity", 1)), f"{price:.2f}", "MAD", item["itemName"]),))


def _stripe(arrival: Arrival) -> Reading:
    values = _values(arrival)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,200}", values["client_reference_id"]), "Stripe drops it in silence"
    assert values["locale"] in ("fr", "en", "es")
    return Reading(
        (Read(arrival.path.lstrip("/")),), values["client_reference_id"], values.get("prefilled_promo_code", "")
    )


def _woocommerce(arrival: Arrival) -> Reading:
    values = _values(arrival)
    if "add-to-cart" in values:
        return Reading((Read(f"{values['add-to-cart']}/{values['variation_id']}", int(values["quantity"])),))
    assert arrival.path == "/checkout-link/"
    return Reading(_pairs(values["products"]), voucher=values.get("coupon", ""))


_READERS: dict[str, Callable[[Arrival], Reading]] = {
    "bigcommerce": _bigcommerce,
    "cash": _message,
    "ecwid": _ecwid,
    "endpoint": _endpoint,
    "gumroad": _gumroad,
    "lemonsqueezy": _lemonsqueezy,
    "link": _link,
    "mailto": _message,
    "paypal": _paypal,
    "shopify": _shopify,
    "sms": _message,
    "snipcart": _snipcart,
    "stripe": _stripe,
    "whatsapp": _message,
    "woocommerce": _woocommerce,
}
