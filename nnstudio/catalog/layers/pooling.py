"""Layers that make sequences and pictures smaller, window by window."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.catalog.layers.pooling_stages import Stage
from nnstudio.catalog.layers.windows import PADDING_IN_PYTORCH, Padding, Pair, Single, Window
from nnstudio.sentence import Sentence, dotted, joined

_STRIDES = Meta(title="Strides", description="How far the window moves; none moves it by its own size.")
Strides1D = Annotated[Single, _STRIDES]
Strides2D = Annotated[Pair, _STRIDES]
PoolSize1D = Annotated[Single, Meta(title="Pool size", description="Number of steps in the window.")]
PoolSize2D = Annotated[Pair, Meta(title="Pool size", description="Height and width of the window.")]

_MEAN_IN_PYTORCH = joined(
    (
        PADDING_IN_PYTORCH,
        Sentence("Padding counts in the mean there unless count_include_pad is off, and never here."),
    )
)


class _Pooling(Layer, frozen=True, kw_only=True):
    """A window that gives one value for every channel, wherever it stands."""

    category: ClassVar[str] = "Pooling"

    pool_size: tuple[int, ...]
    strides: tuple[int, ...] | None = None
    padding: Padding = "valid"

    @property
    def summary(self) -> str:
        """The window, and its strides where they are given."""
        size = shape_text(self.pool_size)
        return dotted((size, Sentence("stride {strides}", strides=shape_text(self.strides)) if self.strides else ""))

    @property
    def window(self) -> Window:
        """The window that slides."""
        return Window("pool_size", self.pool_size, self.strides or self.pool_size, self.padding)

    def output_shape(self, *inputs: Shape) -> Shape:
        """(windows along each axis, channels)."""
        return (*self.window.results(inputs[0]), inputs[0][-1])

    def stages(self, x: Array, out: Array, ctx: Context, *, rows_first: bool) -> list[tuple[Stage, Array, Array]]:
        """One stage for each axis, with the array that it reads and the one that it writes."""
        window, source = self.window, x
        axes = range(window.rank) if rows_first else reversed(range(window.rank))
        found: list[tuple[Stage, Array, Array]] = []
        for number, axis in enumerate(axes, start=1):
            stage = Stage(window, axis, x.shape[axis + 1])
            target = out if number == window.rank else ctx.keep(f"after stage {number}", stage.shape(source.shape))
            found.append((stage, source, target))
            source = target
        return found


class _MaxPooling(_Pooling, frozen=True, kw_only=True):
    """The largest value of every window: of every row of it, and then of these."""

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the maximum over the places of the window."""
        for stage, source, target in self.stages(x, out, ctx, rows_first=False):
            yield from stage.join(np.maximum, -np.inf, source, target)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout where x is the maximum; what a place takes is gone for the places after it."""
        if dx is None:
            return
        left = ctx.empty(out.shape)
        yield partial(np.copyto, left, dout)  # dout itself stays, for those who watch the gradients
        for stage, source, target in reversed(self.stages(x, out, ctx, rows_first=False)):
            dsource = dx if source is x else ctx.empty(source.shape)
            yield from stage.hand_to_equal(source, target, left, dsource, ctx)
            left = dsource


class _AveragePooling(_Pooling, frozen=True, kw_only=True):
    """The mean of every window."""

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the sum over the places of the window, divided by their number."""
        for stage, source, target in self.stages(x, out, ctx, rows_first=True):
            yield from stage.join(np.add, 0, source, target)
        yield partial(np.multiply, out, self._shares(x, out, ctx), out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = the shares of dout of all windows that hold the value."""
        if dx is None:
            return
        shares = ctx.empty(out.shape)
        yield partial(np.multiply, dout, self._shares(x, out, ctx), shares)
        for stage, source, _ in reversed(self.stages(x, out, ctx, rows_first=True)):
            dsource = dx if source is x else ctx.empty(source.shape)
            yield from stage.hand_back(shares, dsource)
            shares = dsource

    def _shares(self, x: Array, out: Array, ctx: Context) -> Array:
        """One by the number of values in each window."""
        counts = np.zeros((*out.shape[1:-1], 1))
        for tap in self.window.taps(x.shape[1:]):
            counts[tap.result] += 1
        if counts.min() == counts.max():
            return ctx.constant(1 / counts.max())
        shares = ctx.empty(counts.shape)
        shares[...] = 1 / counts
        return shares


class MaxPooling1D(_MaxPooling, frozen=True, kw_only=True):
    """Keeps the largest value of every window of steps.

    In the backward pass the gradient of a window goes to its largest value; of several equal ones, to the first.
    """

    formula: ClassVar[str] = "y[t] = max x[t · stride + i]"
    aliases: ClassVar[tuple[str, ...]] = ("MaxPool1D",)
    note_on_pytorch: ClassVar[str] = PADDING_IN_PYTORCH

    pool_size: PoolSize1D = (2,)
    strides: Strides1D | None = None


class MaxPooling2D(_MaxPooling, frozen=True, kw_only=True):
    """Keeps the largest value of every window.

    In the backward pass the gradient of a window goes to its largest value; of several equal ones, to the first.
    """

    formula: ClassVar[str] = "y[r, c] = max x[r · stride + i, c · stride + j]"
    aliases: ClassVar[tuple[str, ...]] = ("MaxPool2D",)
    note_on_pytorch: ClassVar[str] = PADDING_IN_PYTORCH

    pool_size: PoolSize2D = (2, 2)
    strides: Strides2D | None = None


class AveragePooling1D(_AveragePooling, frozen=True, kw_only=True):
    """Averages the values of every window of steps.

    With padding same, only the values inside the sequence count.
    """

    formula: ClassVar[str] = "y[t] = mean x[t · stride + i]"
    aliases: ClassVar[tuple[str, ...]] = ("AvgPool1D",)
    note_on_pytorch: ClassVar[str] = _MEAN_IN_PYTORCH

    pool_size: PoolSize1D
    strides: Strides1D | None = None


class AveragePooling2D(_AveragePooling, frozen=True, kw_only=True):
    """Averages the values of every window.

    With padding same, only the values inside the picture count.
    """

    formula: ClassVar[str] = "y[r, c] = mean x[r · stride + i, c · stride + j]"
    aliases: ClassVar[tuple[str, ...]] = ("AvgPool2D",)
    note_on_pytorch: ClassVar[str] = _MEAN_IN_PYTORCH

    pool_size: PoolSize2D
    strides: Strides2D | None = None
