"""Which picture goes where: every file's path, its format and the scene that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from tools.pictures import scenes_clay as clay
from tools.pictures import scenes_country as country
from tools.pictures import scenes_gifts as gifts
from tools.pictures import scenes_leather as leather
from tools.pictures import scenes_pantry as pantry
from tools.pictures import scenes_shelves as shelves
from tools.pictures import scenes_textile as textile
from tools.pictures import scenes_town as town
from tools.pictures import scenes_workshops as workshops
from tools.pictures.finish import developed
from tools.pictures.stage import Stage, across, upright

Scene = Callable[[Stage], Image.Image]


@dataclass(frozen=True, slots=True)
class Target:
    """A picture to write: its path without suffix under the output root, and how to draw it."""

    path: str
    scene: Scene

    def draw(self, scale: float = 1.0) -> Image.Image:
        """Give the finished picture; at scale 1 it has its full size."""
        form = upright if self.path.startswith("products/") else across
        stage = form(self.path, scale)
        return developed(self.scene(stage), stage.rng)


_PRODUCTS: dict[str, Scene] = {
    "huile-argan-alimentaire/bouteille": pantry.argan_oil,
    "huile-argan-alimentaire/noix": pantry.argan_nuts,
    "huile-argan-cosmetique/flacon": pantry.argan_serum,
    "amlou/bocal": pantry.spread,
    "amlou/detail": pantry.spread_from_above,
    "savon-argan/savons": pantry.soaps,
    "safran-filaments/coupelle": pantry.saffron,
    "safran-filaments/detail": pantry.saffron_close,
    "infusion-safran-verveine/boite": pantry.infusion,
    "tapis-atlas-rouge/tapis": textile.red_rug,
    "tapis-atlas-rouge/texture": textile.red_rug_close,
    "tapis-ecru-losanges/tapis": textile.cream_rug,
    "tapis-ecru-losanges/texture": textile.cream_rug_close,
    "coussin-kilim/indigo": textile.blue_cushion,
    "coussin-kilim/rouge": textile.red_cushion,
    "tapis-sur-mesure/laines": textile.made_to_measure,
    "eau-de-rose/flacon": pantry.rose_water,
    "boutons-de-rose/bol": pantry.rose_buds,
    "boutons-de-rose/detail": pantry.rose_buds_close,
    "gelee-de-rose/bocal": pantry.rose_jelly,
    "zellige-au-metre/bleu": clay.blue_wall,
    "zellige-au-metre/vert": clay.green_wall,
    "table-zellige/table": clay.table,
    "table-zellige/vue-dessus": clay.table_from_above,
    "sous-verres-zellige/quatre": clay.coasters,
    "babouches/blanc": leather.white_slippers,
    "babouches/jaune": leather.yellow_slippers,
    "babouches/rouge": leather.red_slippers,
    "sac-cabas-cuir/cognac": leather.cognac_bag,
    "sac-cabas-cuir/naturel": leather.natural_bag,
    "pouf-cuir/pouf": leather.leather_pouf,
    "pouf-cuir/surpiqure": leather.pouf_close,
    "tajine-terre-cuite/ferme": clay.closed_tagine,
    "tajine-terre-cuite/ouvert": clay.open_tagine,
    "bols-peints/bleu": clay.blue_bowl,
    "bols-peints/ocre": clay.ochre_bowl,
    "bols-peints/vert": clay.green_bowl,
    "vase-safi/vase": clay.painted_vase,
    "vase-safi/zoom": clay.vase_close,
    "miel-euphorbe/bocal": pantry.dark_honey,
    "miel-euphorbe/rayon": pantry.honeycomb,
    "miel-thym/bocal": pantry.thyme_honey,
    "coffret-trois-miels/coffret": pantry.three_honeys,
    "panier-doum/panier": leather.palm_basket,
    "panier-doum/tressage": leather.weave_close,
    "foutah/bleu": textile.blue_cloth,
    "foutah/rouge": textile.red_cloth,
    "chapeau-pompons/chapeau": leather.straw_hat,
    "cheque-cadeau/carte": gifts.gift_card,
    "coffret-terroir/coffret": pantry.terroir_box,
    "cadeaux-entreprise/paquets": gifts.wrapped_boxes,
}

_COOPERATIVES: dict[str, Scene] = {
    "argane-tamlalt/arganiers": country.argan_hills,
    "argane-tamlalt/atelier": workshops.quern,
    "safran-ifri/champ": country.saffron_field,
    "tapis-tigmi/atelier": workshops.skeins,
    "tapis-tigmi/metier": workshops.loom,
    "rose-azlag/vallee": country.rose_valley,
    "zellige-bab-ftouh/atelier": town.cut_tiles,
    "zellige-bab-ftouh/cour": town.court,
    "cuir-chouara/bassins": town.vats,
    "poterie-asif/atelier": workshops.wheel,
    "poterie-asif/etageres": workshops.shelves,
    "miel-adrar/ruches": country.bee_slope,
    "doum-rif/collines": country.rif_hills,
    "union-tiwizi/souk": town.souk,
}

_CATEGORIES: dict[str, Scene] = {
    "huiles": shelves.oils,
    "bien-etre": shelves.well_being,
    "epicerie": shelves.pantry,
    "miels": shelves.honeys,
    "tapis-textiles": shelves.textiles,
    "poterie": shelves.pottery,
    "zellige-decor": shelves.tiles,
    "cuir": shelves.leatherwork,
    "vannerie": shelves.palm,
    "cadeaux": shelves.presents,
}

TARGETS: tuple[Target, ...] = (
    *(Target(f"products/{path}", scene) for path, scene in _PRODUCTS.items()),
    *(Target(f"cooperatives/{path}", scene) for path, scene in _COOPERATIVES.items()),
    *(Target(f"categories/{slug}/{slug}", scene) for slug, scene in _CATEGORIES.items()),
)
"""All pictures of the sample shop."""
