"""What a file is by its first bytes. Its name is a claim: messengers and hosting panels rename pictures freely."""

from __future__ import annotations

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
"""The formats that are decoded. GIF, TIFF, BMP and vector formats are refused: their decoders are old and wide."""

_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"PK\x03\x04", "ZIP"),
)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_LOOK = 1024


def detect_format(data: bytes) -> str:
    """Return the name of the format that `data` begins like, such as JPEG, GIF or HTML; "unknown" for none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _box_format(data)
    for start, name in _STARTS:
        if data.startswith(start):
            return name
    return _text_format(data[:_LOOK])


def _box_format(data: bytes) -> str:
    """Read the brands of an ISO base media file: the major one, a version, then the compatible ones."""
    end = min(int.from_bytes(data[:4]), _LOOK)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else "video"


def _text_format(start: bytes) -> str:
    if b"\x00" in start:
        return "unknown"
    text = start.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n").lower()
    if "<svg" in text:
        return "SVG"
    if text.startswith(("<!doctype html", "<html", "<head", "<body", "<script")):
        return "HTML"
    return "text" if text.count("\ufffd") <= 1 else "unknown"
