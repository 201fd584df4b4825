"""Telephone numbers of orders by message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checkout.base import Refusal


def check_phone(phone: str) -> Iterator[Refusal]:
    """Yield a refusal when a number that is given is not in E.164."""
    if phone and not re.fullmatch(r"\+[1-9][0-9]{6,14}", _compact(phone)):
        yield Refusal("phone.not_e164", "phone", (("text", phone),))


def digits_of(phone: str) -> str:
    """Return the digits of a number without the plus."""
    return _compact(phone).lstrip("+")


def _compact(phone: str) -> str:
    return re.sub(r"[\s().-]", "", phone)
