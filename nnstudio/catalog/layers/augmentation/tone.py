"""Pictures made brighter or darker, or richer or poorer in contrast, at random."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.augmentation.base import _Augmentation
from nnstudio.catalog.layers.augmentation.factors import Part, drawn, interval, interval_text
from nnstudio.catalog.layers.regularization.base import Seed

ValueRange: TypeAlias = Annotated[
    tuple[float, float], Meta(title="Value range", description="The least and the largest value of a picture.")
]


class _Toning(_Augmentation, frozen=True, kw_only=True):
    """Changes values and cuts them to the range that pictures have."""

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """The changed values, cut; which of them were inside is kept."""
        low, high = (ctx.constant(value) for value in self.limits)
        inside, is_below = ctx.keep("inside", x.shape, bool), ctx.empty(x.shape, bool)
        yield from self.tone(x, out, ctx)
        yield partial(np.greater, out, low, inside)
        yield partial(np.less, out, high, is_below)
        yield partial(np.logical_and, inside, is_below, inside)
        yield partial(np.clip, out, low, high, out)

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the largest value."""
        raise NotImplementedError

    def tone(self, x: Array, out: Array, ctx: Context) -> Calls:
        """Write the changed values to `out`."""
        raise NotImplementedError

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """dx = dout where nothing was cut off."""
        yield partial(np.multiply, dout, ctx.keep("inside", dout.shape, bool), dx)


class RandomBrightness(_Toning, frozen=True, kw_only=True):
    """Makes every picture brighter or darker by a random amount while training.

    The factor is a part of the value range: 0.2 adds up to ± 51 to values of 0 to 255. Set the value range to that of
    the pictures as the network sees them.
    """

    formula: ClassVar[str] = "y = x + δ · (high - low), δ ~ U(factor), cut to the value range"

    factor: Annotated[
        tuple[Part, ...],
        Meta(title="Factor", description="How far it goes: a number f for -f to f, or the two ends of an interval."),
    ]
    value_range: ValueRange = (0.0, 255.0)
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The factor."""
        return interval_text(self.factor)

    @property
    def limits(self) -> tuple[float, float]:
        """The value range, in order."""
        return min(self.value_range), max(self.value_range)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.factor, "factor")
        return super().output_shape(*inputs)

    def tone(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x + delta."""
        (least, most), (low, high) = interval(self.factor, "factor"), self.limits
        delta = ctx.empty((len(x), 1, 1, 1))
        yield from drawn(least * (high - low), most * (high - low), delta, ctx)
        yield partial(np.add, x, delta, out)


class RandomContrast(_Toning, frozen=True, kw_only=True):
    """Makes the contrast of every picture stronger or weaker at random while training.

    Values move away from the mean of their channel, or towards it. A single number f draws the strength from 1 to
    1 + f, as Keras 3 does it; two numbers a and b draw it from 1 - a to 1 + b. Set the value range to that of the
    pictures as the network sees them.
    """

    formula: ClassVar[str] = "y = (x - mean) · strength + mean, strength ~ U(1 - a, 1 + b), cut to the value range"

    factor: Annotated[
        tuple[Part, ...],
        Meta(title="Factor", description="How far it goes: a number f for 1 to 1 + f, or a and b for 1 - a to 1 + b."),
    ]
    value_range: ValueRange = (0.0, 255.0)
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The factor."""
        return ", ".join(f"{value:.4g}" for value in self.factor)

    @property
    def limits(self) -> tuple[float, float]:
        """The value range."""
        return self.value_range

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.factor, "factor")
        return super().output_shape(*inputs)

    def tone(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = (x - mean) · strength + mean."""
        least, most = interval(self.factor, "factor", floor=0)
        strength, mean = ctx.keep("strength", (len(x), 1, 1, 1)), ctx.empty((len(x), 1, 1, x.shape[3]))
        yield from drawn(1 - least, 1 + most, strength, ctx)
        yield from _mean(x, mean, ctx)
        yield partial(np.subtract, x, mean, out)
        yield partial(np.multiply, out, strength, out)
        yield partial(np.add, out, mean, out)

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """dx = strength · (g - mean g) + mean g, where g is dout where nothing was cut off."""
        mean = ctx.empty((len(dx), 1, 1, dx.shape[3]))
        yield from super().change_back(dout, dx, ctx)
        yield from _mean(dx, mean, ctx)
        yield partial(np.subtract, dx, mean, dx)
        yield partial(np.multiply, dx, ctx.keep("strength", (len(dx), 1, 1, 1)), dx)
        yield partial(np.add, dx, mean, dx)


def _mean(pictures: Array, out: Array, ctx: Context) -> Calls:
    """The mean of every channel of every picture."""
    yield partial(np.add.reduce, pictures, (1, 2), None, out, True)
    yield partial(np.multiply, out, ctx.constant(1 / (pictures.shape[1] * pictures.shape[2])), out)
