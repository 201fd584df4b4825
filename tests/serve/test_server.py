"""The preview answers this machine's own browser with files of one folder, and nobody with anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.serve import make_server
from sitegen.serve.server import Preview, running
from sitegen.write.output import OutputTree
from tests.serve.browserless import ask, connected, read_reply, request

SECRET = b"only for the owner"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built folder with secrets beside it, in it and behind links."""
    tmp_path = tmp_path_factory.mktemp("preview")
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (tmp_path / "build-of-another").mkdir()
    (tmp_path / "build-of-another/secret.txt").write_bytes(SECRET)
    folder = tmp_path / "build"
    for path in (
        "index.html",
        "fr/index.html",
        "fr/huile d'argan/index.html",
        "ⵜⵉⵏⵎⵍ/index.html",
        "404.html",
        "a.avif",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"<body>{path}</body>", encoding="utf-8")
    (folder / ".sitegen-output").write_bytes(SECRET)
    (folder / "fr/.git").mkdir()
    (folder / "fr/.git/config").write_bytes(SECRET)
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "out").symlink_to(tmp_path / "build-of-another")
    (folder / "empty").mkdir()
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Preview]:
    with running(make_server(folder, 0)) as server:
        yield server


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/", "index.html"),
        ("/fr/?from=mail", "fr/index.html"),
        ("/fr/huile%20d%27argan/", "fr/huile d'argan/index.html"),
        ("/%E2%B5%9C%E2%B5%89%E2%B5%8F%E2%B5%8E%E2%B5%8D/", "ⵜⵉⵏⵎⵍ/index.html"),
    ],
)
def test_a_page_is_served_as_it_was_built(server: Preview, target: str, body: str) -> None:
    reply = ask(server, target)
    assert (reply.status, reply.body.decode()) == (200, f"<body>{body}</body>")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"


def test_types_do_not_come_from_the_operating_system(server: Preview) -> None:
    assert ask(server, "/a.avif").headers["content-type"] == "image/avif"


def test_a_folder_without_its_slash_is_redirected_within_the_shop(server: Preview) -> None:
    reply = ask(server, "/fr/huile%20d%27argan")
    assert (reply.status, reply.headers["location"]) == (301, "/fr/huile%20d%27argan/")
    assert ask(server, "///fr").headers["location"] == "/fr/"


def test_a_head_request_has_the_length_and_no_body(server: Preview) -> None:
    with connected(server) as (connection, answers):
        connection.sendall(request(server, method="HEAD") + request(server, "/fr/"))
        assert read_reply(answers, "HEAD").headers["content-length"] == "23"
        assert read_reply(answers).body == b"<body>fr/index.html</body>"


def test_what_is_not_there_has_the_page_of_the_shop(server: Preview) -> None:
    reply = ask(server, "/fr/nothing/")
    assert (reply.status, reply.body) == (404, b"<body>404.html</body>")


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/fr/../../secret.txt",
        "/fr/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt", "/..\\secret.txt", "/%252e%252e/secret.txt", "//../secret.txt", "/./../secret.txt",
        "/%c0%ae%c0%ae/secret.txt", "/%uff0e%uff0e/secret.txt", "/..;/secret.txt", "/../build-of-another/secret.txt",
        "/%2e%2e%2fbuild-of-another/secret.txt", "/C:/secret.txt", "/C:%5csecret.txt", "/file:///etc/passwd",
        "//etc/passwd", "/etc/passwd", "/%2fetc%2fpasswd", "/%00/etc/passwd", "/secret.txt%00.html",
        "/fr/%0d%0aX:%20y/",
        "/.sitegen-output", "/%2esitegen-output", "/fr/.git/config", "/fr/%2egit/config", "/fr/.git/",
        "/link.txt", "/out/secret.txt", "/out/", "/empty/", "/a.avif/", "/a.avif/secret.txt", "/" + "a/" * 2000,
        "/" + "a" * 5000, "/%ff%fe", "/é", "/__sitegen__/events", "/__sitegen__/live.js", "/__sitegen__/../index.html",
    ],
)  # fmt: skip
def test_nothing_but_the_shop_is_ever_served(server: Preview, target: str) -> None:
    reply = ask(server, target)
    assert reply.status == 404
    assert SECRET not in reply.body
    assert b"root:" not in reply.body


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "*", "index.html", "http://evil.example/"])
def test_a_target_that_is_no_path_is_not_found(server: Preview, target: str) -> None:
    assert ask(server, target).status == 404


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]:8000"])
def test_loopback_names_are_answered(server: Preview, host: str) -> None:
    assert ask(server, Host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        None, "", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "localhost.",
        "evil@localhost", "localhost@evil.example", "127.0.0.1:80@evil.example", "127.0.0.2", "0.0.0.0", "2130706433",
        "[::]", "::1", "localhost:", "localhost:8000/x", "localhost, evil.example", "lócalhost", "127.0.0.1:８０",
    ],
)  # fmt: skip
def test_a_name_of_another_site_that_leads_here_is_refused(server: Preview, host: str | None) -> None:
    reply = ask(server, Host=host)
    assert reply.status == 403
    assert b"index.html" not in reply.body


def test_two_hosts_are_refused(server: Preview) -> None:
    with connected(server) as (connection, answers):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert read_reply(answers).status == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "https://localhost:8000", "http://localhost"]
)
def test_a_request_from_another_origin_is_refused(server: Preview, origin: str) -> None:
    assert ask(server, Host="localhost:8000", Origin=origin).status == 403


def test_a_request_from_its_own_origin_is_answered(server: Preview) -> None:
    assert ask(server, Host="localhost:8000", Origin="http://localhost:8000").status == 200


def test_another_site_may_link_here_but_not_take_anything(server: Preview) -> None:
    link = ask(server, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document")
    frame = ask(server, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe")
    picture = ask(server, "/a.avif", Sec_Fetch_Site="same-site", Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image")
    assert (link.status, frame.status, picture.status) == (200, 403, 403)
    assert link.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_but_get_and_head_is_answered(server: Preview, method: str) -> None:
    reply = ask(server, method=method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


def test_an_unknown_method_is_refused_without_being_repeated(server: Preview) -> None:
    reply = ask(server, method="<SCRIPT>")
    assert reply.status == 501
    assert b"SCRIPT" not in reply.body


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_body_is_never_taken_for_a_second_request(server: Preview, method: str) -> None:
    hidden = request(server, "/fr/")
    with connected(server) as (connection, answers):
        connection.sendall(request(server, "/", method, {"Content_Length": str(len(hidden))}) + hidden)
        assert read_reply(answers).status in (403, 405)
        assert answers.read() == b""


def test_a_connection_that_stays_sees_the_old_shop_and_then_the_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    publish(folder, b"old")
    with running(make_server(folder, 0)) as server, connected(server) as (connection, answers):
        connection.sendall(request(server))
        assert read_reply(answers).body == b"old"
        publish(folder, b"new")
        connection.sendall(request(server) + request(server, "/only-new.txt") + request(server, "/only-old.txt"))
        assert [read_reply(answers).status for _ in range(3)] == [200, 200, 404]


def test_every_request_during_many_swaps_is_answered_whole(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    publish(folder, b"0" * 100_000)
    with running(make_server(folder, 0)) as server, connected(server) as (connection, answers):
        for number in range(1, 10):
            connection.sendall(request(server) * 3)
            publish(folder, str(number).encode() * 100_000)
            replies = [read_reply(answers) for _ in range(3)]
            assert {reply.status for reply in replies} == {200}
            assert all(reply.body == reply.body[:1] * 100_000 for reply in replies)


def publish(folder: Path, body: bytes) -> None:
    with OutputTree(folder) as tree:
        tree.add("index.html", body)
        tree.add("404.html", b"none")
        tree.add("only-new.txt" if body == b"new" else "only-old.txt", b"here")
        tree.commit()
