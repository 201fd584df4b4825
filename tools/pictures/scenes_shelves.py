"""One still life for each category, of what stands in its products' pictures."""

from __future__ import annotations

from PIL import Image

from tools.pictures import scenes_clay as clay
from tools.pictures import scenes_gifts as gifts
from tools.pictures import scenes_leather as leather
from tools.pictures import scenes_textile as textile
from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, INDIGO, OLIVE, ROSE, SAND, room
from tools.pictures.botany import almond, bud, heap, leaf, nut, petal, sprig
from tools.pictures.glass import Filling
from tools.pictures.leather import pouf, tote
from tools.pictures.light import lay, stand
from tools.pictures.stage import Stage

WOOD = (172, 128, 88)
HORIZON = 0.58


def oils(stage: Stage) -> Image.Image:
    """Bottles of argan oil, dark and pale."""
    u = stage.unit
    picture = room(stage, SAND, WOOD, "wood", HORIZON)
    pale = Filling((150, 92, 16), (250, 208, 90), 80)
    stand(picture, wares.oil_bottle(u * 0.92, pale), 560 * u, 850 * u, 260 * u, glow=(250, 210, 100))
    stand(picture, wares.dropper(u * 0.8), 950 * u, 890 * u, 190 * u, glow=(250, 214, 120))
    stand(picture, wares.oil_bottle(u * 0.98), 760 * u, 900 * u, 280 * u, glow=(244, 170, 74))
    heap(picture, nut, stage.rng, (380 * u, 925 * u), (130 * u, 24 * u), 10, 76 * u)
    heap(picture, almond, stage.rng, (1160 * u, 920 * u), (110 * u, 20 * u), 8, 56 * u)
    return picture


def well_being(stage: Stage) -> Image.Image:
    """Rose water, soap and a dropper bottle among petals."""
    u = stage.unit
    picture = room(stage, ROSE, CHALK, "plaster", HORIZON)
    for foot, colour in ((890, (206, 190, 132)), (790, (226, 206, 172))):
        stand(picture, wares.soap(stage, u * 0.62, colour), 980 * u, foot * u, 240 * u)
    stand(picture, wares.spray_bottle(u * 0.9), 730 * u, 900 * u, 200 * u, glow=(250, 190, 190))
    stand(picture, wares.dropper(u * 0.72), 500 * u, 900 * u, 170 * u, glow=(250, 214, 120))
    heap(picture, petal, stage.rng, (620 * u, 950 * u), (260 * u, 18 * u), 12, 84 * u)
    heap(picture, bud, stage.rng, (1190 * u, 930 * u), (80 * u, 20 * u), 5, 82 * u)
    return picture


def pantry(stage: Stage) -> Image.Image:
    """Amlou, a tin, tea and a jar of saffron."""
    u = stage.unit
    picture = room(stage, CLAY, WOOD, "wood", HORIZON)
    stand(picture, wares.tin(stage, u * 0.86), 500 * u, 860 * u, 260 * u)
    stand(picture, wares.jar(u * 0.95, wares.SPREAD, cover="cork"), 780 * u, 880 * u, 300 * u)
    red = Filling((112, 12, 8), (206, 46, 22), 60, cloudy=True)
    stand(picture, wares.jar(u * 0.6, red, wares.SAFFRON, cover="cork"), 1040 * u, 890 * u, 190 * u)
    stand(picture, wares.tea_glass(u * 0.86), 620 * u, 935 * u, 130 * u, glow=(250, 196, 90))
    heap(picture, leaf, stage.rng, (380 * u, 935 * u), (120 * u, 18 * u), 10, 90 * u)
    heap(picture, almond, stage.rng, (920 * u, 950 * u), (140 * u, 14 * u), 10, 58 * u)
    return picture


def honeys(stage: Stage) -> Image.Image:
    """Three jars of honey from dark to pale, a dipper, thyme."""
    u = stage.unit
    picture = room(stage, (206, 176, 128), WOOD, "wood", HORIZON)
    inks = ((140, 70, 30), (160, 60, 40), (92, 104, 56))
    fillings = (wares.HONEYS[0], wares.HONEYS[2], wares.HONEYS[1])
    for index, (honey, ink) in enumerate(zip(fillings, inks, strict=True)):
        jar = wares.jar(u * (0.96, 1.12, 0.9)[index], honey, ink)
        stand(picture, jar, (420, 745, 1065)[index] * u, (880, 905, 880)[index] * u, 320 * u, glow=honey.bright)
    lay(picture, sprig(stage.rng, 230 * u), 880 * u, 770 * u, 5 * u)
    lay(picture, sprig(stage.rng, 230 * u), 190 * u, 780 * u, 5 * u)
    return picture


def textiles(stage: Stage) -> Image.Image:
    """Two cushions before a hanging rug, a skein at their foot."""
    u = stage.unit
    picture = room(stage, SAND, (198, 166, 134), "linen", 0.72)
    lay(
        picture,
        wares.rug(stage, 720 * u, "ecru", 130).crop((0, 0, round(720 * u), round(700 * u))).convert("RGBA"),
        390 * u,
        30 * u,
        14 * u,
    )
    stand(picture, wares.cushion(stage, u * 0.66, textile.KILIM_BLUE), 580 * u, 890 * u, 420 * u)
    stand(picture, wares.cushion(stage, u * 0.6, textile.KILIM_RED), 920 * u, 925 * u, 390 * u)
    return picture


def pottery(stage: Stage) -> Image.Image:
    """Show a tagine, a vase and painted bowls."""
    u = stage.unit
    picture = room(stage, OLIVE, CHALK, "plaster", HORIZON)
    stand(picture, wares.vase(stage, u * 0.8), 1040 * u, 840 * u, 180 * u)
    stand(picture, wares.tagine(stage, u * 0.86), 690 * u, 890 * u, 360 * u)
    stand(picture, wares.bowl(stage, u * 0.56, (30, 96, 70), second=(186, 132, 40)), 370 * u, 900 * u, 140 * u)
    stand(picture, wares.bowl(stage, u * 0.48, (180, 104, 34), second=(110, 44, 30)), 1010 * u, 945 * u, 120 * u)
    return picture


def tiles(stage: Stage) -> Image.Image:
    """Show a wall of blue zellige in the light."""
    return clay.blue_wall(stage)


def leatherwork(stage: Stage) -> Image.Image:
    """Show a tote, a pouf and a pair of slippers."""
    u = stage.unit
    picture = room(stage, CHALK, (190, 148, 116), "plaster", 0.64)
    stand(picture, tote(stage, (140, 66, 32), leather.THREAD, u * 0.76), 540 * u, 880 * u, 430 * u)
    stand(picture, pouf(stage, (190, 112, 60), leather.THREAD, u * 0.66), 950 * u, 910 * u, 400 * u)
    return picture


def palm(stage: Stage) -> Image.Image:
    """Palm baskets and a hat with pompoms."""
    u = stage.unit
    picture = room(stage, INDIGO, (214, 190, 160), "plaster", 0.64)
    stand(picture, wares.basket(stage, u * 0.82), 560 * u, 880 * u, 330 * u)
    stand(picture, wares.hat(stage, u * 0.66), 980 * u, 920 * u, 440 * u)
    return picture


def presents(stage: Stage) -> Image.Image:
    """Show wrapped boxes, tied with ribbons."""
    u = stage.unit
    picture = room(stage, CLAY, CHALK, "plaster", 0.62)
    gifts.gift_stack(stage, picture, 640, 910, 0.86)
    stand(picture, wares.jar(u * 0.66, wares.DARK_HONEY), 1010 * u, 900 * u, 210 * u, glow=(240, 150, 50))
    return picture
