"""Finding declarations by name: a class that exists is in the catalog, no list has to be kept."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import TypeVar, cast

import nnstudio.catalog
from nnstudio.catalog.declaration import Declaration

D = TypeVar("D", bound=Declaration)


def types_of(kind: type[D]) -> dict[str, type[D]]:
    """Every type of a kind by its name, those of one family together, as the modules declare them.

    The types of a kind of the catalog are those of the catalog: what derives from it elsewhere is no entry.
    """
    return cast(dict[str, type[D]], _types_of(kind))


def find_type(kind: type[D], name: str) -> type[D] | None:
    """The type with this Keras name (`ReLU`), short name (`he_normal`) or alias (`mse`); None if there is none."""
    return types_of(kind).get(name) or _names(kind).get(name)


def nearest_name(kind: type[Declaration], name: str, others: Iterable[str] = ()) -> str | None:
    """The known name that is most like a misspelled one, in the spelling that was tried: `Relu` or `relu`.

    `others` are further names that would do.
    """
    known = [*types_of(kind), *_names(kind), *others]
    close = get_close_matches(name, known, n=1)
    if close:
        return close[0]
    lower = {spelling.lower(): spelling for spelling in known}
    close = get_close_matches(name.lower(), lower, n=1)
    return lower[close[0]] if close else None


@cache
def _types_of(kind: type[Declaration]) -> dict[str, type[Declaration]]:
    if _is_in_catalog(kind):
        _import_catalog()
    found = [declaration for declaration in _descendants(kind) if not declaration.__name__.startswith("_")]
    return {declaration.__name__: declaration for declaration in found if _is_entry(declaration, kind)}


def _names(kind: type[D]) -> dict[str, type[D]]:
    return cast(dict[str, type[D]], _names_of(kind))


@cache
def _names_of(kind: type[Declaration]) -> dict[str, type[Declaration]]:
    names: dict[str, type[Declaration]] = {}
    for found in _types_of(kind).values():
        for name in (found.short_name, *found.aliases):
            names.setdefault(name, found)
    return names


def _is_entry(declaration: type[Declaration], kind: type[Declaration]) -> bool:
    return _is_in_catalog(declaration) or not _is_in_catalog(kind)


def _is_in_catalog(declaration: type[Declaration]) -> bool:
    return declaration.__module__.startswith(f"{nnstudio.catalog.__name__}.")


def _descendants(kind: type[Declaration]) -> list[type[Declaration]]:
    found: list[type[Declaration]] = []
    for child in sorted(kind.__subclasses__(), key=_place):
        found += [child, *_descendants(child)]
    return found


def _place(declaration: type[Declaration]) -> tuple[str, int]:
    """Its module, and its number there: Python's own order of subclasses depends on what was imported first."""
    numbers = {name: number for number, name in enumerate(vars(sys.modules[declaration.__module__]))}
    return declaration.__module__, numbers.get(declaration.__name__, len(numbers))


@cache
def _import_catalog() -> None:
    for module in pkgutil.walk_packages(nnstudio.catalog.__path__, f"{nnstudio.catalog.__name__}."):
        importlib.import_module(module.name)
