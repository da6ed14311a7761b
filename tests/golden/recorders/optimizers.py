"""Optimizers: twenty steps on two weights, in float64."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jax
import keras
import numpy as np

from tests.golden.recorders.keras_objects import make
from tests.golden.recorders.recording import Recording, case_name, generator
from tests.golden.tables.optimizers import OPTIMIZERS

STEPS = 20
SHAPES = {"kernel": (3, 4), "bias": (4,)}


def record() -> Recording:
    recording = Recording("optimizers")
    rng = generator("optimizers", "gradients")
    initial = {name: rng.normal(size=shape) for name, shape in SHAPES.items()}
    gradients = {name: _gradients(rng, shape) for name, shape in SHAPES.items()}
    recording.share({f"initial/{name}": value for name, value in initial.items()})
    recording.share({f"gradients/{name}": value for name, value in gradients.items()})
    with _double_precision():
        for type_name, config in OPTIMIZERS:
            arrays = _steps(make(keras.optimizers, type_name, config), initial, gradients)
            recording.add(type_name, case_name(type_name, config), config, arrays)
    return recording


def _gradients(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Of every size that an epsilon, a clip and a sign can tell apart, zero included."""
    gradients = rng.normal(size=(STEPS, *shape)) * 10.0 ** rng.integers(-2, 2, (STEPS, *([1] * len(shape))))
    gradients.reshape(STEPS, -1)[:, 0] *= 1e-8
    gradients[5] = 0
    return gradients


def _steps(optimizer: Any, initial: dict[str, Any], gradients: dict[str, Any]) -> dict[str, Any]:
    weights = [keras.Variable(value, name=name) for name, value in initial.items()]
    optimizer.build(weights)
    after: dict[str, list[Any]] = {name: [] for name in initial}
    for step in range(STEPS):
        optimizer.apply([jax.numpy.asarray(gradients[name][step]) for name in initial])
        for name, weight in zip(initial, weights, strict=True):
            after[name].append(weight.numpy())
    optimizer.finalize_variable_values(weights)
    final = {f"final/{name}": weight.numpy() for name, weight in zip(initial, weights, strict=True)}
    return {f"after/{name}": np.stack(values) for name, values in after.items()} | final


@contextmanager
def _double_precision() -> Iterator[None]:
    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    try:
        yield
    finally:
        keras.config.set_floatx("float32")
        jax.config.update("jax_enable_x64", False)
