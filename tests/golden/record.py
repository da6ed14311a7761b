"""Records the golden numbers from Keras into recorded/; README.md says how to run it."""

from __future__ import annotations

from pathlib import Path

import jax
import keras
import numpy as np

from tests.golden.recorders import functions, layers, objectives, optimizers, trainings, vocabulary
from tests.golden.recorders.recording import write_index

RECORDED = Path(__file__).parent / "recorded"
RECORDERS = [
    layers.record,
    functions.activations,
    functions.initializers,
    functions.regularizers,
    functions.constraints,
    functions.schedules,
    objectives.losses,
    objectives.metrics,
    optimizers.record,
    trainings.record,
]


def main() -> None:
    if keras.backend.backend() != "jax":
        raise SystemExit("The gradients are taken with JAX: set KERAS_BACKEND=jax and run again.")
    RECORDED.mkdir(exist_ok=True)
    recordings = [record() for record in RECORDERS]
    for recording in recordings:
        recording.save(RECORDED)
    versions = {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__}
    write_index(RECORDED, versions, recordings)
    vocabulary.write(RECORDED)


if __name__ == "__main__":
    main()
