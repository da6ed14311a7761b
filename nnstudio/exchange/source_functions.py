"""Every layer and activation as a plain NumPy function: what exported modules are made of.

They stand in `resources/export/numpy_layers`, a file for each family. A function is named after its declaration
(`conv2d`, `relu`); it takes the inputs first, then weights and settings by their names in the catalog. An export copies
the functions that a network needs, and those that they call, from whichever file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from nnstudio.paths import resource


@dataclass(frozen=True)
class SourceFunction:
    """One function as text, with what it takes and which of its neighbors it calls."""

    name: str
    text: str
    parameters: tuple[str, ...]
    calls: frozenset[str]


@cache
def source_functions() -> dict[str, SourceFunction]:
    """Every function by its name, in the order of the files and of their lines."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(resource("export/numpy_layers").glob("*.py"))]
    found = [(node, text) for text in texts for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    names = {function.name for function, _ in found}
    return {function.name: _function(function, text, names) for function, text in found}


def with_dependencies(names: Iterable[str]) -> list[SourceFunction]:
    """These functions and all that they call, in the same order."""
    functions = source_functions()
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += functions[name].calls
    return [function for name, function in functions.items() if name in needed]


def _function(node: ast.FunctionDef, text: str, names: set[str]) -> SourceFunction:
    parameters = tuple(argument.arg for argument in (*node.args.args, *node.args.kwonlyargs))
    used = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return SourceFunction(
        name=node.name,
        text=ast.get_source_segment(text, node) or "",
        parameters=parameters,
        calls=frozenset(used & names - {node.name, *parameters}),
    )
