"""The words of problems: every code has them, in every language, and every placeholder has its value."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sitegen
from sitegen.load.validate import _CODES as PLAIN_CODES
from sitegen.models.base import Value
from sitegen.models.kinds import MODELS
from sitegen.problems import LANGUAGES, Problem, as_json, did_you_mean, error, known_codes, render, warning, word

PACKAGE = Path(sitegen.__file__).parent
MAKERS = {"error", "warning", "refuse", "fault", "Complaint", "Refusal", "RefusedYaml", "PydanticCustomError"}
CODE = re.compile(r"[a-z_]+\.[a-z_0-9]+")
ALWAYS = {"field", "key"}
PLAIN_VALUES = {"text", "limit", "choices", "pattern", "reason"}
CATALOGUE_REASONS = (
    "too_large", "not_utf8", "syntax", "duplicate", "placeholders", "markup", "plural_header", "plural_forms",
)  # fmt: skip


@cache
def made() -> dict[str, list[set[str]]]:
    """Return every code that the package makes, with the names of the values of each place."""
    places: dict[str, list[set[str]]] = {code: [set(PLAIN_VALUES)] for code in PLAIN_CODES.values()}
    places |= {f"messages.{reason}": [{"text"}] for reason in CATALOGUE_REASONS}
    for path in sorted(PACKAGE.rglob("*.py")):
        for function in functions_in(ast.parse(path.read_text(encoding="utf-8"))):
            for code, values in codes_in(function):
                places.setdefault(code, []).append(values)
    return places


def functions_in(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    inner = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f) if n is not f}
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and id(node) not in inner)


def codes_in(function: ast.FunctionDef) -> Iterator[tuple[str, set[str]]]:
    for call in ast.walk(function):
        if not isinstance(call, ast.Call) or not call.args or getattr(call.func, "id", "") not in MAKERS:
            continue
        codes = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
        for code in codes:
            if isinstance(code, str) and CODE.fullmatch(code):
                yield code, values_of(call, function)


def values_of(call: ast.Call, function: ast.FunctionDef) -> set[str]:
    """Return the names of the values that one call supplies, wherever they were put together."""
    maker = getattr(call.func, "id", "")
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    sources = [keyword.value for keyword in call.keywords if keyword.arg is None]
    if maker in ("Complaint", "Refusal", "PydanticCustomError"):
        sources += call.args[2:]
    for source in sources:
        names |= names_in(source, function)
    if maker == "fault":
        names.add("file")
    if maker == "RefusedYaml" or (maker == "Refusal" and is_body(call)):
        names.add("text")
    return names - {"at"}


def is_body(call: ast.Call) -> bool:
    """Tell a refused Markdown body, whose third argument is its text, from a refused checkout."""
    return str(getattr(call.args[0], "value", "")).startswith("body.")


def names_in(source: ast.expr, function: ast.FunctionDef) -> set[str]:
    if isinstance(source, ast.Name):
        assigned = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign)
                    and getattr(node.targets[0], "id", "") == source.id]  # fmt: skip
        return set.intersection(*(names_in(value, function) for value in assigned)) if assigned else set()
    if isinstance(source, ast.Dict):
        return {str(key.value) for key in source.keys if isinstance(key, ast.Constant)}
    if isinstance(source, ast.Tuple):
        pairs = [item.elts[0] for item in source.elts if isinstance(item, ast.Tuple) and item.elts]
        return {str(first.value) for first in pairs if isinstance(first, ast.Constant)}
    if isinstance(source, ast.Call) and getattr(source.func, "id", "") == "_values":
        return set(PLAIN_VALUES)
    return set()


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_the_languages_have_the_same_codes_and_placeholders() -> None:
    english, french = (known_codes(language) for language in LANGUAGES)
    assert english.keys() == french.keys()
    for code, templates in english.items():
        assert templates.keys() == french[code].keys(), code
        for part, template in templates.items():
            assert placeholders(template) == placeholders(french[code][part]), (code, part)


def test_every_code_that_is_made_has_words() -> None:
    assert not sorted(made().keys() - known_codes("en").keys())


def test_no_words_are_unused() -> None:
    assert not sorted(known_codes("en").keys() - made().keys())


def test_every_placeholder_has_its_value_wherever_the_problem_is_made() -> None:
    wanting = [
        (code, part, sorted(absent))
        for code, templates in known_codes("en").items()
        for part, template in templates.items()
        for values in made()[code]
        if (absent := placeholders(template) - values - ALWAYS)
    ]
    assert not wanting


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_the_house_form(language: str) -> None:
    for code, templates in known_codes(language).items():
        assert templates.keys() <= {"message", "hint", "hint_suggestion"}, code
        assert templates["message"], code
        assert templates["hint"], code
        for text in templates.values():
            assert not text.endswith("."), code
            assert not text.lower().startswith(("error", "erreur")), code


def test_french_has_its_own_marks_and_spaces() -> None:
    for code, templates in known_codes("fr").items():
        for text in templates.values():
            assert "'" not in text, code
            assert not re.search(r" [:;?!»]|« |[\w)}»][;?!](?:\s|$)", text), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_of_the_content_is_told_in_words(language: str) -> None:
    patterns = {pattern for models in MODELS.values() for pattern in patterns_of(models.record)}
    assert patterns
    for pattern in patterns:
        problem = error("field.pattern", "a.md", text="x", limit="", choices="", reason="", pattern=pattern)
        assert pattern not in word(problem, language).hint


def patterns_of(model: type[Value]) -> set[str]:
    """Return the patterns in a model and the models inside it."""
    model.model_rebuild()
    return set(re.findall(r"pattern='([^']+)'", str(model.__pydantic_core_schema__).replace("'pattern': ", "pattern=")))


def test_a_problem_names_place_field_message_and_hint() -> None:
    problem = error(
        "price.not_amount", "content/a.md", 7, "price", text="12,50 DH", currency="MAD", example="12.50 MAD"
    )
    assert render(problem, "en") == (
        'content/a.md:7: price: "12,50 DH" is not an amount\n  hint: write 12.50 MAD, with a dot and a currency code'
    )
    assert render(problem, "fr") == (
        "content/a.md:7: price: «\u00a012,50 DH\u00a0» n’est pas un montant\n"
        "  conseil\u00a0: écrivez 12.50 MAD, avec un point et un code de monnaie"
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert render(error("file.link", "content/a.md"), "en").startswith("content/a.md: this is")


def test_an_unknown_language_reads_english() -> None:
    problem = error("file.link", "content/a.md")
    assert render(problem, "zgh") == render(problem, "en")


def test_a_suggestion_takes_the_place_of_the_choices() -> None:
    def hint(suggestion: str) -> str:
        return word(error("field.unknown", "a.md", text="pris", choices="price", suggestion=suggestion), "en").hint

    assert hint("price") == "did you mean price?"
    assert hint("") == "remove it, or use one of: price"


@pytest.mark.parametrize(
    ("said", "meant"), [("pris", "price"), ("Titel", "title"), ("images", ""), ("zzz", ""), ("", "")]
)
def test_did_you_mean_offers_what_is_close_and_nothing_else(said: str, meant: str) -> None:
    assert did_you_mean(said, ["price", "tags", "title"]) == meant


def test_what_a_stranger_wrote_cannot_write_to_the_terminal() -> None:
    problem = error("slug.not_slug", "a\x1b[2J.md", 1, "tags.0", text="x\n::error::y\x1b[31m\u202e" + "z" * 999)
    said = render(problem, "en")
    assert said.count("\n") == 1
    assert not re.search("[\x1b\u202e]", said)
    assert len(said) < 600


def test_braces_of_a_stranger_are_text() -> None:
    assert '"{key.__class__}"' in render(error("slug.not_slug", "a.md", text="{key.__class__}"), "en")


def test_json_has_stable_keys() -> None:
    assert as_json(warning("proof.expired", "a.md", 3, "labels.0", label="igp", until="2025-12-31"), "en") == {
        "code": "proof.expired",
        "severity": "warning",
        "path": "a.md",
        "line": 3,
        "field": "labels.0",
        "message": 'the proof of the label "igp" ended on 2025-12-31; its badge is not shown',
        "hint": 'write the new certificate’s number and "valid_until", or remove the label',
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_told(language: str) -> None:
    for code, places in made().items():
        for values in places:
            problem = Problem("a.md", 1, "x.0", code, values=tuple((name, "v") for name in values))
            assert render(problem, language)
