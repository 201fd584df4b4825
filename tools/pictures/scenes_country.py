"""Fields and hills."""

from __future__ import annotations

from PIL import Image

from tools.pictures import wares
from tools.pictures.backdrop import plaster
from tools.pictures.field import Field
from tools.pictures.landscape import ground, ranges, rows, sky, tree
from tools.pictures.light import coloured, flat, stand, toned
from tools.pictures.noise import fibres
from tools.pictures.shape import box, filled, scaled
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]


def argan_hills(stage: Stage) -> Image.Image:
    """Argan trees on dry earth before the hills."""
    picture = sky(stage, horizon=0.5)
    ranges(stage, picture, (0.44, 0.57), (126, 122, 142), (186, 146, 104), 5)
    ground(stage, picture, 0.58, (198, 150, 106))
    for x, y, size in (
        (1240, 590, 90),
        (930, 600, 110),
        (180, 606, 120),
        (610, 622, 120),
        (1390, 650, 190),
        (330, 690, 260),
        (1010, 770, 430),
    ):
        tree(stage, picture, (x, y), size)
    return picture


def saffron_field(stage: Stage) -> Image.Image:
    """Rows of purple crocuses under terraced mountains."""
    picture = sky(stage, (136, 158, 196), (250, 224, 200), 0.44)
    ranges(stage, picture, (0.36, 0.5), (108, 112, 146), (166, 134, 100))
    ground(stage, picture, 0.5, (142, 102, 76))
    rows(
        stage,
        picture,
        0.51,
        ((146, 100, 190), (176, 132, 220), (134, 88, 190), (188, 150, 216)),
        (92, 112, 62),
        25,
        24,
        15,
    )
    return picture


def rose_valley(stage: Stage) -> Image.Image:
    """Rose bushes in a green valley between red hills."""
    picture = sky(stage, (128, 166, 200), (250, 226, 206), 0.42)
    ranges(stage, picture, (0.36, 0.5), (130, 116, 146), (196, 122, 84))
    ground(stage, picture, 0.5, (150, 112, 80))
    rows(
        stage,
        picture,
        0.51,
        ((226, 120, 150), (240, 160, 178), (206, 88, 124), (246, 196, 200)),
        (84, 112, 58),
        25,
        24,
        15,
    )
    return picture


def bee_slope(stage: Stage) -> Image.Image:
    """Painted beehives on a slope of thyme."""
    u = stage.unit
    picture = sky(stage, horizon=0.46)
    ranges(stage, picture, (0.36, 0.56), (108, 122, 148), (136, 138, 78))
    ground(stage, picture, 0.56, (156, 142, 88))
    rows(stage, picture, 0.57, ((176, 140, 186), (196, 166, 196), (210, 190, 120)), (112, 124, 70), 15, 18, 18)
    colours = ((70, 106, 140), (214, 160, 70), (232, 222, 198), (150, 70, 52), (108, 128, 88))
    for index, (x, y, size) in enumerate(
        ((1190, 640, 0.42), (930, 655, 0.5), (1330, 740, 0.72), (690, 745, 0.8), (1020, 850, 1.1), (330, 890, 1.35))
    ):
        hive = _hive(stage, size * u, colours[index % 5])
        stand(picture, hive, x * u, y * u, 200 * size * u)
    return picture


def _hive(stage: Stage, unit: float, colour: RGB) -> Image.Image:
    """Show a wooden hive of two storeys under a tin roof; 230 wide, 270 high."""
    size = (round(240 * unit), round(270 * unit))
    whole = Image.new("RGBA", size)
    grain = fibres(stage.rng, size, (90 * unit, 5 * unit), 3)
    side = Field.across(size, [0.95, 0.85, 0.5])
    for top, bottom, tone in ((40, 140, 1.0), (142, 246, 0.94)):
        panel = coloured(flat(size, colour, grain * 0.12), side * tone)
        whole.paste(panel, (0, 0), filled(size, scaled(box(24, top, 216, bottom, 3), unit)))
    roof = filled(size, scaled([(30, 4), (210, 4), (230, 34), (230, 52), (10, 52), (10, 34)], unit))
    whole.paste(coloured(flat(size, (196, 192, 184), grain * 0.05), Field.down(size, [1.0, 0.96, 0.5])), (0, 0), roof)
    whole.paste((30, 22, 18), (0, 0), filled(size, scaled(box(84, 226, 156, 238, 5), unit)))
    whole.paste((120, 88, 60), (0, 0), filled(size, scaled([(16, 246), (224, 246), (232, 258), (8, 258)], unit)))
    for x in (36, 190):
        whole.paste((86, 62, 44), (0, 0), filled(size, scaled(box(x, 258, x + 14, 270), unit)))
    return whole


def rif_hills(stage: Stage) -> Image.Image:
    """Green hills of the Rif, baskets and a hat drying on a wall."""
    u = stage.unit
    picture = sky(stage, (120, 160, 196), (244, 230, 208), 0.5)
    ranges(stage, picture, (0.40, 0.70), (104, 130, 152), (98, 122, 62), 7, 420)
    top = round(760 * u)
    wall = plaster(stage, (stage.size[0], stage.size[1] - top), (238, 230, 216), 1.6)
    picture.paste(toned(wall, Field.down(wall.size, [1.08, 0.9, 0.78])), (0, top))
    stand(picture, wares.basket(stage, u * 0.56), 420 * u, 800 * u, 230 * u)
    stand(picture, wares.basket(stage, u * 0.4), 190 * u, 792 * u, 160 * u)
    stand(picture, wares.hat(stage, u * 0.5), 800 * u, 812 * u, 330 * u)
    stand(picture, wares.basket(stage, u * 0.5), 1190 * u, 800 * u, 210 * u)
    return picture
