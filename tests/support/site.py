"""Tiny sites for tests, written in the test's own text.

    root = make_site(tmp_path, '''
    -- content/products/amlou/index.md --
    ---
    title: Amlou
    …
    ''')

Whatever a text does not say comes from a small shop that is sound: settings for five languages, a region, a category,
a cooperative, and the theme `plain`, which is quick and shows every field.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from sitegen.build import build, check
from sitegen.config import SiteConfig, load_config
from sitegen.load.frontmatter import parse_file
from sitegen.load.parsed import ParsedFile
from sitegen.problems import Problem
from sitegen.report import BuildOptions, BuildReport

TODAY = date(2026, 6, 1)
THEME = Path(__file__).with_name("plain_theme.txt")

SETTINGS = """
[site]
title = "Petit souk"
base_url = "https://souk.example.org"
currency = "MAD"

[languages]
default = "fr"
all = ["fr", "ar", "zgh", "en", "es"]
fallback = { zgh = ["ar", "fr"], ar = ["fr"], en = ["fr"], es = ["fr"] }

[theme]
name = "plain"

[pictures]
formats = ["jpeg"]

[listing]
per_page = 6

[checkout]
allowed_hosts = ["buy.stripe.com", "pay.example.org"]
"""

REGION = "---\ntitle: Souss\ncode: MA-09\n---\n"
CATEGORY = "---\ntitle: Huiles\n---\n"
COOPERATIVE = """---
title: Coopérative Tamlalt
region: souss
commune: Tamanar
contact: {whatsapp: "+212612345678", email: "tamlalt@example.org"}
---
Des femmes de Tamanar.
"""

SHOP = {
    "sitegen.toml": SETTINGS,
    "content/regions/souss.md": REGION,
    "content/categories/huiles.md": CATEGORY,
    "content/cooperatives/tamlalt.md": COOPERATIVE,
}
"""What every site has that does not bring its own."""

_MARK = re.compile(r"^-- (\S.*?) --\n", re.MULTILINE)


class Silence:
    """Hears how far a build is, and says nothing."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins."""

    def pictures(self, done: int, total: int) -> None:
        """Hear how many pictures are encoded."""


def split_text(text: str) -> dict[str, str]:
    """Return the files of a text: `-- path --` on a line of its own begins each."""
    parts = _MARK.split(textwrap.dedent(text).lstrip("\n"))
    assert not parts[0].strip(), f"text before the first file: {parts[0]!r}"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def plain_theme() -> Mapping[str, str]:
    """Return the files of the theme `plain`."""
    return split_text(THEME.read_text(encoding="utf-8"))


def make_site(root: Path, text: str = "", *, pictures: tuple[str, ...] = (), bare: bool = False) -> Path:
    """Write a site below `root` and return `root`; `bare` leaves out the small shop, all but its settings."""
    shop = {"sitegen.toml": SETTINGS} if bare else SHOP
    for path, content in {**plain_theme(), **shop, **split_text(text)}.items():
        write(root, path, content)
    for path in pictures:
        write(root, path, picture())
    return root


def write(root: Path, path: str, content: str | bytes) -> Path:
    """Write one file of a site."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@cache
def picture(width: int = 48, height: int = 60, color: tuple[int, int, int] = (180, 90, 40)) -> bytes:
    """Return a small JPEG, always the same bytes for the same arguments."""
    image = Image.new("RGB", (width, height), color)
    image.paste((250, 240, 220), (width // 4, height // 4, width // 2, height // 2))
    data = BytesIO()
    image.save(data, "JPEG", quality=80)
    return data.getvalue()


def product(name: str = "argan", /, body: str = "De l'huile.", **fields: Any) -> str:
    """Return the text of a sound product; `fields` are added to its front matter or replace it, None takes away."""
    known: dict[str, object] = {
        "title": name.capitalize(), "cooperative": "tamlalt", "category": "huiles", "price": "120 MAD",
    }  # fmt: skip
    return f"-- content/products/{name}/index.md --\n{document({**known, **fields}, body)}"


def document(fields: Mapping[str, object], body: str = "") -> str:
    """Return a Markdown file with front matter; values are written as JSON, which YAML reads."""
    written = {name: value for name, value in fields.items() if value is not None}
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in written.items())
    return "---\n" + "\n".join(lines) + f"\n---\n{body}\n"


def settings_of(root: Path) -> SiteConfig:
    """Return the settings of a site; they have to be sound."""
    config = load_config(root)[0]
    assert config is not None
    return config


def build_site(root: Path, **options: Any) -> BuildReport:
    """Build a site in this very process, as on `TODAY`."""
    return build(BuildOptions(**{"root": root, "today": TODAY, "jobs": 1, **options}), Silence())


def check_site(root: Path, **options: Any) -> BuildReport:
    """Check a site in this very process, as on `TODAY`."""
    return check(BuildOptions(**{"root": root, "today": TODAY, "jobs": 1, **options}), Silence())


def built(root: Path, text: str = "", **options: Any) -> Path:
    """Write and build a site that has to be sound; return its output folder."""
    make_site(root, text)
    report = build_site(root, **options)
    assert report.output is not None, [(p.path, p.line, p.field, p.code, p.values) for p in errors(report)]
    return report.output


def errors(report: BuildReport) -> list[Problem]:
    """Return the problems that stopped publication."""
    return [problem for problem in report.problems if problem.severity.value == "error"]


def codes(report: BuildReport) -> set[str]:
    """Return the codes of all problems."""
    return {problem.code for problem in report.problems}


def error_codes(report: BuildReport) -> list[str]:
    """Return the codes of the errors, sorted."""
    return sorted(problem.code for problem in errors(report))


def page(output: Path, url: str) -> str:
    """Return the text of the page that an output folder serves at an address."""
    path = url.lstrip("/")
    return (output / (path + "index.html" if not path or path.endswith("/") else path)).read_text(encoding="utf-8")


def json_ld(markup: str) -> list[dict[str, Any]]:
    """Return the structured data of a page, a node of each document after the other."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', markup, re.DOTALL)
    documents = [json.loads(text) for text in found]
    return [node for nodes in documents for node in (nodes if isinstance(nodes, list) else [nodes])]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def parsed(text: str | bytes) -> ParsedFile:
    """Return a source file taken apart; it has to be sound."""
    found = parse_file("content/products/x.md", text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, ParsedFile), found
    return found


def refused(text: str | bytes) -> Problem:
    """Return why a source file is refused."""
    found = parse_file("content/products/x.md", text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, Problem), found
    return found
