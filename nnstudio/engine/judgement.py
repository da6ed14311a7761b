"""An output held against its target: its loss, in which samples and positions may count differently."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Context, Shape
from nnstudio.catalog.losses import Loss
from nnstudio.engine.plan import Target
from nnstudio.network.figures import Figure


class Judgement:
    """The loss and metrics of one output over the arrays of one plan.

    The loss is Σ weight · loss / n over all n positions of a batch, whether they count or not, as with Keras'
    reduction "sum_over_batch_size". A mask takes positions out as if they were not there: n then counts the others.
    """

    def __init__(
        self,
        loss: Loss,
        prediction: Array,
        context: Context,
        *,
        result: Array,
        weight_shape: Shape | None = None,
        mask: Array | None = None,
    ) -> None:
        kind = np.int64 if loss.target_form == "classes" else context.dtype
        self._loss = loss
        self._prediction = prediction
        self._context = context
        self._mask = mask
        self._values = context.zeros((len(prediction), *loss.target_shape(prediction.shape[1:])), kind)
        self._each = context.zeros(prediction.shape[:-1])
        self._shares = np.full_like(self._each, 1 / self._each.size)
        """How much each position counts in the loss."""
        self._weights = None if weight_shape is None else np.ones((len(prediction), *weight_shape), context.dtype)
        self.loss = result
        """The loss of the batch: an array without axes."""

    @property
    def target(self) -> Target:
        """Where the right answers of a batch go."""
        return Target(self._values, self._weights)

    def forward(self) -> Iterator[Call]:
        """Write the loss of the batch."""
        yield from self._weigh()
        yield from self._loss.forward(self._values, self._prediction, self._each, self._context)
        yield partial(np.dot, self._each.reshape(-1), self._shares.reshape(-1), self.loss)

    def measure(self, figure: Figure, totals: Array) -> Iterator[Call]:
        """Add the batch to the totals of a metric."""
        mask = self._mask if figure.metric.heeds_masks else None
        counts = self._broadcast(self._weights) if figure.weighted and self._weights is not None else None
        if mask is not None or (counts is not None and counts.shape != self._each.shape):
            factors = [np.ones((), self._each.dtype) if factor is None else factor for factor in (mask, counts)]
            counts = np.zeros_like(self._each)
            yield partial(np.multiply, *factors, counts)
        yield from figure.metric.update(self._values, self._prediction, totals, self._context, counts)

    def backward(self, gradient: Array, importance: float) -> Iterator[Call]:
        """Write the gradient of the loss, times its importance, for the predictions."""
        shares = self._shares
        if self._mask is None and self._weights is None:
            shares = np.broadcast_to(self._context.constant(importance / shares.size), shares.shape)
        elif importance != 1:
            shares = np.empty_like(self._shares)
            yield partial(np.multiply, self._shares, self._context.constant(importance), shares)
        yield from self._loss.backward(self._values, self._prediction, shares, gradient, self._context)

    def _weigh(self) -> Iterator[Call]:
        """Write how much each position counts, where that is not the same in every batch."""
        if self._mask is not None:
            yield from self._weigh_by_mask(self._mask)
        elif self._weights is not None:
            share = self._context.constant(1 / self._each.size)
            yield partial(np.multiply, self._broadcast(self._weights), share, self._shares)

    def _weigh_by_mask(self, mask: Array) -> Iterator[Call]:
        """shares = mask · weights / the number of positions that the mask leaves."""
        count, one = self._context.empty(()), self._context.constant(1)
        yield partial(np.add.reduce, mask, None, count.dtype, count)
        yield partial(np.maximum, count, one, out=count)
        if self._weights is None:
            yield partial(np.divide, mask, count, self._shares)
        else:
            yield partial(np.multiply, mask, self._broadcast(self._weights), self._shares)
            yield partial(np.divide, self._shares, count, self._shares)

    def _broadcast(self, weights: Array) -> Array:
        """Weights with the axes of the positions: one for a sample counts at all of its positions."""
        return weights.reshape(weights.shape + (1,) * (self._each.ndim - weights.ndim))
