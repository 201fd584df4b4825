"""Bottles, jars and glasses with what they hold. `unit` is pixels per design unit."""

from __future__ import annotations

from random import Random

from PIL import Image

from tools.pictures.glass import Filling, blown, cap, paper_label, stacked
from tools.pictures.lathe import TILT
from tools.pictures.light import flat
from tools.pictures.noise import clouds
from tools.pictures.palette import OLIVE, TERRACOTTA
from tools.pictures.shape import ellipse, traced

RGB = tuple[int, int, int]
ARGAN = Filling((70, 24, 6), (236, 146, 34), 80)
DARK_HONEY = Filling((74, 24, 4), (222, 118, 18), 34)
LIGHT_HONEY = Filling((168, 92, 14), (252, 206, 84), 34)
SPREAD = Filling((92, 54, 28), (190, 128, 74), 30, cloudy=True)
JELLY = Filling((150, 26, 48), (246, 128, 138), 34)
HONEYS = (DARK_HONEY, LIGHT_HONEY, Filling((116, 50, 6), (242, 164, 44), 34))


def oil_bottle(unit: float, filling: Filling = ARGAN) -> Image.Image:
    """Make a tall bottle with a dark cap and a paper label; 284 wide, 760 high."""
    profile = [(0, 44), (70, 42), (112, 50), (180, 112), (236, 140), (300, 142), (668, 142), (676, 140)]
    glass = blown(profile, unit, filling, label=paper_label(unit, TERRACOTTA), label_rows=(340, 570))
    return stacked(glass, cap([(0, 46), (6, 49), (84, 49), (90, 47)], unit, (62, 44, 34), 0.5), 32 * unit)


def dropper(unit: float) -> Image.Image:
    """Make a small bottle with a rubber dropper; 236 wide, about 600 high."""
    profile = [(0, 46), (26, 46), (50, 70), (82, 112), (120, 118), (362, 118), (370, 115)]
    filling = Filling((176, 110, 24), (253, 222, 120), 66)
    glass = blown(profile, unit, filling, label=paper_label(unit, OLIVE), label_rows=(150, 320))
    ring = cap([(0, 44), (4, 48), (74, 50), (80, 48)], unit, (196, 160, 92), 0.9)
    bulb = cap([(0, 10), (8, 24), (30, 33), (90, 34), (120, 26), (136, 30)], unit, (52, 44, 42), 0.25)
    return stacked(glass, stacked(ring, bulb, 14 * unit), 22 * unit)


def jar(unit: float, filling: Filling, ink: RGB = TERRACOTTA, cover: str = "tin", label: bool = True) -> Image.Image:
    """Make a jar with a lid of tin, cork or cloth; 330 wide, about 430 high."""
    profile = [(0, 138), (22, 138), (48, 152), (80, 164), (330, 165), (352, 164), (360, 162)]
    sheet = paper_label(unit, ink) if label else None
    glass = blown(profile, unit, filling, label=sheet, label_rows=(130, 296))
    if cover == "cork":
        lid = cap([(0, 134), (4, 137), (70, 131)], unit, (196, 150, 104), 0.05, _cork(unit))
    else:
        lid = cap([(0, 140), (6, 146), (60, 147), (64, 145)], unit, (198, 160, 88), 0.8)
    return stacked(glass, lid, 50 * unit)


def _cork(unit: float) -> Image.Image:
    rng, size = Random("cork"), (round(420 * unit), round(80 * unit))
    return flat(size, (200, 154, 106), clouds(rng, size, 12 * unit) * 0.28)


def spray_bottle(unit: float) -> Image.Image:
    """Make a pale rose bottle with a golden spray; 220 wide, about 720 high."""
    profile = [(0, 40), (24, 42), (54, 62), (96, 104), (140, 112), (528, 112), (536, 109)]
    filling = Filling((206, 120, 128), (253, 218, 212), 92)
    glass = blown(profile, unit, filling, label=paper_label(unit, (172, 64, 88)), label_rows=(230, 420))
    collar = cap([(0, 38), (4, 42), (46, 42), (50, 40)], unit, (204, 168, 104), 0.9)
    head = cap([(0, 26), (4, 30), (84, 30), (88, 28)], unit, (238, 230, 216), 0.4)
    return stacked(glass, stacked(collar, head, 14 * unit), 16 * unit)


def tea_glass(unit: float) -> Image.Image:
    """Make a small tea glass with a golden band; 170 wide, 250 high."""
    profile = [(0, 84), (60, 80), (130, 72), (200, 68), (236, 70), (242, 70)]
    sheet = flat((round(400 * unit), round(30 * unit)), (208, 164, 70))
    filling = Filling((164, 84, 10), (250, 196, 66), 56)
    glass = blown(profile, unit, filling, label=sheet, label_rows=(18, 34))
    rise = round(84 * unit * TILT) + 2
    whole = Image.new("RGBA", (glass.width, glass.height + rise))
    ring = ellipse((whole.width / 2, rise), 82 * unit, 82 * unit * TILT, count=90)
    rim = traced(whole.size, [[*ring, ring[0]]], 3.4 * unit)
    whole.paste((240, 236, 222), (0, 0), rim.point([round(v * 0.8) for v in range(256)]))
    whole.alpha_composite(glass, (0, rise))
    return whole
