"""Structural similarity (SSIM) with nothing but Pillow: luminance, in blocks of eight pixels."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageMath

BLOCK = 8
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def likeness(source: Image.Image, rendition: Image.Image) -> float:
    """Return the SSIM, at most 1, of a rendition and its source, both greyscale; the source is scaled down to it."""
    wanted = source.resize(rendition.size, Image.Resampling.LANCZOS).convert("F")
    got = rendition.convert("F")
    mean, own_mean = _mean(wanted), _mean(got)
    square, own_square, product = _mean(_times(wanted, wanted)), _mean(_times(got, got)), _mean(_times(wanted, got))
    score = _score(mean, own_mean, square, own_square, product).resize((1, 1), Image.Resampling.BOX)
    found: Any = score.getpixel((0, 0))
    return float(found)


def _mean(picture: Image.Image) -> Image.Image:
    return picture.reduce(BLOCK)


def _times(one: Image.Image, other: Image.Image) -> Image.Image:
    found: Image.Image = ImageMath.lambda_eval(lambda names: names["one"] * names["other"], one=one, other=other)
    return found


def _score(
    mean: Image.Image, own_mean: Image.Image, square: Image.Image, own_square: Image.Image, product: Image.Image
) -> Image.Image:
    def formula(names: dict[str, Any]) -> Any:
        m, n = names["m"], names["n"]
        spread = names["s"] - m * m + names["t"] - n * n
        together = names["p"] - m * n
        return ((m * n * 2 + _C1) * (together * 2 + _C2)) / ((m * m + n * n + _C1) * (spread + _C2))

    found: Image.Image = ImageMath.lambda_eval(formula, m=mean, n=own_mean, s=square, t=own_square, p=product)
    return found
