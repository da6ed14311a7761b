"""Everything that the catalog declares, found the way the program finds it."""

from __future__ import annotations

import pytest

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.registry import types_of


def _of_the_catalog(found: type[Declaration]) -> bool:
    """Other tests declare things of their own in the same process."""
    return found.__module__.startswith("nnstudio.catalog.")


types_of(Declaration)  # imports the whole catalog
KINDS = [kind for kind in Declaration.__subclasses__() if _of_the_catalog(kind)]
TYPES = {kind: [found for found in types_of(kind).values() if _of_the_catalog(found)] for kind in KINDS}


def _name(found: type[Declaration]) -> str:
    return f"{found.kind} {found.__name__}"


EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
EVERY_TYPE = pytest.mark.parametrize("found", [found for types in TYPES.values() for found in types], ids=_name)


def kind_of(found: type[Declaration]) -> type[Declaration]:
    return next(kind for kind in KINDS if issubclass(found, kind))
