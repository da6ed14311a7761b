"""Keras on the backend that KERAS_BACKEND names: its two loops over batches, `train_on_batch` and `fit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from nnstudio.engine.trainer import Trainer
from tests.benchmarks.entrants import EPOCH_STEPS, Entrant
from tests.benchmarks.workloads import Workload
from tests.golden.recorders import document_model

LIBRARIES = ("keras", keras.backend.backend())


def entrants(workload: Workload, folder: Path) -> dict[str, Entrant]:
    """One model for each loop, since both train."""
    backend = f"Keras {keras.backend.backend()}"
    document, data = workload.prepared(folder)
    weights = Trainer(document, data).model.store.named()
    x, y = workload.rows()
    return {
        backend: _by_batches(_model(workload, weights), workload, x, y),
        f"{backend} fit": _by_epochs(_model(workload, weights), workload, x, y),
    }


def _model(workload: Workload, weights: dict[str, np.ndarray]) -> Any:
    model = document_model.model(workload.document())
    for layer in model.layers:
        for variable in layer.weights:
            variable.assign(weights[f"{layer.name}/{document_model.weight_name(variable)}"])
    return model


def _by_batches(model: Any, workload: Workload, x: np.ndarray, y: np.ndarray) -> Entrant:
    size = workload.batch

    def step(number: int) -> float:
        batch = slice(number * size, (number + 1) * size)
        return float(np.asarray(model.train_on_batch(x[batch], y[batch])).reshape(-1)[0])

    return Entrant(workload.steps, step, lambda: np.asarray(model.predict_on_batch(x[:1])))


def _by_epochs(model: Any, workload: Workload, x: np.ndarray, y: np.ndarray) -> Entrant:
    times = -(-EPOCH_STEPS // workload.steps)
    many_x, many_y = np.concatenate([x] * times), np.concatenate([y] * times)

    def epoch() -> None:
        model.fit(many_x, many_y, workload.batch, shuffle=False, verbose=0)

    once = _by_batches(model, workload, x, y)
    return Entrant(workload.steps, once.step, once.predict, epoch, workload.steps * times)
