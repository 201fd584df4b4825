"""The stream of events, and the script that is put into pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.problems import Problem, error, warning
from sitegen.serve.live import Channel
from sitegen.serve.overlay import SHOWN, Notice, notice_of
from sitegen.serve.script import inject
from sitegen.serve.server import Preview, running
from tests.serve.browserless import ask, connected, listening, read_reply, request

UNKNOWN = "config.unknown_language"
HOSTILE = "content/products/<img src=x onerror=alert(1)>\u202egpj.md"


def unknown(path: str, line: int) -> Problem:
    return error(UNKNOWN, path, line, "languages.all", text="<b>", reason="?")


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    (tmp_path / "index.html").write_text("<body>Bonjour</body>", encoding="utf-8")
    channel = Channel(limit=2)
    channel.publish("first", tmp_path, Notice())
    return channel


@pytest.fixture
def server(channel: Channel) -> Iterator[Preview]:
    with running(Preview(0, channel=channel)) as server:
        yield server


def test_a_page_gets_the_script_and_its_file_does_not(server: Preview, tmp_path: Path) -> None:
    body = ask(server).body.decode()
    assert '<script type="module" src="/__sitegen__/live.js" data-sitegen-build="first"' in body
    assert body.endswith("</body>")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "<body>Bonjour</body>"


def test_the_scripts_are_served(server: Preview) -> None:
    replies = [ask(server, f"/__sitegen__/{name}") for name in ("live.js", "overlay.js")]
    assert [reply.status for reply in replies] == [200, 200]
    assert {reply.headers["content-type"] for reply in replies} == {"text/javascript; charset=utf-8"}
    assert ask(server, "/__sitegen__/server.py").status == 404


def test_the_script_comes_before_the_last_end_of_the_body() -> None:
    page = b"<body><p title='</body>'>a</p></BODY ></html>"
    assert inject(page, "b").startswith(b"<body><p title='</body>'>a</p><script ")
    assert inject(b"<p>no end", "b").startswith(b"<p>no end<script ")


def test_a_change_of_style_sheets_alone_does_not_change_a_page() -> None:
    page = b'<link rel="stylesheet" href="/souk.%s.css"><body>%s</body>'
    digests = [inject(page % facts, "b")[-40:] for facts in ((b"1", b"a"), (b"2", b"a"), (b"1", b"c"))]
    assert digests[0] == digests[1] != digests[2]


def test_who_listens_hears_the_state_at_once_and_every_newer_one(server: Preview, channel: Channel) -> None:
    with listening(server) as events:
        assert next(events)["build"] == "first"
        channel.publish("second", channel.state.folder, Notice())
        assert next(events)["build"] == "second"


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("/", "index.html"),
        ("/fr/", "fr/index.html"),
        ("/ar/products/%D8%B2%D9%8A%D8%AA/", "ar/products/زيت/index.html"),
        ("/fr/a%2Bb%26c/", "fr/a+b&c/index.html"),
        ("/404.html", "404.html"),
    ],
)
def test_a_page_that_listens_is_known_by_its_place_in_the_folder(
    server: Preview, channel: Channel, page: str, path: str
) -> None:
    with listening(server, page) as events:
        next(events)
        assert channel.open_pages == {path}
    wait_for_listeners(server, 0)
    assert channel.open_pages == frozenset()


@pytest.mark.parametrize("page", ["", "/.git/", "//../../etc/passwd", "\x00", "%ff", "http://evil.example/"])
def test_a_listener_that_says_no_page_of_a_shop_hears_the_state_all_the_same(
    server: Preview, channel: Channel, page: str
) -> None:
    with listening(server, page) as events:
        assert next(events)["build"] == "first"
        assert all(not path.startswith((".", "/")) for path in channel.open_pages)


def test_a_page_that_is_shown_ahead_is_served_until_the_next_state(
    server: Preview, channel: Channel, tmp_path: Path
) -> None:
    with listening(server, "/") as events:
        next(events)
        channel.publish_ahead("second", {"index.html": b"<body>Salam</body>"})
        assert next(events)["build"] == "second"
        body = ask(server).body
        assert b"Salam" in body
        assert b'data-sitegen-build="second"' in body
        assert ask(server, "/other.html").status == 404
        channel.publish("third", tmp_path, Notice())
        assert next(events)["build"] == "third"
        assert b"Bonjour" in ask(server).body


def test_the_stream_is_refused_to_other_sites(server: Preview) -> None:
    events = "/__sitegen__/events"
    assert ask(server, events, Origin="https://evil.example").status == 403
    assert ask(server, events, Host="evil.example").status == 403
    assert ask(server, events, Sec_Fetch_Site="same-site", Sec_Fetch_Mode="cors").status == 403
    assert ask(server, events, method="POST").status == 405


def test_only_so_many_may_listen_and_a_place_is_free_again_when_one_leaves(server: Preview, channel: Channel) -> None:
    with listening(server) as one:
        next(one)
        with listening(server) as two:
            next(two)
            assert ask(server, "/__sitegen__/events").status == 503
            assert ask(server).status == 200
        wait_for_listeners(server, 1)
        with listening(server) as three:
            assert next(three)["build"] == "first"


def wait_for_listeners(server: Preview, number: int) -> None:
    """Return when the server has noticed who left; a request and its answer are the clock."""
    assert server.channel
    while server.channel.listeners != number:
        ask(server)


def test_a_listener_that_does_not_read_holds_nobody_up(server: Preview, channel: Channel) -> None:
    with connected(server) as (connection, answers):
        connection.sendall(request(server, "/__sitegen__/events"))
        assert read_reply(answers).status == 200
        for number in range(5000):
            channel.publish(str(number), channel.state.folder, Notice())
        with listening(server) as events:
            assert next(events)["build"] == "4999"


def test_before_the_first_good_build_a_page_lists_the_problems_as_text(server: Preview, channel: Channel) -> None:
    channel.publish("none", None, notice_of([unknown(HOSTILE, 7)], "fr"))
    reply = ask(server, "/fr/")
    body = reply.body.decode()
    assert reply.status == 503
    assert "&lt;img src=x onerror=alert(1)&gt;\ufffdgpj.md:7" in body
    assert "<b>" not in body
    assert "<img" not in body
    assert "\u202e" not in body
    assert 'data-sitegen-build="none"' in body


def test_problems_are_told_with_place_field_message_and_hint(server: Preview, channel: Channel) -> None:
    problem = unknown("sitegen.toml", 3)
    channel.publish("first", channel.state.folder, notice_of([problem], "fr"))
    with listening(server) as events:
        notice = next(events)["notice"]
    assert notice["language"] == "fr"
    assert notice["words"]["errors"] == "1 erreur"
    assert notice["errors"][0]["place"] == "sitegen.toml:3"
    assert notice["errors"][0]["field"] == "languages.all"
    assert notice["errors"][0]["message"]


def test_warnings_are_errors_when_strict() -> None:
    problems = [warning("config.unknown_language", "sitegen.toml", 3, "languages.all", text="xx", reason="?")]
    assert len(notice_of(problems, "en").warnings) == 1
    assert len(notice_of(problems, "en", strict=True).errors) == 1


def test_of_very_many_problems_the_first_are_shown_and_the_others_counted(server: Preview, channel: Channel) -> None:
    problem = unknown("sitegen.toml", 3)
    channel.publish("first", None, notice_of([problem] * (SHOWN + 9), "en"))
    with listening(server) as events:
        notice = next(events)["notice"]
    assert len(notice["errors"]) == SHOWN
    assert notice["words"]["more_errors"] == "and 9 more"
    assert ask(server).body.count(b"<li>") == SHOWN
