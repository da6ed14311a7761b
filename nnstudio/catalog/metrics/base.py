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

    @property
    def key(self) -> str:
        """Keras' default name: the key in a history."""
        return self.short_name

    def totals(self, prediction: Shape) -> int:
        """How many totals it keeps for predictions of this shape (without the batch axis)."""
        return 2

    def update(self, y: Array, p: Array, totals: Array, ctx: Context) -> Calls:
        """Add a batch to the totals."""
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


def count_in(totals: Array, total: Array, samples: int) -> Calls:
    """Add a batch's total and its number of samples to the totals."""
    first, count = totals[0:1].reshape(()), totals[1:2].reshape(())
    yield partial(np.add, first, total, first)
    yield partial(np.add, count, np.full((), samples, np.float64), count)


def mean_of(loss: Loss, y: Array, p: Array, totals: Array, ctx: Context) -> Calls:
    """Add the losses of a batch and their number to the totals."""
    each, total = ctx.empty(p.shape[:-1]), ctx.empty((), np.float64)
    yield from loss.forward(y, p, each, cast(Context, _Apart(ctx)))
    yield partial(np.add.reduce, each, None, np.float64, total)
    yield from count_in(totals, total, each.size)


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
