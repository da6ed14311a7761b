"""Which layers a search finds: by the letters of their names, then by the name of their category."""

from __future__ import annotations

from collections.abc import Iterable

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.studio.search.fuzzy import ranked


def matching_layers(query: str, others: Iterable[str] = ()) -> list[str]:
    """The type names that are found, best first, and other names among them; all of them for an empty query.

    `recurrent` is in no name, and finds GRU, LSTM and SimpleRNN.
    """
    layers = types_of(Layer)
    by_name = ranked(query, dict.fromkeys([*layers, *others]))
    begun = query.strip().lower()
    of_category = [name for name, layer in layers.items() if layer.category.lower().startswith(begun)]
    return list(dict.fromkeys([*by_name, *of_category]))
