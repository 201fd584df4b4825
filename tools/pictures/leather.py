"""Leather: slippers seen from above, a tote bag, a stitched pouf."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tools.pictures.field import Field
from tools.pictures.lathe import TILT, turned
from tools.pictures.light import coloured, darken, flat, inflated, lay, relief, with_alpha
from tools.pictures.noise import clouds, speckle
from tools.pictures.shape import Point, box, ellipse, filled, scaled, smooth, star, traced
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]


def hide(stage: Stage, mask: Image.Image, colour: RGB, puff: float, gloss: float = 0.2) -> Image.Image:
    """Make a sprite of leather: softly domed, with pores, wear and a low shine."""
    size, unit = mask.size, stage.unit
    grain = speckle(stage.rng, size).soft(2.0 * unit)
    tone = clouds(stage.rng, size, 160 * unit) * 0.07 + grain * 0.05
    creases = clouds(stage.rng, size, 90 * unit, 2) * 2.5 * unit
    height = inflated(mask, puff) + grain * 0.6 * unit + creases
    return with_alpha(relief(flat(size, colour, tone), height, gloss, 14), mask)


def stitch(sprite: Image.Image, path: Sequence[Point], unit: float, thread: RGB, long: float = 9.0) -> None:
    """Sew a dashed seam along a path in pixels, in place, with the groove that it pulls."""
    groove = traced(sprite.size, [path], 4 * unit).filter(ImageFilter.GaussianBlur(1.5 * unit))
    darken(sprite, ImageChops.multiply(groove, sprite.getchannel("A")), 0.35)
    dashes, run, dash = [], 0.0, [path[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        run += math.hypot(x1 - x0, y1 - y0)
        dash.append((x1, y1))
        if run > long * unit:
            dashes.append(dash)
            run, dash = 0.0, [(x1 + (x1 - x0) * 0.5, y1 + (y1 - y0) * 0.5)]
    shown = [d[: max(2, round(len(d) * 0.7))] for d in dashes]
    sprite.paste(thread, (0, 0), ImageChops.multiply(traced(sprite.size, shown, 2.6 * unit), sprite.getchannel("A")))


def slipper(stage: Stage, colour: RGB, thread: RGB, length: float, mirrored: bool = False) -> Image.Image:
    """Make a babouche from above, its toe up: sole, insole, upper and the trodden heel; length in pixels."""
    size = (round(length * 0.5), round(length * 1.06))
    unit = length / 620
    at = (size[0] / 2, size[1] * 0.02)
    sole = [
        (-0.02, 0.0),
        (0.09, 0.1),
        (0.165, 0.24),
        (0.175, 0.4),
        (0.145, 0.58),
        (0.15, 0.78),
        (0.13, 0.92),
        (0.0, 1.0),
        (-0.125, 0.93),
        (-0.15, 0.8),
        (-0.14, 0.6),
        (-0.165, 0.4),
        (-0.15, 0.24),
        (-0.08, 0.1),
    ]
    shape = scaled(smooth(sole), length, *at)
    whole = Image.new("RGBA", size)
    lay(whole, hide(stage, filled(size, shape), (150, 104, 66), length * 0.02), 0, 0, 1)
    inner = scaled(smooth([(x * 0.9, 0.02 + y * 0.96) for x, y in sole]), length, *at)
    insole = hide(stage, filled(size, inner), _mixed(colour, (222, 188, 146), 0.75), length * 0.03, 0.08)
    lay(whole, insole, 0, 0, 2 * unit)
    stitch(
        whole,
        _closed(scaled(smooth([(x * 0.78, 0.05 + y * 0.9) for x, y in sole]), length, *at)),
        unit,
        (244, 232, 205),
    )
    _heel(stage, whole, colour, thread, length, at)
    _upper(stage, whole, colour, thread, length, at)
    return whole.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else whole


def _heel(stage: Stage, whole: Image.Image, colour: RGB, thread: RGB, length: float, at: Point) -> None:
    unit = length / 620
    outline = smooth(
        [
            (-0.15, 0.79),
            (-0.128, 0.94),
            (0.0, 1.003),
            (0.132, 0.93),
            (0.152, 0.78),
            (0.09, 0.85),
            (0.0, 0.878),
            (-0.088, 0.855),
        ]
    )
    flap = hide(stage, filled(whole.size, scaled(outline, length, *at)), colour, length * 0.05, 0.3)
    seam = smooth([(-0.128, 0.85), (-0.07, 0.888), (0.0, 0.902), (0.07, 0.885), (0.13, 0.845)], closed=False)
    stitch(flap, scaled(seam, length, *at), unit, thread)
    lay(whole, flap, 0, 0, 5 * unit)


def _upper(stage: Stage, whole: Image.Image, colour: RGB, thread: RGB, length: float, at: Point) -> None:
    unit = length / 620
    outline = [
        (-0.025, -0.012),
        (0.09, 0.09),
        (0.175, 0.24),
        (0.188, 0.4),
        (0.17, 0.55),
        (0.15, 0.61),
        (0.1, 0.54),
        (0.045, 0.475),
        (0.0, 0.455),
        (-0.045, 0.475),
        (-0.098, 0.545),
        (-0.142, 0.62),
        (-0.165, 0.55),
        (-0.178, 0.4),
        (-0.16, 0.24),
        (-0.085, 0.09),
    ]
    vamp = hide(stage, filled(whole.size, scaled(smooth(outline), length, *at)), colour, length * 0.13, 0.34)
    mouth = smooth(
        [(-0.142, 0.585), (-0.1, 0.515), (-0.048, 0.448), (0.0, 0.428), (0.048, 0.448), (0.102, 0.51), (0.15, 0.575)],
        closed=False,
    )
    stitch(vamp, scaled(mouth, length, *at), unit, thread)
    for reach in (0.09, 0.066):
        stitch(vamp, _closed(scaled(star((0.0, 0.27), reach, reach * 0.72, 8, 0.39), length, *at)), unit, thread, 5)
    spine = [(0.0 - 0.006, 0.04), (0.0, 0.165)]
    stitch(vamp, scaled(smooth(spine, closed=False), length, *at), unit, thread)
    lay(whole, vamp, 0, 0, 9 * unit, 0.8)


def _closed(path: Sequence[Point]) -> list[Point]:
    """Make a path with many points, back to its start, so that dashes have an even length."""
    ends = [*path, path[0]]
    return [
        (x0 + (x1 - x0) * s / 4, y0 + (y1 - y0) * s / 4)
        for (x0, y0), (x1, y1) in itertools.pairwise(ends)
        for s in range(4)
    ]


def _mixed(first: RGB, second: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def tote(stage: Stage, colour: RGB, thread: RGB, unit: float) -> Image.Image:
    """Make a bag from the front, about 620 design units wide and 900 high with its handles."""
    size = (round(680 * unit), round(920 * unit))
    whole = Image.new("RGBA", size)
    back = _mixed(colour, (40, 20, 10), 0.4)
    _handle(stage, whole, back, thread, unit, -34)
    mouth = [(78, 352), (602, 352), (590, 392), (90, 392)]
    whole.paste(_mixed(colour, (30, 16, 10), 0.68), (0, 0), filled(size, scaled(mouth, unit)))
    front = smooth(
        [
            (70, 360),
            (200, 374),
            (340, 380),
            (480, 374),
            (610, 360),
            (622, 520),
            (640, 780),
            (628, 880),
            (560, 902),
            (340, 908),
            (120, 902),
            (52, 880),
            (40, 780),
            (58, 520),
        ],
        steps=8,
    )
    panel = hide(stage, filled(size, scaled(front, unit)), colour, 60 * unit, 0.24)
    for drop in (20, 34):
        seam = smooth(
            [(72, 362 + drop), (200, 376 + drop), (340, 382 + drop), (480, 376 + drop), (608, 362 + drop)],
            closed=False,
            steps=40,
        )
        stitch(panel, scaled(seam, unit), unit, thread)
    stitch(
        panel,
        scaled(smooth([(62, 850), (200, 868), (340, 872), (480, 868), (618, 850)], False, 40), unit),
        unit,
        thread,
    )
    _emboss(panel, unit)
    lay(whole, panel, 0, 0, 3 * unit)
    _handle(stage, whole, colour, thread, unit, 0)
    return whole


def _emboss(panel: Image.Image, unit: float) -> None:
    """Make a star pressed into the leather."""
    middle = (340 * unit, 640 * unit)
    for shift, colour, strength in ((1.6, (255, 226, 190), 0.25), (-1.2, (40, 18, 8), 0.5)):
        at = (middle[0] + shift * unit, middle[1] + shift * unit)
        lines = [_closed(star(at, reach * unit, reach * 0.74 * unit, 8, 0.39)) for reach in (74, 52)]
        mark = traced(panel.size, lines, 3.4 * unit)
        panel.paste(colour, (0, 0), mark.point([round(v * strength) for v in range(256)]))


def _handle(stage: Stage, whole: Image.Image, colour: RGB, thread: RGB, unit: float, up: float) -> None:
    arch = smooth(
        [(196, 470), (200, 340), (228, 150), (340, 62), (452, 150), (480, 340), (484, 470)], closed=False, steps=24
    )
    path = scaled(arch, unit, 0, (up + 0) * unit)
    strap = hide(stage, traced(whole.size, [path], 30 * unit), colour, 15 * unit, 0.4)
    lay(whole, strap, 0, 0, 4 * unit, 0.7)
    stitch(whole, path, unit, thread)
    if up:
        return
    for x in (197, 483):
        tab = filled(
            whole.size, scaled(smooth([(x - 24, 400), (x + 24, 400), (x + 24, 480), (x, 506), (x - 24, 480)]), unit)
        )
        lay(whole, hide(stage, tab, colour, 10 * unit, 0.3), 0, 0, 3 * unit)
        for dx, dy in ((-12, 414), (12, 414), (0, 478)):
            rivet = filled(whole.size, ellipse(((x + dx) * unit, dy * unit), 6 * unit, 6 * unit))
            lay(
                whole,
                with_alpha(relief(flat(whole.size, (196, 160, 92)), inflated(rivet, 9 * unit), 0.8, 20), rivet),
                0,
                0,
                1.5 * unit,
            )


def pouf(stage: Stage, colour: RGB, thread: RGB, unit: float) -> Image.Image:
    """Make a round pouf of wedges sewn together, with a star on its top, about 700 units wide."""
    profile = [(0, 262), (14, 292), (60, 330), (140, 350), (220, 346), (290, 318), (330, 286)]
    body = turned(profile, unit)
    normals = body.normals()
    skin = _wedges(stage, colour, thread, (round(900 * unit), round(330 * unit)))
    tone = (normals.right * -0.55 + normals.below * -0.5 + normals.front * 0.48 + 0.05).clip()
    shine = (normals.right * -0.4 + normals.below * -0.3 + normals.front * 0.86).clip() ** 14 * 0.16
    side = with_alpha(coloured(body.wrapped(skin), tone, shine), Image.new("L", body.size, 255))
    bent = body.bent(side)
    rise = round(body.radii[0] * TILT) + round(10 * unit)
    whole = Image.new("RGBA", (bent.width, bent.height + rise))
    whole.paste(bent, (0, rise))
    top = pouf_top(stage, colour, thread, 560 * unit)
    radius = body.radii[0] + 6 * unit
    flatter = top.resize((round(radius * 2), round(radius * 2 * TILT * 1.12)), Image.Resampling.LANCZOS)
    lay(whole, flatter, body.half - flatter.width / 2, 0, 4 * unit, 0.5)
    return whole


def _wedges(stage: Stage, colour: RGB, thread: RGB, size: tuple[int, int]) -> Image.Image:
    unit = size[0] / 900
    mask = Image.new("L", size, 255)
    seams = [[(x * unit, 0.0), (x * unit, float(size[1]))] for x in range(30, 900, 120)]
    valley = Field.of(traced(size, seams, 5 * unit).filter(ImageFilter.GaussianBlur(7 * unit)))
    grain = speckle(stage.rng, size).soft(2 * unit)
    tone = clouds(stage.rng, size, 140 * unit) * 0.08 + grain * 0.05 - valley * 0.3
    skin = with_alpha(relief(flat(size, colour, tone), valley * -16 * unit + grain * 0.5, 0.05), mask)
    for x in range(30, 900, 120):
        for gap in (-9, 9):
            stitch(skin, [((x + gap) * unit, y * unit) for y in range(0, 331, 3)], unit, thread)
    return skin.convert("RGB")


def pouf_top(stage: Stage, colour: RGB, thread: RGB, width: float) -> Image.Image:
    """Make the pouf from above: wedges that meet in a star of embroidery."""
    side = round(width)
    unit, half = width / 560, width / 2
    mask = filled((side, side), ellipse((half, half), half - 1, half - 1, count=120))
    rays = [
        [(half, half), (half + half * math.cos(a), half + half * math.sin(a))]
        for a in (math.pi / 12 + i * math.pi / 6 for i in range(12))
    ]
    valley = Field.of(traced(mask.size, rays, 4 * unit).filter(ImageFilter.GaussianBlur(5 * unit)))
    grain = speckle(stage.rng, mask.size).soft(2 * unit)
    tone = clouds(stage.rng, mask.size, 120 * unit) * 0.07 + grain * 0.05 - valley * 0.3
    height = inflated(mask, 60 * unit) - valley * 10 * unit + grain * 0.5
    top = with_alpha(relief(flat(mask.size, colour, tone), height, 0.14, 12), mask)
    for reach, tips in ((236, 24), (214, 24), (150, 12), (128, 12), (66, 8)):
        points = star((half, half), reach * unit, reach * 0.88 * unit, tips)
        stitch(top, _closed(points), unit, thread, 6)
    pen = ImageDraw.Draw(top)
    for index in range(12):
        angle = math.pi * index / 6
        x, y = half + 182 * unit * math.cos(angle), half + 182 * unit * math.sin(angle)
        pen.polygon(star((x, y), 20 * unit, 9 * unit, 4, angle), fill=thread)
    return top


def board(stage: Stage, width: float, height: float, colour: RGB, radius: float = 4.0) -> Image.Image:
    """Make a stiff sheet, such as card; sizes in pixels."""
    size = (round(width), round(height))
    mask = filled(size, box(1, 1, size[0] - 1, size[1] - 1, radius))
    tone = clouds(stage.rng, size, 120 * stage.unit) * 0.02 + speckle(stage.rng, size) * 0.025
    return with_alpha(relief(flat(size, colour, tone), inflated(mask, 4 * stage.unit)), mask)
