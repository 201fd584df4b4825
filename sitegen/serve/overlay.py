"""What lies over the pages: problems in words, in the site's editorial language, as text and never as HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from sitegen.digests import digest_bytes, short
from sitegen.errors import SitegenError
from sitegen.problems import LANGUAGES, Problem, Severity, word

SHOWN = 50
"""How many problems are shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """One problem in words: `place` is `path:line`, and all but `message` may be empty."""

    place: str
    field: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Errors and warnings of the last build; `language` is that of their words."""

    language: str = LANGUAGES[0]
    errors: tuple[Item, ...] = ()
    warnings: tuple[Item, ...] = ()

    @property
    def digest(self) -> str:
        """A short name of what is said, to know it again."""
        return short(digest_bytes(repr(self).encode()))


def notice_of(problems: Iterable[Problem], language: str, *, strict: bool = False) -> Notice:
    """Return problems in words; with `strict` warnings are errors."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    errors: list[Item] = []
    warnings: list[Item] = []
    for problem in problems:
        found = errors if strict or problem.severity is Severity.ERROR else warnings
        found.append(_item(problem, chosen))
    return Notice(chosen, tuple(errors), tuple(warnings))


def notice_of_failure(failure: SitegenError | OSError, language: str) -> Notice:
    """Return what stopped a build, in words."""
    if isinstance(failure, SitegenError):
        return Notice(language, (Item("", "", _plain(str(failure)), _plain(failure.hint)),))
    return Notice(language, (Item(_plain(str(failure.filename or "")), "", failure.strerror or str(failure), ""),))


def as_json(notice: Notice) -> dict[str, object]:
    """Return a notice as the browser's script reads it."""
    return {
        "digest": notice.digest,
        "language": notice.language,
        "words": _words(notice),
        "errors": [_as_json(item) for item in notice.errors[:SHOWN]],
        "warnings": [_as_json(item) for item in notice.warnings[:SHOWN]],
    }


def problem_page(notice: Notice) -> bytes:
    """Return the page that stands in for a shop that has never been built."""
    words = _words(notice)
    items = "".join(_as_html(item, words["hint"]) for item in (*notice.errors, *notice.warnings)[:SHOWN])
    rest = f"<p>{words['more_errors']}</p>" if words["more_errors"] else ""
    page = _PAGE.format(
        language=notice.language, title=words["errors"], unbuilt=words["unbuilt"], items=items, rest=rest
    )
    return page.encode()


_PAGE = """<!doctype html>
<html lang="{language}" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><h1>{title}</h1>
<p>{unbuilt}</p>
<ul>{items}</ul>
{rest}</body>
</html>
"""

_WORDS = {
    "en": {
        "hint": "hint:",
        "close": "Close",
        "kept": "You see the last good pages.",
        "unbuilt": "The shop appears here by itself as soon as these are mended.",
    },
    "fr": {
        "hint": "conseil :",
        "close": "Fermer",
        "kept": "Vous voyez les dernières pages valables.",
        "unbuilt": "La boutique apparaîtra ici d’elle-même dès que ces points seront corrigés.",
    },
}


_COUNTS = {
    "en": {
        "error": ("{n} error", "{n} errors"),
        "warning": ("{n} warning", "{n} warnings"),
        "more": ("and {n} more", "and {n} more"),
    },
    "fr": {
        "error": ("{n} erreur", "{n} erreurs"),
        "warning": ("{n} avertissement", "{n} avertissements"),
        "more": ("et {n} de plus", "et {n} de plus"),
    },
}


def _words(notice: Notice) -> dict[str, str]:
    counts = _COUNTS[notice.language]
    return {
        **_WORDS[notice.language],
        "errors": _counted(counts["error"], len(notice.errors)),
        "warnings": _counted(counts["warning"], len(notice.warnings)),
        "more_errors": _counted(counts["more"], len(notice.errors) - SHOWN),
        "more_warnings": _counted(counts["more"], len(notice.warnings) - SHOWN),
    }


def _counted(forms: tuple[str, str], number: int) -> str:
    return forms[number != 1].format(n=number) if number > 0 else ""


def _item(problem: Problem, language: str) -> Item:
    wording = word(problem, language)
    place = _plain(problem.path) + (f":{problem.line}" if problem.line else "")
    return Item(place, _plain(problem.field), wording.message, wording.hint)


def _as_json(item: Item) -> dict[str, str]:
    return {"place": item.place, "field": item.field, "message": item.message, "hint": item.hint}


def _as_html(item: Item, label: str) -> str:
    place, name, message, hint = map(html.escape, (item.place, item.field, item.message, item.hint))
    head = " ".join(f"<code><bdi>{text}</bdi></code>" for text in (place, name) if text)
    tail = f"<br>{label} {hint}" if hint else ""
    return f"<li>{head}<br><bdi>{message}</bdi>{tail}</li>"


def _plain(text: str) -> str:
    """Return a stranger's text on one line, without what could turn its order or pass for something else."""
    return "".join(character if character.isprintable() else "\ufffd" for character in " ".join(text.split()))
