"""The texts that packages without Qt write for the user, read from their sources.

A literal of several words is taken for such a text, unless it is a docstring, a formula, or the name of something that
nobody sees. So is every word that is handed to what only takes texts, such as a `Sentence` or a `Fix`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TypeAlias, TypeGuard

import nnstudio.catalog
import nnstudio.data
import nnstudio.engine
import nnstudio.engine.kernels
import nnstudio.exchange
import nnstudio.exchange.literals
import nnstudio.exchange.module_text
import nnstudio.insight
import nnstudio.network
import nnstudio.project
from nnstudio import sentence

PACKAGES: tuple[ModuleType, ...] = (
    nnstudio.catalog,
    nnstudio.data,
    nnstudio.engine,
    nnstudio.exchange,
    nnstudio.insight,
    nnstudio.network,
    nnstudio.project,
)
"""The packages whose texts are all translated."""
INTERNAL = (nnstudio.engine.kernels, nnstudio.exchange.literals, nnstudio.exchange.module_text)
"""Where literals name buffers or are Python code: only what is handed to a call that takes texts is one there."""

TAKES_TEXTS = {"Sentence": (0,), "counted": (1, 2), "listed": (1,), "Fix": (0,), "Change": (0,), "require_rank": (2,)}
"""Which arguments of a call are texts, whatever they look like."""
INTERNAL_CALLS = {
    "keep",
    "meeting",
    "state_product",
    "replaced",
    "_Side",
    "UnitLength",
    "Inner",
    "TypeError",
    "findall",
    "sub",
    "execute",
}
"""Calls that name buffers, what only a programmer can do wrong, what is looked for in a text, or SQL."""
INTERNAL_NAMES = {"formula"}
"""Attributes that hold the same in every language."""
Text: TypeAlias = ast.Constant | ast.JoinedStr | ast.BinOp
_PLACE = re.compile(r"\{[^{}]*\}")
_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN) ")


def messages() -> Iterator[str]:
    """Every text of the packages."""
    for _, node in _texts():
        if isinstance(node, ast.Constant):
            yield node.value


def composed_messages() -> Iterator[str]:
    """Where a text is put together in a way that no translation can follow, such as an f-string."""
    for path, node in _texts():
        if not isinstance(node, ast.Constant):
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def _texts() -> Iterator[tuple[Path, Text]]:
    for path in (Path(sentence.__file__), *(path for package in PACKAGES for path in _modules(package))):
        module = ast.parse(path.read_text("utf-8"))
        is_internal = any(path.is_relative_to(_place(part)) for part in INTERNAL)
        parts = _calls_that_take_texts(module) if is_internal else (module,)
        yield from ((path, node) for part in parts for node in _texts_in(part))


def _place(module: ModuleType) -> Path:
    return Path(*module.__path__) if hasattr(module, "__path__") else Path(str(module.__file__))


def _calls_that_take_texts(module: ast.Module) -> Iterator[ast.AST]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call) and _name(node) in TAKES_TEXTS)


def _modules(package: ModuleType) -> list[Path]:
    return sorted(Path(*package.__path__).rglob("*.py"))


def _texts_in(node: ast.AST) -> Iterator[Text]:
    """Texts in a part of a module; what is composed counts as one."""
    if _is_unseen(node):
        return
    if _looks_like_text(node):
        yield node
        return
    given = [part for argument in _text_arguments(node) for part in _alternatives(argument)]
    yield from (part for part in given if _words(part))
    for child in ast.iter_child_nodes(node):
        if child not in given:
            yield from _texts_in(child)


def _text_arguments(node: ast.AST) -> list[ast.expr]:
    """What is handed to a call that takes texts."""
    numbers = TAKES_TEXTS.get(_name(node), ()) if isinstance(node, ast.Call) else ()
    return [node.args[number] for number in numbers if number < len(node.args)]


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """The texts that may come of an expression."""
    if isinstance(node, ast.IfExp):
        yield from (*_alternatives(node.body), *_alternatives(node.orelse))
    elif isinstance(node, Text):
        yield node


def _is_unseen(node: ast.AST) -> bool:
    """Whether no user reads what stands there."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and node.target.id in INTERNAL_NAMES
    if isinstance(node, ast.Compare):
        return isinstance(node.left, ast.Constant)
    return isinstance(node, ast.Call) and _name(node) in INTERNAL_CALLS


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _words(node: ast.AST) -> str:
    """A text with a place for everything that is filled in; empty for what is no text."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) or "{}" for part in node.values)
    if isinstance(node, ast.BinOp):
        return _words(node.left) + _words(node.right)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _looks_like_text(node: ast.AST) -> TypeGuard[Text]:
    words = _words(node)
    if _SQL.match(words):
        return False
    return " " in words and any(map(str.isalpha, _PLACE.sub("", words)))
