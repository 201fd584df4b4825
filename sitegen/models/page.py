"""Free pages: about us, shipping, legal notices."""

from __future__ import annotations

from enum import StrEnum

from sitegen.models.base import Line, Record, RecordText


class Menu(StrEnum):
    """Where a link to the page stands."""

    HEADER = "header"
    FOOTER = "footer"
    LEGAL = "legal"
    NONE = "none"


class PageText(RecordText):
    """What a translation of a page may repeat."""

    menu_title: Line | None = None
    """A shorter title for menus."""


class Page(Record, PageText):
    """A page of text."""

    menu: Menu = Menu.FOOTER
    """`header`, `footer`, `legal` or `none`."""
