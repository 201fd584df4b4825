"""Pictures: both systems make the same renditions of the same photographs; time, bytes and likeness are compared."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, median

from PIL import Image

from bench.catalogue import THEME
from bench.measure import Command
from bench.photographs import write_photographs
from bench.report import Row, block, other_load
from bench.ssim import likeness
from bench.systems import SITEGEN, FactWrong, Pair, System, find_hugo, hugo_version, say, take_turns, timed_row

COUNT = 24
WIDTHS = (400, 800, 1200)
JPEG_WIDTH = 800
GOAL, SPEED_UP = 0.5, 1.8

_SETTINGS = """\
[site]
title = "Souk"
base_url = "https://souk.example.org"

[languages]
default = "fr"
all = ["fr"]

[theme]
name = "souk"

[pictures]
avif_quality = 63
jpeg_quality = 80
"""
_PRESETS = """
[presets.gallery]
widths = [400, 800, 1200]
formats = ["avif"]

[presets.card]
widths = [800]
formats = ["jpeg"]
"""
_SALE = "cooperative: argane\ncategory: huiles\nprice: 10 MAD\n"
_PRIVATE = "build: {publishResources: false}\n"
_HUGO = """\
baseURL = "https://souk.example.org/"
disableKinds = ["rss", "sitemap", "taxonomy", "term", "404", "home", "section"]
"""
_TEMPLATE = """\
{{ with .Resources.GetMatch "*.jpg" }}
{{ $small := .Resize "400x avif q60" }}{{ $middle := .Resize "800x avif q60" }}{{ $large := .Resize "1200x avif q60" }}
{{ $plain := .Resize "800x jpg q80" }}
<picture><source type="image/avif" srcset="{{ $small.RelPermalink }} 400w, {{ $middle.RelPermalink }} 800w, \
{{ $large.RelPermalink }} 1200w"><img src="{{ $plain.RelPermalink }}" alt=""></picture>
{{ end }}
"""

Renditions = Mapping[tuple[str, str, int], Path]
"""Files by photograph, format and width."""


def measure_pictures(scratch: Path, pairs: int) -> str:
    """Return the report on 24 photographs; raise FactWrong when the two made other renditions."""
    load = other_load()
    say(f"drawing {COUNT} photographs")
    photographs = write_photographs(scratch / "photographs", COUNT)
    _write_sitegen(scratch / "sitegen", photographs)
    _write_hugo(scratch / "hugo", photographs)
    rows, alone = [], 0.0
    for cores in (1, 2):
        pair = _pair(scratch, cores)
        turns = take_turns(pair, pairs, lambda system, _: system.forget())
        rows.append(timed_row(f"{COUNT} photographs, {'one core' if cores == 1 else 'two cores'}", GOAL, turns))
        say(" | ".join(rows[-1].cells()))
        ours = median(run.seconds for run in turns.sitegen)
        alone = alone or ours
    rows.append(Row("two cores against one", f"{alone / ours:.2f} ×", "", alone / ours, SPEED_UP, least=True))
    most = 2 * alone / _both(scratch)
    rows.append(Row("two such builds at once, a core each: what these cores can do", f"{most:.2f} ×", ""))
    say(" | ".join(rows[-1].cells()))
    rows += _quality(_renditions(pair.sitegen.output), _renditions(pair.hugo.output), photographs)
    facts = (
        f"{COUNT} drawn photographs of 2400 × 1600 pixels",
        "AVIF at 400, 800 and 1200 pixels with quality 63 (Hugo: 60), JPEG at 800 pixels with quality 80",
        "likeness (SSIM) of the AVIF files to the photograph scaled down to the same size",
        f"pairs in turn, nothing cached: {pairs}; medians",
        f"peer: Hugo {hugo_version()}",
        load,
    )
    return block("Pictures", facts, rows)


def _write_sitegen(root: Path, photographs: list[Path]) -> None:
    root.mkdir()
    (root / "sitegen.toml").write_text(_SETTINGS, encoding="utf-8")
    shutil.copytree(THEME, root / "themes" / "souk")
    settings = root / "themes" / "souk" / "theme.toml"
    head = settings.read_text(encoding="utf-8").split("# How pictures are shown", 1)[0]
    settings.write_text(head + _PRESETS, encoding="utf-8")
    _write_record(root, "regions/souss", "title: Souss\ncode: MA-09\n")
    _write_record(root, "categories/huiles", "title: Huiles\n")
    _write_record(root, "cooperatives/argane", 'title: Argane\nregion: souss\ncontact: {whatsapp: "+212600000001"}\n')
    for number, photograph in enumerate(photographs, 1):
        fields = f"title: Photographie {number}\nsummary: Une photographie.\n{_SALE}"
        _write_record(root, f"products/{photograph.stem}", fields)
        shutil.copy(photograph, root / "content" / "products" / photograph.stem)


def _write_record(root: Path, name: str, fields: str) -> None:
    folder = root / "content" / name
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(f"---\n{fields}---\n", encoding="utf-8")


def _write_hugo(root: Path, photographs: list[Path]) -> None:
    (root / "layouts").mkdir(parents=True)
    (root / "hugo.toml").write_text(_HUGO, encoding="utf-8")
    (root / "layouts" / "page.html").write_text(_TEMPLATE, encoding="utf-8")
    for number, photograph in enumerate(photographs, 1):
        folder = root / "content" / "products" / photograph.stem
        folder.mkdir(parents=True)
        fields = f"title: Photographie {number}\n{_PRIVATE}"
        (folder / "index.md").write_text(f"---\n{fields}---\n", encoding="utf-8")
        shutil.copy(photograph, folder)


def _both(scratch: Path) -> float:
    """Return the seconds that two builds of one core take that know nothing of each other, each held to its core.

    They share nothing but the machine, so no build can make more of its two cores.
    """
    sites = [scratch / "sitegen", scratch / "twin"]
    _pair(scratch, 1).sitegen.forget()
    shutil.copytree(sites[0], sites[1])
    words = (str(SITEGEN), "build", "--jobs", "1")
    begun = time.perf_counter()
    builds = [Command(words, site, 1, first).start(subprocess.DEVNULL) for first, site in enumerate(sites)]
    if any([build.wait() for build in builds]):  # noqa: C419 - each is waited for
        raise FactWrong("two builds at once did not end well")
    return time.perf_counter() - begun


def _pair(scratch: Path, cores: int) -> Pair:
    ours, theirs = scratch / "sitegen", scratch / "hugo"
    words = (str(SITEGEN), "build", "--jobs", str(cores))
    peer = (str(find_hugo()), "--quiet", "--cacheDir", str(theirs / "resources" / "cache"))
    return Pair(
        System("sitegen", ours, ours / "build", (".sitegen",), Command(words, ours, cores)),
        System("hugo", theirs, theirs / "public", ("resources",), Command(peer, theirs, cores)),
    )


def _renditions(output: Path) -> Renditions:
    found = {}
    for path in output.rglob("*"):
        name = re.search(r"photo-\d\d", path.name)
        if name and path.suffix in (".avif", ".jpg"):
            with Image.open(path) as picture:
                found[name.group(), path.suffix, picture.width] = path
    wanted = COUNT * (len(WIDTHS) + 1)
    if len(found) != wanted:
        raise FactWrong(f"{output.name} has {len(found)} renditions, not {wanted}")
    return found


def _quality(ours: Renditions, theirs: Renditions, photographs: list[Path]) -> list[Row]:
    if ours.keys() != theirs.keys():
        raise FactWrong(f"other renditions: {sorted(ours.keys() ^ theirs.keys())[:5]}")
    likenesses = [_mean_likeness(found, photographs) for found in (ours, theirs)]
    weights = [sum(path.stat().st_size for key, path in found.items() if key[1] == ".avif") for found in (ours, theirs)]
    worth = [alike / (weight / 1e6) for alike, weight in zip(likenesses, weights, strict=True)]
    return [
        Row("likeness (SSIM) of AVIF", f"{likenesses[0]:.4f}", f"{likenesses[1]:.4f}"),
        Row("bytes of AVIF", f"{weights[0] / 1e6:.2f} MB", f"{weights[1] / 1e6:.2f} MB"),
        Row("likeness per byte", f"{worth[0]:.3f} / MB", f"{worth[1]:.3f} / MB", worth[0] / worth[1], 1, least=True),
    ]


def _mean_likeness(found: Renditions, photographs: list[Path]) -> float:
    scores = []
    for photograph in photographs:
        with Image.open(photograph) as source:
            for width in WIDTHS:
                with Image.open(found[photograph.stem, ".avif", width]) as rendition:
                    scores.append(likeness(source.convert("L"), rendition.convert("L")))
    return fmean(scores)
