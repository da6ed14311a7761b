"""The random masks of dropout, which recurrent and attention layers use as well."""

from __future__ import annotations

from functools import partial
from typing import Annotated, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context

Rate: TypeAlias = Annotated[
    float, Meta(ge=0, le=1, title="Rate", description="The part of the values that is dropped.")
]


def dropout_mask(rate: float, mask: Array, ctx: Context) -> Calls:
    """mask = 0 with probability rate, else 1 / (1 - rate), drawn anew at every step."""
    stays = ctx.empty(mask.shape, bool)
    yield from staying(rate, stays, ctx)
    yield partial(np.multiply, stays, ctx.constant(1 / (1 - rate) if rate < 1 else 0), mask)


def staying(rate: float, stays: Array, ctx: Context) -> Calls:
    """stays = false with probability rate."""
    draws = ctx.empty(stays.shape, np.float32)
    yield partial(ctx.rng.random, None, np.float32, draws)
    yield partial(np.greater_equal, draws, np.full((), rate, np.float32), stays)
