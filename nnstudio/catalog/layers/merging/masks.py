"""Masks of inputs that are joined: what counts in any of them counts in the result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.base import ShapeError, require_leading_mask, shape_text
from nnstudio.catalog.layers.merging.stretching import aligned
from nnstudio.sentence import Sentence, listed


def common_mask(masks: Sequence[Shape | None]) -> Shape | None:
    """The shape of the mask of several inputs together: none unless all have one; raises ShapeError."""
    known = [mask for mask in masks if mask is not None]
    if len(known) < len(masks):
        return None
    try:
        if len({len(mask) for mask in known}) == 1:
            return np.broadcast_shapes(*known)
    except ValueError:
        pass
    raise ShapeError(
        Sentence(
            "cannot join masks of the shapes {known}; let its inputs have the same steps",
            known=listed(map(shape_text, known)),
        )
    )


def require_value_masks(inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> None:
    """Raise ShapeError unless every mask has one value for each place of the last axis but one."""
    for shape, mask in zip(inputs, masks, strict=True):
        require_leading_mask(mask, shape, len(shape) - 1)


def any_counts(masks: Sequence[Array | None], out: Array) -> Calls:
    """out = whether an entry counts in any of the inputs."""
    first, *others = (mask for mask in masks if mask is not None)
    yield partial(np.copyto, out, first)
    for mask in others:
        yield partial(np.logical_or, out, mask, out)


def by_values(masks: Sequence[Array | None], like: Array) -> list[Array | None]:
    """Masks of steps as masks of the values of steps, with as many axes as an array."""
    return [None if mask is None else aligned(mask[..., None], like) for mask in masks]


def replaced(x: Array, mask: Array | None, other: Array | float, name: str, ctx: Context) -> tuple[Array, Calls]:
    """x where the mask counts and another value elsewhere, and the calls that fill this; x itself without a mask."""
    if mask is None:
        return x, iter(())
    shape = np.broadcast_shapes(x.shape, mask.shape, np.shape(other))
    result = ctx.keep(name, shape)
    return result, iter(
        [partial(np.copyto, result, other), partial(np.copyto, result, x, "same_kind", np.broadcast_to(mask, shape))]
    )
