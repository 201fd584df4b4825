"""Theme assets: style sheets, modules, fonts, icons, each under a name that holds its digest.

The only importer of rcssmin and rjsmin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from posixpath import normpath

from sitegen.digests import digest_bytes, integrity, short
from sitegen.errors import ThemeError
from sitegen.theme.chain import Theme
from sitegen.values import LightValue, light_value

ASSET_FOLDER = "assets"

_IMPORT = re.compile(r"""\b(from|import)(\s*\(?\s*)(['"])(\.{1,2}/[^'"\n]+)\3""")
"""The address of another module: `import … from "./a.js"`, `export … from`, `import "./a.js"`, `import("./a.js")`."""

_CARRIED = re.compile(r"""\bimport\{([^}]*)\}from(['"])(\.{1,2}/[^'"\n]+)\2;?""")
"""An import as rjsmin leaves it: the names, and the address of the module."""

_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\*? ?(\w+))", re.MULTILINE)
_BEFORE_EXPORT = re.compile(r"(?<=[;}])(?=export )")

_URL = re.compile(r"url\(\s*(['\"]?)([^'\")]+)\1\s*\)")


@light_value
class Asset(LightValue):
    """One file: `name` as templates say it (`css/souk.css`), `path` below the output folder, and its bytes.

    `integrity` is what a page says of them, so that a browser refuses others.
    """

    name: str
    path: str
    data: bytes
    integrity: str

    @property
    def url(self) -> str:
        """The address from the root."""
        return f"/{self.path}"


def load_assets(theme: Theme) -> dict[str, Asset]:
    """Return every asset of a theme by name; bundles are put together and minified, their parts left out.

    A module that a bundle carries is written too when another module imports it.
    """
    parts = {part for names in theme.bundles.values() for part in names}
    names = {name for layer in theme.layers for name in layer.files(ASSET_FOLDER)} - parts
    modules = sorted(name for name in names if name.endswith(".js"))
    plain = sorted(name for name in names if not name.endswith((".css", ".js")))
    assets = {name: _asset(name, _read(theme, name)) for name in plain}
    for name in [*modules, *sorted(name for name in theme.bundles if name.endswith(".js"))]:
        _add_module(theme, name, assets, ())
    for name in sorted(names - set(plain) - set(modules) - set(theme.bundles)):
        assets[name] = _asset(name, _style_sheet(theme, (name,), assets))
    for name, members in sorted(theme.bundles.items()):
        if not name.endswith(".js"):
            assets[name] = _asset(name, _style_sheet(theme, members, assets))
    return assets


def _asset(name: str, data: bytes) -> Asset:
    path = PurePosixPath(name)
    hashed = path.with_name(f"{path.stem}-{short(digest_bytes(data))}{path.suffix}")
    return Asset(name, f"{ASSET_FOLDER}/{hashed}", data, integrity(data))


def _read(theme: Theme, name: str) -> bytes:
    found = theme.find(f"{ASSET_FOLDER}/{name}")
    if found is None:
        raise ThemeError(f"theme {theme.name} has no asset {name}", "mend [assets.bundles] in its theme.toml")
    return found[1]


def _style_sheet(theme: Theme, names: tuple[str, ...], assets: Mapping[str, Asset]) -> bytes:
    import rcssmin

    sheets = [_with_urls(theme, name, _text(theme, name), assets) for name in names]
    return str(rcssmin.cssmin("\n".join(sheets))).encode()


def _add_module(theme: Theme, name: str, assets: dict[str, Asset], importers: tuple[str, ...]) -> Asset:
    """Add a module after those that it imports, whose hashed names it holds; so its own name changes with theirs."""
    if name in assets:
        return assets[name]
    chain = (*importers, name)
    if name in importers:
        raise ThemeError(f"theme {theme.name}: modules import each other: {' → '.join(chain)}", "break the circle")

    def replace(match: re.Match[str]) -> str:
        keyword, space, mark, target = match.groups()
        wanted = normpath(f"{PurePosixPath(name).parent}/{target}")
        if theme.find(f"{ASSET_FOLDER}/{wanted}") is None:
            raise ThemeError(f"theme {theme.name}: {name} imports {target}, which is not there", "mend the address")
        return f"{keyword}{space}{mark}{_add_module(theme, wanted, assets, chain).url}{mark}"

    small = _joined_modules(theme, theme.bundles.get(name, (name,)))
    assets[name] = _asset(name, _IMPORT.sub(replace, small).encode())
    return assets[name]


def _joined_modules(theme: Theme, names: tuple[str, ...]) -> str:
    """Return the last module of a bundle with those before it inside, each in a scope of its own."""
    import rjsmin

    carried: dict[str, str] = {}

    def bound(match: re.Match[str], name: str) -> str:
        words, _, target = match.groups()
        scope = carried.get(normpath(f"{PurePosixPath(name).parent}/{target}"))
        return f"const{{{re.sub(r' as ', ':', words)}}}={scope};" if scope else match.group()

    pieces = []
    for name in names:
        # Comments go first, so that an import within one is none.
        text = _CARRIED.sub(partial(bound, name=name), str(rjsmin.jsmin(_text(theme, name))))
        if name != names[-1]:
            text, carried[name] = _BEFORE_EXPORT.sub("\n", text), f"$m{len(carried)}"
            shown = ",".join(_EXPORT.findall(text))
            text = f"const {carried[name]}=(()=>{{{_EXPORT.sub('', text)}\nreturn{{{shown}}}}})();"
            if _IMPORT.search(text):
                raise ThemeError(
                    f"theme {theme.name}: {name} imports what its bundle {names[-1]} does not carry before it",
                    "list the imported module earlier in [assets.bundles]",
                )
        pieces.append(text)
    return "\n".join(pieces)


def _text(theme: Theme, name: str) -> str:
    try:
        return _read(theme, name).decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise ThemeError(f"theme {theme.name}: {name} is not in UTF-8", "save it as UTF-8") from failure


def _with_urls(theme: Theme, name: str, sheet: str, assets: Mapping[str, Asset]) -> str:
    """Put the hashed addresses of fonts and pictures in the place of relative ones."""
    folder = str(PurePosixPath(name).parent)

    def replace(match: re.Match[str]) -> str:
        target = match.group(2)
        if re.match(r"(data:|#|/)", target):
            return match.group(0)
        wanted = normpath(f"{folder}/{target}")
        if wanted not in assets:
            raise ThemeError(f"theme {theme.name}: {name} names {target}, which is not there", "mend the address")
        return f"url({assets[wanted].url})"

    return _URL.sub(replace, sheet)
