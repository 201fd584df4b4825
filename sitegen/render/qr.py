"""QR codes of addresses, for pages that are printed. The only importer of segno."""

from __future__ import annotations

from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """Return an inline SVG of a QR code with a quiet zone, hidden from assistive technology: the address stands by it.

    Error correction is M, for paper that is folded. The mask is given, because to choose the best of eight costs four
    times as much and every reader takes any.
    """
    import segno

    code = segno.make_qr(address, error="m", boost_error=False, mask=2)
    drawing = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass="")
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - squares drawn by segno
