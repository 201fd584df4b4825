"""A gettext catalogue: the messages of one `.po` file, read without trusting it.

Its translations are put into pages as they are, and formatted with the values of the page. So a translation that
brings other placeholders or other markup than its message is refused, and with it everything that could break a page
or write into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.digests import digest_parts
from sitegen.i18n.plurals import parse_plural_header, plural_rule, same_rule

if TYPE_CHECKING:
    from babel.messages import Message

Key = tuple[str, str]
"""Context (empty for none) and message."""

MAX_BYTES = 2_000_000

_KEYWORD_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?) +)?"(?:[^"\\]|\\[\\"trn])*"')
_PLACEHOLDER = re.compile(r"%(?:\(\w{1,60}\)[sd]|%)")
_TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)

# What may come after what; a string alone continues the line before.
_FOLLOWS = {
    "": {"#,", "msgctxt", "msgid"},
    "#,": {"#,", "msgctxt", "msgid"},
    "msgctxt": {"msgid"},
    "msgid": {"msgid_plural", "msgstr"},
    "msgid_plural": {"msgstr["},
    "msgstr": {"#,", "msgctxt", "msgid"},
    "msgstr[": {"#,", "msgstr[", "msgctxt", "msgid"},
}
_WHOLE = ("", "#,", "msgstr", "msgstr[")


class Fault(NamedTuple):
    """What is wrong with a line (from 1) of a catalogue.

    `reason` is one of `too_large`, `not_utf8`, `syntax`, `duplicate`, `placeholders`, `markup`, `plural_header` (then
    `text` is the right one) and `plural_forms`; `text` is the line, the message or what was expected.
    """

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Catalogue:
    """The messages that one file translates into one language, and the faults of the file.

    `messages` holds the forms of each: one for a message without plural, else as many as the language has. What is
    fuzzy, empty or at fault is not in it.
    """

    language: str
    messages: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The digest of what the catalogue says: comments, order and references do not change it."""
        parts = [part for key, forms in sorted(self.messages.items()) for part in (*key, str(len(forms)), *forms)]
        return digest_parts(self.language, *parts)


def parse_catalogue(data: bytes, language_code: str) -> Catalogue:
    """Return what a `.po` file in UTF-8 says; whatever cannot be used is left out and named in `faults`."""
    if len(data) > MAX_BYTES:
        return Catalogue(language_code, faults=(Fault(0, "too_large", str(MAX_BYTES)),))
    try:
        lines = _without_comments(re.split(r"\r\n|\n|\r", data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Catalogue(language_code, faults=(Fault(line, "not_utf8", ""),))
    if faults := tuple(_syntax_faults(lines)):
        return Catalogue(language_code, faults=faults)
    return _assemble(_read_entries(lines), language_code)


def _without_comments(lines: Sequence[str]) -> list[str]:
    """Return the lines, empty where they say nothing: comments, obsolete entries and the flags of these."""
    kept: list[str] = []
    is_obsolete = False
    for text in map(str.strip, reversed(lines)):
        if text and (text.startswith("#~") or not text.startswith("#")):
            is_obsolete = text.startswith("#~")
        is_flags = text.startswith("#,") and not is_obsolete
        kept.append(text if is_flags or not text.startswith("#") else "")
    return kept[::-1]


def _syntax_faults(lines: Sequence[str]) -> Iterator[Fault]:
    before = ""
    for line, text in enumerate(lines, start=1):
        if not text:
            continue
        keyword = _keyword(text)
        continues = keyword == '"' and before not in ("", "#,")
        if not continues and keyword not in _FOLLOWS[before]:
            yield Fault(line, "syntax", text[:120])
        elif not continues:
            before = keyword
    if before not in _WHOLE:
        yield Fault(len(lines), "syntax", before)


def _keyword(text: str) -> str:
    """Return what a line is: a key of _FOLLOWS, a quotation mark for a string alone, or nothing."""
    if text.startswith("#,"):
        return "#,"
    found = _KEYWORD_LINE.fullmatch(text)
    if found is None:
        return ""
    return re.sub(r"[0-9]\]", "", found[1] or '"')


def _read_entries(lines: Iterable[str]) -> list[Message]:
    """Return the entries in the order of the file, the header (whose id is empty) among them.

    The lines are known to be well formed: Babel's parser guesses, prints or fails where they are not.
    """
    from babel.messages import Catalog
    from babel.messages.pofile import PoFileParser

    class Entries(Catalog):
        """Keeps every entry, and believes no header: a file cannot choose its character set or its plurals."""

        num_plurals = 10

        def __setitem__(self, _id: Any, message: Message) -> None:
            entries.append(message)

    entries: list[Message] = []
    parser = PoFileParser(Entries(), abort_invalid=True)
    parser.parse(lines)
    return entries


def _assemble(entries: Iterable[Message], language: str) -> Catalogue:
    messages: dict[Key, tuple[str, ...]] = {}
    faults: list[Fault] = []
    has_plurals = True
    seen: set[Key] = set()
    for entry in entries:
        ids, forms = _words(entry.id), _forms(entry, language)
        key = (entry.context or "", ids[0])
        line = entry.lineno or 0
        if key == ("", ""):
            expected = _other_plurals("".join(forms), language)
            has_plurals = not expected
            faults += [Fault(line, "plural_header", expected)] if expected else []
        elif key in seen:
            faults.append(Fault(line, "duplicate", ids[0][:120]))
        elif not entry.fuzzy and any(forms):
            reason = _reason_against(ids, forms, language)
            faults += [Fault(line, reason, ids[0][:120])] if reason else []
            if not reason and (len(ids) == 1 or has_plurals):
                messages[key] = forms
        seen.add(key)
    return Catalogue(language, messages, tuple(faults))


def _words(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _forms(entry: Message, language: str) -> tuple[str, ...]:
    """Return the translations; of a plural as many as the language has, and more if the file has more."""
    forms = _words(entry.string or "")
    if not entry.pluralizable:
        return forms
    while len(forms) > plural_rule(language).forms and not forms[-1]:
        forms = forms[:-1]
    return forms


def _other_plurals(header: str, language: str) -> str:
    """Return the right `Plural-Forms` if the header states a rule that is not the language's, else nothing."""
    stated = re.search(r"^Plural-Forms:(.*)$", header, re.IGNORECASE | re.MULTILINE)
    if stated is None:
        return ""
    expected = plural_rule(language)
    rule = parse_plural_header(stated[1])
    return "" if rule and same_rule(rule, expected) else expected.header


def _reason_against(ids: tuple[str, ...], forms: tuple[str, ...], language: str) -> str:
    if len(ids) == 2 and (len(forms) != plural_rule(language).forms or not all(forms)):
        return "plural_forms"
    known = {place for words in ids for place in _PLACEHOLDER.findall(words)} | {"%%"}
    known |= {"%(num)s", "%(num)d"} if len(ids) == 2 else set()
    if not all(_fits(form, known) for form in forms):
        return "placeholders"
    return "" if all(_is_as_safe(form, ids) for form in forms) else "markup"


def _fits(form: str, known: set[str]) -> bool:
    """Return whether a translation can be formatted with what its message is formatted with (`%%` is a per cent)."""
    return set(_PLACEHOLDER.findall(form)) <= known and "%" not in _PLACEHOLDER.sub("", form)


def _is_as_safe(form: str, ids: tuple[str, ...]) -> bool:
    """Return whether a translation has no tag, and no straight quotation mark, that its message has not."""
    tags = {tag for words in ids for tag in _TAG.findall(words)}
    if not set(_TAG.findall(form)) <= tags:
        return False
    allowed = set("".join(_TAG.sub("", words) for words in ids)) - {"<"}
    return not set('<>"') & (set(_TAG.sub("", form)) - allowed)
