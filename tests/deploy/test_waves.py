"""The order of files, and the manifest that a release is written down in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.deploy.manifest import Entry, ReleaseManifest, Retired, pack, unpack
from sitegen.deploy.waves import ASSETS, BARRIER, INDEXES, NEW_PAGES, SHARED, wave_of

TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029"), max_size=20)
ENTRIES = st.builds(Entry, TEXT, st.integers(0, 10**9), TEXT, TEXT, TEXT)
MANIFESTS = st.builds(
    ReleaseManifest,
    st.dictionaries(TEXT, ENTRIES, max_size=5),
    st.dictionaries(TEXT, st.builds(Retired, ENTRIES, st.integers(0, 99), TEXT), max_size=3),
    st.dictionaries(TEXT, st.integers(0, 99), max_size=3),
)


def test_nothing_that_visitors_see_changes_before_the_barrier() -> None:
    new = ("assets/css/a-0123456789ab.css", "photo.jpg", "script.js", "api/products.json")
    assert all(wave_of(key, is_new=True) < BARRIER for key in new)
    changed = ("photo.jpg", "script.js", "api/products.json", "index.html", "sitemap.xml", "sw.js")
    assert all(wave_of(key, is_new=False) >= BARRIER for key in changed)


def test_files_with_a_digest_come_first_and_what_leads_to_pages_last() -> None:
    assert wave_of("assets/css/a-0123456789ab.css", is_new=True) == ASSETS
    for key in ("sitemap.xml", "sitemap-fr.xml", "robots.txt", "sw.js", "feed.xml"):
        assert wave_of(key, is_new=True) == wave_of(key, is_new=False) == INDEXES
    assert wave_of("api/products.json", is_new=False) == INDEXES


def test_pages_go_from_the_deepest_to_the_front_page() -> None:
    pages = ["fr/produits/amlou/index.html", "fr/produits/index.html", "fr/index.html", "index.html"]
    waves = [wave_of(key, is_new=False) for key in pages]
    assert waves == sorted(set(waves))
    new = [wave_of(key, is_new=True) for key in pages]
    assert new == sorted(set(new))
    assert SHARED < NEW_PAGES <= new[0]
    assert new[-1] < waves[0]
    assert waves[-1] < INDEXES
    assert wave_of("a/" * 200 + "index.html", is_new=False) > new[-1]


@given(MANIFESTS)
def test_a_manifest_comes_back_as_it_was_and_has_one_name(manifest: ReleaseManifest) -> None:
    digest, data = pack(manifest)
    assert unpack(digest, data) == manifest
    assert pack(unpack(digest, data)) == (digest, data)


@pytest.mark.parametrize("cut", [0, 1, 10, -1])
def test_a_damaged_manifest_is_refused(cut: int) -> None:
    digest, data = pack(ReleaseManifest({"index.html": Entry("d", 1, "e", "h")}))
    with pytest.raises(ValueError, match="manifest"):
        unpack(digest, data[:cut])
