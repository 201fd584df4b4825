"""Message catalogues of a theme: `messages/<language>.po` of every layer, and the package's own for buyers."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.i18n.messages import Catalogue, Messages, load_buyer_catalogue, parse_catalogue
from sitegen.problems import Problem, error
from sitegen.theme.chain import SITE_LAYER, Theme


class CatalogueShelf:
    """Every catalogue of a theme, read once; `problems` are those of the files."""

    def __init__(self, theme: Theme, languages: Iterable[str]) -> None:
        self.problems: list[Problem] = []
        self._catalogues = {code: self._read(theme, code) for code in dict.fromkeys(languages)}

    def messages(self, language: str, fallbacks: Iterable[str]) -> Messages:
        """Return the strings of one language, backed by its fallbacks."""
        layers = [catalogue for code in fallbacks for catalogue in self._catalogues.get(code, ())]
        return Messages(layers, language=language)

    def _read(self, theme: Theme, code: str) -> list[Catalogue]:
        found: list[Catalogue] = []
        for layer in theme.layers:
            data = layer.read(f"messages/{code}.po")
            if data is None:
                continue
            catalogue = parse_catalogue(data, code)
            found.append(catalogue)
            folder = "" if layer.name == SITE_LAYER else f"themes/{layer.name}/"
            path = f"{folder}messages/{code}.po"
            self.problems += [
                error(f"messages.{fault.reason}", path, fault.line, text=fault.text) for fault in catalogue.faults
            ]
        return [*found, load_buyer_catalogue(code)]
