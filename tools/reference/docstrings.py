"""The docstring literal under each attribute of a class, read from its source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise


def attribute_docs(owner: type) -> dict[str, str]:
    """Return the docstring of each attribute, those of base classes included; the nearest class wins."""
    found: dict[str, str] = {}
    for base in reversed(owner.__mro__):
        found |= own_attribute_docs(base)
    return found


@cache
def own_attribute_docs(owner: type) -> dict[str, str]:
    """Return the docstring of each attribute that a class itself declares."""
    if not owner.__module__.startswith(("sitegen", "tests", "tools")):
        return {}
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner)))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    return {
        first.target.id: second.value.value
        for first, second in pairwise(body)
        if isinstance(first, ast.AnnAssign) and isinstance(first.target, ast.Name)
        if isinstance(second, ast.Expr) and isinstance(second.value, ast.Constant)
        if isinstance(second.value.value, str)
    }
