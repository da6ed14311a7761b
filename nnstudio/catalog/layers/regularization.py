"""Layers that keep a network from learning its training data by heart."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, require_rank, shape_text
from nnstudio.catalog.layers.normal_draws import normal_draws
from nnstudio.catalog.regularizers import L1L2, AbsoluteStrength, Regularizer, SquareStrength
from nnstudio.sentence import Sentence

Seed: TypeAlias = Annotated[
    int, Meta(ge=0, title="Seed", description="Begins this layer's random numbers; none: the run's seed.")
]
Rate: TypeAlias = Annotated[
    float, Meta(ge=0, le=1, title="Rate", description="The part of the values that is dropped.")
]

NoiseShape: TypeAlias = Annotated[
    tuple[Annotated[int, Meta(ge=1)] | None, ...],
    Meta(
        title="Noise shape",
        description="How much is drawn along each axis, the batch first: 1 for the same all along it, or left open.",
    ),
]


class _InTraining(Layer, frozen=True, kw_only=True):
    """Changes values at random while training; evaluation and prediction use them as they are."""

    supports_mask: ClassVar[bool] = True
    category: ClassVar[str] = "Regularization"

    @property
    def strength(self) -> float:
        """How much it changes; at zero it changes nothing."""
        raise NotImplementedError

    @property
    def draws_numbers(self) -> bool:
        """For every value that it changes."""
        return True

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x, changed in training."""
        if self._acts(ctx):
            yield from self.change(x, out, ctx)
        else:
            yield partial(np.copyto, out, x)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout, changed in the same way."""
        if dx is None:
            return
        if self._acts(ctx):
            yield from self.change_back(dout, dx, ctx)
        else:
            yield partial(np.copyto, dx, dout)

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """Write x with new random changes to `out`, and keep what `change_back` needs of them."""
        raise NotImplementedError

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """Write the gradient to `dx`: dout times the factors that were kept, unless a type says otherwise."""
        yield partial(np.multiply, dout, ctx.keep("factors", self.factors_shape(dout.shape)), dx)

    def factors_shape(self, shape: Shape) -> Shape:
        """The shape of the factors for values of this shape: one for each."""
        return shape

    def _acts(self, ctx: Context) -> bool:
        return ctx.training and self.strength > 0


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
        _require_noise(self.noise_shape, inputs[0])
        return inputs[0]

    def factors_shape(self, shape: Shape) -> Shape:
        """One factor for each value, but along axes where all have the same."""
        return _noise(self.noise_shape, shape)


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


class GaussianNoise(_InTraining, frozen=True, kw_only=True):
    """Adds random noise while training, so that the network learns not to mind small differences."""

    formula: ClassVar[str] = "y = x + noise, noise ~ N(0, stddev²)"

    stddev: Annotated[
        float, Meta(ge=0, le=1, title="Standard deviation", description="How far the noise spreads around zero.")
    ]
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The spread of the noise."""
        return f"± {self.stddev:.4g}"

    @property
    def strength(self) -> float:
        """The spread of the noise."""
        return self.stddev

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x + noise."""
        draws, noise = ctx.empty(x.shape, np.float32), ctx.empty(x.shape)
        yield from normal_draws(draws, ctx)
        yield partial(np.multiply, draws, ctx.constant(self.stddev), noise)
        yield partial(np.add, x, noise, out)

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """dx = dout."""
        yield partial(np.copyto, dx, dout)


class GaussianDropout(_InTraining, frozen=True, kw_only=True):
    """Multiplies every value by a random number around 1 while training.

    The factors spread as much as those of a Dropout with the same rate, but none of them drops a value entirely.
    """

    formula: ClassVar[str] = "y = x · noise, noise ~ N(1, rate / (1 - rate))"

    rate: Annotated[
        float,
        Meta(ge=0, lt=1, title="Rate", description="The rate of the Dropout whose factors spread as much."),
    ]
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The rate."""
        return Sentence("rate {rate:.4g}", rate=self.rate)

    @property
    def strength(self) -> float:
        """The rate."""
        return self.rate

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x · (1 + noise)."""
        draws, factors = ctx.empty(x.shape, np.float32), ctx.keep("factors", x.shape)
        yield from normal_draws(draws, ctx)
        yield partial(np.multiply, draws, ctx.constant((self.rate / (1 - self.rate)) ** 0.5), factors)
        yield partial(np.add, factors, ctx.constant(1), factors)
        yield partial(np.multiply, x, factors, out)


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
        _require_noise(self.noise_shape, inputs[0])
        return inputs[0]

    def factors_shape(self, shape: Shape) -> Shape:
        """One factor for each value, but along axes where all have the same."""
        return _noise(self.noise_shape, shape)

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x · a · mask + (a · lowest · (1 - mask) + b)."""
        lowest = -1.6732632423543772 * 1.0507009873554805
        a = ((1 - self.rate) * (1 + self.rate * lowest**2)) ** -0.5
        b = -a * lowest * self.rate
        shape = self.factors_shape(x.shape)
        factors, offsets, stays = ctx.keep("factors", shape), ctx.empty(shape), ctx.empty(shape, bool)
        yield from _staying(self.rate, stays, ctx)
        yield partial(np.multiply, stays, ctx.constant(a), factors)
        yield partial(np.multiply, stays, ctx.constant(-a * lowest), offsets)
        yield partial(np.add, offsets, ctx.constant(a * lowest + b), offsets)
        yield partial(np.multiply, x, factors, out)
        yield partial(np.add, out, offsets, out)


class ActivityRegularization(Layer, frozen=True, kw_only=True):
    """Hands values on as they are, and adds a penalty on them to the loss.

    It keeps values small (l2) or lets only a few of them differ from zero (l1). The penalty is that of all values,
    divided by the batch size.
    """

    category: ClassVar[str] = "Regularization"
    formula: ClassVar[str] = "y = x, loss += (l1 · Σ |x| + l2 · Σ x²) / batch size"
    note_on_pytorch: ClassVar[str] = "There is none; the penalty is added to the loss by hand."
    supports_mask: ClassVar[bool] = True

    l1: AbsoluteStrength = 0.0
    l2: SquareStrength = 0.0

    @property
    def summary(self) -> str:
        """The strengths that are set."""
        strengths = {"l1": self.l1, "l2": self.l2}
        return " · ".join(f"{name} {strength:.4g}" for name, strength in strengths.items() if strength)

    @property
    def activity_penalty(self) -> Regularizer | None:
        """Both penalties."""
        return L1L2(l1=self.l1, l2=self.l2) if self.l1 or self.l2 else None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x."""
        yield partial(np.copyto, out, x)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout, to which the plan has added the gradient of the penalty."""
        if dx is not None:
            yield partial(np.copyto, dx, dout)


def dropout_mask(rate: float, mask: Array, ctx: Context) -> Calls:
    """mask = 0 with probability rate, else 1 / (1 - rate), drawn anew at every step."""
    stays = ctx.empty(mask.shape, bool)
    yield from _staying(rate, stays, ctx)
    yield partial(np.multiply, stays, ctx.constant(1 / (1 - rate) if rate < 1 else 0), mask)


def _staying(rate: float, stays: Array, ctx: Context) -> Calls:
    """stays = false with probability rate."""
    draws = ctx.empty(stays.shape, np.float32)
    yield partial(ctx.rng.random, None, np.float32, draws)
    yield partial(np.greater_equal, draws, np.full((), rate, np.float32), stays)


def _require_noise(noise_shape: tuple[int | None, ...] | None, shape: Shape) -> None:
    """Raise ShapeError unless so much noise can be spread over samples of this shape."""
    if noise_shape is None:
        return
    if len(noise_shape) != len(shape) + 1:
        raise ShapeError(
            Sentence(
                "needs {count} numbers as its noise shape for an input of {shape}, with one for the batch, not {given}",
                count=len(shape) + 1,
                shape=shape_text(shape),
                given=len(noise_shape),
            ),
            "noise_shape",
        )
    for axis, (drawn, length) in enumerate(zip(noise_shape, (1, *shape), strict=True)):
        if drawn not in {None, 1, length}:
            known = Sentence("has {length} places", length=length) if axis else Sentence("is the batch")
            raise ShapeError(
                Sentence(
                    "draws {drawn} numbers along axis {axis}, which {known}; draw 1, or leave it open",
                    drawn=drawn,
                    axis=axis,
                    known=known,
                ),
                "noise_shape",
            )


def _noise(noise_shape: tuple[int | None, ...] | None, shape: Shape) -> Shape:
    """The shape of what is drawn for values of this shape."""
    if noise_shape is None:
        return shape
    return tuple(length if drawn is None else drawn for drawn, length in zip(noise_shape, shape, strict=True))
