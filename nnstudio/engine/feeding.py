"""From samples to what a network takes: arrays of each Input's type, with values that its layers can work on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array
from nnstudio.data.stored_rows import StoredRows, pieces, prepared_by
from nnstudio.errors import DataError
from nnstudio.network.graph import Network, Node
from nnstudio.network.index_checks import looked_up, which_input
from nnstudio.sentence import Sentence

_LARGEST_INTEGER = 2**31 - 1


def fed(
    network: Network,
    inputs: Mapping[str, Any],
    dtype: DTypeLike = np.float32,
    columns: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Array]:
    """Inputs as contiguous arrays of the types that the network takes.

    Raises DataError for a value that cannot be looked up, or that is not whole where whole ones are asked for; with
    the `columns` of each Input, the sentence names the guilty one.
    """
    lookups = looked_up(network)
    arrays: dict[str, Array] = {}
    for name, array in inputs.items():
        node, names = network.by_id[name], (columns or {}).get(name, (name,))
        is_whole = node.layer.output_type() == "int32"
        if is_whole or name in lookups:
            for piece in pieces(array if isinstance(array, StoredRows) else np.asarray(array)):
                if is_whole:
                    _require_whole(node, piece, names)
                if name in lookups:
                    _require_known(lookups[name], piece, names)
        arrays[name] = prepared_by(array, partial(np.ascontiguousarray, dtype=np.int32 if is_whole else dtype))
    return arrays


def _require_whole(node: Node, values: Array, columns: tuple[str, ...]) -> None:
    wrong = (np.trunc(values) != values) | (np.abs(values) > _LARGEST_INTEGER)
    if wrong.any():
        raise DataError(
            Sentence(
                "{input} holds {value:g}, but {node} takes whole numbers (int32). Set its Values to float32, or choose "
                "other data.",
                **_first_wrong(values, wrong, columns),
                node=node.title,
            )
        )


def _require_known(node: Node, values: Array, columns: tuple[str, ...]) -> None:
    most = node.layer.largest_index
    if most is None:
        return
    wrong = (values <= -1) | (values >= most + 1)
    if wrong.any():
        raise DataError(
            Sentence(
                "{input} holds {value:g}, but {node} knows the whole numbers from 0 to {most}. Make its Input "
                "dimension larger, or correct the data.",
                **_first_wrong(values, wrong, columns),
                node=node.title,
                most=most,
            )
        )


def _first_wrong(values: Array, wrong: Array, columns: tuple[str, ...]) -> dict[str, object]:
    """The first wrong value with the column that it stands in, for a sentence."""
    place = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    if values.ndim == 2 and len(columns) == values.shape[1]:
        columns = (columns[place[1]],)
    return {"input": which_input(columns), "value": float(values[place])}
