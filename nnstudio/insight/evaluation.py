"""A trained network held against samples: its figures, its predictions, and the loss of every sample.

A long evaluation asks `cancelled` before every batch, and ends with CancelledError once that is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.engine.batches import Batches, spans
from nnstudio.engine.context import PlanContext
from nnstudio.engine.model import Evaluator, Model
from nnstudio.engine.plan import Plan
from nnstudio.network.document import Document
from nnstudio.network.inference import infer
from nnstudio.network.training_checks import target_kind

Cancelled = Callable[[], bool]
"""Whether the one who asked has lost interest."""

_BATCH = 256
_CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network makes of some samples, in inference mode."""

    samples: Samples
    figures: Mapping[str, float]
    """Loss (regularization included) and metrics over all samples, by Keras' names."""
    predictions: Array
    losses: Array
    """The loss of each sample, without regularization."""


def never() -> bool:
    """For evaluations that nobody cancels."""
    return False


def trained_model(document: Document, weights: Mapping[str, Array]) -> Model:
    """The document's network with these weights; raises InputError if they are not its own."""
    model = Model(document.network)
    model.store.load(weights)
    return model


def in_target_form(document: Document, data: PreparedData) -> PreparedData:
    """The data with its target as the document's loss takes it; raises DataError if it cannot have that form."""
    (output,) = document.network.outputs
    prediction = infer(document.network).shapes[output.id]
    return data.with_target(target_kind(document.training.loss, data.description.target, prediction))


def parts(data: PreparedData) -> dict[str, Samples]:
    """The parts that hold samples, by name: validation, test and training."""
    named = {"validation": data.validation, "test": data.test, "training": data.train}
    return {name: samples for name, samples in named.items() if samples is not None and len(samples)}


def evaluate(document: Document, model: Model, samples: Samples, cancelled: Cancelled = never) -> Evaluation:
    """Hold the network against samples whose target is in the form that the document's loss takes."""
    training = document.training
    predictions, losses = _predict(model, training.loss, samples, cancelled)
    evaluator = Evaluator(model, training.loss, training.metrics, _BATCH)
    with np.errstate(all="ignore"):
        figures = evaluator.evaluate(_WatchedBatches(samples.inputs, _as_target(samples.target, model), cancelled))
    return Evaluation(samples, figures, predictions, losses)


def sample_losses(loss: Loss, target: Array, predictions: Array) -> Array:
    """The loss of each sample; the mean over its positions where a sample has several."""
    context = PlanContext(predictions.dtype, training=False, rng=np.random.default_rng(0))
    each = np.empty(predictions.shape[:-1], predictions.dtype)
    with np.errstate(all="ignore"):
        for call in loss.forward(target, predictions.copy(), each, context):
            call()
    means: Array = each.reshape(len(each), -1).mean(axis=1)
    return means


@dataclass(frozen=True)
class _WatchedBatches(Batches):
    """Batches that can be cancelled."""

    cancelled: Cancelled

    def copy(self, plan: Plan, start: int) -> None:
        _check(self.cancelled)
        super().copy(plan, start)


def _predict(model: Model, loss: Loss, samples: Samples, cancelled: Cancelled) -> tuple[Array, Array]:
    """Predictions and losses, in pieces so that neither memory nor patience runs out."""
    predictions = np.empty((len(samples), *model.prediction_shape), model.store.dtype)
    losses = np.empty(len(samples), model.store.dtype)
    target = _as_target(samples.target, model)
    for start, size in spans(len(samples), _CHUNK):
        _check(cancelled)
        rows = slice(start, start + size)
        predictions[rows] = model.predict({name: values[rows] for name, values in samples.inputs.items()}, _BATCH)
        losses[rows] = sample_losses(loss, target[rows], predictions[rows])
    return predictions, losses


def _as_target(target: Array, model: Model) -> Array:
    return target if target.dtype == np.int64 else target.astype(model.store.dtype, copy=False)


def _check(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError
