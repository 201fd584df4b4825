"""Picture presets: how a theme shows pictures. A template can only name a preset that its theme declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitegen.errors import ThemeError
from sitegen.values import LightValue, light_value

FORMATS = ("avif", "webp", "jpeg")


@light_value
class Preset(LightValue):
    """One use of pictures.

    `widths` in pixels, ascending; `aspect` is width to height, None keeps the picture's own; `sizes` is the HTML
    attribute; `formats` empty means those of the site's settings.
    """

    name: str
    widths: tuple[int, ...]
    sizes: str
    aspect: tuple[int, int] | None = None
    formats: tuple[str, ...] = ()


def parse_preset(theme: str, name: str, raw: object) -> Preset:
    """Return the preset that a `theme.toml` declares; raise ThemeError when it makes no sense."""
    where = f"theme {theme}, preset {name}"
    if not isinstance(raw, Mapping):
        raise ThemeError(f"{where}: it is not a table", f"write [presets.{name}] on a line, and widths below it")
    widths = raw.get("widths")
    if not isinstance(widths, list) or not widths or not all(isinstance(w, int) and 1 <= w <= 4000 for w in widths):
        raise ThemeError(f"{where}: widths is not a list of pixels", "write widths = [400, 800]")
    formats = raw.get("formats", [])
    if not isinstance(formats, list) or not set(formats) <= set(FORMATS):
        raise ThemeError(f"{where}: formats are not known", f"choose from {', '.join(FORMATS)}")
    return Preset(name, tuple(sorted(widths)), str(raw.get("sizes", "100vw")), _aspect(where, raw), tuple(formats))


def _aspect(where: str, raw: Mapping[str, Any]) -> tuple[int, int] | None:
    if "aspect" not in raw:
        return None
    width, _, height = str(raw["aspect"]).partition(":")
    if not (width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise ThemeError(f'{where}: aspect "{raw["aspect"]}" is not a ratio', 'write aspect = "4:5"')
    return int(width), int(height)
