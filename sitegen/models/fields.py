"""Field types that several records share. Each refuses what it does not understand with a code of its own."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


def one_or_many(value: Any) -> Any:
    """Let a contributor write one value where a list is meant."""
    return value if isinstance(value, list | tuple) or value is None else [value]


def _slug(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > 80 or not re.fullmatch(SLUG_PATTERN, value):
        raise PydanticCustomError("slug.not_slug", "not a slug", {"text": str(value)})
    return value


Slug = Annotated[str, BeforeValidator(_slug)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(one_or_many)]


def _picture(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


def pictures(value: Any) -> Any:
    """Let a picture be a file name alone."""
    return [_picture(item) for item in one_or_many(value)] if value is not None else value


def _iso_date(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else _no_date(value)
    except (TypeError, ValueError):
        return _no_date(value)


def _no_date(value: Any) -> date:
    raise PydanticCustomError("date.not_date", "not a date", {"text": str(value)})


Date = Annotated[date, BeforeValidator(_iso_date)]


def _ascii_digits(text: str) -> str:
    """Return text with the digits of any script as 0 to 9: an Arabic keyboard writes others."""
    return re.sub(r"\d", lambda match: str(int(match.group())), text)


def _phone(value: Any) -> str:
    text = _ascii_digits(re.sub(r"[\s().-]", "", str(value)))
    if not re.fullmatch(r"\+[1-9]\d{6,14}", text):
        raise PydanticCustomError("phone.not_e164", "not a phone number", {"text": str(value)})
    return text


Phone = Annotated[str, BeforeValidator(_phone)]


EMAIL_PATTERN = r"[A-Za-z0-9.!#$&'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"


def _email(value: Any) -> str:
    text = str(value).strip()
    if len(text) > 254 or not re.fullmatch(EMAIL_PATTERN, text):
        raise PydanticCustomError("email.not_address", "not an e-mail address", {"text": str(value)})
    return text


Email = Annotated[str, BeforeValidator(_email)]


def _https(value: Any) -> str:
    text = str(value).strip()
    if len(text) > 2000 or not re.fullmatch(r"https://[^\s/@?#\\\"<>]+(?:[/?#][^\s\\\"<>]*)?", text):
        raise PydanticCustomError("url.not_https", "not an https address", {"text": str(value)})
    return text


HttpsUrl = Annotated[str, BeforeValidator(_https)]

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Days = Annotated[int, Field(strict=True, ge=0, le=730)]
Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]


def _gtin(value: Any) -> str:
    text = _ascii_digits(str(value).replace(" ", ""))
    if not re.fullmatch(r"\d{8}|\d{12,14}", text):
        raise PydanticCustomError("gtin.not_gtin", "not a GTIN", {"text": str(value)})
    weights = [3, 1] * 7
    total = sum(int(digit) * weight for digit, weight in zip(reversed(text[:-1]), weights, strict=False))
    expected = (10 - total % 10) % 10
    if expected != int(text[-1]):
        raise PydanticCustomError("gtin.check_digit", "wrong check digit", {"text": text, "expected": str(expected)})
    return text


Gtin = Annotated[str, BeforeValidator(_gtin)]


def decimal_of(value: Any) -> Decimal | None:
    """Return the exact decimal that a contributor wrote (12, "12.50"), or None if it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    if isinstance(value, str) and not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value.strip()):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _sku(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,49}", text):
        raise PydanticCustomError("sku.not_sku", "not an SKU", {"text": str(value)})
    return text


Sku = Annotated[str, BeforeValidator(_sku)]


def _focus(value: tuple[float, float]) -> tuple[float, float]:
    if not all(0 <= part <= 1 for part in value):
        raise PydanticCustomError("picture.focus", "focus out of the picture", {"text": str(list(value))})
    return value


Focus = Annotated[tuple[float, float], AfterValidator(_focus)]
