"""The layers to record: a table for each family, found by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.golden.tables.layer_case import LayerCase

LAYERS: list[LayerCase] = [
    case for table in iter_modules(__path__) for case in import_module(f"{__name__}.{table.name}").LAYERS
]
