"""Our kernels on arrays as ONNX has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.base import Layer, ShapeError
from tests.catalog.layers.harness import BoundLayer
from tests.onnx_nodes.nodes import LeftOutError


def applied(
    layer: Layer, inputs: Sequence[Array], weights: Mapping[str, Array] | None = None, *, training: bool = False
) -> BoundLayer:
    """A layer that has computed these inputs, whose first axis is the batch."""
    integers = {port for port, x in enumerate(inputs) if x.dtype.kind == "i"}
    try:
        bound = BoundLayer(
            layer,
            [x.shape[1:] for x in inputs],
            batch=len(inputs[0]),
            dtype=np.float32,
            training=training,
            integers=integers,
        )
    except ShapeError as error:
        raise LeftOutError(f"{type(layer).__name__} {error}.") from None
    for port, x in enumerate(inputs):
        bound.inputs[port][...] = x
    for name, value in (weights or {}).items():
        bound.weights[name][...] = value.reshape(bound.weights[name].shape)
    bound.forward()
    return bound


def on_one_sample(layer: Layer, *inputs: Array, weights: Mapping[str, Array] | None = None) -> Array:
    """The result for whole arrays, each taken for a single sample."""
    return applied(layer, [x[None] for x in inputs], weights).out[0]


def channels_last(x: Array) -> Array:
    """(batch, channels, places ...) as (batch, places ..., channels)."""
    return np.ascontiguousarray(np.moveaxis(x, 1, -1))


def channels_first(x: Array) -> Array:
    """The way back."""
    return np.moveaxis(x, -1, 1)
