"""A trained network held against samples: its figures, its predictions, and the loss of every sample.

A long evaluation asks `cancelled` before every batch, and ends with CancelledError once that is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.cancellation import Cancelled, never, stop_if
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.engine.batches import Batches, spans
from nnstudio.engine.context import PlanContext
from nnstudio.engine.fitting import as_batches
from nnstudio.engine.model import Evaluator, Model
from nnstudio.engine.plan import Plan
from nnstudio.network.document import Document
from nnstudio.network.inference import infer
from nnstudio.network.preparing import output_ids
from nnstudio.network.training_checks import target_kinds

_BATCH = 256
_CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What an output of a network makes of some samples, in inference mode."""

    samples: Samples
    """The samples, with the target of this output."""
    figures: Mapping[str, float]
    """Losses (regularization included) and metrics of all outputs over all samples, by Keras' names."""
    predictions: Array
    losses: Array
    """The loss of each sample, without regularization."""


def trained_model(document: Document, weights: Mapping[str, Array]) -> Model:
    """The document's network with these weights; raises InputError if they are not its own."""
    model = Model(document.network)
    model.store.load(weights)
    return model


def in_target_form(document: Document, data: PreparedData) -> PreparedData:
    """The data with each target as the output's loss takes it; raises DataError if it cannot have that form."""
    shapes = infer(document.network).shapes
    predictions = {output: shapes[output] for output in output_ids(document.network)}
    return data.for_outputs(target_kinds(document.training, data.description, predictions))


def parts(data: PreparedData) -> dict[str, Samples]:
    """The parts that hold samples, by name: validation, test and training."""
    named = {"validation": data.validation, "test": data.test, "training": data.train}
    return {name: samples for name, samples in named.items() if samples is not None and len(samples)}


def evaluate(document: Document, model: Model, samples: Samples, cancelled: Cancelled = never) -> dict[str, Evaluation]:
    """Hold every output against samples whose targets are in the form that the document's losses take."""
    training, batches = document.training, as_batches(samples, model)
    predictions = _predict(model, samples, cancelled)
    watched = _WatchedBatches(batches.inputs, batches.targets, batches.weights, cancelled)
    figures = Evaluator(model, training, _BATCH).evaluate(watched)
    return {
        output: Evaluation(
            samples.of(output),
            figures,
            predicted,
            _losses(training.loss_of(output), batches.targets[output], predicted, cancelled),
        )
        for output, predicted in predictions.items()
    }


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

    cancelled: Cancelled = never

    def copy(self, plan: Plan, start: int) -> None:
        stop_if(self.cancelled)
        super().copy(plan, start)


def _predict(model: Model, samples: Samples, cancelled: Cancelled) -> dict[str, Array]:
    """Predictions by output, in pieces so that patience does not run out."""
    shapes, dtype = model.prediction_shapes, model.store.dtype
    predictions = {output: np.empty((len(samples), *shape), dtype) for output, shape in shapes.items()}
    for rows in _pieces(len(samples), cancelled):
        piece = model.predictions({name: values[rows] for name, values in samples.inputs.items()}, _BATCH)
        for output, predicted in piece.items():
            predictions[output][rows] = predicted
    return predictions


def _losses(loss: Loss, target: Array, predictions: Array, cancelled: Cancelled) -> Array:
    """The loss of every sample, in pieces so that memory does not run out."""
    losses = np.empty(len(predictions), predictions.dtype)
    for rows in _pieces(len(predictions), cancelled):
        losses[rows] = sample_losses(loss, target[rows], predictions[rows])
    return losses


def _pieces(count: int, cancelled: Cancelled) -> Iterator[slice]:
    for start, size in spans(count, _CHUNK):
        stop_if(cancelled)
        yield slice(start, start + size)
