"""What every metric declares."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Literal, cast

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.losses import Loss, TargetForm


class Metric(Declaration, frozen=True, kw_only=True):
    """A figure gathered over the samples of an epoch.

    A metric keeps totals in a float64 vector, so that its result over any batches is that over all their samples.
    """

    kind: ClassVar[str] = "metric"
    target_form: ClassVar[TargetForm | Literal["any"]] = "values"
    better: ClassVar[Literal["higher", "lower"]] = "lower"
    heeds_masks: ClassVar[bool] = True
    """Whether positions that are masked do not count; as in Keras, only metrics that are means leave them out."""

    @property
    def key(self) -> str:
        """Keras' default name: the key in a history."""
        return self.short_name

    def totals(self, prediction: Shape) -> int:
        """How many totals it keeps for predictions of this shape (without the batch axis)."""
        return 2

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add a batch to the totals.

        `weights`, of shape `p.shape[:-1]`, tell how much each position counts; without them all count the same.
        """
        raise NotImplementedError

    def result(self, totals: Array) -> float:
        """The figure so far; by default total / count."""
        return float(totals[0] / totals[1]) if totals[1] else 0.0

    def objection(self, target: TargetForm, prediction: Shape) -> str | None:
        """Why it cannot judge predictions of this shape, as the end of a sentence; None if it can."""
        return None

    def resolved(self, target: TargetForm, prediction: Shape) -> Metric:
        """The metric itself, or the one that a string stands for with this target and these predictions."""
        return self


def bind_mean(values: Array, totals: Array, ctx: Context, weights: Array | None) -> Calls:
    """Add the sum of a batch's values and their number to the totals; with weights, each as often as they say."""
    total, count = ctx.empty((), np.float64), np.full((), values.size, np.float64)
    if weights is None:
        yield partial(np.add.reduce, values, None, np.float64, total)
    else:
        rows = values.reshape(weights.size, -1)
        weighted = ctx.empty(rows.shape, np.float64)
        yield partial(np.multiply, rows, weights.reshape(-1, 1), weighted)
        yield partial(np.add.reduce, weighted, None, np.float64, total)
        yield partial(np.add.reduce, weights, None, np.float64, count)
        yield partial(np.multiply, count, np.full((), rows.shape[1], np.float64), count)
    yield from _add_to(totals, total, count)


def _add_to(totals: Array, total: Array, number: Array) -> Calls:
    first, count = totals[0:1].reshape(()), totals[1:2].reshape(())
    yield partial(np.add, first, total, first)
    yield partial(np.add, count, number, count)


def mean_of(loss: Loss, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None) -> Calls:
    """Add the losses of a batch and their number to the totals."""
    each = ctx.empty(p.shape[:-1])
    yield from loss.forward(y, p, each, cast(Context, _Apart(ctx)))
    yield from bind_mean(each, totals, ctx, weights)


class _Apart:
    """A context for the kernels of a loss that is only measured: what they keep is not what the trained one keeps."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._kept: dict[str, Array] = {}

    def keep(self, name: str, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        if name not in self._kept:
            self._kept[name] = self._ctx.empty(shape, dtype)
        return self._kept[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ctx, name)
