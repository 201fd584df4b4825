"""Which words a reader of one language gets: her own, or those of the nearest fallback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sitegen.config import SiteConfig
from sitegen.i18n.languages import Language
from sitegen.i18n.phrases import Phrase
from sitegen.i18n.regions import region_name
from sitegen.i18n.typography import typeset
from sitegen.load.body import Body
from sitegen.load.content import LoadedRecord, Text
from sitegen.models.base import Record, RecordText
from sitegen.models.taxonomy import Region


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of one language, who asks records for words."""

    config: SiteConfig
    language: Language
    languages: Mapping[str, Language]
    _chains: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def phrase(self, item: LoadedRecord[Record], choose: Callable[[RecordText], str | None]) -> Phrase:
        """Return the words that `choose` finds in the first language of the chain that has them."""
        texts = item.texts
        for code in self._chain(item):
            if code in texts:
                words = choose(texts[code].words)
                if words:
                    return self.in_language(words, code)
        return Phrase("", self.language.code, self.language.direction)

    def title(self, item: LoadedRecord[Record]) -> Phrase:
        """Return the title; the regions of Morocco have one even when nobody wrote it."""
        if not isinstance(item.record, Region) or not item.record.code:
            return self.phrase(item, lambda words: words.title)
        for code in self._chain(item):
            text = item.texts.get(code)
            words = (text.words.title if text else None) or region_name(item.record.code, code)
            if words:
                return self.in_language(words, code)
        return self.in_language(item.slug, item.source.language)

    def summary(self, item: LoadedRecord[Record]) -> Phrase:
        """Return the summary, or the first sentence of the body."""
        for text in self._texts(item):
            words = text.words.summary or text.body.first_sentence
            if words:
                return self.in_language(words, text.language)
        return Phrase("", self.language.code, self.language.direction)

    def body(self, item: LoadedRecord[Record]) -> tuple[Body, str]:
        """Return the body and the code of the language that it is in."""
        for text in self._texts(item):
            if text.body:
                return text.body, text.language
        return Body(), self.language.code

    def has_own_words(self, item: LoadedRecord[Record]) -> bool:
        """Return whether the main text of a record, title and body, exists in the reader's own language."""
        return self.text_language(item) == self.language.code

    def text_language(self, item: LoadedRecord[Record]) -> str:
        """Return the code of the language that the main text of a record's page comes from."""
        has_body = bool(item.source.body)
        for text in self._texts(item):
            if (text.body or not has_body) and text.words.title:
                return text.language
        return self._chain(item)[0] if isinstance(item.record, Region) and not has_body else item.source.language

    def in_language(self, words: str, code: str) -> Phrase:
        """Return words that are in the language `code`, typeset."""
        language = self.languages[code]
        words = typeset(words, code)
        return Phrase(words, code, language.direction, fallen_back=code != self.language.code)

    def own(self, words: str) -> Phrase:
        """Return words that are in the reader's language, or in none (codes, numbers)."""
        return Phrase(words, self.language.code, self.language.direction)

    def slug(self, item: LoadedRecord[Record]) -> str:
        """Return the last part of a record's address in the reader's language."""
        text = item.texts.get(self.language.code)
        return (text.words.slug if text else None) or item.record.slug or item.slug

    def _chain(self, item: LoadedRecord[Record]) -> tuple[str, ...]:
        """Return the languages that a record is read in; there are few, and they are asked for at every word."""
        source = item.source.language
        chain = self._chains.get(source)
        if chain is None:
            chain = self._chains[source] = self.config.fallbacks(self.language.code, source)
        return chain

    def _texts(self, item: LoadedRecord[Record]) -> list[Text]:
        return [item.texts[code] for code in self._chain(item) if code in item.texts]
