"""A difference of money in words: for a terminal, for programs, and as a comment on a pull request.

Values come from strangers: nothing in them may end a line, a cell or a comment, name a person or become a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sitegen.orders.money import Change
from sitegen.orders.plain import plain

MARKER = "<!-- sitegen-money-diff -->"
"""The first line of a comment, by which a workflow finds the comment that it wrote before."""

COMMENT_LIMIT = 60_000
"""Characters of a comment; GitHub takes 65,536."""


@dataclass(frozen=True, slots=True)
class MoneyDiff:
    """What changed since `base`; `unread_before` and `unread_now` are files of each side that could not be read.

    `is_partial` says that the base knew prices only.
    """

    base: str
    changes: tuple[Change, ...]
    unread_before: tuple[str, ...] = ()
    unread_now: tuple[str, ...] = ()
    is_partial: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed, and everything of now was read."""
        return not self.changes and not self.unread_now


def as_text(diff: MoneyDiff) -> Iterator[str]:
    """Yield the lines of a difference for a terminal."""
    for change in diff.changes:
        yield f"{plain(change.where)}: {plain(change.field)}: {_side(change.old)} → {_side(change.new)}"
    for path in diff.unread_before:
        yield f"{plain(path)}: could not be read before, so that its changes are not told"
    for path in diff.unread_now:
        yield f"{plain(path)}: cannot be read now, so that its changes are not told"


def _side(value: str | None) -> str:
    return "—" if value is None else plain(value)


def as_json(diff: MoneyDiff) -> dict[str, Any]:
    """Return a difference as a JSON object; values are as they are written."""
    return {
        "base": diff.base,
        "partial": diff.is_partial,
        "changes": [
            {"where": change.where, "field": change.field, "old": change.old, "new": change.new}
            for change in diff.changes
        ],
        "unread_before": list(diff.unread_before),
        "unread_now": list(diff.unread_now),
    }


def as_comment(diff: MoneyDiff) -> str:
    """Return a difference as the body of a comment, in Markdown."""
    lines = [MARKER, *_head(diff)]
    room = COMMENT_LIMIT - sum(map(len, lines)) - 500
    rows = ["", "| Where | What | Before | Now |", "|---|---|---|---|"] if diff.changes else []
    for number, change in enumerate(diff.changes):
        row = "| " + " | ".join(map(_cell, (change.where, change.field, change.old, change.new))) + " |"
        room -= len(row) + 1
        if room < 0:
            rows += ["", f"**{len(diff.changes) - number} more changes have no room here:** see the log of the check."]
            break
        rows.append(row)
    return "\n".join([*lines, *rows, *_unread(diff, room)]) + "\n"


def _head(diff: MoneyDiff) -> Iterator[str]:
    count = len(diff.changes)
    if diff.is_empty:
        yield "No price, account, link, phone number or address changes."
    else:
        yield f"### Money: {count} {'change' if count == 1 else 'changes'}"
        yield ""
        yield "Compare each with the cooperative before this is merged."
    if diff.is_partial:
        yield ""
        yield "The base knows prices only: links, accounts and phone numbers were not compared."


def _unread(diff: MoneyDiff, room: int) -> Iterator[str]:
    for words, paths in (("before", diff.unread_before), ("now", diff.unread_now)):
        if not paths:
            continue
        shown = ", ".join(map(_cell, paths[: max(0, room) // 1_000 + 5]))
        more = " and others" if len(paths) > max(0, room) // 1_000 + 5 else ""
        yield ""
        yield f"**Not compared, because it could not be read {words}:** {shown}{more}"


def _cell(text: str | None) -> str:
    """Return a value as code that nothing in it can leave, and that GitHub makes no mention, number or link of."""
    if text is None:
        return "—"
    safe = re.sub(r"[^\w \u00a0-\U0010ffff]|_", lambda found: f"&#{ord(found.group())};", plain(text))
    return f"<code>{safe}</code>"
