"""Keys: they come from the environment, belong together, and are never told."""

from __future__ import annotations

import base64

import pytest

from sitegen.errors import PricesError
from sitegen.orders.signing import KEY_VARIABLE, is_signed, new_key, signer_from, signer_of

SEED = base64.b64encode(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).decode()
"""The first test vector of RFC 8032."""


def test_signatures_are_those_of_rfc_8032() -> None:
    signer = signer_of(SEED)
    assert base64.b64decode(signer.public_key).hex().startswith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325")
    assert base64.b64decode(signer.sign(b"")).hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974")


def test_a_pair_signs_and_checks() -> None:
    signer = signer_of(new_key())
    assert is_signed(b"prices", signer.sign(b"prices"), signer.public_key)
    assert not is_signed(b"price", signer.sign(b"prices"), signer.public_key)
    assert new_key() != new_key()


@pytest.mark.parametrize("signature", ["", "x", "é", "A" * 88, base64.b64encode(b"x" * 64).decode()])
@pytest.mark.parametrize("key", ["", "x", base64.b64encode(b"x" * 31).decode(), signer_of(SEED).public_key])
def test_nonsense_is_no_signature(signature: str, key: str) -> None:
    assert not is_signed(b"prices", signature, key)


def test_without_a_key_nobody_signs() -> None:
    assert signer_from({}) is None
    assert signer_from({KEY_VARIABLE: " \n"}) is None


def test_a_key_must_belong_to_the_one_that_the_site_declares() -> None:
    public = signer_of(SEED).public_key
    signer = signer_from({KEY_VARIABLE: f" {SEED}\n"}, public)
    assert signer is not None
    assert signer.public_key == public
    with pytest.raises(PricesError, match="does not belong"):
        signer_from({KEY_VARIABLE: new_key()}, public)


@pytest.mark.parametrize("key", ["secret-secret", SEED[:-4], SEED + "AAAA", "é" * 44])
def test_a_key_that_is_none_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(PricesError) as refusal:
        signer_from({KEY_VARIABLE: key})
    assert key not in str(refusal.value) + refusal.value.hint


def test_a_signer_does_not_show_its_key() -> None:
    assert SEED not in repr(signer_of(SEED))
    assert "rivate" not in repr(signer_of(SEED))
