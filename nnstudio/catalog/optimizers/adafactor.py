"""A rule that remembers the rows and columns of a weight instead of all its values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls
from nnstudio.catalog.optimizers.base import Optimizer, Rate


class Adafactor(Optimizer, frozen=True, kw_only=True):
    """Divides steps by the mean squares of their row and column, and measures them by the weight's own size.

    It has little to remember for large weights (Shazeer and Stern, 2018). A step is the rate times the root mean
    square of the weight; the rate is never above 1 / √t at step t.
    """

    formula: ClassVar[str] = (
        "v = row · column / mean row, from running means of g² + epsilon_1;  u = g / √v;  "
        "w -= min(learning_rate, 1 / √t) · max(epsilon_2, rms w) · u / max(1, rms u / clip_threshold)"
    )
    note_on_pytorch: ClassVar[str] = "The learning rate is 0.01 there and 0.001 here; the rule is the same."
    by_weight: ClassVar[bool] = True
    counts_steps: ClassVar[bool] = True

    learning_rate: Rate = 0.001
    beta_2_decay: Annotated[
        float, Meta(title="Beta 2 decay", description="How the memory of squares grows: β₂ is 1 - t to this power.")
    ] = -0.8
    epsilon_1: Annotated[
        float, Meta(ge=0, title="Epsilon 1", description="A small number that is added to squared gradients.")
    ] = 1e-30
    epsilon_2: Annotated[
        float, Meta(ge=0, title="Epsilon 2", description="The least size that a weight is taken for.")
    ] = 0.001
    clip_threshold: Annotated[
        float, Meta(gt=0, title="Clip threshold", description="The root mean square that steps are cut to.")
    ] = 1.0
    relative_step: Annotated[
        bool, Meta(title="Relative step", description="As in Keras: the rate is cut to 1 / √t in either case.")
    ] = True

    @property
    def slots(self) -> Mapping[str, float]:
        """The mean squares of rows (of all values, for a weight without rows) and of columns; most of it unused."""
        return {"row": 0.0, "column": 0.0}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The rate, and how much of the mean squares is kept and is new."""
        new = step**self.beta_2_decay
        return {"rate": min(learning_rate, 1 / math.sqrt(step)), "kept": 1 - new, "new": new}

    def update_weight(
        self, path: str, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """u = g / √v; w -= rate · max(epsilon_2, rms w) · u / max(1, rms u / clip_threshold)."""
        yield partial(np.square, g, scratch)
        yield partial(np.add, scratch, np.full((), self.epsilon_1, w.dtype), scratch)
        yield from (_factored if w.ndim >= 2 else _whole)(slots, rates, scratch)
        yield partial(np.sqrt, scratch, scratch)
        yield partial(np.divide, g, scratch, scratch)
        size, too_large = np.zeros((), w.dtype), np.zeros((), w.dtype)
        yield from _root_mean_square(w, size)
        yield partial(np.maximum, size, np.full((), self.epsilon_2, w.dtype), out=size)
        yield from _root_mean_square(scratch, too_large)
        yield partial(np.divide, too_large, np.full((), self.clip_threshold, w.dtype), too_large)
        yield partial(np.maximum, too_large, np.ones((), w.dtype), out=too_large)
        yield partial(np.multiply, size, rates["rate"], size)
        yield partial(np.divide, size, too_large, size)
        yield partial(np.multiply, scratch, size, scratch)
        yield partial(np.subtract, w, scratch, w)


def _whole(slots: Mapping[str, Array], rates: Mapping[str, Array], squares: Array) -> Iterator[Call]:
    """squares = the running mean of themselves."""
    mean = slots["row"]
    yield partial(np.multiply, squares, rates["new"], squares)
    yield partial(np.multiply, mean, rates["kept"], mean)
    yield partial(np.add, mean, squares, mean)
    yield partial(np.copyto, squares, mean)


def _factored(slots: Mapping[str, Array], rates: Mapping[str, Array], squares: Array) -> Iterator[Call]:
    """squares = what the running means of rows and columns make of them."""
    shape, dtype = squares.shape, squares.dtype
    row, column = _first(slots["row"], shape[:-1]), _first(slots["column"], (*shape[:-2], shape[-1]))
    for mean, axis in ((row, -1), (column, -2)):
        new = np.empty_like(mean)
        yield partial(np.add.reduce, squares, axis, None, new)
        yield partial(np.multiply, new, np.full((), 1 / shape[axis], dtype), new)
        yield partial(np.multiply, new, rates["new"], new)
        yield partial(np.multiply, mean, rates["kept"], mean)
        yield partial(np.add, mean, new, mean)
    share, of_rows = np.empty_like(row), np.empty((*row.shape[:-1], 1), dtype)
    yield partial(np.add.reduce, row, -1, None, of_rows, keepdims=True)
    yield partial(np.multiply, of_rows, np.full((), 1 / row.shape[-1], dtype), of_rows)
    yield partial(np.divide, row, of_rows, share)
    yield partial(np.multiply, share[..., None], column[..., None, :], squares)


def _first(slot: Array, shape: tuple[int, ...]) -> Array:
    """The beginning of a slot, in another shape."""
    return slot.reshape(-1)[: math.prod(shape)].reshape(shape)


def _root_mean_square(values: Array, out: Array) -> Iterator[Call]:
    flat = values.reshape(-1)
    yield partial(np.dot, flat, flat, out)
    yield partial(np.multiply, out, np.full((), 1 / values.size, values.dtype), out)
    yield partial(np.sqrt, out, out)
