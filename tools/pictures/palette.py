"""The sample shop's colours: earths, dyes and wools."""

from __future__ import annotations

RGB = tuple[int, int, int]
TERRACOTTA: RGB = (178, 84, 52)
INDIGO: RGB = (40, 58, 112)
SAFFRON: RGB = (222, 150, 44)
OLIVE: RGB = (108, 112, 62)
CREAM: RGB = (238, 226, 200)
MADDER: RGB = (150, 36, 34)
BLACK: RGB = (44, 36, 34)
