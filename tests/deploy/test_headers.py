"""The headers that objects are stored with: type, how long copies are kept, encoding, redirects."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.deploy.headers import (
    CACHE_CONTROL,
    KEPT_FOREVER,
    FileClass,
    HeaderRules,
    ObjectHeaders,
    class_of,
    compressed,
    content_type,
    headers_for,
    is_compressible,
)
from sitegen.digests import integrity
from tests.support.site import built, product

FOREVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("fr/produits/huile/index.html", "text/html; charset=utf-8"),
        ("assets/css/souk-0123456789ab.css", "text/css; charset=utf-8"),
        ("assets/js/shop-0123456789ab.js", "text/javascript; charset=utf-8"),
        ("assets/favicon-0123456789ab.svg", "image/svg+xml; charset=utf-8"),
        ("assets/fonts/arabe-0123456789ab.woff2", "font/woff2"),
        ("assets/pictures/a-400-0123456789ab.avif", "image/avif"),
        ("PHOTO.JPG", "image/jpeg"),
        ("manifest.webmanifest", "application/manifest+json; charset=utf-8"),
        ("api/products.json", "application/json; charset=utf-8"),
        ("pagefind/wasm.fr.pagefind", "application/octet-stream"),
        ("search.wasm", "application/wasm"),
        ("fr/nouveautes.atom", "application/atom+xml; charset=utf-8"),
        ("_redirects", "text/plain; charset=utf-8"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
        ("sans-fin", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_of_its_name_whatever_the_system_thinks(path: str, expected: str) -> None:
    assert content_type(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/css/souk-0123456789ab.css", FileClass.DIGEST),
        ("assets/favicon-0123456789ab.svg", FileClass.DIGEST),
        ("assets/pictures/amlou-bocal-1080-30091737664f.jpg", FileClass.DIGEST),
        ("api/prices/0123456789abcdef.json", FileClass.DIGEST),
        ("pagefind/fr/fragment/fr_4be1f2a.pf_fragment", FileClass.DIGEST),
        ("pagefind/fr/pagefind.fr_8ab1.pf_meta", FileClass.DIGEST),
        ("assets/souk.css", FileClass.OTHER),
        ("fr/assets-0123456789ab.css/index.html", FileClass.PAGE),
        ("fr/huile-0123456789ab.html", FileClass.PAGE),
        ("index.html", FileClass.PAGE),
        ("404.html", FileClass.PAGE),
        ("sw.js", FileClass.WORKER),
        ("fr/sw.js", FileClass.WORKER),
        ("api/prices.json", FileClass.DATA),
        ("api/products/tamlalt.json", FileClass.DATA),
        ("manifest.webmanifest", FileClass.DATA),
        ("pagefind/fr/pagefind-worker.js", FileClass.DATA),
        ("fr/pagefind/fragment/a.pf_fragment", FileClass.OTHER),
        ("pagefind/pagefind-entry.json", FileClass.DATA),
        ("sitemap.xml", FileClass.FEED),
        ("sitemap-fr.xml", FileClass.FEED),
        ("fr/feed.xml", FileClass.FEED),
        ("robots.txt", FileClass.FEED),
        ("favicon.ico", FileClass.OTHER),
    ],
)
def test_how_long_a_copy_is_kept_follows_from_what_a_file_is(path: str, expected: FileClass) -> None:
    assert class_of(path) is expected


def test_only_names_with_a_digest_are_kept_for_ever() -> None:
    forever = {kind for kind, value in CACHE_CONTROL.items() if "immutable" in value}
    assert forever == {FileClass.DIGEST}
    assert CACHE_CONTROL[FileClass.DIGEST] == FOREVER
    assert "no-cache" in CACHE_CONTROL[FileClass.WORKER]
    for kind in (FileClass.PAGE, FileClass.DATA):
        assert "must-revalidate" in CACHE_CONTROL[kind]


def test_every_hashed_file_of_a_build_is_kept_for_ever_and_no_other(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    files = [path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()]
    forever = {path for path in files if class_of(path) is FileClass.DIGEST}
    assert forever == {path for path in files if path.startswith(("assets/", "api/prices/"))}
    assert forever, "the plain theme has a style sheet"
    assert all(content_type(path) != "application/octet-stream" for path in files if path != ".sitegen-output")


def test_headers_say_where_a_moved_file_leads_only_where_the_store_knows_redirects() -> None:
    moved = {"ancien/index.html": "/fr/"}
    assert headers_for("ancien/index.html", HeaderRules(redirects=moved)).redirect == "/fr/"
    assert headers_for("fr/index.html", HeaderRules(redirects=moved)).redirect == ""
    assert headers_for("ancien/index.html").redirect == ""


def test_text_is_encoded_at_rest_only_where_that_is_asked_for() -> None:
    rules = HeaderRules(gzip=True)
    assert headers_for("index.html", rules).content_encoding == "gzip"
    assert headers_for("sitemap.xml", rules).content_encoding == "gzip"
    assert headers_for("assets/pictures/a-0123456789ab.avif", rules).content_encoding == ""
    assert headers_for("assets/fonts/a-0123456789ab.woff2", rules).content_encoding == ""
    assert headers_for("index.html") == ObjectHeaders("text/html; charset=utf-8", CACHE_CONTROL[FileClass.PAGE])


def test_svg_and_json_are_worth_compressing_and_pictures_are_not() -> None:
    assert is_compressible(content_type("a.svg"))
    assert is_compressible(content_type("a.json"))
    assert not is_compressible(content_type("a.jpg"))


@given(st.binary(max_size=2000))
def test_what_is_compressed_comes_back_and_says_nothing_of_time_or_system(data: bytes) -> None:
    packed = compressed(data)
    assert gzip.decompress(packed) == data
    assert zlib.decompress(packed, wbits=31) == data
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    assert compressed(data) == packed


def test_published_prices_are_never_deleted() -> None:
    assert KEPT_FOREVER.fullmatch("api/prices/0123456789abcdef.json")
    assert not KEPT_FOREVER.fullmatch("api/prices.json")


def test_integrity_is_what_browsers_compute() -> None:
    # the empty input of FIPS 180-4, in base64
    expected = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
    assert integrity(b"") == expected
    assert integrity(b"a") != expected
