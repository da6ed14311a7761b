"""Our kernels on arrays as ONNX has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.registry import types_of
from tests.catalog.layers.harness import BoundLayer
from tests.onnx_nodes.nodes import LeftOutError


def layer(name: str, **settings: Any) -> Layer:
    """A layer of the catalog by its name, wherever it is declared."""
    return types_of(Layer)[name](**settings)


def applied(
    declared: Layer, inputs: Sequence[Array], weights: Mapping[str, Array] | None = None, *, training: bool = False
) -> BoundLayer:
    """A layer that has computed these inputs, whose first axis is the batch."""
    integers = {port for port, x in enumerate(inputs) if x.dtype.kind == "i"}
    try:
        bound = BoundLayer(
            declared,
            [x.shape[1:] for x in inputs],
            batch=len(inputs[0]),
            dtype=np.float32,
            training=training,
            integers=integers,
        )
    except ShapeError as error:
        raise LeftOutError(f"{type(declared).__name__} {error}.") from None
    for port, x in enumerate(inputs):
        bound.inputs[port][...] = x
    for name, value in (weights or {}).items():
        bound.weights[name][...] = value.reshape(bound.weights[name].shape)
    bound.forward()
    return bound


def on_one_sample(declared: Layer, *inputs: Array, weights: Mapping[str, Array] | None = None) -> Array:
    """The result for whole arrays, each taken for a single sample."""
    return applied(declared, [x[None] for x in inputs], weights).out[0]


def channels_last(x: Array) -> Array:
    """(batch, channels, places ...) as (batch, places ..., channels)."""
    return np.ascontiguousarray(np.moveaxis(x, 1, -1))


def channels_first(x: Array) -> Array:
    """The way back."""
    return np.moveaxis(x, -1, 1)
