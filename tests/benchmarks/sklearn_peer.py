"""scikit-learn's multilayer perceptrons, for the networks that are chains of Dense layers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits

from nnstudio.catalog.activations import Linear, Relu, Tanh
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.losses import MeanSquaredError
from nnstudio.catalog.optimizers import Adam
from nnstudio.engine.trainer import Trainer
from tests.benchmarks.entrants import Entrant
from tests.benchmarks.workloads import Workload

LIBRARIES = ("scikit-learn",)
_ACTIVATIONS = {Relu: "relu", Tanh: "tanh", Linear: "identity"}


def entrants(workload: Workload, folder: Path) -> dict[str, Entrant]:
    """One with each number of threads for its products; none for a network that it does not know."""
    document, data = workload.prepared(folder)
    trainer = Trainer(document, data)
    layers = [node.layer for node in document.network.nodes[1:]]
    if not all(isinstance(layer, Dense) for layer in layers):
        return {}
    processors = range(1, (os.cpu_count() or 1) + 1)
    return {f"scikit-learn {threads}": _entrant(workload, trainer, layers, threads) for threads in processors}


def _entrant(workload: Workload, trainer: Trainer, layers: list[Any], threads: int) -> Entrant:
    x, y = workload.rows()
    size, is_regression = workload.batch, isinstance(trainer.document.training.loss, MeanSquaredError)
    y = y.ravel() if y.dtype.kind == "f" and is_regression else y.ravel().astype(int)
    model = _model(trainer, layers, size, is_regression=is_regression)
    known = {} if is_regression else {"classes": np.unique(y)}
    _take_over(model, trainer, lambda: model.partial_fit(x[:size], y[:size], **known))
    importance = 2 if is_regression else 1  # scikit-learn halves the square

    def step(number: int) -> float:
        batch = slice(number * size, (number + 1) * size)
        with threadpool_limits(threads):
            model.partial_fit(x[batch], y[batch])
        return importance * float(model.loss_)

    def predict() -> Any:
        return model.predict(x[:1]) if is_regression else model.predict_proba(x[:1])

    return Entrant(workload.steps, step, predict)


def _model(trainer: Trainer, layers: list[Any], batch: int, *, is_regression: bool) -> Any:
    optimizer: Any = trainer.document.training.optimizer
    is_adam = isinstance(optimizer, Adam)
    return (MLPRegressor if is_regression else MLPClassifier)(
        hidden_layer_sizes=[layer.units for layer in layers[:-1]],
        activation=_ACTIVATIONS[type(layers[0].activation)],
        solver="adam" if is_adam else "sgd",
        alpha=0,
        batch_size=batch,
        learning_rate_init=optimizer.learning_rate * (2 if is_regression else 1),
        momentum=0 if is_adam else optimizer.momentum,
        epsilon=optimizer.epsilon if is_adam else 1e-8,
        shuffle=False,
    )


def _take_over(model: Any, trainer: Trainer, begin: Callable[[], object]) -> None:
    """Begin, which makes its arrays, and write our weights into them; its optimizer then begins anew."""
    begin()
    weights = trainer.model.store.named()
    names = [node.id for node in trainer.document.network.nodes[1:]]
    for name, kernel, bias in zip(names, model.coefs_, model.intercepts_, strict=True):
        kernel[...], bias[...] = weights[f"{name}/kernel"], weights[f"{name}/bias"]
    del model._optimizer
