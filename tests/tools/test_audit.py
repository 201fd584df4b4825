"""What the audit of a built shop makes of what it measured."""

from __future__ import annotations

import pytest

from tools.audit import BUDGETS, KILO, SLOWDOWN, Weight, slowdown_of


@pytest.mark.parametrize("benchmark", [1_500, 2_400])
def test_the_times_of_a_quick_machine_are_taken_as_lighthouse_does(benchmark: float) -> None:
    assert slowdown_of(benchmark) == SLOWDOWN


def test_the_same_phone_is_measured_on_a_slower_machine() -> None:
    assert [1_500 / SLOWDOWN, 750 / slowdown_of(750), 1_200 / slowdown_of(1_200)] == pytest.approx([375] * 3)


def test_a_page_within_its_budgets_breaks_none_and_what_is_over_is_named() -> None:
    least = Weight(html=8 * KILO, css=6 * KILO, js=9 * KILO, fonts=7 * KILO, picture=25 * KILO, total=75 * KILO)
    assert least.broken("product") == []
    heavy = Weight(html=BUDGETS["html"] * KILO + 100, foreign=1)
    assert heavy.broken("product") == ["html 10.1 kB", "1 requests to other hosts"]
    assert heavy.broken("category") == ["1 requests to other hosts"]
