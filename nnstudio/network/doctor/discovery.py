"""Finding diagnoses and remedies: a class in one of the packages is known, no list has to be kept."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def all_of(kind: type[T], package: ModuleType) -> tuple[T, ...]:
    """One of every class of a kind that the modules of a package declare, in the order of modules and lines."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    found = (declared for declared in _descendants(kind) if not declared.__name__.startswith("_"))
    return tuple(declared() for declared in found if declared.__module__.startswith(f"{package.__name__}."))


def _descendants(kind: type[T]) -> list[type[T]]:
    found: list[type[T]] = []
    for child in kind.__subclasses__():
        found += [child, *_descendants(child)]
    return found
