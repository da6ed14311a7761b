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
            where = " and ".join(
                f"({', '.join(map(str, shape))})" + " masked" * (port in case.masked)
                for port, shape in enumerate(case.shapes)
            )
            name = case_name(case.type, case.config, f" on {where}")
            arrays, extras = _computed(case, generator("layers", name))
            recording.add(case.type, name, case.config, arrays, **extras)
    return recording


def _computed(case: LayerCase, rng: np.random.Generator) -> tuple[dict[str, Any], dict[str, Any]]:
    placed = place(case.type, case.config)
    layer = placed.layer
    xs = [_input(case, rng, shape) for shape in case.shapes]
    masks = {port: _mask(rng, case.shapes[port], case.hides_all) for port in case.masked}
    placed(_with_masks(xs, masks))
    _randomize(layer, rng)

    training = not case.random
    shape = _call(placed, xs, masks, training)[0].shape
    dout = samples.normal(rng, shape)
    floats = [x for x in xs if case.dtype == "float32"]
    out, gradients = jax.vjp(
        lambda w, given: _call(placed, given or xs, masks, training, w)[0], _values(layer.trainable_variables), floats
    )
    dw, dxs = gradients(jax.numpy.asarray(dout))

    arrays = {f"x{port}": x for port, x in enumerate(xs)}
    arrays |= {f"mask{port}": mask for port, mask in masks.items()}
    arrays |= {f"weights/{weight_name(v)}": v.numpy() for v in layer.weights}
    used = _call(placed, xs, masks, training=False)[0]
    arrays |= {"inference": used} if case.in_use else {}
    out_mask = keras.src.backend.get_keras_mask(used)
    arrays |= {} if out_mask is None else {"mask": out_mask}
    arrays["dout"] = dout
    arrays |= {f"dx{port}": dx for port, dx in enumerate(dxs)}
    arrays |= {f"gradients/{weight_name(v)}": g for v, g in zip(layer.trainable_variables, dw, strict=True)}
    if training:
        arrays["training"] = out
        arrays |= _moved(placed, xs, masks)
    extras = {
        "shapes": [list(shape) for shape in case.shapes],
        "output_shape": list(shape[1:]),
        "gradients_of": "training" if training else "inference",
    }
    return arrays, extras


def weight_name(variable: Any) -> str:
    """The name of the document contract: the path below the layer, without Keras' cells and direction prefixes."""
    parts = [part for part in variable.path.split("/")[1:] if not part.endswith("_cell") and part != "layer"]
    return "/".join(part.split("_")[0] if part.startswith(("forward_", "backward_")) else part for part in parts)


def _input(case: LayerCase, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    if case.dtype == "float32":
        return jax.numpy.asarray(samples.normal(rng, (BATCH, *shape)))
    return jax.numpy.asarray(rng.integers(0, 5, (BATCH, *shape)).astype(case.dtype))


def _mask(rng: np.random.Generator, shape: tuple[int, ...], hides_all: bool) -> Any:
    """The first sample counts whole and the second, if it may, not at all; of the others, some steps."""
    mask = rng.random((BATCH, *shape[:1])) < 0.6
    mask[:, -1] = True
    mask[0], mask[1] = True, mask[1] & ~hides_all
    return jax.numpy.asarray(mask)


def _with_masks(xs: list[Any], masks: dict[int, Any]) -> list[Any]:
    masked = list(xs)
    for port, mask in masks.items():
        masked[port] = jax.numpy.array(xs[port])  # a layer may take the mask off its input
        keras.src.backend.set_keras_mask(masked[port], mask)
    return masked


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
    placed: PlacedLayer, xs: list[Any], masks: dict[int, Any], training: bool, weights: list[Any] | None = None
) -> tuple[Any, list[Any]]:
    layer = placed.layer
    trainable = _values(layer.trainable_variables) if weights is None else weights
    mode = {"training": training} if "training" in inspect.signature(layer.call).parameters else {}
    values = list(zip(layer.trainable_variables, trainable, strict=True))
    with keras.StatelessScope(values) as scope:  # unlike `stateless_call`, a plain call passes masks on
        out = layer(*placed.arguments(_with_masks(xs, masks)), **placed.call_settings, **mode)
    tracked = [scope.get_current_value(variable) for variable in layer.non_trainable_variables]
    return out, [
        variable.value if value is None else value
        for variable, value in zip(layer.non_trainable_variables, tracked, strict=True)
    ]


def _moved(placed: PlacedLayer, xs: list[Any], masks: dict[int, Any]) -> dict[str, Any]:
    """The tracked weights, such as moving averages, after one call in training mode."""
    layer = placed.layer
    _, state = _call(placed, xs, masks, training=True)
    tracked = {id(v): value for v, value in zip(layer.non_trainable_variables, state, strict=True)}
    return {f"after/{weight_name(v)}": tracked[id(v)] for v in layer.non_trainable_weights}
