"""Layers: outputs in both modes, and the gradients of inputs and weights for an upstream gradient."""

from __future__ import annotations

import inspect
from typing import Any

import jax
import keras
import numpy as np

from tests.golden.recorders import samples
from tests.golden.recorders.keras_layers import PlacedLayer, place
from tests.golden.recorders.recording import Recording, case_name, generator
from tests.golden.tables.layer_case import LayerCase
from tests.golden.tables.layers import LAYERS

BATCH = 4


def of_type(type_name: str) -> Recording:
    """The cases of one type of layer, in a file of their own, so that a new layer changes no other's."""
    recording = Recording(f"layers/{type_name}")
    for case in LAYERS:
        if case.type == type_name:
            where = " and ".join(f"({', '.join(map(str, shape))})" for shape in case.shapes)
            name = case_name(case.type, case.config, f" on {where}")
            arrays, extras = _computed(case, generator("layers", name))
            recording.add(case.type, name, case.config, arrays, **extras)
    return recording


def _computed(case: LayerCase, rng: np.random.Generator) -> tuple[dict[str, Any], dict[str, Any]]:
    placed = place(case.type, case.config)
    layer = placed.layer
    xs = [_input(case, rng, shape) for shape in case.shapes]
    placed(xs)
    _randomize(layer, rng)

    training = not case.random
    shape = _call(placed, xs, training)[0].shape
    dout = samples.normal(rng, shape)
    out, gradients = jax.vjp(lambda w, xs: _call(placed, xs, training, w)[0], _values(layer.trainable_variables), xs)
    dw, dxs = gradients(jax.numpy.asarray(dout))

    arrays = {f"x{port}": x for port, x in enumerate(xs)}
    arrays |= {f"weights/{weight_name(v)}": v.numpy() for v in layer.weights}
    arrays |= {"inference": _call(placed, xs, training=False)[0]} if case.in_use else {}
    arrays["dout"] = dout
    arrays |= {f"dx{port}": dx for port, dx in enumerate(dxs) if case.dtype == "float32"}
    arrays |= {f"gradients/{weight_name(v)}": g for v, g in zip(layer.trainable_variables, dw, strict=True)}
    if training:
        arrays["training"] = out
        arrays |= _moved(placed, xs)
    extras = {
        "shapes": [list(shape) for shape in case.shapes],
        "output_shape": list(shape[1:]),
        "gradients_of": "training" if training else "inference",
    }
    return arrays, extras


def weight_name(variable: Any) -> str:
    """The name of the document contract: the path below the layer, without Keras' cells and direction prefixes."""
    parts = [part for part in variable.path.split("/")[1:] if not part.endswith("_cell")]
    return "/".join(part.split("_")[0] if part.startswith(("forward_", "backward_")) else part for part in parts)


def _input(case: LayerCase, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    if case.dtype == "float32":
        return jax.numpy.asarray(samples.normal(rng, (BATCH, *shape)))
    return jax.numpy.asarray(rng.integers(0, 5, (BATCH, *shape)).astype(case.dtype))


def _randomize(layer: Any, rng: np.random.Generator) -> None:
    for variable in layer.weights:
        variable.assign(samples.weight(weight_name(variable), rng, variable.shape))
    take_over_statistics(layer)


def take_over_statistics(layer: Any) -> None:
    """Let a Normalization compute with the weights that it has been given."""
    if isinstance(layer, keras.layers.Normalization):
        layer.finalize_state()


def _values(variables: list[Any]) -> list[Any]:
    return [variable.value for variable in variables]


def _call(
    placed: PlacedLayer, xs: list[Any], training: bool, weights: list[Any] | None = None
) -> tuple[Any, list[Any]]:
    layer = placed.layer
    trainable = _values(layer.trainable_variables) if weights is None else weights
    mode = {"training": training} if "training" in inspect.signature(layer.call).parameters else {}
    tracked = _values(layer.non_trainable_variables)
    out, state = layer.stateless_call(trainable, tracked, *placed.arguments(xs), **placed.call_settings, **mode)
    return out, state


def _moved(placed: PlacedLayer, xs: list[Any]) -> dict[str, Any]:
    """The tracked weights, such as moving averages, after one call in training mode."""
    layer = placed.layer
    _, state = _call(placed, xs, training=True)
    tracked = {id(v): value for v, value in zip(layer.non_trainable_variables, state, strict=True)}
    return {f"after/{weight_name(v)}": tracked[id(v)] for v in layer.non_trainable_weights}
