"""What the documents show is true: examples are valid, messages are quoted as they are, links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.load.frontmatter import parse_file
from sitegen.load.parsed import ParsedFile
from sitegen.load.validate import validate
from sitegen.models.base import Value
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product, ProductText
from sitegen.problems import LANGUAGES, known_codes
from sitegen.theme.assets import load_assets
from sitegen.theme.chain import load_theme
from tools.reference.commands import commands
from tools.reference.markdown import anchor

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENTS = sorted(DOCS.rglob("*.md"))
GUIDE = sorted((DOCS / "guide").rglob("*.md"))

BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
QUOTED = re.compile(
    r"^(?:(?:error|warning|erreur|avertissement) +\S+: (?:[\w.]+: )?|  (?:hint|conseil) ?: )(.+)$", re.M
)
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
PLACEHOLDER = re.compile(r"\\{\w+\\}")


def in_words(path: Path) -> str:
    return str(path.relative_to(DOCS))


def blocks(path: Path, language: str) -> Iterator[str]:
    """Yield the blocks of code of one language, without the indentation of a list around them."""
    for indent, name, text in BLOCK.findall(path.read_text(encoding="utf-8")):
        if name == language:
            yield re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)


def said_by_sitegen(text: str) -> bool:
    """Return whether some message or hint, with its placeholders filled, is this text."""
    for language in LANGUAGES:
        for words in known_codes(language).values():
            for template in words.values():
                plain = template.replace("{{", "<").replace("}}", ">").replace(NO_BREAK_SPACE, " ")
                pattern = PLACEHOLDER.sub(".+", re.escape(plain))
                if re.fullmatch(pattern, text.replace("{sku}", "<sku>")):
                    return True
    return False


def model_of(meta: dict[str, Any]) -> type[Value]:
    if "region" in meta:
        return Cooperative
    return Product if "cooperative" in meta else ProductText


@pytest.mark.parametrize("path", GUIDE, ids=in_words)
def test_every_file_that_the_guide_shows_is_valid(path: Path) -> None:
    for text in blocks(path, "markdown"):
        parsed = parse_file(path.name, text.encode())
        assert isinstance(parsed, ParsedFile), parsed
        _, problems = validate(model_of(parsed.meta), parsed, path.name, {"currency": "MAD"})
        assert not problems


@pytest.mark.parametrize("path", [*GUIDE, DOCS / "themes.md"], ids=in_words)
def test_every_message_is_quoted_as_sitegen_says_it(path: Path) -> None:
    quoted = [text for block in blocks(path, "") for text in QUOTED.findall(block)]
    assert not [text for text in quoted if not said_by_sitegen(text)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=in_words)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    for target, fragment in LINK.findall(text):
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), target
        headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE) if found.is_file() else []
        assert not fragment or fragment in map(anchor, headings), f"{target}#{fragment}"


@pytest.mark.parametrize("path", [*GUIDE, DOCS / "themes.md"], ids=in_words)
def test_every_command_and_option_exists(path: Path) -> None:
    options = {name: {text for option in command.params for text in option.opts} for name, command in commands()}
    code = "\n".join([*blocks(path, "sh"), *re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))])
    for name, rest in re.findall(r"^(?:\.venv/bin/)?sitegen ([\w-]+)([^#\n]*)", code, re.MULTILINE):
        assert name in options
        assert set(re.findall(r"--[\w-]+", rest)) <= options[name]


def test_both_guides_have_the_same_pages() -> None:
    counts = {language: len(list((DOCS / "guide" / language).glob("*.md"))) for language in ("fr", "en")}
    assert counts["fr"] == counts["en"] > 0


def test_the_small_theme_of_the_documents_works(tmp_path: Path) -> None:
    text = (DOCS / "themes.md").read_text(encoding="utf-8")
    files = re.findall(r"^`(themes/roses/[^`]+)`:\n\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(files) == 4
    for name, content in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    theme = load_theme(tmp_path, "roses")
    assert [layer.name for layer in theme.layers] == ["site", "roses", "souk"]
    assert theme.presets["card"].aspect == (1, 1)
    assert b"#8f1d4a" in load_assets(theme)["css/souk.css"].data


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        project["project"]["dependencies"],
        *project["project"].get("optional-dependencies", {}).values(),
        *project["dependency-groups"].values(),
    ]
    names = {re.split(r"[<>=~! ;\[]", requirement)[0] for group in groups for requirement in group}
    reasons = (DOCS / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    told = {word for row in re.findall(r"^\|(.+)\|$", reasons, re.MULTILINE) for word in re.findall(r"[\w-]+", row)}
    assert not names - told
