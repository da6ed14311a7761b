"""Layers that drop values while training."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.base import require_rank
from nnstudio.catalog.layers.regularization.base import Seed, _InTraining
from nnstudio.catalog.layers.regularization.dropout_mask import Rate, dropout_mask, staying
from nnstudio.catalog.layers.regularization.noise_shape import NoiseShape, drawn_shape, require_noise_shape
from nnstudio.sentence import Sentence


class _Dropping(_InTraining, frozen=True, kw_only=True):
    """Sets values to zero and makes the others larger."""

    formula: ClassVar[str] = "y = x · mask / (1 - rate), mask = 0 with probability rate, else 1"

    rate: Rate
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The rate."""
        return Sentence("{rate:.4g} dropped", rate=self.rate)

    @property
    def strength(self) -> float:
        """The rate."""
        return self.rate

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x · mask, with a new mask at every step."""
        factors = ctx.keep("factors", self.factors_shape(x.shape))
        yield from self.draw(factors, ctx)
        yield partial(np.multiply, x, factors, out)

    def draw(self, factors: Array, ctx: Context) -> Calls:
        """Write the mask."""
        return dropout_mask(self.rate, factors, ctx)


class Dropout(_Dropping, frozen=True, kw_only=True):
    """Sets random values to zero while training, so that the network relies on no single one.

    The values that stay are made larger by 1 / (1 - rate), which keeps their sum as it was on average; evaluation and
    prediction use all values as they are (Srivastava et al., 2014).
    """

    rate: Rate
    noise_shape: NoiseShape | None = None
    seed: Seed | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_noise_shape(self.noise_shape, inputs[0])
        return inputs[0]

    def factors_shape(self, shape: Shape) -> Shape:
        """One factor for each value, but along axes where all have the same."""
        return drawn_shape(self.noise_shape, shape)


class SpatialDropout1D(_Dropping, frozen=True, kw_only=True):
    """Sets whole channels of a sequence to zero while training.

    Neighbors in a sequence say almost the same, so that dropping single ones, as Dropout does, hides little of them;
    this drops a channel at all steps together (Tompson et al., 2014).
    """

    note_on_pytorch: ClassVar[str] = "It is called Dropout1d."

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_rank(inputs[0], 2, "steps, channels")
        return inputs[0]

    def factors_shape(self, shape: Shape) -> Shape:
        """One for each channel of a sample."""
        return (shape[0], 1, shape[2])


class SpatialDropout2D(_Dropping, frozen=True, kw_only=True):
    """Sets whole channels of a picture to zero while training.

    Neighbors in a picture say almost the same, so that dropping single ones, as Dropout does, hides little of them;
    this drops a channel at all places together (Tompson et al., 2014).
    """

    note_on_pytorch: ClassVar[str] = "It is called Dropout2d."

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_rank(inputs[0], 3, "height, width, channels")
        return inputs[0]

    def factors_shape(self, shape: Shape) -> Shape:
        """One for each channel of a sample, side by side with itself along a row: products of long rows are faster."""
        return (shape[0], 1, *shape[2:])

    def draw(self, factors: Array, ctx: Context) -> Calls:
        """Write the mask for one place, and copy it along the row."""
        mask = ctx.empty((len(factors), 1, 1, factors.shape[3]))
        yield from dropout_mask(self.rate, mask, ctx)
        yield partial(np.copyto, factors, mask)


class AlphaDropout(_InTraining, frozen=True, kw_only=True):
    """A Dropout for networks with SELU, whose values keep their mean 0 and variance 1 through it.

    Dropped values become -1.758, which is SELU's lowest, and all values are then scaled and moved to where mean and
    variance are what they were (Klambauer et al., 2017).
    """

    formula: ClassVar[str] = "y = a · (x · mask - 1.758 · (1 - mask)) + b, mask = 0 with probability rate, else 1"

    rate: Annotated[float, Meta(ge=0, lt=1, title="Rate", description="The part of the values that is dropped.")]
    noise_shape: NoiseShape | None = None
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The rate."""
        return Sentence("{rate:.4g} dropped", rate=self.rate)

    @property
    def strength(self) -> float:
        """The rate."""
        return self.rate

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_noise_shape(self.noise_shape, inputs[0])
        return inputs[0]

    def factors_shape(self, shape: Shape) -> Shape:
        """One factor for each value, but along axes where all have the same."""
        return drawn_shape(self.noise_shape, shape)

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x · a · mask + (a · lowest · (1 - mask) + b)."""
        lowest = -1.6732632423543772 * 1.0507009873554805
        a = ((1 - self.rate) * (1 + self.rate * lowest**2)) ** -0.5
        b = -a * lowest * self.rate
        shape = self.factors_shape(x.shape)
        factors, offsets, stays = ctx.keep("factors", shape), ctx.empty(shape), ctx.empty(shape, bool)
        yield from staying(self.rate, stays, ctx)
        yield partial(np.multiply, stays, ctx.constant(a), factors)
        yield partial(np.multiply, stays, ctx.constant(-a * lowest), offsets)
        yield partial(np.add, offsets, ctx.constant(a * lowest + b), offsets)
        yield partial(np.multiply, x, factors, out)
        yield partial(np.add, out, offsets, out)
