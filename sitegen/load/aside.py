"""Records of a site that is not small: put aside on disk, bodies or all, and read again when they are asked for.

Of a large site there stays in memory what a record is found by. What was read last stays too: neighbours are asked for
together.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from sitegen.load.body import Body
from sitegen.load.content import LoadedRecord, Text
from sitegen.models.base import Kind, Record, RecordText
from sitegen.spool import Place, Spool

PRODUCTS_KEPT = 2_048
"""Products that are kept in memory after they were read: more than a list looks through at once."""

TEXTS_KEPT = 4_096
"""Texts that are kept in memory after they were read."""

R_co = TypeVar("R_co", bound=Record, covariant=True)


class BodyStore:
    """Where the bodies of a site wait: each is shown on one page. Copies of the process can read them too."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self._lines: dict[bytes, bytes] = {}

    def put(self, loaded: LoadedRecord[Record]) -> LoadedRecord[Record]:
        """Return a record whose bodies wait on disk: the same, which nobody else may have yet."""
        texts = [
            (text, text.body.utf8, text.body.first_sentence.encode()) for text in loaded.texts.values() if text.body
        ]
        offset = self.spool.put(b"".join([piece for _, *pieces in texts for piece in pieces])).offset
        for text, html, sentence in texts:
            places = Place(offset, len(html)), Place(offset + len(html), len(sentence))
            _set(text, "body", SpooledBody(self.spool, *places, text.body))
            offset += len(html) + len(sentence)
        for text in loaded.texts.values():  # those of most records have the same keys on the same lines
            _set(text, "lines", self._lines.setdefault(text.lines, text.lines))
        return loaded


class SpooledBody(Body):
    """A body whose HTML is read each time that it is asked for: one page needs it once.

    So is its first sentence, which few need: a summary is shown instead.
    """

    __slots__ = ("_html", "_sentence", "_spool")

    _html: Place
    _sentence: Place
    _spool: Spool

    def __init__(self, spool: Spool, html: Place, sentence: Place, body: Body) -> None:
        for name in ("records", "pictures"):
            _set(self, name, getattr(body, name))
        _set(self, "_spool", spool)
        _set(self, "_html", html)
        _set(self, "_sentence", sentence)

    @property
    def first_sentence(self) -> str:
        """Its first sentence."""
        return self._spool.get(self._sentence).decode()

    @property
    def utf8(self) -> bytes:
        """The HTML, as it was put aside."""
        return self._spool.get(self._html)

    def __bool__(self) -> bool:
        """Return that there is something to show: what is empty is not put aside."""
        return True


class RecordStore:
    """Where the records of a large site wait; copies of the process can read them too."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.products = lru_cache(PRODUCTS_KEPT)(self._piece)
        # There are few others, and products name them in any order.
        self.others = lru_cache(None)(self._piece)
        self.words = lru_cache(TEXTS_KEPT)(self._words)

    def put(self, loaded: LoadedRecord[Record]) -> LoadedRecord[Record]:
        """Return a record that waits on disk."""
        source = loaded.source.language
        texts = tuple(self._put_text(text, is_source=text is loaded.source) for text in loaded.texts.values())
        return AsideRecord(loaded, self, self._put((loaded.record, source, texts)))

    def _put_text(self, text: Text, *, is_source: bool) -> tuple[object, ...]:
        """Put the words and the HTML of a text aside; return the rest with their places."""
        body = text.body
        html = tuple(self.spool.put(body.utf8)) if body else ()
        words = self._put((None if is_source else text.words, text.lines, body.first_sentence))
        return text.path, text.language, body.records, body.pictures, tuple(words), html

    def _put(self, value: object) -> Place:
        return self.spool.put(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _get(self, place: tuple[int, int]) -> Any:
        return pickle.loads(self.spool.get(Place(*place)))  # noqa: S301 - this process has put it there

    def _piece(self, place: Place) -> _Piece:
        return _Piece(self, *self._get(place))

    def _words(self, place: tuple[int, int]) -> tuple[RecordText | None, bytes, str]:
        found: tuple[RecordText | None, bytes, str] = self._get(place)
        return found


class _Piece:
    """What a record says, with its texts, whose words are read one by one."""

    __slots__ = ("record", "source", "texts")

    def __init__(self, store: RecordStore, record: Record, source: str, texts: tuple[tuple[Any, ...], ...]) -> None:
        self.record = record
        self.texts = {text[1]: AsideText(store, record, text) for text in texts}
        self.source = self.texts[source]


class AsideRecord(LoadedRecord[R_co]):
    """A record of a large site."""

    __slots__ = ("_place", "_store")

    _place: Place
    _store: RecordStore

    def __init__(self, loaded: LoadedRecord[R_co], store: RecordStore, place: Place) -> None:
        for name in ("kind", "slug", "folder", "found_pictures", "digest", "face"):
            _set(self, name, getattr(loaded, name))
        _set(self, "_store", store)
        _set(self, "_place", place)

    def _piece(self) -> _Piece:
        store = self._store
        return store.products(self._place) if self.kind is Kind.PRODUCT else store.others(self._place)

    @property
    def record(self) -> Any:
        """What the source file says, as it was put aside."""
        return self._piece().record

    @property
    def source(self) -> Text:
        """The text of the source file."""
        return self._piece().source

    @property
    def texts(self) -> Mapping[str, Text]:
        """All texts by language."""
        return self._piece().texts


class AsideText(Text):
    """A text of a large site; `found` is what `RecordStore` keeps of it together with its record."""

    __slots__ = ("_record", "_store", "_words")

    _record: Record
    _store: RecordStore
    _words: tuple[int, int]

    def __init__(self, store: RecordStore, record: Record, found: tuple[Any, ...]) -> None:
        path, language, records, pictures, words, html = found
        _set(self, "path", path)
        _set(self, "language", language)
        _set(self, "body", AsideBody(store, records, pictures, words, html))
        _set(self, "_store", store)
        _set(self, "_record", record)
        _set(self, "_words", words)

    @property
    def words(self) -> RecordText:
        """What its front matter says; that of the source file is the record itself."""
        words = self._store.words(self._words)[0]
        return self._record if words is None else words

    @property
    def lines(self) -> bytes:
        """The lines of its keys, pickled."""
        return self._store.words(self._words)[1]


class AsideBody(Body):
    """A body of a large site, whose HTML is read each time that it is asked for: one page needs it once."""

    __slots__ = ("_html", "_store", "_words")

    _html: tuple[int, ...]
    _store: RecordStore
    _words: tuple[int, int]

    def __init__(
        self,
        store: RecordStore,
        records: tuple[str, ...],
        pictures: tuple[tuple[str, str], ...],
        words: tuple[int, int],
        html: tuple[int, ...],
    ) -> None:
        _set(self, "records", records)
        _set(self, "pictures", pictures)
        _set(self, "_store", store)
        _set(self, "_words", words)
        _set(self, "_html", html)

    @property
    def utf8(self) -> bytes:
        """The HTML, as it was put aside."""
        return self._store.spool.get(Place(*self._html)) if self._html else b""

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self._html)

    @property
    def first_sentence(self) -> str:
        """Its first sentence."""
        return self._store.words(self._words)[2]


_set = object.__setattr__
