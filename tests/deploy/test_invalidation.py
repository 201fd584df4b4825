"""Few paths cover what has changed near to the buyers."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.deploy.invalidation import MOST_PATHS, fewest_paths, invalidation_paths

WORDS = st.sampled_from(["fr", "ar", "produits", "amlou", "miel", "a b", "é"])
KEYS = st.lists(WORDS, max_size=4).map(lambda parts: "/".join([*parts, "index.html"]))


def test_one_page_is_dropped_under_its_address_and_its_file_name() -> None:
    assert invalidation_paths(["fr/amlou/index.html"]) == ("/fr/amlou/", "/fr/amlou/index.html")
    assert invalidation_paths(["index.html"]) == ("/", "/index.html")
    assert invalidation_paths(["404.html"]) == ("/404.html",)


def test_names_with_a_digest_are_never_dropped() -> None:
    assert invalidation_paths(["assets/css/souk-0123456789ab.css"]) == ()


def test_signs_with_a_meaning_are_written_so_that_they_have_none() -> None:
    assert invalidation_paths(["a*b/é ?.html"]) == ("/a%2Ab/%C3%A9%20%3F.html",)


@pytest.mark.parametrize("count", [20, 2000])
def test_many_pages_become_wildcards_of_the_folders_that_they_share(count: int) -> None:
    pages = [f"fr/produits/p{number}/index.html" for number in range(count)]
    assert invalidation_paths(pages) == ("/fr/produits/*",)
    assert invalidation_paths([*pages, "index.html"]) == ("/", "/fr/produits/*", "/index.html")


def test_pages_all_over_the_shop_become_one_wildcard_a_language() -> None:
    pages = [f"{code}/k{number}/p/index.html" for code in ("ar", "fr") for number in range(300)]
    assert invalidation_paths(pages) == ("/ar/*", "/fr/*")


@given(st.lists(KEYS, max_size=60))
@example(
    [
        f"{folder}index.html"
        for folder in ("", "fr/", "fr/fr/fr/fr/", "fr/fr/", "fr/ar/", "fr/fr/fr/", "ar/", "fr/fr/ar/", "produits/")
    ]
)
def test_every_changed_page_is_covered_by_at_most_15_paths(keys: list[str]) -> None:
    paths = invalidation_paths(keys)
    assert len(paths) <= MOST_PATHS
    for path in (single for key in keys for single in invalidation_paths([key])):
        assert any(fnmatchcase(path, pattern) for pattern in paths), path
    assert set(fewest_paths([*paths, *invalidation_paths(keys[:3])])) <= {*paths, *invalidation_paths(keys[:3])}


def test_what_a_wildcard_covers_already_adds_no_path() -> None:
    assert fewest_paths(["/fr/*", "/fr/a/b/", "/fr/", "/fr/a/*", "/ar/"]) == ("/ar/", "/fr/*")


@given(st.lists(KEYS, max_size=60), st.lists(KEYS, max_size=60))
def test_what_two_deploys_changed_is_covered_by_at_most_15_paths_too(before: list[str], after: list[str]) -> None:
    both = [*invalidation_paths(before), *invalidation_paths(after)]
    paths = fewest_paths(both)
    assert len(paths) <= MOST_PATHS
    for path in both:
        assert any(fnmatchcase(path, pattern) for pattern in paths), path
