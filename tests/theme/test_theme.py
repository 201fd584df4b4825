"""Themes: chains of folders in which the first file wins, and faults that are said in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.errors import ThemeError
from sitegen.theme.assets import load_assets
from sitegen.theme.chain import load_theme
from tests.support.site import SETTINGS, build_site, built, make_site, page, product, write

CHILD = """-- themes/child/theme.toml --
name = "child"
extends = "plain"
"""
USE_CHILD = "-- sitegen.toml --\n" + SETTINGS.replace('name = "plain"', 'name = "child"')


def theme_error(root: Path, text: str = "") -> str:
    """Build a site that cannot be built; return what is said of its theme."""
    make_site(root, text)
    with pytest.raises(ThemeError) as failure:
        build_site(root)
    return str(failure.value)


def test_a_child_theme_overrides_one_template_and_inherits_the_rest(tmp_path: Path) -> None:
    override = '-- themes/child/templates/page.html --\n{% extends "base.html" %}{% block main %}mine{% endblock %}\n'
    text = CHILD + override + USE_CHILD + product() + "-- content/pages/nous.md --\n---\ntitle: N\n---\nT\n"
    output = built(tmp_path, text)
    assert "mine" in page(output, "/fr/nous/")
    assert "<h1>Argan</h1>" in page(output, "/fr/products/argan/")


def test_a_template_extends_its_parent_s_by_name(tmp_path: Path) -> None:
    override = (
        '-- themes/child/templates/product.html --\n{% extends "plain/product.html" %}'
        "{% block main %}before {{ super() }} after{% endblock %}\n"
    )
    markup = page(built(tmp_path, CHILD + override + USE_CHILD + product()), "/fr/products/argan/")
    assert re.search(r"before\s+<article.*</section>\s+after", markup, re.DOTALL)


def test_a_child_changes_a_preset_and_keeps_the_others(tmp_path: Path) -> None:
    child = CHILD + '[presets.card]\nwidths = [8]\naspect = "1:1"\n'
    theme = load_theme(make_site(tmp_path, child), "child")
    assert (theme.presets["card"].widths, theme.presets["card"].aspect) == ((8,), (1, 1))
    assert theme.presets["gallery"].widths == (32,)
    assert [layer.name for layer in theme.layers] == ["site", "child", "plain"]


def test_the_site_itself_is_the_first_layer(tmp_path: Path) -> None:
    write(tmp_path, "templates/404.html", "not here, sorry")
    write(tmp_path, "assets/css/two.css", "p { color: red }")
    output = built(tmp_path, product())
    assert page(output, "/404.html") == "not here, sorry"
    sheet = next((output / "assets/css").iterdir()).read_text("utf-8")
    assert "color:red" in sheet
    assert "background" in sheet


def test_the_site_overrides_a_message_of_the_theme(tmp_path: Path) -> None:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    home = 'msgid "Home"\nmsgstr "Accueil"\n\n'
    write(tmp_path, "themes/plain/messages/fr.po", header + home + 'msgid "All products"\nmsgstr "Tout"\n')
    write(tmp_path, "messages/fr.po", header + 'msgid "All products"\nmsgstr "Toute la boutique"\n')
    markup = page(built(tmp_path, product()), "/fr/products/argan/")
    assert "Toute la boutique" in markup
    assert "Accueil" in markup
    assert ">Tout<" not in markup


def test_themes_that_extend_each_other_are_an_error_that_shows_the_circle(tmp_path: Path) -> None:
    text = CHILD.replace('"plain"', '"other"') + CHILD.replace("child", "other").replace('"plain"', '"child"')
    assert "child → other → child" in theme_error(tmp_path, text + USE_CHILD)


def test_a_missing_theme_or_parent_is_named(tmp_path: Path) -> None:
    assert "no theme child" in theme_error(tmp_path / "1", USE_CHILD)
    assert "no theme plane" in theme_error(tmp_path / "2", USE_CHILD + CHILD.replace('"plain"', '"plane"'))


@pytest.mark.parametrize("parent", ["../plain", "/etc", "a/b", "..", "plain\\\\x"])
def test_a_parent_outside_the_themes_is_refused(tmp_path: Path, parent: str) -> None:
    assert "theme" in theme_error(tmp_path, USE_CHILD + CHILD.replace('"plain"', f'"{parent}"'))


@pytest.mark.parametrize(
    "template",
    ['{% extends "page.html" %}', '{% include "page.html" %}', "{{ nothing.at.all }}", "{% if %}", "{{ 1 / 0 }}",
     "{{ site.title.nope() }}", '{% extends "nowhere.html" %}', '{% include "../../../sitegen.toml" %}',
     '{{ asset("css/nowhere.css") }}', "{{ _('%(name)s') }}", "{{ title.text + 1 }}",
     "{{ [1][5] + 1 }}", "{{ page.nothing }}"],
)  # fmt: skip
def test_a_template_that_does_not_render_is_said_in_words(tmp_path: Path, template: str) -> None:
    write(tmp_path, "templates/page.html", template)
    message = theme_error(tmp_path, "-- content/pages/nous.md --\n---\ntitle: N\n---\nT\n")
    assert "page.html" in message or "nowhere" in message or "leads out" in message


def test_a_template_that_is_not_utf_8_is_said_in_words(tmp_path: Path) -> None:
    write(tmp_path, "templates/404.html", b"\xe9t\xe9")
    assert "UTF-8" in theme_error(tmp_path)


@pytest.mark.parametrize(
    "settings",
    ["presets = 5", "[presets]\ncard = 5", "[presets.card]\nwidths = 5", "[presets.card]\nwidths = []",
     '[presets.card]\nwidths = ["a"]', "[presets.card]\nwidths = [5000]",
     '[presets.card]\nwidths = [8]\naspect = "4x5"', '[presets.card]\nwidths = [8]\naspect = "0:5"',
     '[presets.card]\nwidths = [8]\nformats = ["gif"]',
     "assets = 5", "[assets]\nbundles = 5", '[assets.bundles]\n"a.css" = 5', '[assets.bundles]\n"a.css" = [5]',
     '[assets.bundles]\n"a.css" = ["nowhere.css"]', '[assets.bundles]\n"a.css" = ["../../theme.toml"]', "= 5"],
)  # fmt: skip
def test_settings_of_a_theme_that_make_no_sense_are_said_in_words(tmp_path: Path, settings: str) -> None:
    text = f'-- themes/child/theme.toml --\nname = "child"\n{settings}\n'
    assert theme_error(tmp_path, text + USE_CHILD)


def test_a_bundle_is_its_parts_in_order_minified_under_its_digest(tmp_path: Path) -> None:
    assets = load_assets(load_theme(make_site(tmp_path), "plain"))
    assert set(assets) == {"css/plain.css", "star.svg"}
    sheet = assets["css/plain.css"]
    assert re.fullmatch(r"assets/css/plain-[0-9a-f]{12}\.css", sheet.path)
    assert sheet.data.decode() == f"body{{background:url({assets['star.svg'].url})}}p{{margin:0}}"


def test_another_byte_gives_another_name(tmp_path: Path) -> None:
    root = make_site(tmp_path)
    before = load_assets(load_theme(root, "plain"))
    write(root, "themes/plain/assets/star.svg", "<svg/>")
    after = load_assets(load_theme(root, "plain"))
    assert before["star.svg"].path != after["star.svg"].path
    assert before["css/plain.css"].path != after["css/plain.css"].path


@pytest.mark.parametrize("address", ["#a", "data:image/svg+xml,x", "/assets/x.svg"])
def test_addresses_that_are_not_the_theme_s_stay(tmp_path: Path, address: str) -> None:
    root = make_site(tmp_path)
    write(root, "themes/plain/assets/css/one.css", f"a{{b:url({address})}}")
    assert f"url({address})" in load_assets(load_theme(root, "plain"))["css/plain.css"].data.decode()


@pytest.mark.parametrize("sheet", [b"a{b:url(nowhere.svg)}", b"a{b:url(../../theme.toml)}", b"\xff"])
def test_a_style_sheet_that_cannot_be_used_is_said_in_words(tmp_path: Path, sheet: bytes) -> None:
    write(make_site(tmp_path), "themes/plain/assets/css/one.css", sheet)
    with pytest.raises(ThemeError, match=r"one\.css"):
        load_assets(load_theme(tmp_path, "plain"))


def test_an_asset_that_is_a_link_out_of_the_theme_is_not_read(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site")
    secret = write(tmp_path, "secret.svg", "secret")
    (root / "themes/plain/assets/stolen.svg").symlink_to(secret)
    assert not [asset for asset in load_assets(load_theme(root, "plain")).values() if b"secret" in asset.data]
