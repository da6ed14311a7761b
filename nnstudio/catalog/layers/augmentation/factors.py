"""How far a picture is changed: intervals, and what is drawn from them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.layers.base import ShapeError, spoken
from nnstudio.sentence import Sentence

Part: TypeAlias = Annotated[float, Meta(ge=-1, le=1)]


def interval(factor: tuple[float, ...], field: str, floor: float = -1.0) -> tuple[float, float]:
    """The two ends of what a factor stands for, as Keras reads it; raises ShapeError unless it is one number or two."""
    if len(factor) == 1:
        most = abs(factor[0])
        return max(-most, floor), most
    if len(factor) != 2:
        raise ShapeError(
            Sentence(
                "needs one number or two for its {field}, not {count}",
                field=spoken(field),
                count=len(factor),
            ),
            field,
        )
    return min(factor), max(factor)


def interval_text(factor: tuple[float, ...]) -> str:
    """A factor in a summary."""
    if len(factor) == 1:
        return f"± {abs(factor[0]):.4g}"
    return Sentence("{low:.4g} to {high:.4g}", low=min(factor), high=max(factor)) if factor else ""


def drawn(least: float, most: float, out: Array, ctx: Context) -> Calls:
    """out = new random numbers, spread evenly from the least to the most."""
    draws = ctx.empty(out.shape, np.float32)
    yield partial(ctx.rng.random, None, np.float32, draws)
    yield partial(np.multiply, draws, ctx.constant(most - least), out)
    yield partial(np.add, out, ctx.constant(least), out)
