"""What every optimizer declares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Array, Calls, Shape
from nnstudio.catalog.schedules import Schedule
from nnstudio.sentence import Sentence

Rate: TypeAlias = Annotated[
    float | Schedule,
    Meta(
        ge=0,
        title="Learning rate",
        description="The size of a step against the gradient: the same for all, or by a schedule that counts steps.",
    ),
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
Beta1: TypeAlias = Annotated[float, Meta(ge=0, lt=1, title="Beta 1", description="How long gradients are remembered.")]
Beta2: TypeAlias = Annotated[
    float, Meta(ge=0, lt=1, title="Beta 2", description="How long squared gradients are remembered.")
]


LIMITS = ("clipnorm", "clipvalue", "global_clipnorm")
"""The fields that limit gradients, of which only one may be set."""


class Optimizer(Declaration, frozen=True, kw_only=True):
    """A rule that turns gradients into changes of the weights.

    All weights are one vector, and so are all gradients and each *slot* (a momentum, a running mean, ...). The engine
    gathers and clips the gradients, takes the weight decay off the weights, and then binds `update` block by block over
    these vectors; or, for a rule that looks at weights as wholes, `update_weight` over one weight after the other.
    Averages and constraints follow the rule.
    """

    kind: ClassVar[str] = "optimizer"
    by_weight: ClassVar[bool] = False
    """Whether the rule asks for the shape, the norm or the name of a weight, and so declares `update_weight`."""
    counts_steps: ClassVar[bool] = False
    """Whether its numbers change from step to step, even where the learning rate stays."""

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

    use_ema: Annotated[
        bool,
        Meta(
            title="Average weights",
            description="Keep a moving average of the weights, and end the training with it in their place.",
        ),
    ] = False
    ema_momentum: Annotated[
        float, Meta(ge=0, le=1, title="Average momentum", description="The part of the average that a step leaves.")
    ] = 0.99
    ema_overwrite_frequency: (
        Annotated[
            int,
            Meta(
                ge=1,
                title="Overwrite every",
                description="Write the average into the weights every so many steps, and not only in the end.",
            ),
        ]
        | None
    ) = None
    gradient_accumulation_steps: (
        Annotated[
            int,
            Meta(
                ge=2,
                title="Accumulate over",
                description="Take a step only every so many batches, with the mean of their gradients.",
            ),
        ]
        | None
    ) = None

    def objection(self) -> str | None:
        """Why its settings do not go together, as the end of a sentence; None if they do."""
        limits = [name for name in LIMITS if getattr(self, name) is not None]
        if len(limits) > 1:
            labels = [fields_of(Optimizer)[name].label for name in limits]
            limits_text = reduce(lambda one, other: Sentence("{one} and by {other}", one=one, other=other), labels)
            return Sentence("limits gradients by {limits}; set only one of them", limits=limits_text)
        if isinstance(self.learning_rate, Schedule) and (objection := self.learning_rate.objection()):
            return Sentence(
                "follows the schedule {schedule}, which {objection}",
                schedule=self.learning_rate.label,
                objection=objection,
            )
        return None

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, as it is declared; steps count from 0."""
        return self.learning_rate.rate(step) if isinstance(self.learning_rate, Schedule) else self.learning_rate

    @property
    def slots(self) -> Mapping[str, float]:
        """The vectors that the rule keeps beside the weights, with the value each begins with."""
        return {}

    def rates(self, step: int, learning_rate: float) -> Mapping[str, float]:
        """The numbers that change from step to step (the first is 1), computed in double precision."""
        return {"rate": learning_rate}

    def decay_of(self, path: str, shape: Shape) -> float:
        """The weight decay of a weight, by its name in files and its shape; 0 for none."""
        return self.weight_decay or 0.0

    def update(
        self, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """Change `w` by the rule; `rates` holds arrays without axes that are filled anew before every step.

        `g` may be overwritten; `scratch` has the shape of `w`.
        """
        raise NotImplementedError

    def update_weight(
        self, path: str, w: Array, g: Array, slots: Mapping[str, Array], rates: Mapping[str, Array], scratch: Array
    ) -> Calls:
        """Change a whole weight by the rule: all arrays have its shape, and lie in the vectors without gaps."""
        return self.update(w, g, slots, rates, scratch)
