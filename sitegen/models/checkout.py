"""Where orders go, as a contributor writes it: `whatsapp`, `{provider: link, url: …}`, or a list of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError


class CheckoutSpec(BaseModel):
    """One checkout provider with its options; the provider itself checks them."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    provider: str
    """The name of a checkout provider, such as `link`, `whatsapp` or `mailto`."""
    options: tuple[tuple[str, str], ...] = ()
    """What the provider needs, such as `url`, `phone` or `address`."""

    def option(self, name: str) -> str:
        """Return one option, or an empty string."""
        return dict(self.options).get(name, "")

    def over(self, other: CheckoutSpec) -> CheckoutSpec:
        """Return this checkout with the options of another of the same provider where it has none of its own."""
        return CheckoutSpec(
            provider=self.provider, options=tuple(sorted({**dict(other.options), **dict(self.options)}.items()))
        )


def _spec(value: Any) -> Any:
    if isinstance(value, CheckoutSpec):
        return value
    if isinstance(value, str):
        return CheckoutSpec(provider=value.strip())
    if not isinstance(value, dict) or not isinstance(value.get("provider"), str):
        raise PydanticCustomError("checkout.shape", "not a checkout", {"text": str(value)})
    plain = {name: item for name, item in value.items() if name != "provider"}
    if not all(isinstance(item, str | int) for item in plain.values()):
        raise PydanticCustomError("checkout.shape", "not a checkout", {"text": str(value)})
    return CheckoutSpec(
        provider=value["provider"].strip(),
        options=tuple(sorted((str(name), _text(item)) for name, item in plain.items())),
    )


def _text(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _specs(value: Any) -> Any:
    if value is None:
        return ()
    return tuple(_spec(item) for item in (value if isinstance(value, list | tuple) else [value]))


CheckoutChoice = Annotated[tuple[CheckoutSpec, ...], BeforeValidator(_specs)]
"""One or several checkouts; the first that can take the order takes it."""
