"""Whatever happens in whatever order: pages have their files, what is foreign stays, and the last deploy stands."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.deploy.base import DeployStopped, Policy
from tests.deploy.memory_store import MemoryStore, Silence, Target, in_bytes

FOREIGN = {"photos/family.jpg": "x", "fr.html": "y", "assets/css/other-000000000000.css": "z"}
PAGES = ("index.html", "fr/index.html", "fr/amlou/index.html", "fr/miel/index.html")


class Cut(BaseException):
    """The machine is gone, in the middle of a request."""


@dataclass(frozen=True, slots=True)
class Step:
    """A deploy of a shop or a rollback; after `requests` it is cut off, before or after the store has done the last."""

    shop: tuple[int, ...]
    is_rollback: bool
    requests: int | None


STEPS = st.lists(
    st.builds(
        Step,
        st.tuples(*(st.integers(0, 3) for _ in PAGES)),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=7,
)


def shop_of(looks: tuple[int, ...]) -> dict[str, str]:
    """Return a shop: each page in one of three looks, which bring their own style sheet, or without it (0)."""
    shop = {"robots.txt": f"# {looks[0]}"}
    for page, look in zip(PAGES, looks, strict=True):
        if look == 0 and page != "index.html":
            continue
        text = f"body{{margin:{look}}}"
        css = f"assets/css/shop-{hashlib.sha256(text.encode()).hexdigest()[:12]}.css"
        shop |= {css: text, page: f'<link rel="stylesheet" href="/{css}"><p>{page} {look}</p>'}
    return shop


def check(store: MemoryStore) -> None:
    """Make sure that every page finds its style sheet, and that strangers find their files."""
    shown = store.shop()
    for key, data in shown.items():
        for css in re.findall(rb'href="/([^"]+)"', data):
            assert css.decode() in shown, key
    assert {key: shown.get(key) for key in FOREIGN} == in_bytes(FOREIGN)


def perform(target: Target, step: Step) -> None:
    left = [step.requests if step.requests is not None else 10**9]

    def cut(request: str, key: str) -> None:
        check(target.store)
        left[0] -= 1
        if left[0] < 0:
            raise Cut

    target.store.fail = cut
    target.store.seconds = 1000.0
    try:
        if step.is_rollback:
            target.rollback()
        else:
            target.deploy(shop_of(step.shop))
    except (Cut, DeployStopped):
        pass
    finally:
        target.store.fail = lambda _request, _key: None


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.booleans(), st.booleans())
def test_any_history_of_deploys_ends_in_the_shop_that_was_built(steps: list[Step], odd: bool, versions: bool) -> None:
    with TemporaryDirectory() as folder:
        store = MemoryStore(has_odd_etags=odd, has_versions=versions)
        for key, text in FOREIGN.items():
            store.plant(key, text)
        (Path(folder) / "build").mkdir()
        target = Target(Path(folder) / "build", store, Policy(workers=1))
        for step in steps:
            perform(target, step)
            check(store)
        shop = shop_of(steps[-1].shop)
        target.deploy(shop)
        shown = store.shop()
        assert {key: shown.get(key) for key in shop} == in_bytes(shop)
        assert not {key for key in shown if key.endswith(".html")} - shop.keys() - FOREIGN.keys()
        assert target.plan().is_empty
        assert target.publisher().verify(target.folder, Silence()).is_sound
