"""How weights follow their gradients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls

Rate = Annotated[float, Meta(ge=0, title="Learning rate", description="The size of a step against the gradient.")]


class Optimizer(Declaration, frozen=True, kw_only=True):
    """A rule that turns gradients into changes of the weights.

    All weights are one vector, and so are all gradients and each *slot* (a momentum, a running mean, ...). The engine
    binds `update` block by block over these vectors.
    """

    kind: ClassVar[str] = "optimizer"

    learning_rate: Rate = 0.001
    weight_decay: (
        Annotated[
            float, Meta(ge=0, title="Weight decay", description="Shrink every weight by learning rate × this per step.")
        ]
        | None
    ) = None
    clipnorm: (
        Annotated[
            float, Meta(gt=0, title="Clip norm", description="Scale down a weight's gradient whose norm exceeds this.")
        ]
        | None
    ) = None
    clipvalue: (
        Annotated[float, Meta(gt=0, title="Clip value", description="Cut every gradient value to ± this.")] | None
    ) = None
    global_clipnorm: (
        Annotated[
            float,
            Meta(
                gt=0,
                title="Global clip norm",
                description="Scale down all gradients when their joint norm exceeds this.",
            ),
        ]
        | None
    ) = None

    @property
    def slots(self) -> Mapping[str, float]:
        """The vectors that the rule keeps beside the weights, with the value each begins with."""
        return {}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The numbers that change from step to step (the first is 1), computed in double precision."""
        return {"rate": learning_rate}

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """Change `w` by the rule; `rates` holds arrays without axes that are filled anew before every step.

        `g` may be overwritten; `scratch` has the shape of `w`.
        """
        raise NotImplementedError


class SGD(Optimizer, frozen=True, kw_only=True):
    """Gradient descent, with momentum if asked for.

    The velocity contains the learning rate, as in Keras; PyTorch multiplies it outside, so the two differ when the
    rate changes during a run.
    """

    formula: ClassVar[str] = "v = momentum · v - learning_rate · g;  w += v"

    learning_rate: Rate = 0.01
    momentum: Annotated[
        float, Meta(ge=0, le=1, title="Momentum", description="The part of the last step that goes on into the next.")
    ] = 0.0
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
