"""What is measured: an edit, the files of both systems that it is made in, and which pages it must change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

EDITED = 7
"""The number of the product and of its cooperative that are edited; it has one price and no variants."""

PRODUCT = f"produit-{EDITED + 1:06}"


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement in one file of a site; the two texts can be exchanged back."""

    path: str
    old: str
    new: str

    def make(self, site: Path) -> None:
        """Put the new text in place of the old."""
        _replace(site / self.path, self.old, self.new)

    def undo(self, site: Path) -> None:
        """Put the old text back."""
        _replace(site / self.path, self.new, self.old)


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{path} must hold {old!r} once, not {text.count(old)} times")
    path.write_text(text.replace(old, new), encoding="utf-8")


Shows = Callable[[str, str], bool]
"""Whether a page, given by its path and its text before the edit, shows what is edited."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit as a contributor makes it in either system, and the pages that show it."""

    name: str
    goal: float
    sitegen: tuple[Change, ...]
    hugo: tuple[Change, ...]
    shows: Shows

    @property
    def is_content(self) -> bool:
        """Whether it is one of those that contributors make: a theme is edited elsewhere."""
        return all(change.path.startswith("content/") for change in self.sitegen)


def edits(sitegen: Path, hugo: Path) -> tuple[Edit, ...]:
    """Return the edits, made for the two sites as they were written."""
    return (_text_edit(sitegen), _price_edit(sitegen, hugo), _name_edit(sitegen), _template_edit())


def _text_edit(sitegen: Path) -> Edit:
    path = f"content/products/{PRODUCT}/index.md"
    body = (sitegen / path).read_text(encoding="utf-8").rsplit("\n---\n", 1)[1]
    sentence = body.strip().split("\n\n")[-1]
    change = Change(path, f"\n\n{sentence}", f"\n\nUne phrase de plus. {sentence}")
    page = f"fr/products/{PRODUCT}/index.html"
    return Edit("one product’s text edited", 0.06, (change,), (change,), lambda name, _: name == page)


def _price_edit(sitegen: Path, hugo: Path) -> Edit:
    """Change a price: once for sitegen; in every language's file for Hugo, whose translations inherit nothing."""
    folder = f"content/products/{PRODUCT}"
    line = _line(sitegen / folder / "index.md", "price: ")
    amount = int(line.split()[1])
    ours = Change(f"{folder}/index.md", line, f"price: {amount + 1} MAD")
    theirs = tuple(
        Change(f"{folder}/{path.name}", f"\nprice: {amount}\n", f"\nprice: {amount + 1}\n")
        for path in sorted((hugo / folder).glob("index*.md"))
    )
    shown = f'/products/{PRODUCT}/">'  # a card's link; links between languages name the language after the address
    own = f"/products/{PRODUCT}/index.html"
    return Edit(
        "one price edited", 0.15, (ours,), theirs, lambda name, text: name.endswith(own) or _is_card(text, shown)
    )


def _is_card(text: str, link: str) -> bool:
    if link not in text:
        return False
    return any(link in line and line.startswith(("<h2>", "<h3>")) for line in text.splitlines())


def _name_edit(sitegen: Path) -> Edit:
    slug = _line(sitegen / "content" / "products" / PRODUCT / "index.md", "cooperative: ").split()[1]
    line = _line(sitegen / "content" / "cooperatives" / slug / "index.md", "title: ")
    name = line.removeprefix("title: ")
    folder = f"content/cooperatives/{slug}"
    ours = Change(f"{folder}/index.md", f"---\n{line}\n", f"---\n{line} bis\n")
    theirs = Change(f"{folder}/_index.md", f"---\n{line}\n", f"---\n{line} bis\n")
    return Edit("one cooperative’s name edited", 0.15, (ours,), (theirs,), lambda _, text: name in text)


def _template_edit() -> Edit:
    old, new = '<article class="product"', '<article class="product edited"'
    ours = Change("themes/souk/templates/product.html", old, new)
    theirs = Change("layouts/products/page.html", old, new)
    return Edit("one template edited", 0.5, (ours,), (theirs,), lambda _, text: old in text)


def _line(path: Path, start: str) -> str:
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(start))


def pages_showing(output: Path, shows: Shows) -> frozenset[str]:
    """Return the pages below `output` that show what is edited."""
    return frozenset(name for name, text in _pages(output) if shows(name, text))


def _pages(output: Path) -> Iterator[tuple[str, str]]:
    for path in output.rglob("*.html"):
        yield path.relative_to(output).as_posix(), path.read_text(encoding="utf-8")
