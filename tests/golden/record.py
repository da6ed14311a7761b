"""Records golden numbers from Keras into recorded/: `python -m tests.golden.record [NAME...]`; README.md says more."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import jax
import keras
import numpy as np

from tests.golden.recorders import functions, layers, objectives, optimizers, trainings, vocabulary
from tests.golden.recorders.recording import Recording

RECORDED = Path(__file__).parent / "recorded"
RECORDERS: dict[str, Callable[[], Recording]] = {
    **{f"layers/{case.type}": partial(layers.of_type, case.type) for case in layers.LAYERS},
    "activations": functions.activations,
    "initializers": functions.initializers,
    "regularizers": functions.regularizers,
    "constraints": functions.constraints,
    "schedules": functions.schedules,
    "losses": objectives.losses,
    "metrics": objectives.metrics,
    "optimizers": optimizers.record,
    "trainings": trainings.record,
}


def main(names: list[str]) -> None:
    """Record what is named, such as `layers/Dense` or `losses`; everything if nothing is."""
    if keras.backend.backend() != "jax":
        raise SystemExit("The gradients are taken with JAX: set KERAS_BACKEND=jax and run again.")
    for name in names or RECORDERS:
        RECORDERS[name]().save(RECORDED)
    versions = {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__}
    (RECORDED / "versions.json").write_text(json.dumps(versions) + "\n", encoding="utf-8")
    vocabulary.write(RECORDED)


if __name__ == "__main__":
    main(sys.argv[1:])
