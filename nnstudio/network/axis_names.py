"""What the axes of a result are called: height, width, channels, steps, features, units.

The number of axes says most of it, as layers agree on the order of axes. What the last axis holds is said by the layer
that made it: units by Dense and LSTM, channels by filters; other layers keep the name of what they are given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference

BATCH: Final = "batch"
_BY_RANK: Final = {
    0: (),
    1: ("features",),
    2: ("steps", "features"),
    3: ("height", "width", "channels"),
    4: ("depth", "height", "width", "channels"),
}
_MADE_BY: Final = {"units": "units", "filters": "channels"}
"""What the last axis holds by the field that sets its length."""


def axis_names(network: Network, inference: Inference, node_id: str) -> tuple[str, ...]:
    """A name for every axis of a node's result, without that of the batch."""
    shape = inference.shapes[node_id]
    names = names_by_rank(len(shape))
    if not names:
        return names
    if len(shape) == 1 and inference.types.get(node_id) == "int32":
        return ("steps",)
    return (*names[:-1], _last(network, inference, node_id) or names[-1])


def names_by_rank(rank: int) -> tuple[str, ...]:
    """What axes are called where nothing but their number is known."""
    return _BY_RANK.get(rank, (*(f"axis {number}" for number in range(1, rank)), "channels"))


def described(shape: Shape, names: Iterable[str]) -> str:
    """A shape with its axes, as a sentence says it: 64 units, or 8×8×32 (height, width, channels)."""
    known = tuple(names)
    if len(shape) == 1:
        return f"{shape[0]} {known[0] if shape[0] != 1 else known[0].removesuffix('s')}"
    return f"{shape_text(shape)} ({', '.join(known)})" if shape else "a single number"


def by_axis(shape: Shape, names: Iterable[str]) -> str:
    """The same for a label: height 8 · width 8 · channels 32."""
    return " · ".join(f"{name} {length}" for name, length in zip(names, shape, strict=True))


def described_result(network: Network, inference: Inference, node_id: str) -> str:
    """The result of a node whose shape is known, with the names of its axes."""
    return described(inference.shapes[node_id], axis_names(network, inference, node_id))


def _last(network: Network, inference: Inference, node_id: str) -> str | None:
    """What the last axis holds, if the node or one before it that has as many axes says so."""
    rank = len(inference.shapes[node_id])
    node = network.by_id.get(node_id)
    while node is not None and node.id in inference.shapes and len(inference.shapes[node.id]) == rank:
        made = None if node.muted else _made(node.layer)
        if made is not None or not network.incoming[node.id]:
            return made
        node = network.by_id.get(network.incoming[node.id][0].source)
    return None


def _made(layer: Layer) -> str | None:
    fields = fields_of(type(layer))
    return next((name for field, name in _MADE_BY.items() if field in fields), None)
