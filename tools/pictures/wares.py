"""Everything that stands in more than one picture."""

from __future__ import annotations

from tools.pictures.palette import BLACK, CREAM, INDIGO, MADDER, OLIVE, SAFFRON, TERRACOTTA
from tools.pictures.ware_clay import bowl, dish, tagine, tin, tray, vase
from tools.pictures.ware_glass import (
    ARGAN,
    DARK_HONEY,
    HONEYS,
    JELLY,
    LIGHT_HONEY,
    SPREAD,
    dropper,
    jar,
    oil_bottle,
    spray_bottle,
    tea_glass,
)
from tools.pictures.ware_palm import basket, hat
from tools.pictures.ware_small import soap, wooden_dipper
from tools.pictures.ware_woven import cushion, rug, skein

__all__ = [
    "ARGAN",
    "BLACK",
    "CREAM",
    "DARK_HONEY",
    "HONEYS",
    "INDIGO",
    "JELLY",
    "LIGHT_HONEY",
    "MADDER",
    "OLIVE",
    "SAFFRON",
    "SPREAD",
    "TERRACOTTA",
    "basket",
    "bowl",
    "cushion",
    "dish",
    "dropper",
    "hat",
    "jar",
    "oil_bottle",
    "rug",
    "skein",
    "soap",
    "spray_bottle",
    "tagine",
    "tea_glass",
    "tin",
    "tray",
    "vase",
    "wooden_dipper",
]
