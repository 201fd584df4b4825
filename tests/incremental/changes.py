"""What may happen to a site between two builds: each change takes the shop's root and a way to choose."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tests.incremental.shop import PROOFS, SETTINGS
from tests.support.site import picture, write

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]
Change = Callable[[Path, Choose[Any]], None]

FIELDS: Mapping[str, Mapping[str, Sequence[object]]] = {
    "products": {
        "title": ["Argan", "Amlou", "Zzz <b>"],
        "slug": [None, "autre", "encore"],
        "price": ["50 MAD", "120 MAD", {"MAD": 99, "EUR": 9}],
        "compare_at": [None, "500 MAD"],
        "summary": [None, "En bref.", "Autrement."],
        "labels": [[], ["igp"], ["bio", "main"]],
        "tags": [[], ["cadeau"], ["autre"]],
        "category": ["argan", ["tissage", "epicerie"], "huiles"],
        "cooperative": ["tamlalt", "azilal"],
        "availability": [None, "out_of_stock", "one_of_a_kind"],
        "related": [None, ["savon1"], ["tapis", "argan"]],
        "featured": [None, True],
        "draft": [None, True],
        "order": [None, -1, 5],
        "published": [None, "2026-06-03"],
        "expires": [None, "2026-06-02", "2026-12-31"],
        "pictures": [None, ["a.jpg"], [{"file": "a.jpg", "focus": [0.9, 0.1], "alt": "Vue"}], ["s.jpg"]],
        "redirects": [None, ["/vieux/"], ["/tres/vieux/"]],
        "checkout": [None, {"provider": "link", "url": "https://pay.example.org/b"}],
    },
    "cooperatives": {
        "title": ["Tamlalt", "Aaa"],
        "slug": [None, "maison"],
        "region": ["souss", "atlas"],
        "commune": ["Tamanar", "Azilal"],
        "summary": [None, "En bref."],
        "featured": [None, True],
        "draft": [None, True],
        "order": [None, -1],
        "labels": [PROOFS, PROOFS[1:], PROOFS[::-1], None],
        "pictures": [None, ["cour.jpg"], [{"file": "fadma.jpg", "focus": [0, 0]}]],
        "activities": [None, ["huiles", "tissage"]],
        "members": [None, 12],
    },
    "categories": {
        "title": ["Huiles", "Autre"],
        "slug": [None, "rayon"],
        "parent": [None, "epicerie", "tissage"],
        "featured": [None, False],
        "order": [None, -1],
        "summary": [None, "Un rayon."],
        "draft": [None, True],
    },
    "regions": {"title": [None, "Le Sud"], "code": ["MA-09", "MA-05"], "slug": [None, "sud"], "order": [None, -1]},
    "labels": {
        "title": ["IGP", "Autre"],
        "short": ["A", "B"],
        "needs_proof": [None, False],
        "slug": [None, "marque"],
        "draft": [None, True],
    },
    "collections": {
        "title": ["Fête", "Autre"],
        "products": [None, ["argan", "tapis"]],
        "match": [{"tags": ["cadeau"]}, {"price_max": "100 MAD"}, {"regions": ["atlas"]}, {"labels": ["igp"]}],
        "featured": [None, True],
    },
    "pages": {
        "title": ["Nous", "Autre"],
        "menu": ["header", "footer", "legal", "none"],
        "menu_title": [None, "Court"],
        "slug": [None, "a-propos"],
        "order": [None, -1],
        "draft": [None, True],
    },
}

BODIES = (
    "",
    "Un texte.",
    "Une phrase. Et une autre.",
    "Une phrase. Et encore une autre.",
    "Voir [lui](../../products/amlou/index.md) et [elle](../regions/souss.md).",
    "Voir [elle](../../cooperatives/azilal/index.md#ici).\n\n![Une vue](a.jpg)",
)

SETTINGS_CHANGES: Mapping[str, Sequence[str]] = {
    r"^title = .*$": ['title = "Grand souk"', 'title = {fr = "Souk", ar = "سوق"}'],
    r"^base_url = .*$": ['base_url = "https://autre.example.org"', 'base_url = "https://souk.example.org"'],
    r"^all = .*$": ['all = ["fr", "ar", "zgh"]', 'all = ["fr", "ar", "zgh", "en"]', 'all = ["ar", "fr", "zgh"]'],
    r"^fallback = .*$": [
        'fallback = { zgh = ["ar", "fr"], ar = ["fr"] }',
        'fallback = { zgh = ["fr"] }',
        "fallback = {}",
    ],
    r"^per_page = .*$": ["per_page = 6", "per_page = 7", "per_page = 20"],
    r"^related = .*$": ["related = 2", "related = 0", "related = 5"],
    r"^allowed_hosts = .*$": [
        'allowed_hosts = ["buy.stripe.com", "pay.example.org"]',
        'allowed_hosts = ["pay.example.org"]',
    ],
    r"\Z": [
        '\n[paths.fr]\nproducts = "produits"\n',
        '\n[theme.options]\nhero = "products/argan"\n',
        '\n[theme.options]\nhero = "regions/souss"\n',
        "\n[pictures]\n",
    ],
    r"^base_url": ['currency_style = "local"\nbase_url', 'tagline = "Ensemble"\nbase_url'],
}


def sources(root: Path, kind: str = "*", suffix: str = ".md") -> list[Path]:
    """Return the files of a kind of record, sorted."""
    return sorted(root.glob(f"content/{kind}/**/*{suffix}"))


def pictures(root: Path) -> list[Path]:
    """Return the pictures of the site, sorted."""
    return sources(root, suffix=".jpg")


def edit_field(root: Path, choose: Choose[Any]) -> None:
    """Give one field of one record another value, or take it away."""
    kind = choose(sorted(FIELDS))
    files = [file for file in sources(root, kind) if file.name.count(".") == 1]
    if not files:
        return
    file, name = choose(files), choose(sorted(FIELDS[kind]))
    _put_field(file, name, choose(FIELDS[kind][name]))


def _put_field(file: Path, name: str, value: object) -> None:
    head, _, body = file.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    lines = [line for line in head.split("\n") if not line.startswith(f"{name}: ")]
    if value is not None:
        lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    file.write_text("\n".join(["---", *lines, "---", body]), encoding="utf-8")


def edit_body(root: Path, choose: Choose[Any]) -> None:
    """Give a record, or a translation, another body."""
    file = choose(sources(root))
    head, _, _ = file.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    file.write_text(f"---\n{head}\n---\n{choose(BODIES)}\n", encoding="utf-8")


def lengthen_body(root: Path, choose: Choose[Any]) -> None:
    """Add a paragraph to a body, in place or as editors do it: by a new file in the place of the old one."""
    file = choose(sources(root))
    data = file.read_bytes() + f"\n\n{choose(['Un', 'Deux'])} de plus.\n".encode()
    other = file if choose([True, False]) else file.with_name(".swap")
    other.write_bytes(data)
    other.replace(file)


STEADY_FIELDS: Mapping[str, Mapping[str, Sequence[object]]] = {
    "products": {
        "price": ["50 MAD", "51 MAD", "99 MAD", "120 MAD"],
        "compare_at": [None, "500 MAD", "600 MAD"],
        "summary": [None, "En bref.", "Autrement."],
        "availability": [None, "in_stock", "one_of_a_kind", "out_of_stock"],
        "net": [None, "100 g", "200 g"],
        "origin": [None, "Souss"],
    },
    "cooperatives": {
        "commune": ["Tamanar", "Azilal"],
        "summary": [None, "En bref."],
        "founded": [None, 1999],
        "members": [None, 12, 13],
    },
}
"""Fields of which most edits move nothing."""


def edit_shown(root: Path, choose: Choose[Any]) -> None:
    """Say one thing of a product or a cooperative otherwise, or lengthen its name."""
    kind = choose(["products", "products", "cooperatives"])
    files = [file for file in sources(root, kind) if file.name.count(".") == 1]
    if not files:
        return
    file, name = choose(files), choose(["title", *sorted(STEADY_FIELDS[kind])])
    if name == "title":
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r'(?m)^title: "?(.*?)"?$', r'title: "\1 bis"', text, count=1), encoding="utf-8")
    else:
        _put_field(file, name, choose(STEADY_FIELDS[kind][name]))


def copy_record(root: Path, choose: Choose[Any]) -> None:
    """Add a record that says the same as another."""
    _relocate(root, choose, shutil.copytree, shutil.copy)


def rename_record(root: Path, choose: Choose[Any]) -> None:
    """Rename a record; not a byte of its files changes."""
    _relocate(root, choose, os.replace, os.replace)


def _relocate(root: Path, choose: Choose[Any], move_folder: Callable[..., Any], move_file: Callable[..., Any]) -> None:
    kind = choose(["products", "products", "cooperatives", "categories", "labels", "collections", "pages", "regions"])
    file = choose(sources(root, kind))
    name = choose(["nouveau", "aaa", "zzz"])
    is_bundle = file.name.startswith("index.")
    target = file.parent.with_name(name) if is_bundle else file.with_name(f"{name}.md")
    if not target.exists():
        (move_folder if is_bundle else move_file)(file.parent if is_bundle else file, target)


def delete_record(root: Path, choose: Choose[Any]) -> None:
    """Delete a record with its pictures, or a translation."""
    file = choose(sources(root))
    if file.name == "index.md":
        shutil.rmtree(file.parent)
    else:
        file.unlink()


def translate(root: Path, choose: Choose[Any]) -> None:
    """Add a translation."""
    file = choose([file for file in sources(root) if file.name.count(".") == 1])
    words = choose(["title: كلمة", "title: كلمة\nslug: kalima", "summary: ملخص"])
    file.with_suffix(f".{choose(['ar', 'zgh'])}.md").write_text(f"---\n{words}\n---\n{choose(BODIES[:3])}\n")


def move_translation(root: Path, choose: Choose[Any]) -> None:
    """Say that a translation is in another language."""
    files = [file for file in sources(root) if file.name.count(".") == 2]
    if files:
        file = choose(files)
        stem = file.name.split(".")[0]
        file.replace(file.with_name(f"{stem}.{choose(['ar', 'zgh'])}.md"))


def replace_picture(root: Path, choose: Choose[Any]) -> None:
    """Put other bytes into a picture; it keeps its name, size, time and inode."""
    files = pictures(root)
    if files:
        file = choose(files)
        before = file.stat()
        data = picture(*choose([(40, 50, (9, 9, 200)), (50, 40, (200, 9, 9)), (44, 44, (9, 200, 9))]))
        file.write_bytes(data.ljust(before.st_size, b"\0"))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def add_picture(root: Path, choose: Choose[Any]) -> None:
    """Put a picture beside a record."""
    folder = choose(sources(root)).parent
    write(folder, choose(["0.jpg", "a.jpg", "s.jpg"]), picture(36, 36, choose([(1, 2, 3), (200, 100, 0)])))


def remove_picture(root: Path, choose: Choose[Any]) -> None:
    """Remove a picture."""
    files = pictures(root)
    if files:
        choose(files).unlink()


def edit_theme(root: Path, choose: Choose[Any]) -> None:
    """Edit a template, a preset, a style sheet or a catalogue of a theme, or override one in the site."""
    mark = choose(["one", "two"])
    message = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Home"\nmsgstr "{mark}"\n'
    path, text = choose([
        ("themes/plain/templates/404.html", f'{{% extends "base.html" %}}{{% block main %}}{mark}{{% endblock %}}'),
        ("themes/child/templates/product.html",
         f'{{% extends "plain/product.html" %}}{{% block main %}}{mark} {{{{ super() }}}}{{% endblock %}}'),
        ("templates/category.html", f'{{% extends "plain/term.html" %}}{{% block main %}}{mark}{{% endblock %}}'),
        ("templates/parts/extra.html", mark),
        ("themes/child/theme.toml", f'extends = "plain"\n[presets.card]\nwidths = [{len(mark) * 4}]\n'),
        ("themes/child/theme.toml", 'extends = "plain"\n'),
        ("themes/plain/assets/css/two.css", f"p {{ margin: {len(mark)}px }}"),
        ("themes/child/assets/css/one.css", f"a {{ content: '{mark}' }}"),
        ("assets/star.svg", f"<svg xmlns='http://www.w3.org/2000/svg' id='{mark}'/>"),
        ("themes/child/messages/ar.po", message),
        ("messages/fr.po", message),
        ("messages/zgh.po", message),
    ])  # fmt: skip
    if choose([True, True, False]) or not path.startswith(("templates", "messages", "assets")):
        write(root, path, text)
    else:
        (root / path).unlink(missing_ok=True)


def edit_settings(root: Path, choose: Choose[Any]) -> None:
    """Change settings."""
    text = choose([(root / "sitegen.toml").read_text(encoding="utf-8"), SETTINGS])
    pattern = choose(sorted(SETTINGS_CHANGES))
    replacement = choose(SETTINGS_CHANGES[pattern])
    changed = re.sub(pattern, lambda _: replacement, text, count=1, flags=re.MULTILINE)
    (root / "sitegen.toml").write_text(changed, encoding="utf-8")


def touch(root: Path, choose: Choose[Any]) -> None:
    """Give a file another time, and no other byte."""
    file = choose([*sources(root), *pictures(root), root / "sitegen.toml"])
    os.utime(file, (choose([0, 1_000_000_000, 4_000_000_000]),) * 2)


def break_file(root: Path, choose: Choose[Any]) -> None:
    """Make a file that stops the build."""
    path, text = choose([
        ("content/products/casse.md", "---\ntitle: [\n---\n"),
        ("content/products/casse.md", "---\ntitle: Cassé\n---\n"),
        ("themes/child/templates/product.html", "{% extends 'plain/product.html' %}{% block main %}{{ rien.du }}"),
        ("themes/child/theme.toml", "extends = 'child'\n"),
    ])  # fmt: skip
    write(root, path, text)


def mend_files(root: Path, choose: Choose[Any]) -> None:
    """Mend what `break_file` broke."""
    (root / "content/products/casse.md").unlink(missing_ok=True)
    (root / "themes/child/templates/product.html").unlink(missing_ok=True)
    write(root, "themes/child/theme.toml", 'extends = "plain"\n')


def spoil_memory(root: Path, choose: Choose[Any]) -> None:
    """Delete or damage what builds remember."""
    file = root / ".sitegen/state/default.sqlite"
    spoil = choose(["state", "wal", "cut", "garbage", "middle", "cache", "all"])
    if spoil in ("cache", "all"):
        shutil.rmtree(root / (".sitegen/cache" if spoil == "cache" else ".sitegen"), ignore_errors=True)
    elif spoil == "state":
        file.unlink(missing_ok=True)
    elif spoil == "wal":
        write(root, ".sitegen/state/default.sqlite-wal", b"x" * 5000)
    elif spoil == "garbage":
        write(root, ".sitegen/state/default.sqlite", b"no database at all" * 400)
    elif file.exists():
        data = file.read_bytes()
        half = len(data) // 2
        write(root, ".sitegen/state/default.sqlite",
              data[:half] if spoil == "cut" else data[:half] + b"\xff" * 6000 + data[half + 6000 :])  # fmt: skip


def spoil_output(root: Path, choose: Choose[Any]) -> None:
    """Delete, alter or add files in the output folder."""
    output = root / "build"
    files = sorted(path for path in output.rglob("*") if path.is_file() and not path.name.startswith("."))
    if not files:
        return
    file = choose(files)
    spoil = choose(["delete", "alter", "add", "hide", "link", "folder", "everything"])
    if spoil == "delete":
        file.unlink()
    elif spoil == "alter":
        file.write_bytes(b"?" * file.stat().st_size)
    elif spoil == "add":
        file.with_name("added.html").write_bytes(b"added")
    elif spoil == "hide":
        file.with_name(".hidden").write_bytes(b"added")
    elif spoil == "link":
        file.unlink()
        file.symlink_to(root / "sitegen.toml")
    elif spoil == "folder":
        shutil.rmtree(file.parent if file.parent != output else output / "fr", ignore_errors=True)
    else:
        shutil.rmtree(output)


def spoil_spare(root: Path, choose: Choose[Any]) -> None:
    """Delete, alter or add files in the spare tree, which stays beside the output for the next build."""
    spare = root / ".build.spare"
    files = sorted(path for path in spare.rglob("*") if path.is_file() and not path.name.startswith("."))
    if not files:
        return
    file = choose(files)
    spoil = choose(["delete", "replace", "add", "folder", "everything"])
    if spoil == "delete":
        file.unlink()
    elif spoil == "replace":
        file.unlink()
        file.write_bytes(b"replaced")
    elif spoil == "add":
        file.with_name("added.html").write_bytes(b"added")
    else:
        shutil.rmtree(file.parent if spoil == "folder" else spare)


CHANGES: tuple[Change, ...] = (
    edit_field, edit_field, edit_field, edit_field, edit_body, lengthen_body, lengthen_body, copy_record, rename_record,
    rename_record, translate, move_translation, replace_picture, add_picture, remove_picture, edit_theme, edit_theme,
    edit_settings, edit_settings, delete_record, touch, break_file, mend_files, spoil_memory, spoil_output, spoil_spare,
)  # fmt: skip
