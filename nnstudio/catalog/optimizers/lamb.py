"""Adam with a step for every weight that is measured by the weight's own length."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls
from nnstudio.catalog.optimizers.base import Beta1, Beta2, Epsilon, Optimizer, Rate


class Lamb(Optimizer, frozen=True, kw_only=True):
    """Adam whose step for every weight has the length of that weight, times the rate: for large batches.

    A kernel or bias counts as a whole (You et al., 2019). Where a weight or its step is zero, the step is Adam's.
    """

    formula: ClassVar[str] = "u = m̂ / (√v̂ + epsilon), as in Adam;  w -= learning_rate · ‖w‖ / ‖u‖ · u"
    by_weight: ClassVar[bool] = True
    counts_steps: ClassVar[bool] = True

    learning_rate: Rate = 0.001
    beta_1: Beta1 = 0.9
    beta_2: Beta2 = 0.999
    epsilon: Epsilon = 1e-7

    @property
    def slots(self) -> Mapping[str, float]:
        """The sums of gradients and of squares, m / (1 - beta_1) and v / (1 - beta_2)."""
        return {"momentum": 0.0, "velocity": 0.0}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The learning rate, and the corrections of both sums for their start at zero."""
        return {
            "rate": learning_rate,
            "of_momentum": (1 - self.beta_1) / (1 - self.beta_1**step),
            "of_velocity": math.sqrt((1 - self.beta_2) / (1 - self.beta_2**step)),
        }

    def update_weight(
        self, path: str, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """u = of_momentum · M / (of_velocity · √V + epsilon); w -= learning_rate · ‖w‖ / ‖u‖ · u."""
        m, v = slots["momentum"], slots["velocity"]
        yield partial(np.multiply, m, np.full((), self.beta_1, w.dtype), m)
        yield partial(np.add, m, g, m)
        yield partial(np.multiply, v, np.full((), self.beta_2, w.dtype), v)
        yield partial(np.multiply, g, g, scratch)
        yield partial(np.add, v, scratch, v)
        yield partial(np.sqrt, v, scratch)
        yield partial(np.multiply, scratch, rates["of_velocity"], scratch)
        yield partial(np.add, scratch, np.full((), self.epsilon, w.dtype), scratch)
        yield partial(np.divide, m, scratch, scratch)
        yield partial(np.multiply, scratch, rates["of_momentum"], scratch)
        length, of_step, factor = (np.zeros((), w.dtype) for _ in range(3))
        for values, square in ((w.reshape(-1), length), (scratch.reshape(-1), of_step)):
            yield partial(np.dot, values, values, square)
        yield partial(_trust, length, of_step, factor)
        yield partial(np.multiply, factor, rates["rate"], factor)
        yield partial(np.multiply, scratch, factor, scratch)
        yield partial(np.subtract, w, scratch, w)


def _trust(square_of_weight: Array, square_of_step: Array, factor: Array) -> None:
    """factor = ‖w‖ / ‖u‖, or 1 where either is zero."""
    both = square_of_weight > 0 and square_of_step > 0
    factor.fill(math.sqrt(square_of_weight / square_of_step) if both else 1)
