"""What a field chooses from, in families where there are many."""

from __future__ import annotations

from itertools import groupby

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field
from nnstudio.catalog.registry import types_of

_SHORT_LIST = 8


def families(field: Field) -> list[list[type[Declaration]]]:
    """The types that a field chooses from; long lists by the modules that declare them, that of the default first."""
    choices = list(types_of(field.base or Declaration).values())
    if len(choices) <= _SHORT_LIST:
        return [choices]
    found = [list(family) for _, family in groupby(choices, key=lambda choice: choice.__module__)]
    return sorted(found, key=lambda family: type(field.default) not in family)
