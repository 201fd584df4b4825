"""Built shops for deploys: folders as `sitegen build` leaves them, of any size, in editions that differ; and a crawler.

From one edition to the next the style sheet changes and with it every page, one product leaves and one comes, and the
pictures of the others stay.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

MARKER = ".sitegen-output"
SMALLEST = 12
PER_LIST = 24
_LOCAL = re.compile(r'(?:href|src)="(/[^"]*)"')
_IN_STYLE = re.compile(r"url\((/[^)]*)\)")
_WORDS = (
    "argane",
    "huile",
    "miel",
    "thym",
    "tapis",
    "laine",
    "rose",
    "safran",
    "amande",
    "figue",
    "cuir",
    "doum",
    "sel",
)


@dataclass(frozen=True, slots=True)
class BuiltShop:
    """The files of an output folder, by path."""

    files: Mapping[str, bytes]

    @property
    def pages(self) -> list[str]:
        """The paths of its pages."""
        return [path for path in self.files if path.endswith(".html")]

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(map(len, self.files.values()))

    def write(self, output: Path) -> Path:
        """Make `output` hold these files and no others; return it."""
        shutil.rmtree(output, ignore_errors=True)
        for path, data in {**self.files, MARKER: b"made for a test\n"}.items():
            place = output / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        return output

    def with_files(self, files: Mapping[str, bytes]) -> BuiltShop:
        """Return the same shop with other or further files."""
        return BuiltShop({**self.files, **files})

    def without(self, paths: Iterable[str]) -> BuiltShop:
        """Return the same shop without some files."""
        gone = set(paths)
        return BuiltShop({path: data for path, data in self.files.items() if path not in gone})


def built_shop(count: int, edition: int = 0, page_bytes: int = 600) -> BuiltShop:
    """Return an edition of a shop of exactly `count` files, about half of them pages of about `page_bytes` bytes."""
    if count < SMALLEST:
        raise ValueError(f"a shop has at least {SMALLEST} files")
    fixed = _shared_files(edition)
    lists = max(1, count // (2 * PER_LIST + 2))
    products = (count - len(fixed) - lists - 4) // 2
    style, script, _ = fixed
    numbers = range(edition, edition + products)
    pictures = {number: _picture(number, page_bytes) for number in numbers}
    files = dict(fixed)
    files.update(pictures.values())
    pages = {
        _product_path(number): _page(_words(f"{number} {edition}", page_bytes), style, script, [pictures[number][0]])
        for number in numbers
    }
    for place in range(lists):
        links = [_address(path) for path in list(pages)[place * PER_LIST : (place + 1) * PER_LIST]]
        pages[f"fr/produits/page/{place + 1}/index.html"] = _page(f"liste {edition}", style, script, (), links)
    pages["fr/index.html"] = _page(f"édition {edition}", style, script, (), map(_address, list(pages)))
    pages["index.html"] = _page(f"accueil {edition}", style, script, (), ["/fr/"])
    files.update(pages)
    files["robots.txt"] = b"User-agent: *\nAllow: /\n"
    files["sitemap.xml"] = "".join(f"<loc>{_address(path)}</loc>" for path in pages).encode()
    left = count - len(files)
    files.update((f"docs/{number}.txt", f"{number}\n".encode()) for number in range(left))
    return BuiltShop(files)


def _shared_files(edition: int) -> dict[str, bytes]:
    """Return the style sheet and the script that every page of an edition names, and the font that the sheet names."""
    font, script = f"font {edition}".encode(), f"export const edition = {edition};".encode()
    font_path = _named("fonts/souk", "woff2", font)
    style = f"@font-face{{font-family:s;src:url(/{font_path})}}".encode()
    return {_named("css/souk", "css", style): style, _named("js/souk", "js", script): script, font_path: font}


def _named(name: str, ending: str, data: bytes) -> str:
    return f"assets/{name}-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"


def _picture(number: int, size: int) -> tuple[str, bytes]:
    data = random.Random(number).randbytes(size)
    return _named(f"pictures/p{number}-400", "jpg", data), data


def _product_path(number: int) -> str:
    return f"fr/produits/p{number}/index.html"


def _address(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def _words(seed: str, size: int) -> str:
    choice = random.Random(seed)
    return " ".join(choice.choice(_WORDS) for _ in range(size // 6))


def _page(text: str, style: str, script: str, pictures: Iterable[str], links: Iterable[str] = ()) -> bytes:
    shown = "".join(f'<img src="/{path}" alt="">' for path in pictures)
    named = "".join(f'<a href="{link}">{link}</a>' for link in links)
    head = f'<link rel="stylesheet" href="/{style}"><script type="module" src="/{script}"></script>'
    return f"<!doctype html><html lang=fr><head>{head}</head><body><p>{text}</p>{shown}{named}</body></html>".encode()


def references(page: bytes) -> set[str]:
    """Return the paths of the files of the same shop that a page or a style sheet names."""
    text = page.decode()
    named = {*_LOCAL.findall(text), *_IN_STYLE.findall(text)}
    return {_path(address.partition("#")[0].partition("?")[0]) for address in named}


def _path(address: str) -> str:
    path = address.removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def missing_references(bodies: Mapping[str, bytes], among: Iterable[str] | None = None) -> list[str]:
    """Return what pages, and the style sheets that they name, want and do not find, each as `page: path`.

    `among` are the paths that exist, if not those of `bodies`.
    """
    there = set(bodies if among is None else among)
    wanted = {path: references(data) for path, data in bodies.items() if path.endswith(".html")}
    styles = {path for paths in wanted.values() for path in paths if path.endswith(".css")} & bodies.keys()
    wanted.update((path, references(bodies[path])) for path in styles)
    return sorted(f"{path}: {gone}" for path, paths in wanted.items() for gone in paths - there)
