"""What a plan computes behind the network: the loss with its penalties, and the metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Shape
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.engine.context import PlanContext
from nnstudio.engine.weights import WeightStore


class Totals:
    """The running sums of an epoch: loss times samples, samples, and what every metric gathers."""

    def __init__(self, metrics: tuple[Metric, ...], prediction: Shape) -> None:
        self.metrics = metrics
        sizes = [metric.totals(prediction) for metric in metrics]
        self.values = np.zeros(2 + sum(sizes))
        bounds = np.cumsum([2, *sizes])
        self.of_metric = [self.values[start:stop] for start, stop in pairwise(bounds)]

    def results(self) -> dict[str, float]:
        """Loss and metrics over all samples so far, by Keras' names."""
        loss, samples = self.values[:2]
        results = {"loss": float(loss / samples) if samples else 0.0}
        for metric, totals in zip(self.metrics, self.of_metric, strict=True):
            results[metric.key] = metric.result(totals)
        return results

    def reset(self) -> None:
        """Begin an epoch."""
        self.values.fill(0)


@dataclass(frozen=True)
class Objective:
    """The loss and metrics of a training, with the totals they are gathered in."""

    loss: Loss
    metrics: tuple[Metric, ...]
    totals: Totals

    def bind(self, prediction: Array, store: WeightStore, context: PlanContext) -> BoundObjective:
        """Bind to a network's predictions."""
        return BoundObjective(self, prediction, store, context)


class BoundObjective:
    """An objective over the arrays of one plan."""

    def __init__(self, objective: Objective, prediction: Array, store: WeightStore, context: PlanContext) -> None:
        self._objective = objective
        self._prediction = prediction
        self._context = context
        self._penalized = [
            (slot, slot.spec.regularizer)
            for slot in store.slots
            if slot.spec.regularizer is not None and slot.gradient is not None
        ]
        loss = objective.loss
        kind = np.int64 if loss.target_form == "classes" else context.dtype
        self.target = np.zeros((len(prediction), *loss.target_shape(prediction.shape[1:])), kind)
        self._each = context.zeros(prediction.shape[:-1])
        self._shares = np.full_like(self._each, 1 / self._each.size)
        self._loss_and_one = np.ones(2, context.dtype)
        self.loss = self._loss_and_one[:1].reshape(())

    def forward(self) -> Iterator[Call]:
        """Write the mean loss of the batch, penalties included."""
        yield from self._objective.loss.forward(self.target, self._prediction, self._each, self._context)
        yield partial(np.dot, self._each.reshape(-1), self._shares.reshape(-1), self.loss)
        for slot, regularizer in self._penalized:
            yield from regularizer.forward(slot.value, self.loss, self._context)

    def measure(self) -> Iterator[Call]:
        """Add the batch to the totals."""
        objective, samples = self._objective, np.full((), len(self._prediction), np.float64)
        total, weighted = objective.totals.values[:2], np.zeros(2)
        yield partial(np.multiply, self._loss_and_one, samples, weighted)
        yield partial(np.add, total, weighted, total)
        for metric, totals in zip(objective.metrics, objective.totals.of_metric, strict=True):
            yield from metric.update(self.target, self._prediction, totals, self._context)

    def backward(self, gradient: Array) -> Iterator[Call]:
        """Write the gradient of the mean loss for the predictions."""
        loss = self._objective.loss
        yield from loss.backward(self.target, self._prediction, self._shares, gradient, self._context)

    def penalty_backward(self) -> Iterator[Call]:
        """Add the gradients of the penalties to those of the weights."""
        for slot, regularizer in self._penalized:
            if slot.gradient is not None:
                yield from regularizer.backward(slot.value, slot.gradient, self._context)
