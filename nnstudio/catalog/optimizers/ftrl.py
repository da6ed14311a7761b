"""A rule for models with very many weights of which few are to be left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls
from nnstudio.catalog.optimizers.base import Optimizer, Rate


class Ftrl(Optimizer, frozen=True, kw_only=True):
    """Follows the best weights for all gradients so far, with penalties on them (McMahan et al., 2013).

    It computes every weight anew from sums that begin with nothing: what a weight was at first is forgotten at the
    first step. A weight whose sum is within the L1 strength is exactly 0. The learning rate must not be 0.
    """

    formula: ClassVar[str] = (
        "a' = a + g²;  z += g + 2 · shrinkage · w - (a'^-power - a^-power) / learning_rate · w;  "
        "w = (min(max(z, -l1), l1) - z) / ((a'^-power + beta) / learning_rate + 2 · l2)"
    )

    learning_rate: Rate = 0.001
    learning_rate_power: Annotated[
        float, Meta(le=0, title="Learning rate power", description="How steps shrink with the sum; 0 for not at all.")
    ] = -0.5
    initial_accumulator_value: Annotated[
        float, Meta(ge=0, title="Initial sum", description="What the sum of squared gradients begins with.")
    ] = 0.1
    l1_regularization_strength: Annotated[
        float, Meta(ge=0, title="L1 strength", description="Strength of the penalty on absolute values.")
    ] = 0.0
    l2_regularization_strength: Annotated[
        float, Meta(ge=0, title="L2 strength", description="Strength of the penalty on squares, for all steps so far.")
    ] = 0.0
    l2_shrinkage_regularization_strength: Annotated[
        float, Meta(ge=0, title="L2 shrinkage", description="Strength of the penalty on squares, at every step anew.")
    ] = 0.0
    beta: Annotated[float, Meta(ge=0, title="Beta", description="Makes steps smaller, most of all the first ones.")] = (
        0.0
    )

    @property
    def slots(self) -> Mapping[str, float]:
        """The sum of squared gradients, and the linear part of what is followed."""
        return {"accumulator": self.initial_accumulator_value, "linear": 0.0}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """One divided by the learning rate."""
        return {"inverse": 1 / learning_rate if learning_rate else math.inf}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """w = (z cut to ± l1 - z) / ((a^-power + beta) / learning_rate + 2 · l2)."""
        total, linear, inverse = slots["accumulator"], slots["linear"], rates["inverse"]
        beta, limit = np.full((), self.beta, w.dtype), np.full((), self.l1_regularization_strength, w.dtype)
        twice_l2 = np.full((), 2 * self.l2_regularization_strength, w.dtype)
        yield from self._shrink(w, linear, scratch)
        yield partial(np.add, linear, g, linear)
        yield self._power(total, scratch)
        yield partial(np.multiply, g, g, g)
        yield partial(np.add, total, g, total)
        yield self._power(total, g)
        yield partial(np.subtract, g, scratch, scratch)
        yield partial(np.multiply, scratch, inverse, scratch)
        yield partial(np.multiply, scratch, w, scratch)
        yield partial(np.subtract, linear, scratch, linear)
        yield partial(np.add, g, beta, g)
        yield partial(np.multiply, g, inverse, g)
        yield partial(np.add, g, twice_l2, g)
        yield partial(np.clip, linear, -limit, limit, scratch)
        yield partial(np.subtract, scratch, linear, scratch)
        yield partial(np.divide, scratch, g, w)

    def _shrink(self, w: Array, linear: Array, scratch: Array) -> Iterator[Call]:
        if self.l2_shrinkage_regularization_strength:
            twice = np.full((), 2 * self.l2_shrinkage_regularization_strength, w.dtype)
            yield partial(np.multiply, w, twice, scratch)
            yield partial(np.add, linear, scratch, linear)

    def _power(self, total: Array, out: Array) -> Call:
        """out = total^-power, for which the usual power is a root."""
        if self.learning_rate_power == -0.5:
            return partial(np.sqrt, total, out)
        return partial(np.power, total, np.full((), -self.learning_rate_power, total.dtype), out)
