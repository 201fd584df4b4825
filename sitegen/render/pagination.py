"""Where a paged list stands, and which numbers it links to."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.plan.urls import PlannedPage
from sitegen.render.edition import Edition
from sitegen.render.views import PaginationView


def pagination_view(edition: Edition, page: PlannedPage) -> PaginationView:
    """Return the pagination of a page: the first, the last, and two numbers on each side."""

    def url(number: int) -> str:
        return edition.plan.url(page.key._replace(number=number), edition.code)

    number, total = page.key.number, page.total
    return PaginationView(
        number=number,
        total=total,
        item_count=page.item_count,
        previous_url=url(number - 1),
        next_url=url(number + 1),
        pages=tuple((shown, url(shown)) if shown else None for shown in shown_numbers(number, total)),
    )


def shown_numbers(number: int, total: int) -> Iterator[int | None]:
    """Yield the numbers to show, with None where some are left out: `1 … 4 5 [6] 7 8 … 12`."""
    wanted = sorted({1, total, *range(max(1, number - 2), min(total, number + 2) + 1)})
    last = 0
    for shown in wanted:
        if shown - last == 2:
            yield last + 1
        elif shown - last > 2:
            yield None
        yield shown
        last = shown
