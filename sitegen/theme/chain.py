"""The chain of a theme: `[site overrides, theme, parent, …]`; the first folder that has a file wins."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sitegen.errors import FileRefused, ThemeError
from sitegen.files import PICTURE_LIMIT, read_file, walk_files
from sitegen.problems import did_you_mean
from sitegen.theme.presets import Preset, parse_preset
from sitegen.values import LightValue, light_value

SITE_LAYER = "site"
"""The name of the site's own overrides: `templates/`, `assets/` and `messages/` beside `sitegen.toml`."""

INHERITED = "..."
"""In a bundle, the parts of the parent's."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_PACKAGED = Path(__file__).parent.parent / "themes"
_CHECKOUT = Path(__file__).parent.parent.parent / "themes"


@light_value
class Layer(LightValue):
    """One folder of the chain."""

    name: str
    root: Path

    def read(self, relative: str) -> bytes | None:
        """Return the bytes of a file of this layer, or None when it has no such file."""
        try:
            return read_file(self.root, relative, PICTURE_LIMIT)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except FileRefused as refusal:
            raise ThemeError(f"theme {self.name}: {refusal}") from refusal

    def files(self, folder: str) -> Iterator[str]:
        """Yield the files below one folder of this layer, relative to that folder."""
        yield from walk_files(self.root / folder)


@light_value
class Theme(LightValue):
    """A theme with its parents: layers in the order of precedence, presets and bundles merged."""

    name: str
    layers: tuple[Layer, ...]
    presets: Mapping[str, Preset]
    bundles: Mapping[str, tuple[str, ...]]

    def find(self, relative: str) -> tuple[Layer, bytes] | None:
        """Return the first layer that has a file, and its bytes."""
        for layer in self.layers:
            data = layer.read(relative)
            if data is not None:
                return layer, data
        return None

    def find_template(self, name: str) -> tuple[str, bytes] | None:
        """Return the place of a template, as messages name it, and its text.

        `product.html` is that of the first layer that has one, `souk/product.html` that of the theme souk alone: so a
        child's template may extend its parent's by name. Hidden files are no templates.
        """
        if any(part.startswith(".") for part in name.split("/")):
            return None
        prefix, _, rest = name.partition("/")
        named = [layer for layer in self.layers if layer.name == prefix]
        for layer, own in [*((layer, name) for layer in self.layers), *((layer, rest) for layer in named)]:
            data = layer.read(f"templates/{own}")
            if data is not None:
                return f"{layer.name}/templates/{own}", data
        return None

    def preset(self, name: str) -> Preset:
        """Return a preset; raise ThemeError when no layer declares it."""
        if name not in self.presets:
            raise ThemeError(
                f"theme {self.name} declares no preset {name}", f"add [presets.{name}] with widths to its theme.toml"
            )
        return self.presets[name]


def load_theme(site: Path, name: str) -> Theme:
    """Load a theme and its parents; raise ThemeError when one is missing or the chain is circular."""
    layers: list[Layer] = []
    settings: list[dict[str, Any]] = []
    wanted = name
    while wanted:
        if wanted in [layer.name for layer in layers]:
            chain = " → ".join([*(layer.name for layer in layers), wanted])
            raise ThemeError(f"themes extend each other in a circle: {chain}", "remove one `extends`")
        layer = Layer(wanted, _find_folder(site, wanted))
        layers.append(layer)
        settings.append(_read_settings(layer))
        wanted = str(settings[-1].get("extends", ""))
    presets: dict[str, Preset] = {}
    bundles: dict[str, tuple[str, ...]] = {}
    for layer, raw in zip(reversed(layers), reversed(settings), strict=True):
        declared = _table(layer, _table(layer, raw, "assets"), "bundles")
        presets |= {key: parse_preset(layer.name, key, value) for key, value in _table(layer, raw, "presets").items()}
        bundles |= {key: _parts(layer, key, parts, bundles.get(key, ())) for key, parts in declared.items()}
    return Theme(name, (Layer(SITE_LAYER, site), *layers), presets, bundles)


def _table(layer: Layer, raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = raw.get(name, {})
    if not isinstance(found, dict):
        raise ThemeError(f"theme {layer.name}: {name} in theme.toml is not a table", f"write [{name}.…] on a line")
    return found


def _parts(layer: Layer, name: str, parts: Any, inherited: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a bundle; `...` stands for those that the parent's bundle of that name has."""
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ThemeError(
            f"theme {layer.name}: bundle {name} is not a list of files", 'write ["css/a.css", "css/b.css"]'
        )
    whole = [one for part in parts for one in (inherited if part == INHERITED else (part,))]
    return tuple(dict.fromkeys(whole))


def _find_folder(site: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ThemeError(f"{name!r} is not a name of a theme", "write the name of a folder below themes/")
    homes = [site / "themes", _PACKAGED, _CHECKOUT]
    for home in homes:
        if (home / name / "theme.toml").is_file():
            return home / name
    known = sorted({path.parent.name for home in homes for path in home.glob("*/theme.toml")})
    guess = did_you_mean(name, known)
    hint = f"did you mean {guess}?" if guess else f"themes at hand: {', '.join(known) or 'none'}"
    raise ThemeError(f"there is no theme {name}", hint)


def _read_settings(layer: Layer) -> dict[str, Any]:
    data = layer.read("theme.toml")
    try:
        return tomllib.loads((data or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError) as failure:
        raise ThemeError(f"theme {layer.name}: theme.toml cannot be read: {failure}") from failure
