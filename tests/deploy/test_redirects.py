"""Addresses that moved, for Netlify, for stores, and at the edge of CloudFront, where node runs the function."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.deploy.redirects import (
    FUNCTION_LIMIT,
    Redirect,
    edge_function,
    encoded,
    make_redirect,
    object_redirects,
    parse_redirects,
    redirects_file,
)
from tests.support.site import built, product

MOVED = (
    make_redirect("/ancienne-boutique/huile", "/fr/produits/huile/"),
    make_redirect("/à propos/l'équipe/", "/fr/équipe/"),
    make_redirect("/old.html", "/en/"),
)


def test_netlify_is_told_each_move_in_one_line() -> None:
    assert redirects_file(MOVED).decode() == (
        "/%C3%A0%20propos/l%27%C3%A9quipe/ /fr/%C3%A9quipe/ 301!\n"
        "/ancienne-boutique/huile /fr/produits/huile/ 301!\n"
        "/old.html /en/ 301!\n"
    )


@pytest.mark.parametrize(
    "url",
    [
        "/a\n/* /evil 200!",
        "/a b /c 200",
        "/*",
        "/:splat",
        "/a#b",
        "/a?b=:c",
        "/\r\n",
        "/\u2028x",
        "//evil.example",
        "/\\evil",
    ],
)
def test_a_hostile_address_stays_one_word_on_one_line(url: str) -> None:
    lines = redirects_file([make_redirect(url, "/fr/")]).decode().splitlines()
    assert len(lines) == 1
    old, new, status = lines[0].split(" ")
    assert re.fullmatch(r"/(?!/)[A-Za-z0-9/._~%-]*", old)
    assert (new, status) == ("/fr/", "301!")


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_written_is_read_again_whatever_it_was(url: str, target: str) -> None:
    try:
        redirect = make_redirect(f"/{url}", f"/{target}")
    except UnicodeEncodeError:  # half a character is no text
        return
    data = redirects_file([redirect])
    assert data.count(b"\n") == 1
    assert parse_redirects(data) == (redirect,)


def test_what_is_encoded_already_is_not_encoded_twice() -> None:
    assert encoded("/caf%c3%a9/100%/") == "/caf%C3%A9/100%25/"
    assert encoded(encoded("/à/")) == encoded("/à/")


def test_lines_of_other_hands_are_not_taken_for_ours() -> None:
    data = b"# comment\n/a /b 302\n/a /b 301\n/* /index.html 200\n/a b /c 301!\n/x //evil 301!\n/ok /fr/ 301!\n\xff\n"
    assert parse_redirects(data) == (Redirect("/ok", "/fr/"),)


def test_a_store_leads_on_from_the_very_file_that_the_build_wrote(tmp_path: Path) -> None:
    moved = ["/ancienne/huile", "/l'équipe/", "/vieux.html"]
    output = built(tmp_path, product(redirects=moved))
    redirects = object_redirects(parse_redirects((output / "_redirects").read_bytes()))
    assert set(redirects.values()) == {"/fr/products/argan/"}
    assert len(redirects) == len(moved)
    for path in redirects:
        assert (output / path).is_file(), path


# --- the function at the edge


def run_function(code: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the function answers, or the request that it lets pass."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = f"{code}\nconsole.log(JSON.stringify({json.dumps(requests)}.map(r => handler({{request: r}}))))"
    answer = subprocess.run((node, "-"), input=script, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def ask(uri: str, **query: Any) -> dict[str, Any]:
    """Return the answer to one address; values of `query` are as CloudFront gives them."""
    request = {"method": "GET", "uri": uri, "querystring": query, "headers": {}}
    return run_function(edge_function(MOVED)[0], [request])[0]


def location(found: dict[str, Any]) -> str:
    assert found["statusCode"] == 301
    return str(found["headers"]["location"]["value"])


def test_folders_have_their_page_and_files_pass() -> None:
    uris = ["/", "/fr/", "/fr/produits/", "/assets/a-0123.css", "/robots.txt", "/.well-known/security.txt"]
    code = edge_function(MOVED)[0]
    found = run_function(code, [{"uri": uri, "querystring": {}} for uri in uris])
    assert [answer["uri"] for answer in found] == [
        "/index.html", "/fr/index.html", "/fr/produits/index.html", "/assets/a-0123.css", "/robots.txt",
        "/.well-known/security.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "uri", ["/ancienne-boutique/huile", "/ancienne-boutique/huile/", "/ancienne-boutique/huile/index.html"]
)
def test_a_moved_address_leads_on_however_it_ends(uri: str) -> None:
    assert location(ask(uri)) == "/fr/produits/huile/"


def test_a_moved_address_is_known_encoded_and_plain() -> None:
    assert location(ask("/%C3%A0%20propos/l'%c3%a9quipe/")) == "/fr/%C3%A9quipe/"
    assert location(ask("/%C3%A0%20propos/l%27%C3%A9quipe")) == "/fr/%C3%A9quipe/"


def test_what_a_link_carries_is_kept() -> None:
    query = {
        "utm": {"value": "mail"},
        "v": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]},
        "x": {"value": ""},
    }
    assert location(ask("/old.html", **query)) == "/en/?utm=mail&v=1&v=2&x"
    assert location(ask("/fr/produits", **query)) == "/fr/produits/?utm=mail&v=1&v=2&x"


@pytest.mark.parametrize(
    "uri",
    [
        "/.sitegen/current.json",
        "/.sitegen/",
        "/.sitegen",
        "/%2esitegen/lock.json",
        "/fr/.git/config",
        "/a%2F.sitegen/x",
        "//.sitegen/x",
    ],
)
def test_what_is_private_is_not_there(uri: str) -> None:
    assert ask(uri)["statusCode"] == 404


@pytest.mark.parametrize("uri", ["//evil.example/a", "/\\evil.example/a", "///evil/", "\\\\evil"])
def test_nobody_is_led_to_another_host(uri: str) -> None:
    found = ask(uri)
    led = found["uri"] if "uri" in found else location(found)
    assert re.match(r"/evil(\.example/a)?/", led)


@pytest.mark.parametrize("uri", ["/%", "/%ff", "/a%0d%0aSet-Cookie:x", "/%5cevil.example"])
def test_an_address_that_is_none_is_refused(uri: str) -> None:
    assert ask(uri)["statusCode"] == 400


def test_names_that_every_object_has_are_no_moved_addresses() -> None:
    assert ask("/constructor/")["uri"] == "/constructor/index.html"
    assert ask("/__proto__/")["uri"] == "/__proto__/index.html"


def test_a_hostile_address_stays_a_text_in_the_function() -> None:
    url = "/a\"};handler=null;//\u2028`${x}</script>'"
    code, left_out = edge_function([make_redirect(url, "/fr/")])
    assert (left_out, code.isascii()) == (0, True)
    known = run_function(f"{code}\nvar all = Object.keys(moved);", [])
    assert known == []
    assert location(run_function(code, [{"uri": encoded(url), "querystring": {}}])[0]) == "/fr/"


def test_the_function_is_never_larger_than_cloudfront_takes() -> None:
    redirects = [
        make_redirect(f"/ancienne-boutique/produit-{number}/", f"/fr/produits/{number}/") for number in range(500)
    ]
    code, left_out = edge_function(redirects)
    assert len(code.encode()) <= FUNCTION_LIMIT
    assert 0 < left_out < 500
    assert len(re.findall(r'"/ancienne', code)) == 500 - left_out
    assert len(code.encode()) > FUNCTION_LIMIT - 100, "there is no room for one more"
    assert edge_function(sorted(redirects)[: 500 - left_out]) == (code, 0)
