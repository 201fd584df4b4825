"""What a person sees who edits a shop with its preview open: the page follows, and says what is wrong."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from sitegen.cli.main import sitegen
from sitegen.serve import make_server
from tests.support.site import TODAY, document, make_site, write

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
HELP = "content/pages/aide.md"
LINES = "\nEncore une ligne.\n" * 100
TEXT = f"---\ntitle: Aide\n---\nBonjour.\n{LINES}\nAu milieu.\n{LINES}"
SECONDS = 15


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site whose pages allow no inline script and no inline style."""
    root = make_site(tmp_path)
    base = root / "themes/plain/templates/base.html"
    policy = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    base.write_text(base.read_text(encoding="utf-8").replace("<head>", policy, 1), encoding="utf-8")
    write(root, HELP, TEXT)
    return root


@contextmanager
def preview(site: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `sitegen serve`; yield its process and its address, once it answers."""
    command = (sys.executable, "-m", "sitegen", "serve", "--site", str(site), "--port", "0", "--jobs", "1")
    process = subprocess.Popen(
        (*command, "--date", TODAY.isoformat(), *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr
        address = next(line for line in process.stderr if line.startswith("http://127.0.0.1:"))
        yield process, address.split()[0].rstrip("/")
    finally:
        process.kill()
        process.communicate()


@contextmanager
def opened(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 400, "height": 600})
    page.set_default_timeout(SECONDS * 1000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    yield page
    page.close()
    assert [text for text in complaints if "Content Security Policy" in text] == []


def mark(page: Page) -> None:
    """Leave a mark that a reload takes away."""
    page.evaluate("document.documentElement.dataset.mark = 'here'")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.dataset.mark === 'here'"))


@pytest.mark.browser
def test_a_page_follows_edits_and_says_what_is_wrong(site: Path, chromium: Browser) -> None:
    with preview(site) as (_, address), opened(chromium, f"{address}/fr/aide/") as page:
        overlay = page.locator("#sitegen-problems")
        middle = page.get_by_text("Au milieu.")
        middle.scroll_into_view_if_needed()
        write(site, HELP, TEXT.replace("Bonjour", "Salam"))
        expect(page.get_by_text("Salam.")).to_be_attached()
        expect(middle).to_be_in_viewport()

        write(site, HELP, TEXT.replace("title:", "titel:"))
        expect(overlay.get_by_text(f"{HELP}:2")).to_be_visible()
        expect(overlay).to_have_attribute("dir", "ltr")
        expect(page.get_by_text("Salam.")).to_be_attached()

        mark(page)
        write(site, HELP, TEXT.replace("Bonjour", "Salam"))
        expect(overlay).to_have_count(0)
        assert is_marked(page), "a mended page that did not change is not loaded again"


@pytest.mark.browser
def test_an_edit_that_many_pages_show_comes_to_the_open_one_and_loads_it_once(site: Path, chromium: Browser) -> None:
    known = {"cooperative": "tamlalt", "category": "huiles", "price": "120 MAD"}
    for name in ("Amlou", "Argan", "Safran", "Thym", "Miel", "Dattes"):
        write(site, f"content/products/{name.lower()}/index.md", document({"title": name, **known}))
    maker = site / "content/cooperatives/tamlalt.md"
    before = maker.read_text(encoding="utf-8")
    loads: list[Frame] = []
    with preview(site) as (_, address), opened(chromium, f"{address}/fr/products/safran/") as page:
        page.on("framenavigated", lambda frame: loads.append(frame))  # noqa: PLW0108 - playwright marks what it is given
        for name in ("Tamlalt une", "Tamlalt deux"):
            maker.write_text(before.replace("Tamlalt", name, 1), encoding="utf-8")
            expect(page.get_by_text(name).first).to_be_attached()
    assert len(loads) == 2


@pytest.mark.browser
def test_style_sheets_are_exchanged_without_a_reload(site: Path, chromium: Browser) -> None:
    with preview(site) as (_, address), opened(chromium, f"{address}/fr/aide/") as page:
        mark(page)
        write(site, "themes/plain/assets/css/two.css", "p { margin: 0; color: rgb(1, 2, 3) }")
        expect(page.get_by_text("Bonjour.")).to_have_css("color", "rgb(1, 2, 3)")
        assert is_marked(page)
        expect(page.locator("link[rel=stylesheet]")).to_have_count(1)


@pytest.mark.browser
def test_a_shop_that_never_built_lists_its_problems_until_they_are_mended(site: Path, chromium: Browser) -> None:
    write(site, HELP, TEXT.replace("title:", "titel:"))
    with preview(site) as (_, address), opened(chromium, f"{address}/fr/aide/") as page:
        expect(page.get_by_text(f"{HELP}:2")).to_be_visible()
        expect(page.locator("#sitegen-problems")).to_have_count(0)
        write(site, "content/pages/<b>faux.md", "---\n---\n")
        expect(page.get_by_text("<b>faux.md").first).to_be_visible()
        (site / "content/pages/<b>faux.md").unlink()
        write(site, HELP, TEXT)
        expect(page.get_by_text("Bonjour.")).to_be_visible()


@pytest.mark.browser
def test_a_warning_can_be_closed_and_stays_closed(site: Path, chromium: Browser) -> None:
    write(site, "content/pages/guide.md", "---\ntitle: Guide\n---\n<script>alert(1)</script>\n")
    with preview(site) as (_, address), opened(chromium, f"{address}/fr/aide/") as page:
        overlay = page.locator("#sitegen-problems")
        overlay.get_by_role("button", name="Fermer").click()
        expect(overlay).to_have_count(0)
        write(site, HELP, TEXT.replace("Bonjour", "Salam"))
        expect(page.get_by_text("Salam.")).to_be_attached()
        page.wait_for_load_state("networkidle")
        expect(overlay).to_have_count(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process")
@pytest.mark.parametrize("options", [(), ("--no-watch",)])
def test_ctrl_c_ends_it_at_once_without_a_traceback(site: Path, options: tuple[str, ...]) -> None:
    with preview(site, *options) as (process, _):
        process.send_signal(signal.SIGINT)
        out, rest = process.communicate(timeout=SECONDS)
        assert (process.returncode, out, rest.strip()) == (0, "", "")


def test_without_watching_pages_stay_as_they_were_built(site: Path) -> None:
    from urllib.request import urlopen

    with preview(site, "--no-watch") as (_, address), urlopen(f"{address}/fr/aide/") as reply:
        assert reply.read() == (site / "build/fr/aide/index.html").read_bytes()


def test_each_rebuild_is_told_in_one_line(site: Path) -> None:
    with preview(site) as (process, _):
        assert process.stderr
        write(site, HELP, TEXT.replace("Bonjour", "Salam"))
        assert "pages écrites : 5," in process.stderr.readline()


def test_a_taken_port_is_said_before_anything_is_built(site: Path) -> None:
    with make_server(site, 0) as other:
        port = str(other.server_port)
        command = (sys.executable, "-m", "sitegen", "serve", "--site", str(site), "--port", port)
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"sitegen: port {port} is taken\n  hint: choose another, such as --port ")
    assert not (site / "build").exists()


def test_the_command_says_what_it_can_do() -> None:
    from click.testing import CliRunner

    answer = CliRunner().invoke(sitegen, ["serve", "--help"])
    assert all(option in answer.output for option in ("--port", "--open", "--no-watch"))
