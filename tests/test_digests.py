"""Digests: names for bytes that no two different values share."""

from __future__ import annotations

from sitegen.digests import digest_bytes, digest_parts, short


def test_a_digest_is_sha_256_in_hexadecimal() -> None:
    assert digest_bytes(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_moving_a_letter_from_one_part_to_the_next_changes_the_digest() -> None:
    assert digest_parts("ab", "c") != digest_parts("a", "bc")


def test_texts_numbers_and_bytes_may_be_parts() -> None:
    assert digest_parts("1", b"2", 3) == digest_parts(b"1", "2", "3")


def test_a_short_digest_is_its_beginning() -> None:
    assert short("0123456789abcdef") == "0123456789ab"
