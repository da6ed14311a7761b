"""Finding declarations by name: a class that exists is in the catalog, no list has to be kept."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

import nnstudio.catalog
from nnstudio.catalog.declaration import Declaration

D = TypeVar("D", bound=Declaration)


@cache
def types_of(kind: type[D]) -> dict[str, type[D]]:
    """Every type of a kind by its name, in the order in which the modules declare them."""
    _import_catalog()
    return {found.__name__: found for found in _descendants(kind) if not found.__name__.startswith("_")}


def find_type(kind: type[D], name: str) -> type[D] | None:
    """The type with this Keras name (`ReLU`), short name (`he_normal`) or alias (`mse`); None if there is none."""
    return types_of(kind).get(name) or _names(kind).get(name)


def nearest_name(kind: type[Declaration], name: str) -> str | None:
    """The known name that is most like a misspelled one."""
    known = {spelling.lower(): spelling for spelling in [*_names(kind), *types_of(kind)]}
    close = get_close_matches(name.lower(), known, n=1)
    return known[close[0]] if close else None


@cache
def _names(kind: type[D]) -> dict[str, type[D]]:
    names: dict[str, type[D]] = {}
    for found in types_of(kind).values():
        for name in (found.short_name, *found.aliases):
            names.setdefault(name, found)
    return names


def _descendants(kind: type[D]) -> list[type[D]]:
    found: list[type[D]] = []
    for child in kind.__subclasses__():
        found += [child, *_descendants(child)]
    return found


@cache
def _import_catalog() -> None:
    for module in pkgutil.walk_packages(nnstudio.catalog.__path__, "nnstudio.catalog."):
        importlib.import_module(module.name)
