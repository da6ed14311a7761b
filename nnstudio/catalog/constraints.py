"""Limits that weights are brought back to after every step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.sentence import Sentence, counted

_EPSILON = 1e-7

NormAxes: TypeAlias = Annotated[
    tuple[int, ...],
    Meta(
        title="Axes",
        description="The axes over which a norm is taken: 0 for the inputs of a unit, [0, 1, 2] for a filter.",
    ),
]


class Constraint(Declaration, frozen=True, kw_only=True):
    """A limit on a weight."""

    kind: ClassVar[str] = "constraint"

    def objection(self, shape: Shape) -> str | None:
        """Why it cannot limit a weight of this shape, as the end of a sentence; None if it can."""
        return None

    def apply(self, w: Array, ctx: Context) -> Calls:
        """Bring `w` back to where it may be, in place."""
        raise NotImplementedError


KernelConstraint: TypeAlias = Annotated[
    Constraint, Meta(title="Kernel constraint", description="Limit on the kernel, kept after every step.")
]
RecurrentConstraint: TypeAlias = Annotated[
    Constraint,
    Meta(title="Recurrent constraint", description="Limit on the recurrent kernel, kept after every step."),
]
BiasConstraint: TypeAlias = Annotated[
    Constraint, Meta(title="Bias constraint", description="Limit on the bias, kept after every step.")
]
GammaConstraint: TypeAlias = Annotated[
    Constraint, Meta(title="Gamma constraint", description="Limit on the scale, kept after every step.")
]
BetaConstraint: TypeAlias = Annotated[
    Constraint, Meta(title="Beta constraint", description="Limit on the offset, kept after every step.")
]
AlphaConstraint: TypeAlias = Annotated[
    Constraint, Meta(title="Alpha constraint", description="Limit on the slopes, kept after every step.")
]


class NonNeg(Constraint, frozen=True, kw_only=True):
    """Lets no weight be negative.

    What a step made negative becomes 0.
    """

    label: ClassVar[str] = "Not negative"
    formula: ClassVar[str] = "w = max(w, 0)"

    def apply(self, w: Array, ctx: Context) -> Calls:
        """w = max(w, 0)."""
        yield partial(np.maximum, w, ctx.zeros(w.shape), out=w)


class _OfNorms(Constraint, frozen=True, kw_only=True):
    """A limit on norms along some axes."""

    axis: NormAxes = (0,)

    def objection(self, shape: Shape) -> str | None:
        """The axes must be the weight's own."""
        wrong = [axis for axis in self.axis if not -len(shape) <= axis < len(shape)]
        if wrong:
            axes = counted(len(shape), "{count} axis", "{count} axes")
            return Sentence("takes norms over axis {wrong}, but the weight has {axes} only", wrong=wrong[0], axes=axes)
        if len({axis % len(shape) for axis in self.axis}) < len(self.axis):
            return Sentence("takes norms over an axis twice; name every axis once")
        return None

    def apply(self, w: Array, ctx: Context) -> Calls:
        """w *= wanted norm / (norm + 1e-7)."""
        axes = tuple(axis % w.ndim for axis in self.axis)
        shape = tuple(1 if axis in axes else size for axis, size in enumerate(w.shape))
        squares, norms, wanted = ctx.empty(w.shape), ctx.empty(shape), ctx.empty(shape)
        yield partial(np.square, w, squares)
        yield partial(np.add.reduce, squares, axes, None, norms, keepdims=True)
        yield partial(np.sqrt, norms, norms)
        yield from self.want(norms, wanted, ctx)
        yield partial(np.add, norms, ctx.constant(_EPSILON), norms)
        yield partial(np.divide, wanted, norms, wanted)
        yield partial(np.multiply, w, wanted, w)

    def want(self, norms: Array, wanted: Array, ctx: Context) -> Iterator[Call]:
        """Write which norms there should be."""
        raise NotImplementedError


class MaxNorm(_OfNorms, frozen=True, kw_only=True):
    """Lets no norm exceed a limit: often used with dropout (Srivastava et al., 2014).

    Along the first axis it is the norm of all weights into one unit of a Dense layer.
    """

    label: ClassVar[str] = "Maximum norm"
    formula: ClassVar[str] = "w *= min(‖w‖, max_value) / ‖w‖"

    max_value: Annotated[float, Meta(ge=0, title="Largest norm", description="What no norm may exceed.")] = 2.0

    @property
    def summary(self) -> str:
        """The limit."""
        return f"{self.max_value:g}"

    def want(self, norms: Array, wanted: Array, ctx: Context) -> Iterator[Call]:
        """min(norm, max_value)."""
        yield partial(np.minimum, norms, ctx.constant(self.max_value), out=wanted)


class UnitNorm(_OfNorms, frozen=True, kw_only=True):
    """Makes every norm 1, so that only directions are learned.

    Along the first axis it is the norm of all weights into one unit of a Dense layer.
    """

    label: ClassVar[str] = "Unit norm"
    formula: ClassVar[str] = "w /= ‖w‖"

    def want(self, norms: Array, wanted: Array, ctx: Context) -> Iterator[Call]:
        """1."""
        yield partial(wanted.fill, 1)


class MinMaxNorm(_OfNorms, frozen=True, kw_only=True):
    """Brings every norm between two limits, at once or a part of the way at every step.

    Along the first axis it is the norm of all weights into one unit of a Dense layer.
    """

    label: ClassVar[str] = "Minimum and maximum norm"
    formula: ClassVar[str] = "w *= (rate · min(max(‖w‖, min_value), max_value) + (1 - rate) · ‖w‖) / ‖w‖"

    min_value: Annotated[float, Meta(ge=0, title="Smallest norm", description="What no norm should fall below.")] = 0.0
    max_value: Annotated[float, Meta(ge=0, title="Largest norm", description="What no norm should exceed.")] = 1.0
    rate: Annotated[
        float, Meta(ge=0, le=1, title="Rate", description="Which part of the way to the limit is made in a step.")
    ] = 1.0

    @property
    def summary(self) -> str:
        """Both limits."""
        return Sentence("{low:g} to {high:g}", low=self.min_value, high=self.max_value)

    def want(self, norms: Array, wanted: Array, ctx: Context) -> Iterator[Call]:
        """rate · limited + (1 - rate) · norm."""
        rest = ctx.empty(norms.shape)
        yield partial(np.clip, norms, ctx.constant(self.min_value), ctx.constant(self.max_value), wanted)
        yield partial(np.multiply, wanted, ctx.constant(self.rate), wanted)
        yield partial(np.multiply, norms, ctx.constant(1 - self.rate), rest)
        yield partial(np.add, wanted, rest, wanted)
