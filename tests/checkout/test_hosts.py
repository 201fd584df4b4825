"""The allow list of hosts: money goes to the hosts that the site names, and nowhere that only looks like them."""

from __future__ import annotations

import pytest

from sitegen.checkout.options import check_url

HOSTS = ("buy.stripe.com", "pay.example.org")


def refusal_of(url: str) -> str:
    return next((refusal.code for refusal in check_url(url, HOSTS)), "")


@pytest.mark.parametrize(
    "url",
    ["https://buy.stripe.com/abc", "https://buy.stripe.com", "https://buy.stripe.com:443/abc?x=1#y",
     "https://BUY.Stripe.com/abc", "HTTPS://pay.example.org/"],
)  # fmt: skip
def test_an_allowed_host_is_taken(url: str) -> None:
    assert refusal_of(url) == ""


@pytest.mark.parametrize(
    "url",
    ["https://stripe.com/", "https://evil.buy.stripe.com/", "https://buy.stripe.com.evil.example/",
     "https://buy.stripe.com./", "https://evilbuy.stripe.com/", "https://xn--buy-stripe-s6a.com/",
     "https://evil.example/https://buy.stripe.com/", "https://evil.example?buy.stripe.com",
     "https://evil.example#@buy.stripe.com/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/"],
)  # fmt: skip
def test_a_host_that_only_looks_allowed_is_refused(url: str) -> None:
    assert refusal_of(url) == "checkout.host"


@pytest.mark.parametrize(
    "url",
    ["http://buy.stripe.com/", "//buy.stripe.com/", "buy.stripe.com/x", "javascript:alert(1)", "data:text/html,x",
     "https:buy.stripe.com/", "https:///buy.stripe.com/", "https://", "", "https://@buy.stripe.com/",
     "https://buy.stripe.com@evil.example/", "https://evil.example:x@buy.stripe.com/",
     "https://buy.stripe.com:443@evil.example/", "https://buy.stripe.com:8443/", "https://buy.stripe.com:80/",
     "https://buy.stripe.com:abc/", "https://buy.stripe.com:99999/", "https://buy.stripe.com\\@evil.example/",
     "https:\\\\buy.stripe.com/", "https://evil.example\\.buy.stripe.com/", "https://bu\u0443.stripe.com/",
     "https://buy.stripe.com\u3002evil.example/", "https://buy.stripe.com/\u00e9", "https://buy.stripe.com/a b",
     "https://buy.stripe.com/\nX: y", "\thttps://buy.stripe.com/", "https://buy.stripe.com/\x00", "https://[::1",
     'https://buy.stripe.com/"onclick=', "https://buy.stripe.com/<script>", "https://buy.stripe.com/{sku}"],
)  # fmt: skip
def test_an_address_that_hides_something_is_refused(url: str) -> None:
    assert refusal_of(url) == "checkout.url"


def test_without_a_list_no_host_is_allowed() -> None:
    assert [refusal.code for refusal in check_url("https://buy.stripe.com/", ())] == ["checkout.host"]
