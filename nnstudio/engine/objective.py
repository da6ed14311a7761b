"""What a plan computes behind the network: the losses of its outputs with all penalties, and the metrics.

The loss of a training is the sum of the losses of its outputs, each times its weight, and of the penalties on weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Context, Shape
from nnstudio.engine.judgement import Judgement
from nnstudio.engine.totals import Totals
from nnstudio.engine.weights import WeightStore
from nnstudio.network.document import Training
from nnstudio.network.figures import Figure, figures, loss_keys


@dataclass(frozen=True)
class Objective:
    """The losses and metrics of a training, with the totals they are gathered in."""

    training: Training
    figures: tuple[Figure, ...]
    weight_shapes: Mapping[str, Shape]
    """The shape of a sample's weight for every output whose samples have one: () for a number a sample."""
    totals: Totals

    @classmethod
    def of(cls, training: Training, shapes: Mapping[str, Shape], weight_shapes: Mapping[str, Shape]) -> Objective:
        """What a training asks of outputs with predictions of these shapes."""
        found = figures(training, shapes)
        sizes = tuple(figure.metric.totals(shapes[figure.output]) for figure in found)
        return cls(training, found, weight_shapes, Totals(loss_keys(tuple(shapes)), found, sizes))

    def bind(
        self,
        predictions: Mapping[str, Array],
        store: WeightStore,
        contexts: Mapping[str, Context],
        masks: Mapping[str, Array] | None = None,
    ) -> BoundObjective:
        """Bind to a network's predictions by output; a mask tells which positions of an output count at all."""
        return BoundObjective(self, predictions, store, contexts, {} if masks is None else masks)


class BoundObjective:
    """An objective over the arrays of one plan."""

    def __init__(
        self,
        objective: Objective,
        predictions: Mapping[str, Array],
        store: WeightStore,
        contexts: Mapping[str, Context],
        masks: Mapping[str, Array],
    ) -> None:
        self._objective = objective
        self._context = next(iter(contexts.values()))
        self._penalized = [
            (slot, slot.spec.regularizer)
            for slot in store.slots
            if slot.spec.regularizer is not None and slot.gradient is not None
        ]
        training = objective.training
        self._importance = np.array([training.loss_weight_of(output) for output in predictions], store.dtype)
        self._is_plain = self._importance.tolist() == [1.0]
        """Whether the loss of the only output is, but for penalties, that of the training."""
        self._losses = np.zeros(len(predictions), store.dtype)
        self.loss = self._losses.reshape(()) if self._is_plain else np.zeros((), store.dtype)
        self.judgements = {
            output: Judgement(
                training.loss_of(output),
                prediction,
                contexts[output],
                result=self._losses[number : number + 1].reshape(()),
                weight_shape=objective.weight_shapes.get(output),
                mask=masks.get(output),
            )
            for number, (output, prediction) in enumerate(predictions.items())
        }

    def forward(self) -> Iterator[Call]:
        """Write the loss of the batch, penalties included."""
        for judgement in self.judgements.values():
            yield from judgement.forward()
        if not self._is_plain:
            yield partial(np.dot, self._losses, self._importance, self.loss)
        for slot, regularizer in self._penalized:
            yield from regularizer.forward(slot.value, self.loss, self._context)

    def measure(self) -> Iterator[Call]:
        """Add the batch to the totals of the metrics."""
        for figure, gathered in zip(self._objective.figures, self._objective.totals.of_figures, strict=True):
            yield from self.judgements[figure.output].measure(figure, gathered)

    def backward(self, gradients: Mapping[str, Array]) -> Iterator[Call]:
        """Write the gradient of the loss for the predictions of every output."""
        for (output, judgement), importance in zip(self.judgements.items(), self._importance.tolist(), strict=True):
            yield from judgement.backward(gradients[output], importance)

    def penalty_backward(self) -> Iterator[Call]:
        """Add the gradients of the penalties to those of the weights."""
        for slot, regularizer in self._penalized:
            if slot.gradient is not None:
                yield from regularizer.backward(slot.value, slot.gradient, self._context)
