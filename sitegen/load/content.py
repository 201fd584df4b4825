"""Records: the files of one thing parsed and validated together, with every problem of every file."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from sitegen.digests import digest_parts, short
from sitegen.i18n.typography import typeset_html
from sitegen.load.body import Body
from sitegen.load.frontmatter import parse_file
from sitegen.load.markup import check_body, render_body
from sitegen.load.parsed import Location, ParsedFile, line_in
from sitegen.load.sources import SourceFile
from sitegen.load.translate import split_facts, validate_translation
from sitegen.load.validate import validate
from sitegen.models.base import Kind, Record, RecordText
from sitegen.models.kinds import MODELS
from sitegen.problems import Problem, error, warning
from sitegen.values import LightValue, light_value


@light_value
class Text(LightValue):
    """What one file says in one language.

    `lines` has the line of every key, pickled: they are many, and wanted only where something is wrong.
    """

    path: str
    language: str
    words: RecordText
    body: Body
    lines: bytes

    def line_of(self, *location: str | int) -> int:
        """Return the line of a key, or of the nearest key around it."""
        return line_in(self.places(), location)

    def places(self) -> Mapping[Location, int]:
        """Return the line of every key."""
        found: Mapping[Location, int] = pickle.loads(self.lines)  # noqa: S301 - made below
        return found

    def __reduce__(self) -> tuple[type[Text], tuple[object, ...]]:
        """Travel as arguments: what dataclasses do by themselves takes longer than to parse some files."""
        return Text, (self.path, self.language, self.words, self.body, self.lines)


R_co = TypeVar("R_co", bound=Record, covariant=True)


@light_value
class LoadedRecord(LightValue, Generic[R_co]):
    """A record in its source language with all its translations.

    `folder` is what its pictures are relative to; `found_pictures` are the names of the pictures in a bundle.
    `texts` has the source's own text too, by language. `digest` is of all its files, `face` of what is shown of it on
    the pages of others: everything but its bodies.
    """

    kind: Kind
    slug: str
    record: R_co
    source: Text
    texts: Mapping[str, Text]
    folder: str
    found_pictures: tuple[str, ...]
    digest: str
    face: str

    def __reduce__(self) -> tuple[type[LoadedRecord[Record]], tuple[object, ...]]:
        """Travel as arguments."""
        said = (self.kind, self.slug, self.record, self.source, self.texts)
        return LoadedRecord, (*said, self.folder, self.found_pictures, self.digest, self.face)


@light_value
class Rules(LightValue):
    """What parsing depends on beside the bytes: the site's languages, the default one, and its currency."""

    languages: tuple[str, ...]
    default: str
    currency: str


@light_value
class RecordFiles(LightValue):
    """The files of one record, with their bytes, and the names of the pictures beside them."""

    files: tuple[SourceFile, ...]
    data: tuple[bytes, ...]
    pictures: tuple[str, ...]


@light_value
class RecordSource(LightValue):
    """What a record was parsed from: its key among what was worked out before, its files, and the pictures there."""

    key: str
    files: tuple[SourceFile, ...]
    pictures: tuple[str, ...]


def record_key(rules: Rules, files: Sequence[SourceFile], digests: Mapping[str, str], pictures: Sequence[str]) -> str:
    """Return the key of what some files are parsed to; `digests` has those of their bytes by path."""
    named = [part for file in files for part in (file.path, digests[file.path])]
    return digest_parts("record", repr(rules), *named, *pictures)


@light_value
class _Opened(LightValue):
    file: SourceFile
    parsed: ParsedFile
    language: str
    digest: str


def parse_record(rules: Rules, source_files: RecordFiles) -> tuple[LoadedRecord[Record] | None, tuple[Problem, ...]]:
    """Return the record that some files make, and what is wrong with them. A pure function of its arguments."""
    opened: list[_Opened] = []
    problems: list[Problem] = []
    for file, data in zip(source_files.files, source_files.data, strict=True):
        found = _open(rules, file, data)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            opened.append(found)
    source, complaints = _choose_source(opened, rules, problems)
    problems += complaints
    if source is None:
        return None, tuple(problems)
    context = {"currency": rules.currency}
    record, complaints = validate(MODELS[source.file.kind].record, source.parsed, source.file.path, context)
    problems += [*complaints, *_body_problems(source)]
    translations = [item for item in opened if item is not source]
    texts, complaints = _load_translations(source, translations, context, source_files.pictures)
    problems += complaints
    if record is None:
        return None, tuple(problems)
    text = _text(source, record)
    pictures = source_files.pictures if source.file.is_bundle else ()
    loaded = LoadedRecord(
        kind=source.file.kind,
        slug=source.file.slug,
        record=record,
        source=text,
        texts={text.language: text, **texts},
        folder=source.file.folder,
        found_pictures=pictures,
        digest=digest_parts(*(item.digest for item in opened), *pictures),
        face=_face_digest(opened, {text.language: text, **texts}, pictures),
    )
    return loaded, tuple(problems)


def _face_digest(opened: list[_Opened], texts: Mapping[str, Text], pictures: tuple[str, ...]) -> str:
    """Return the digest of all that a record shows elsewhere than on its own page: everything but its bodies."""
    parts = []
    for item in opened:
        text = texts.get(item.language)
        body = (text.body.first_sentence, bool(text.body)) if text else ()
        parts.append(repr((item.language, sorted(item.parsed.meta.items(), key=lambda pair: pair[0]), body)))
    return digest_parts(*parts, *pictures)


def _open(rules: Rules, file: SourceFile, data: bytes) -> _Opened | Problem:
    parsed = parse_file(file.path, data)
    if isinstance(parsed, Problem):
        return parsed
    language = parsed.meta.get("language", file.language or rules.default)
    line = parsed.line_of(("language",))
    if language not in rules.languages:
        return error("file.language", file.path, line, "language", text=language, suggestion="",
                     languages=", ".join(rules.languages))  # fmt: skip
    if file.language and language != file.language:
        return error("file.language_differs", file.path, line, "language", text=language, suffix=file.language)
    return _Opened(file, parsed, language, digest_parts(data))


def _choose_source(
    opened: list[_Opened], rules: Rules, problems: list[Problem]
) -> tuple[_Opened | None, list[Problem]]:
    """Return the file that the others translate: the one without a suffix, or the one in the default language."""
    plain = [item for item in opened if item.file.language is None]
    usual = [item for item in opened if item.language == rules.default]
    source = next(iter([*plain, *usual]), None)
    if source is None:
        is_known = any(item.path for item in problems) or not opened
        return None, [] if is_known else [error("record.no_source", opened[0].file.path, language=rules.default)]
    # files whose names clash were told of already
    others = [item for item in opened if item is not source and item.file.language != source.file.language]
    twice = [item for item in others if item.language == source.language]
    return source, [
        error("file.language_twice", item.file.path, 1, first=source.file.path, language=item.language)
        for item in twice
    ]


def _load_translations(
    source: _Opened, translations: list[_Opened], context: Mapping[str, Any], pictures: tuple[str, ...]
) -> tuple[dict[str, Text], list[Problem]]:
    models = MODELS[source.file.kind]
    texts: dict[str, Text] = {}
    problems: list[Problem] = []
    for item in translations:
        words, found = validate_translation(models, item.parsed, source.parsed, item.file.path, context)
        problems += [*found, *_body_problems(item), *_staleness(source, item)]
        problems += _strange_pictures(source, item, words, pictures)
        if words is not None:
            texts[item.language] = _text(item, words)
    return texts, problems


def _strange_pictures(
    source: _Opened, item: _Opened, words: RecordText | None, found: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield a problem for each picture that a translation describes and the source does not show."""
    listed = source.parsed.meta.get("pictures")
    named = listed if isinstance(listed, list) else [listed] if listed else list(found)
    known = {str(picture.get("file") if isinstance(picture, dict) else picture) for picture in named}
    for index, picture in enumerate(words.pictures if words else ()):
        if picture.file not in known:
            line = item.parsed.line_of(("pictures", index))
            yield error("translation.stranger", item.file.path, line, f"pictures.{index}", text=picture.file,
                        choices=", ".join(sorted(known)))  # fmt: skip


def _text(item: _Opened, words: RecordText) -> Text:
    body = render_body(item.parsed.body, item.file.folder)
    printed = typeset_html(body.html, item.language).encode()
    if printed != body.utf8:
        body = replace(body, utf8=printed)
    lines = pickle.dumps(item.parsed.lines, pickle.HIGHEST_PROTOCOL)
    return Text(item.file.path, item.language, words, body, lines)


def _body_problems(item: _Opened) -> Iterator[Problem]:
    for refusal in check_body(item.parsed.body):
        line = item.parsed.body_line + refusal.line - 1
        make = error if refusal.code == "body.too_long" else warning
        yield make(refusal.code, item.file.path, line, text=refusal.text)


def text_digest(kind: Kind, parsed: ParsedFile) -> str:
    """Return the short digest of the text of a source file, which a translation may name in `source:`.

    Facts are no part of it: a new price makes no translation stale.
    """
    words, _ = split_facts(MODELS[kind].text, MODELS[kind].record, parsed.meta)
    said = sorted((key, repr(value)) for key, value in words.items() if key != "slug")
    return short(digest_parts(repr(said), parsed.body))


def _staleness(source: _Opened, item: _Opened) -> Iterator[Problem]:
    declared = item.parsed.meta.get("source")
    if declared is None:
        return
    current = text_digest(source.file.kind, source.parsed)
    if str(declared) != current:
        line = item.parsed.line_of(("source",))
        yield warning("translation.stale", item.file.path, line, "source", text=declared, current=current,
                      source=source.file.path)  # fmt: skip
