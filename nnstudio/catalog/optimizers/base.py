"""What every optimizer declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls

Rate: TypeAlias = Annotated[
    float, Meta(ge=0, title="Learning rate", description="The size of a step against the gradient.")
]
Decay: TypeAlias = Annotated[
    float, Meta(ge=0, title="Weight decay", description="Shrink every weight by learning rate × this per step.")
]
Epsilon: TypeAlias = Annotated[
    float, Meta(gt=0, title="Epsilon", description="A small number that keeps divisions from zero.")
]
Momentum: TypeAlias = Annotated[
    float, Meta(ge=0, le=1, title="Momentum", description="The part of the last step that goes on into the next.")
]


class Optimizer(Declaration, frozen=True, kw_only=True):
    """A rule that turns gradients into changes of the weights.

    All weights are one vector, and so are all gradients and each *slot* (a momentum, a running mean, ...). The engine
    clips the gradients, takes the weight decay off the weights, and then binds `update` block by block over these
    vectors.
    """

    kind: ClassVar[str] = "optimizer"

    learning_rate: Rate = 0.001
    weight_decay: Decay | None = None
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
