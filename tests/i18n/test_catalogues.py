from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.i18n.catalogues import MAX_BYTES, Catalogue, parse_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


def french(text: str) -> Catalogue:
    return parse_catalogue(text.encode(), "fr")


def entry(message: str, translation: str) -> Catalogue:
    return french(f'msgid "{message}"\nmsgstr "{translation}"\n')


def faults(catalogue: Catalogue) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in catalogue.faults]


def test_a_catalogue_holds_messages_contexts_and_plurals() -> None:
    catalogue = french(
        HEADER
        + '#: a.html:1\nmsgid "Add"\nmsgstr "Ajou"\n"ter"\n\nmsgctxt "verb"\nmsgid "Order"\nmsgstr "Commander"\n\n'
        + 'msgid "%(num)s product"\nmsgid_plural "%(num)s products"\nmsgstr[0] "%(num)s produit"\n'
        + 'msgstr[1] "%(num)s produits"\n'
    )
    assert not catalogue.faults
    assert catalogue.messages == {
        ("", "Add"): ("Ajouter",),
        ("verb", "Order"): ("Commander",),
        ("", "%(num)s product"): ("%(num)s produit", "%(num)s produits"),
    }


def test_fuzzy_empty_and_obsolete_entries_are_not_there() -> None:
    catalogue = french(
        '#, fuzzy\nmsgid "A"\nmsgstr "a"\nmsgid "B"\nmsgstr ""\n'
        '#, fuzzy\n#~ msgid "C"\n#~ msgstr[x] "c"\n\nmsgid "D"\nmsgstr "d"\n'
    )
    assert catalogue.messages == {("", "D"): ("d",)}
    assert not catalogue.faults


def test_a_windows_file_with_a_mark_is_read() -> None:
    assert parse_catalogue(b'\xef\xbb\xbfmsgid "A"\r\nmsgstr "a"\r\n', "fr").messages == {("", "A"): ("a",)}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<html>", 1),
        ('msgid "A"', 1),
        ('msgid "A"\nmsgid "B"\nmsgstr "b"', 2),
        ('msgstr "a"', 1),
        ('"a"', 1),
        ('msgid "A"\n#, fuzzy\nmsgstr "a"', 2),
        ('msgid "A"\nmsgstr "a', 2),
        ('msgid "A"\nmsgstr[x] "a"', 2),
        ('msgid "A"\nmsgstr "a\\q"', 2),
        ('msgid "A"\nmsgstr "a"\n#, fuzzy\n"b"', 4),
        ('msgid "A"\nmsgid_plural "As"\nmsgstr "a"', 3),
    ],
)
def test_a_malformed_line_is_named(text: str, line: int) -> None:
    assert faults(french(text))[0] == (line, "syntax")


def test_every_malformed_line_is_named() -> None:
    assert faults(french("one\ntwo\n")) == [(1, "syntax"), (2, "syntax")]


def test_other_encodings_and_huge_files_are_refused() -> None:
    assert faults(parse_catalogue('msgid "A"\nmsgstr "é"'.encode("latin-1"), "fr")) == [(2, "not_utf8")]
    assert faults(parse_catalogue(b" " * (MAX_BYTES + 1), "fr")) == [(0, "too_large")]


def test_a_message_that_comes_twice_is_named_and_the_first_holds() -> None:
    catalogue = french('msgid "A"\nmsgstr "a"\nmsgid "A"\nmsgstr "b"\n')
    assert (faults(catalogue), catalogue.messages) == ([(3, "duplicate")], {("", "A"): ("a",)})


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        ("Hello %(name)s", "Bonjour %(nom)s"),
        ("Hello %(name)s", "Bonjour %(name)"),
        ("Hello %(name)s", "Bonjour %(name)999999999s"),
        ("Hello", "100 % laine"),
        ("Hello", "%(self)s"),
    ],
)
def test_a_translation_that_cannot_be_formatted_is_refused(message: str, translation: str) -> None:
    catalogue = entry(message, translation)
    assert (faults(catalogue), catalogue.messages) == ([(1, "placeholders")], {})


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        ("Hello", "<script>alert(1)</script>"),
        ("Hello", "<SCRIPT "),
        ("Hello", 'x\\" onclick=\\"alert(1)'),
        ("<b>Hello</b>", "<b onclick=x>Bonjour</b>"),
        ("a < b", "a <img src=x onerror=alert(1) b"),
    ],
)
def test_a_translation_cannot_bring_markup(message: str, translation: str) -> None:
    catalogue = entry(message, translation)
    assert (faults(catalogue), catalogue.messages) == ([(1, "markup")], {})


def test_a_translation_may_keep_the_markup_and_leave_out_placeholders() -> None:
    assert not entry('<a href=\\"%(url)s\\">Hello</a> %(name)s', '<a href=\\"%(url)s\\">Bonjour</a>').faults
    assert not entry("100%% wool", "100 %% laine, c'est l'idéal").faults


def test_a_plural_lacking_a_form_is_refused() -> None:
    plural = 'msgid "%(num)s A"\nmsgid_plural "%(num)s As"\n'
    assert faults(french(plural + 'msgstr[0] "un"\nmsgstr[1] ""\n')) == [(1, "plural_forms")]
    assert faults(french(plural + 'msgstr[0] "un"\nmsgstr[1] "des"\nmsgstr[2] "x"\n')) == [(1, "plural_forms")]
    assert not french(plural + 'msgstr[0] ""\nmsgstr[1] ""\n').faults


def test_a_header_with_another_plural_rule_is_named_and_its_plurals_are_not_believed() -> None:
    # The order that some tools write: the last two forms the other way round.
    rule = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5)"
    forms = "".join(f'msgstr[{form}] "{form}"\n' for form in range(6))
    text = (
        f'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=6; plural={rule};\\n"\n'
        f'msgid "A"\nmsgstr "أ"\nmsgid "B"\nmsgid_plural "Bs"\n{forms}'
    )
    catalogue = parse_catalogue(text.encode(), "ar")
    assert faults(catalogue) == [(1, "plural_header")]
    assert "n%100>=11 ? 4 : 5" in catalogue.faults[0].text
    assert catalogue.messages == {("", "A"): ("أ",)}


def test_a_header_cannot_choose_its_character_set() -> None:
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=nonsense\\n"\nmsgid "A"\nmsgstr "é"\n'
    assert french(text).messages == {("", "A"): ("é",)}


def test_the_digest_is_of_the_messages_alone() -> None:
    one = french('# by Aïcha\nmsgid "A"\nmsgstr "a"\nmsgid "B"\nmsgstr "b"\n')
    two = french('msgid "B"\nmsgstr "b"\nmsgid "A"\nmsgstr "a"\n')
    assert one.digest == two.digest
    assert one.digest != french('msgid "A"\nmsgstr "a"\n').digest


LINES = [
    'msgid "A"',
    'msgid "%(x)s"',
    'msgid_plural "B"',
    'msgstr "a"',
    'msgstr[0] "b"',
    'msgstr[9] "c"',
    '"d"',
    "#, fuzzy",
]
lines = st.sampled_from([*LINES, 'msgctxt "e"', 'msgid ""', "#: \u2068a", "#~ msgstr", "", 'msgstr ""', "x", '"\\\\"'])


@given(st.lists(lines, max_size=12).map("\n".join) | st.text(max_size=60))
def test_whatever_a_file_says_it_is_read_without_failing(text: str) -> None:
    assert isinstance(french(text), Catalogue)
