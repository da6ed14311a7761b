"""Layers that add or multiply normally distributed noise while training."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.layers.normal_draws import normal_draws
from nnstudio.catalog.layers.regularization.base import Seed, _InTraining
from nnstudio.sentence import Sentence


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
