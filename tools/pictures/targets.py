"""Which picture goes where: every file's path, its format and the scene that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from tools.pictures import scenes_craft as craft
from tools.pictures import scenes_pantry as pantry
from tools.pictures import scenes_places as places
from tools.pictures import scenes_shelves as shelves
from tools.pictures.finish import developed
from tools.pictures.stage import Stage, across, upright

Scene = Callable[[Stage], Image.Image]


@dataclass(frozen=True, slots=True)
class Target:
    """A picture to write: its path without suffix under the output root, and how to draw it."""

    path: str
    scene: Scene

    def draw(self, scale: float = 1.0) -> Image.Image:
        """The finished picture; at scale 1 it has its full size."""
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
    "tapis-atlas-rouge/tapis": craft.red_rug,
    "tapis-atlas-rouge/texture": craft.red_rug_close,
    "tapis-ecru-losanges/tapis": craft.cream_rug,
    "tapis-ecru-losanges/texture": craft.cream_rug_close,
    "coussin-kilim/indigo": craft.blue_cushion,
    "coussin-kilim/rouge": craft.red_cushion,
    "tapis-sur-mesure/laines": craft.made_to_measure,
    "eau-de-rose/flacon": pantry.rose_water,
    "boutons-de-rose/bol": pantry.rose_buds,
    "boutons-de-rose/detail": pantry.rose_buds_close,
    "gelee-de-rose/bocal": pantry.rose_jelly,
    "zellige-au-metre/bleu": craft.blue_wall,
    "zellige-au-metre/vert": craft.green_wall,
    "table-zellige/table": craft.table,
    "table-zellige/vue-dessus": craft.table_from_above,
    "sous-verres-zellige/quatre": craft.coasters,
    "babouches/blanc": craft.white_slippers,
    "babouches/jaune": craft.yellow_slippers,
    "babouches/rouge": craft.red_slippers,
    "sac-cabas-cuir/cognac": craft.cognac_bag,
    "sac-cabas-cuir/naturel": craft.natural_bag,
    "pouf-cuir/pouf": craft.leather_pouf,
    "pouf-cuir/surpiqure": craft.pouf_close,
    "tajine-terre-cuite/ferme": craft.closed_tagine,
    "tajine-terre-cuite/ouvert": craft.open_tagine,
    "bols-peints/bleu": craft.blue_bowl,
    "bols-peints/ocre": craft.ochre_bowl,
    "bols-peints/vert": craft.green_bowl,
    "vase-safi/vase": craft.painted_vase,
    "vase-safi/zoom": craft.vase_close,
    "miel-euphorbe/bocal": pantry.dark_honey,
    "miel-euphorbe/rayon": pantry.honeycomb,
    "miel-thym/bocal": pantry.thyme_honey,
    "coffret-trois-miels/coffret": pantry.three_honeys,
    "panier-doum/panier": craft.palm_basket,
    "panier-doum/tressage": craft.weave_close,
    "foutah/bleu": craft.blue_cloth,
    "foutah/rouge": craft.red_cloth,
    "chapeau-pompons/chapeau": craft.straw_hat,
    "cheque-cadeau/carte": craft.gift_card,
    "coffret-terroir/coffret": pantry.terroir_box,
    "cadeaux-entreprise/paquets": craft.wrapped_boxes,
}

_COOPERATIVES: dict[str, Scene] = {
    "argane-tamlalt/arganiers": places.argan_hills,
    "argane-tamlalt/atelier": places.quern,
    "safran-ifri/champ": places.saffron_field,
    "tapis-tigmi/atelier": places.skeins,
    "tapis-tigmi/metier": places.loom,
    "rose-azlag/vallee": places.rose_valley,
    "zellige-bab-ftouh/atelier": places.cut_tiles,
    "zellige-bab-ftouh/cour": places.court,
    "cuir-chouara/bassins": places.vats,
    "poterie-asif/atelier": places.wheel,
    "poterie-asif/etageres": places.shelves,
    "miel-adrar/ruches": places.bee_slope,
    "doum-rif/collines": places.rif_hills,
    "union-tiwizi/souk": places.souk,
}

_CATEGORIES: dict[str, Scene] = {
    "huiles": shelves.oils,
    "bien-etre": shelves.well_being,
    "epicerie": shelves.pantry,
    "miels": shelves.honeys,
    "tapis-textiles": shelves.textiles,
    "poterie": shelves.pottery,
    "zellige-decor": shelves.tiles,
    "cuir": shelves.leather,
    "vannerie": shelves.palm,
    "cadeaux": shelves.gifts,
}

TARGETS: tuple[Target, ...] = (
    *(Target(f"products/{path}", scene) for path, scene in _PRODUCTS.items()),
    *(Target(f"cooperatives/{path}", scene) for path, scene in _COOPERATIVES.items()),
    *(Target(f"categories/{slug}/{slug}", scene) for slug, scene in _CATEGORIES.items()),
)
"""All pictures of the sample shop."""
