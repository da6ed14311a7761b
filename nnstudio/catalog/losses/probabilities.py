"""What losses of probabilities share: their settings, and how they keep logarithms finite.

Probabilities are kept 1e-7 away from 0 and 1 before their logarithm is taken, as in Keras; beyond that no gradient
comes back. Logits (the values before sigmoid or softmax) need no such limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Context

EPSILON = 1e-7

FromLogits: TypeAlias = Annotated[
    bool,
    Meta(title="From logits", description="The output is not a probability yet: it has no sigmoid or softmax."),
]
LabelSmoothing: TypeAlias = Annotated[
    float, Meta(ge=0, le=1, title="Label smoothing", description="How far targets are moved towards undecided.")
]
Focus: TypeAlias = Annotated[
    float, Meta(ge=0, title="Gamma", description="How much less a sample counts that is predicted well; 0 for no less.")
]


def bind_smoothing(share: float, middle: float, y: Array, target: Array, ctx: Context) -> Iterator[Call]:
    """target = (1 - share) · y + share · middle."""
    yield partial(np.multiply, y, ctx.constant(1 - share), target)
    yield partial(np.add, target, ctx.constant(share * middle), target)


def bind_clip(p: Array, inside: Array, ctx: Context) -> Call:
    """inside = p, kept away from 0 and 1."""
    return partial(np.clip, p, ctx.constant(EPSILON), ctx.constant(1 - EPSILON), inside)


def bind_power(x: Array, exponent: float, out: Array, ctx: Context) -> Call:
    """out = x to the power of the exponent; its usual values are much quicker than a power."""
    if exponent == 1:
        return partial(np.copyto, out, x)
    return partial(np.square, x, out) if exponent == 2 else partial(np.power, x, ctx.constant(exponent), out)
