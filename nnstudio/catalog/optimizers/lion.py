"""A rule that takes nothing but the sign of what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls
from nnstudio.catalog.optimizers.base import Optimizer, Rate


class Lion(Optimizer, frozen=True, kw_only=True):
    """Changes every weight by the same amount, up or down: needs half of Adam's memory (Chen et al., 2023).

    Its steps are large, so that a learning rate three to ten times smaller than Adam's does.
    """

    formula: ClassVar[str] = (
        "w -= learning_rate · sign(beta_1 · m + (1 - beta_1) · g);  m = beta_2 · m + (1 - beta_2) · g"
    )

    learning_rate: Rate = 0.001
    beta_1: Annotated[
        float, Meta(gt=0, le=1, title="Beta 1", description="How much the momentum counts against the gradient.")
    ] = 0.9
    beta_2: Annotated[float, Meta(ge=0, lt=1, title="Beta 2", description="How long gradients are remembered.")] = 0.99

    @property
    def slots(self) -> Mapping[str, float]:
        """The running mean of gradients."""
        return {"momentum": 0.0}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """w -= learning_rate · sign(beta_1 · m + (1 - beta_1) · g)."""
        m = slots["momentum"]
        yield partial(np.subtract, m, g, scratch)
        yield partial(np.multiply, scratch, np.full((), self.beta_1, w.dtype), scratch)
        yield partial(np.add, scratch, g, scratch)
        yield partial(np.sign, scratch, scratch)
        yield partial(np.multiply, scratch, rates["rate"], scratch)
        yield partial(np.subtract, w, scratch, w)
        yield partial(np.multiply, m, np.full((), self.beta_2, w.dtype), m)
        yield partial(np.multiply, g, np.full((), 1 - self.beta_2, w.dtype), scratch)
        yield partial(np.add, m, scratch, m)
