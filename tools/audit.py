"""The audit of a built shop: Lighthouse on a slow phone, and what each page weighs, beside the budgets.

Lighthouse gets the pages by HTTP/2 over TLS, as phones get them from a host; the largest paint over plain HTTP/1.1 is
told beside it. Both are estimates of its model of a slow line, with processor times of this machine: on a busy one they
are worse, so a page can be looked at several times (`--runs`), and the middle of each figure counts. Where the system
lets it, the browser runs in the real-time class, so that what is measured is the page and not who else had the
processor. A page of one word comes first: no other can be quicker on this machine.

Processor times are taken four times, as the budgets say. Lighthouse means that for a quick desktop and asks for less on
a slower machine, which `--calibrate` does. The machine is measured first, by Lighthouse's own benchmark, and the table
says what it found and what was done.

Run as `make audit`, or `python -m tools.audit build --languages fr --kinds product`. Prints a table, writes it with the
pictures of every page into `build-audit/`, and fails when a budget is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, ViewportSize

from tools.hosting import hosted
from tools.secure import secured
from tools.setup.chromium import FLAGS, launched_chromium, steady_chromium

LANGUAGES = ("fr", "ar", "zgh")
KINDS = ("home", "category", "product", "cooperative", "search", "cart", "quote")
LIGHTHOUSE = Path("node_modules/.bin/lighthouse")
PHONE: ViewportSize = {"width": 412, "height": 823}
KILO = 1_000

BUDGETS = {"html": 10, "css": 8, "js": 10, "fonts": 10, "picture": 45, "before scrolling": 100}
"""Kilobytes on the line. Fonts: those of Arabic pages; Amazigh ones have 4 of it, others none."""

SCORES = ("performance", "accessibility", "best-practices", "seo")
PAINT, SHIFT, BLOCKED = "largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time"
LEAST = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>One</title><p>Word'
LARGEST_PAINT = 1_200
"""Milliseconds until the largest element is painted."""

SLOWDOWN, QUICK = 4.0, 1_500
"""What Lighthouse takes processor times by, and from which benchmark index on: where its `docs/throttling.md` has quick
desktops begin. Below it, it says to calibrate."""

LOOKS_AT_THE_MACHINE = 5
TRIES = 10


@dataclass(frozen=True, slots=True)
class Weight:
    """What a first visit costs, in bytes on the line; `foreign` counts requests to other hosts."""

    html: int = 0
    css: int = 0
    js: int = 0
    fonts: int = 0
    picture: int = 0
    total: int = 0
    foreign: int = 0

    def broken(self, kind: str) -> list[str]:
        """Return the budgets that a page of a kind does not keep."""
        limits = {**BUDGETS, "html": 14 if kind == "category" else BUDGETS["html"]}
        found = {"html": self.html, "css": self.css, "js": self.js, "fonts": self.fonts, "picture": self.picture,
                 "before scrolling": self.total}  # fmt: skip
        over = [f"{name} {size / KILO:.1f} kB" for name, size in found.items() if size > limits[name] * KILO]
        return [*over, *([f"{self.foreign} requests to other hosts"] if self.foreign else [])]


def address_of(site: Path, kind: str, language: str) -> str:
    """Return the address of the page of a kind that is looked at, found by what the built pages say of themselves."""
    if kind == "home":
        return f"/{language}/"
    marks = {"category": "page-term", "cooperative": "page-cooperative"}
    wanted = f'class="{marks.get(kind, f"page-{kind}")}"'
    candidates = sorted((site / language).rglob("index.html"))
    if kind == "category":
        candidates = [file for file in candidates if "cat" in file.relative_to(site).parts[1]]
    found = [file for file in candidates if wanted in file.read_text(encoding="utf-8")]
    if not found:
        sys.exit(f"{site}: no page of the kind {kind} in {language}")
    # The heaviest page of its kind is the one that a budget is for.
    heaviest = max(found, key=lambda file: file.stat().st_size)
    return f"/{heaviest.parent.relative_to(site).as_posix()}/"


def weigh(browser: Browser, address: str) -> Weight:
    """Open a page as a first visitor on a phone, without scrolling, and weigh what came."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True, service_workers="block")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    answers: dict[str, dict[str, Any]] = {}
    session.on("Network.responseReceived", lambda event: answers.update({event["requestId"]: event}))
    page.goto(address, wait_until="networkidle")
    context.close()
    host = address.split("/")[2]
    by_kind: dict[str, list[int]] = {}
    foreign = 0
    for answer in answers.values():
        url = answer["response"]["url"]
        if url.startswith("data:"):
            continue
        foreign += url.split("/")[2] != host
        # Bodies alone: headers are not the shop's weight.
        by_kind.setdefault(answer["type"], []).append(int(answer["response"]["headers"].get("Content-Length", 0)))
    return Weight(
        html=sum(by_kind.get("Document", ())),
        css=sum(by_kind.get("Stylesheet", ())),
        js=sum(by_kind.get("Script", ())),
        fonts=sum(by_kind.get("Font", ())),
        picture=max(by_kind.get("Image", [0])),
        total=sum(map(sum, by_kind.values())),
        foreign=foreign,
    )


def lighthouse(address: str, slowdown: float, categories: Sequence[str] = SCORES) -> dict[str, Any]:
    """Return what Lighthouse says of a page on a phone that is so many times slower than this machine.

    Its certificate is not asked for: it is of the moment.
    """
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.json")
        flags = " ".join([*FLAGS, "--ignore-certificate-errors", f"--user-data-dir={scratch}/profile"])
        command = [str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}",
                   f"--only-categories={','.join(categories)}", f"--chrome-flags={flags}",
                   f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}"]  # fmt: skip
        environment = {**os.environ, "CHROME_PATH": steady_chromium(Path(scratch)) or ""}
        # Now and then it loses its browser, or the start of a trace: more tries tell whether something is really wrong.
        for _ in range(TRIES):
            run = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
            if run.returncode == 0:
                break
        else:
            sys.exit(f"{address}: Lighthouse ended with {run.returncode}\n{run.stderr}")
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def figure_of(report: dict[str, Any], audit: str) -> float:
    """Return the figure of an audit in a report: milliseconds, or for the layout shift a number without a unit."""
    return float(report["audits"][audit]["numericValue"])


def middle(reports: Sequence[dict[str, Any]], audit: str) -> float:
    """Return the figure of an audit in the middle of several reports."""
    return median(figure_of(each, audit) for each in reports)


def middle_score(reports: Sequence[dict[str, Any]], category: str) -> int:
    """Return the score of a category in the middle of several reports, out of 100."""
    return round(100 * median(each["categories"][category]["score"] or 0 for each in reports))


@contextmanager
def page_of_one_word() -> Iterator[str]:
    """Serve a page that no other can be quicker than; yield its address."""
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "index.html").write_text(LEAST, encoding="utf-8")
        with hosted(Path(scratch)) as base, secured(base) as safe:
            yield f"{safe}/"


def slowdown_of(benchmark: float) -> float:
    """Return how many times slower a phone is than a machine of this benchmark index; quick ones keep what is usual."""
    return SLOWDOWN * min(1.0, benchmark / QUICK)


def looks_at(address: str, slowdown: float, runs: int) -> list[dict[str, Any]]:
    """Return what Lighthouse says of a page's performance alone, as often as asked."""
    return [lighthouse(address, slowdown, SCORES[:1]) for _ in range(runs)]


def benchmark_of(reports: Sequence[dict[str, Any]]) -> float:
    """Return the machine's benchmark index in the middle of several reports."""
    return median(float(each["environment"]["benchmarkIndex"]) for each in reports)


def least_row(reports: Sequence[dict[str, Any]]) -> list[str]:
    """Return the row of a page of one word: what the machine and the browser cost any page."""
    figures = [f"{middle(reports, PAINT) / KILO:.2f} s", "", f"{middle(reports, SHIFT):.3f}"]
    score = str(middle_score(reports, SCORES[0]))
    return ["a page of one word", score, *figures, f"{middle(reports, BLOCKED):.0f} ms", *[""] * 6, "none"]


def rows(site: Path, base: str, browser: Browser, wishes: argparse.Namespace, slowdown: float) -> Iterator[list[str]]:
    """Yield a row for each page; the last cell says what is broken, or nothing."""
    with secured(base) as safe:
        for kind in wishes.kinds:
            for language in wishes.languages:
                page = address_of(site, kind, language)
                weight = weigh(browser, base + page)
                reports = [lighthouse(safe + page, slowdown) for _ in range(wishes.runs)]
                plain = lighthouse(base + page, slowdown, SCORES[:1])
                scores = [middle_score(reports, name) for name in SCORES]
                paint, blocked = middle(reports, PAINT), middle(reports, BLOCKED)
                shift = max(figure_of(each, SHIFT) for each in (*reports, plain))
                broken = weight.broken(kind)
                broken += [f"{name} {score}" for name, score in zip(SCORES, scores, strict=True) if score < 100]
                broken += [f"LCP {paint:.0f} ms"] if paint > LARGEST_PAINT else []
                broken += [f"CLS {shift:.3f}"] if shift > 0 else []
                broken += [f"TBT {blocked:.0f} ms"] if round(blocked) > 0 else []
                yield [
                    f"{kind} {language}", " / ".join(map(str, scores)), f"{paint / KILO:.2f} s",
                    f"{figure_of(plain, PAINT) / KILO:.2f} s", f"{shift:.3f}", f"{blocked:.0f} ms",
                    *(f"{size / KILO:.1f}" for size in (
                        weight.html, weight.css, weight.js, weight.fonts, weight.picture, weight.total)),
                    "; ".join(broken) or "kept",
                ]  # fmt: skip


HEAD = [
    "page",
    "Lighthouse",
    "LCP",
    "over HTTP/1.1",
    "CLS",
    "TBT",
    "HTML",
    "CSS",
    "JS",
    "fonts",
    "picture",
    "before scrolling",
    "budgets",
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit a built shop; return 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description="Audit a built shop with Lighthouse, and weigh its pages.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--output", type=Path, default=Path("build-audit"))
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--kinds", nargs="*", default=KINDS)
    parser.add_argument("--runs", type=int, default=1, help="looks at each page; the middle of each figure counts")
    parser.add_argument("--calibrate", action="store_true", help="take a slow machine's times by less than four")
    wishes = parser.parse_args(arguments)
    wishes.output.mkdir(exist_ok=True)
    with page_of_one_word() as address:
        benchmark = benchmark_of(looks_at(address, SLOWDOWN, LOOKS_AT_THE_MACHINE))
        slowdown = slowdown_of(benchmark) if wishes.calibrate else SLOWDOWN
        told = f"benchmark index {benchmark:.0f}, processor times × {slowdown:.2f}"
        print(told, flush=True)
        lines = [HEAD, ["---"] * len(HEAD), least_row(looks_at(address, slowdown, wishes.runs))]
    print(" | ".join(lines[-1]), flush=True)
    with hosted(wishes.site) as base, launched_chromium() as browser:
        for row in rows(wishes.site, base, browser, wishes, slowdown):
            lines.append(row)
            print(" | ".join(row), flush=True)
    table = f"{told}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)
    (wishes.output / "audit.md").write_text(table, encoding="utf-8")
    return int(any(line[-1] != "kept" for line in lines[3:]))


if __name__ == "__main__":
    sys.exit(main())
