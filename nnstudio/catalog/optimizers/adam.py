"""Adam and its kin."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls
from nnstudio.catalog.optimizers.base import Beta1, Beta2, Decay, Epsilon, Optimizer, Rate


class Adam(Optimizer, frozen=True, kw_only=True):
    """Running means of gradients and of their squares make every weight's step: the usual choice (Kingma and Ba, 2014).

    Epsilon is added before the squares are corrected for their start at zero ("epsilon hat"), as in Keras.

    The slots hold discounted sums rather than means, M = m / (1 - beta_1) and V = v / (1 - beta_2): the constant
    factors go into the rate and save two passes over all weights.
    """

    formula: ClassVar[str] = (
        "m = beta_1 · m + (1 - beta_1) · g;  v = beta_2 · v + (1 - beta_2) · g²;  "
        "w -= learning_rate · √(1 - beta_2ᵗ) / (1 - beta_1ᵗ) · m / (√v + epsilon)"
    )
    note_on_pytorch: ClassVar[str] = (
        "Epsilon is 1e-8 and is added after the squares are corrected for their start at zero; here it is "
        "1e-7, and added before. Weight decay goes into the gradient; here it is taken off the weights "
        "directly."
    )
    counts_steps: ClassVar[bool] = True

    learning_rate: Rate = 0.001
    beta_1: Beta1 = 0.9
    beta_2: Beta2 = 0.999
    epsilon: Epsilon = 1e-7
    amsgrad: Annotated[
        bool, Meta(title="AMSGrad", description="Divide by the largest running mean so far, so that steps never grow.")
    ] = False

    @property
    def slots(self) -> Mapping[str, float]:
        """The sums of gradients and of squares, and the largest of the latter for AMSGrad."""
        slots = {"momentum": 0.0, "velocity": 0.0}
        return slots | {"velocity_hat": 0.0} if self.amsgrad else slots

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The learning rate, corrected for the start at zero and with the factors of both sums."""
        correction = math.sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)
        return {"rate": learning_rate * correction * (1 - self.beta_1) / math.sqrt(1 - self.beta_2)}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """M = beta_1 · M + g; V = beta_2 · V + g²; w -= rate · M / (√V + epsilon / √(1 - beta_2))."""
        m, v = slots["momentum"], slots["velocity"]
        yield partial(np.multiply, m, np.full((), self.beta_1, w.dtype), m)
        yield partial(np.add, m, g, m)
        yield partial(np.multiply, v, np.full((), self.beta_2, w.dtype), v)
        yield partial(np.multiply, g, g, scratch)
        yield partial(np.add, v, scratch, v)
        if self.amsgrad:
            largest = slots["velocity_hat"]
            yield partial(np.maximum, largest, v, out=largest)
            v = largest
        yield partial(np.sqrt, v, scratch)
        yield partial(np.add, scratch, np.full((), self.epsilon / math.sqrt(1 - self.beta_2), w.dtype), scratch)
        yield partial(np.divide, m, scratch, scratch)
        yield partial(np.multiply, scratch, rates["rate"], scratch)
        yield partial(np.subtract, w, scratch, w)


class AdamW(Adam, frozen=True, kw_only=True):
    """Adam with weight decay that does not pass through the running means (Loshchilov and Hutter, 2019)."""

    short_name: ClassVar[str] = "adamw"
    formula: ClassVar[str] = "w -= learning_rate · weight_decay · w, then a step of Adam"
    note_on_pytorch: ClassVar[str] = (
        "The weight decay is 0.01 there and 0.004 here; epsilon is 1e-8, and added after the correction of the squares."
    )

    learning_rate: Rate = 0.001
    weight_decay: Decay | None = 0.004


class Adamax(Optimizer, frozen=True, kw_only=True):
    """Adam that divides by the largest of the last gradients instead of their running mean (Kingma and Ba, 2014).

    The largest one is forgotten slowly, by beta 2.
    """

    formula: ClassVar[str] = (
        "m = beta_1 · m + (1 - beta_1) · g;  u = max(beta_2 · u, |g|);  "
        "w -= learning_rate / (1 - beta_1ᵗ) · m / (u + epsilon)"
    )
    note_on_pytorch: ClassVar[str] = (
        "The learning rate is 0.002 and epsilon 1e-8; here they are 0.001 and 1e-7. Weight decay goes into "
        "the gradient; here it is taken off the weights directly."
    )
    counts_steps: ClassVar[bool] = True

    learning_rate: Rate = 0.001
    beta_1: Beta1 = 0.9
    beta_2: Annotated[
        float, Meta(ge=0, lt=1, title="Beta 2", description="How long the largest gradient is remembered.")
    ] = 0.999
    epsilon: Epsilon = 1e-7

    @property
    def slots(self) -> Mapping[str, float]:
        """The sum of gradients, m / (1 - beta_1), and the largest of them."""
        return {"momentum": 0.0, "norm": 0.0}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The learning rate, corrected for the start at zero and with the factor of the sum."""
        return {"rate": learning_rate * (1 - self.beta_1) / (1 - self.beta_1**step)}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """M = beta_1 · M + g; u = max(beta_2 · u, |g|); w -= rate · M / (u + epsilon)."""
        m, largest = slots["momentum"], slots["norm"]
        yield partial(np.multiply, m, np.full((), self.beta_1, w.dtype), m)
        yield partial(np.add, m, g, m)
        yield partial(np.multiply, largest, np.full((), self.beta_2, w.dtype), largest)
        yield partial(np.abs, g, scratch)
        yield partial(np.maximum, largest, scratch, out=largest)
        yield partial(np.add, largest, np.full((), self.epsilon, w.dtype), scratch)
        yield partial(np.divide, m, scratch, scratch)
        yield partial(np.multiply, scratch, rates["rate"], scratch)
        yield partial(np.subtract, w, scratch, w)


class Nadam(Optimizer, frozen=True, kw_only=True):
    """Adam with Nesterov's look ahead along the running mean of gradients (Dozat, 2016).

    The momentum μ warms up: at step t it is beta_1 · (1 - ½ · 0.96ᵗ).
    """

    formula: ClassVar[str] = (
        "m = beta_1 · m + (1 - beta_1) · g;  v = beta_2 · v + (1 - beta_2) · g²;  "
        "m̂ = μₜ₊₁ · m / (1 - μ₁ ⋯ μₜ₊₁) + (1 - μₜ) · g / (1 - μ₁ ⋯ μₜ);  "
        "w -= learning_rate · m̂ / (√(v / (1 - beta_2ᵗ)) + epsilon)"
    )
    note_on_pytorch: ClassVar[str] = (
        "NAdam's momentum warms up 250 times as slowly: its momentum_decay is 0.004, and would have to be 1. "
        "Its learning rate is 0.002 and its epsilon 1e-8; here they are 0.001 and 1e-7."
    )
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
        """What running mean and gradient count in the step, and the correction of the squares."""
        so_far = self._momentum_product(step)
        ahead = self._momentum_product(step + 1)
        return {
            "of_momentum": learning_rate * (1 - self.beta_1) * self._momentum(step + 1) / (1 - ahead),
            "of_gradient": learning_rate * (1 - self._momentum(step)) / (1 - so_far),
            "of_velocity": math.sqrt((1 - self.beta_2) / (1 - self.beta_2**step)),
        }

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """w -= (of_momentum · M + of_gradient · g) / (of_velocity · √V + epsilon)."""
        m, v = slots["momentum"], slots["velocity"]
        yield partial(np.multiply, m, np.full((), self.beta_1, w.dtype), m)
        yield partial(np.add, m, g, m)
        yield partial(np.multiply, v, np.full((), self.beta_2, w.dtype), v)
        yield partial(np.multiply, g, g, scratch)
        yield partial(np.add, v, scratch, v)
        yield partial(np.sqrt, v, scratch)
        yield partial(np.multiply, scratch, rates["of_velocity"], scratch)
        yield partial(np.add, scratch, np.full((), self.epsilon, w.dtype), scratch)
        yield partial(np.divide, g, scratch, g)
        yield partial(np.multiply, g, rates["of_gradient"], g)
        yield partial(np.subtract, w, g, w)
        yield partial(np.divide, m, scratch, scratch)
        yield partial(np.multiply, scratch, rates["of_momentum"], scratch)
        yield partial(np.subtract, w, scratch, w)

    def _momentum(self, step: int) -> float:
        return self.beta_1 * (1 - 0.5 * _WARMING**step)

    def _momentum_product(self, step: int) -> float:
        """The product of the momenta of all steps so far."""
        return float(self.beta_1**step * _WARMED[min(step, len(_WARMED)) - 1])


_WARMING = 0.96
_WARMED = np.cumprod(1 - 0.5 * _WARMING ** np.arange(1, 1001))
"""The products of 1 - ½ · 0.96ᵗ, until another factor changes nothing."""
