"""What each module of sitegen imports, read from its source: inside functions and under TYPE_CHECKING too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGE = "sitegen"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name and the line that imports it."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


@dataclass(frozen=True, slots=True)
class Module:
    """A module's dotted name and its syntax tree."""

    name: str
    tree: ast.Module
    is_package: bool

    def base(self, level: int) -> str:
        """Return the package that a relative import with `level` dots starts from."""
        parts = self.name.split(".")
        keep = len(parts) - level + int(self.is_package)
        return ".".join(parts[:keep])


def read_modules(root: Path = PROJECT) -> dict[str, Module]:
    """Return every module of the package under `root`, by dotted name."""
    modules: dict[str, Module] = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = Module(name, ast.parse(path.read_bytes(), str(path)), is_package)
    return modules


def read_imports(modules: dict[str, Module]) -> list[Import]:
    """Return what `modules` import; `from package import module` counts as an import of that module."""
    return [
        Import(module.name, imported, line)
        for module in modules.values()
        for node in ast.walk(module.tree)
        for imported, line in _imported_by(node, module, modules)
    ]


def _imported_by(node: ast.AST, module: Module, modules: dict[str, Module]) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, node.lineno) for alias in names)
        case ast.ImportFrom(names=names):
            source = _source_of(node, module)
            for alias in names:
                inner = f"{source}.{alias.name}"
                yield (inner if inner in modules else source), node.lineno
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if _is_import_call(function):
            yield name, node.lineno


def _source_of(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    return ".".join(filter(None, (module.base(node.level), node.module)))


def _is_import_call(function: ast.expr) -> bool:
    match function:
        case ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"):
            return True
        case _:
            return False
