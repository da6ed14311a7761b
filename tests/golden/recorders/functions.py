"""Activations, initializers, regularizers, constraints and schedules: functions of one array or one number."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np

from tests.golden.recorders import samples
from tests.golden.recorders.keras_objects import make
from tests.golden.recorders.recording import Recording, case_name, generator
from tests.golden.tables.functions import ACTIVATIONS, CONSTRAINTS, INITIALIZERS, REGULARIZERS, SCHEDULES

# Far out, near zero and on the kinks: for outputs only.
SPECIAL = np.float32(
    [[-80, -20, -6, -3], [-2.5, -1, -0.5, -1e-6], [0, 1e-6, 0.5, 1], [2.5, 3, 6, 6.5], [20, 80, -80, 80]]
)
SHAPES = [(64, 128), (128, 64), (3, 3, 16, 32), (200,)]
SHAPES_OF = {"Identity": [(3, 3), (2, 4)], "STFT": [(8, 1, 5), (5, 1, 9)]}
"""For initializers that take special ones; these draw nothing, and their values are recorded."""
DRAWS = 40
PROBABILITIES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


def activations() -> Recording:
    recording = Recording("activations")
    recording.share({"x_special": SPECIAL})
    for type_name, config in ACTIVATIONS:
        name = case_name(type_name, config)
        rng = generator("activations", name)
        function = make(keras.activations, type_name, config)
        x = _off_the_kinks(rng.normal(size=(6, 8)).astype(np.float32) * 2.5)
        out, gradient = jax.vjp(function, jax.numpy.asarray(x))
        dout = samples.normal(rng, out.shape)
        (dx,) = gradient(jax.numpy.asarray(dout))
        special = function(jax.numpy.asarray(SPECIAL))
        arrays = {"x": x, "out": out, "dout": dout, "dx": dx, "out_special": special}
        recording.add(type_name, name, config, arrays)
    return recording


def initializers() -> Recording:
    """What a distribution shows in many draws: `smallest` and `largest` come close to its bounds from within."""
    recording = Recording("initializers")
    for type_name, config in INITIALIZERS:
        for shape in SHAPES_OF.get(type_name, SHAPES):
            if type_name == "Orthogonal" and len(shape) < 2:
                continue
            name = case_name(type_name, config, f" for {'x'.join(map(str, shape))}")
            values = _drawn(type_name, config, shape)
            recording.add(
                type_name,
                name,
                config,
                {"quantiles": np.quantile(values, PROBABILITIES)}
                | ({"values": values[0].astype(np.float32)} if type_name in SHAPES_OF else {}),
                **{
                    "shape": list(shape),
                    "draws": DRAWS,
                    "probabilities": list(PROBABILITIES),
                    "mean": float(values.mean()),
                    "std": float(values.std()),
                    "smallest": float(values.min()),
                    "largest": float(values.max()),
                    **({"singular_values": _singular_values(values[0])} if type_name == "Orthogonal" else {}),
                },
            )
    return recording


def regularizers() -> Recording:
    recording = Recording("regularizers")
    for type_name, config in REGULARIZERS:
        name = case_name(type_name, config)
        w = samples.normal(generator("regularizers", name), (4, 3))
        w[1, 1] = 0
        value, gradient = jax.value_and_grad(make(keras.regularizers, type_name, config))(jax.numpy.asarray(w))
        recording.add(type_name, name, config, {"w": w, "value": value, "dw": gradient})
    return recording


def constraints() -> Recording:
    recording = Recording("constraints")
    for type_name, config in CONSTRAINTS:
        name = case_name(type_name, config)
        w = samples.normal(generator("constraints", name), (4, 3))
        constrained = make(keras.constraints, type_name, config)(jax.numpy.asarray(w))
        recording.add(type_name, name, config, {"w": w, "constrained": constrained})
    return recording


def schedules() -> Recording:
    recording = Recording("schedules")
    steps = np.arange(30, dtype=np.int32)
    recording.share({"step": steps})
    for type_name, config in SCHEDULES:
        schedule = make(keras.optimizers.schedules, type_name, config)
        rates = np.float32([schedule(step) for step in steps])
        recording.add(type_name, case_name(type_name, config), config, {"learning_rate": rates})
    return recording


def _off_the_kinks(x: Any) -> Any:
    """Every kink of an activation stands on a multiple of a quarter."""
    return np.where(np.abs(x * 4 - np.round(x * 4)) < 0.1, x + 0.05, x).astype(np.float32)


def _drawn(type_name: str, config: dict[str, Any], shape: tuple[int, ...]) -> Any:
    random = type_name not in {"Zeros", "Ones", "Constant", *SHAPES_OF}
    makers = [make(keras.initializers, type_name, config, **({"seed": i} if random else {})) for i in range(DRAWS)]
    return np.stack([np.asarray(initializer(shape), dtype=np.float64) for initializer in makers])


def _singular_values(w: Any) -> list[float]:
    """The smallest and largest, all axes but the last taken as one: of an orthogonal weight they are equal."""
    values = np.linalg.svd(w.reshape(-1, w.shape[-1]), compute_uv=False)
    return [float(values.min()), float(values.max())]
