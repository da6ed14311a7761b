"""Gradient descent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls
from nnstudio.catalog.optimizers.base import Momentum, Optimizer, Rate


class SGD(Optimizer, frozen=True, kw_only=True):
    """Gradient descent, with momentum if asked for.

    The velocity contains the learning rate, as in Keras.
    """

    formula: ClassVar[str] = "v = momentum · v - learning_rate · g;  w += v"
    note_on_pytorch: ClassVar[str] = (
        "The learning rate stands outside the velocity, so that the two differ when it changes during a run. "
        "Weight decay goes into the gradient, and so into the velocity; here it is taken off the weights "
        "directly."
    )

    learning_rate: Rate = 0.01
    momentum: Momentum = 0.0
    nesterov: Annotated[bool, Meta(title="Nesterov", description="Look ahead along the momentum.")] = False

    @property
    def slots(self) -> Mapping[str, float]:
        """The velocity, where there is momentum."""
        return {"momentum": 0.0} if self.momentum else {}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """w -= learning_rate · g, or with the velocity."""
        yield partial(np.multiply, g, rates["rate"], scratch)
        if not self.momentum:
            yield partial(np.subtract, w, scratch, w)
            return
        velocity, momentum = slots["momentum"], np.full((), self.momentum, w.dtype)
        yield partial(np.multiply, velocity, momentum, velocity)
        yield partial(np.subtract, velocity, scratch, velocity)
        if not self.nesterov:
            yield partial(np.add, w, velocity, w)
            return
        yield partial(np.subtract, w, scratch, w)
        yield partial(np.multiply, velocity, momentum, scratch)
        yield partial(np.add, w, scratch, w)
