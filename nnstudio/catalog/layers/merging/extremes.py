"""Layers that keep the largest or the smallest of several inputs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.merging.base import _Elementwise
from nnstudio.catalog.layers.merging.masks import by_values, common_mask, replaced, require_value_masks
from nnstudio.catalog.layers.merging.stretching import StretchedGradient, aligned


class _Extreme(_Elementwise, frozen=True, kw_only=True):
    """The largest or the smallest of its inputs, value by value."""

    refusal: ClassVar[str] = "cannot compare {inputs}; make their shapes equal"
    choose: ClassVar[np.ufunc]
    """Which of two values is taken."""

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """What counts in any input counts in the result, if all of them have masks."""
        require_value_masks(inputs, masks)
        return common_mask(masks)

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the extreme of all inputs; where a mask hides an input, the others are taken."""
        meetings = self._meetings(inputs, out, ctx)
        results = [*(ctx.keep(f"first {count}", out.shape) for count in range(2, len(inputs))), out]
        for meeting, result in zip(meetings, results, strict=True):
            yield from meeting.calls
            yield partial(self.choose, meeting.old, meeting.new, out=result)

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The gradient goes to the input that was taken; an input and the one taken before share it if equal."""
        meetings = self._meetings([aligned(x, out) for x in inputs], out, ctx)
        taken, alike, half = ctx.empty(out.shape), ctx.empty(out.shape, bool), ctx.constant(0.5)
        is_beyond, is_level = (np.greater, np.greater_equal) if self.choose is np.maximum else (np.less, np.less_equal)
        for port in range(len(inputs) - 1, 0, -1):
            meeting, dx = meetings[port - 1], d.inputs[port]
            yield partial(is_beyond, meeting.new, meeting.old, taken)
            yield partial(is_level, meeting.new, meeting.old, alike)
            yield partial(np.add, taken, alike, taken)
            yield partial(np.multiply, taken, half, taken)
            yield partial(np.multiply, taken, d.out, taken)
            yield partial(np.subtract, d.out, taken, d.out)
            yield from meeting.share(d.out, taken, ctx)
            if dx is not None:
                yield StretchedGradient(dx, d.out, ctx).folding(taken)
        if d.inputs[0] is not None:
            yield StretchedGradient(d.inputs[0], d.out, ctx).folding(d.out)

    def _meetings(self, inputs: Sequence[Array], out: Array, ctx: Context) -> list[_Meeting]:
        """Every input but the first against the result of those before it."""
        masks = by_values(ctx.masks or [None] * len(inputs), out)
        before, counted = inputs[0], masks[0]
        found: list[_Meeting] = []
        for port in range(1, len(inputs)):
            found.append(_Meeting(port, (before, counted), (inputs[port], masks[port]), ctx))
            before, counted = ctx.keep(f"first {port + 1}", out.shape), found[-1].counted
        return found


class _Meeting:
    """An input, `new`, against the result of those before it, `old`; where a mask hides one, the other replaces it."""

    def __init__(
        self, port: int, old: tuple[Array, Array | None], new: tuple[Array, Array | None], ctx: Context
    ) -> None:
        (before, self._old_mask), (x, self._new_mask) = old, new
        self.new, replacing_new = replaced(x, self._new_mask, before, f"new {port}", ctx)
        self.old, replacing_old = replaced(before, self._old_mask, self.new, f"old {port}", ctx)
        self.calls: list[Call] = [*replacing_new, *replacing_old]
        self.counted: Array | None = None
        """What counts in the result; None where either has no mask."""
        if self._old_mask is not None and self._new_mask is not None:
            shape = np.broadcast_shapes(self._old_mask.shape, self._new_mask.shape)
            self.counted = ctx.keep(f"counted {port}", shape, bool)
            self.calls.append(partial(np.logical_or, self._old_mask, self._new_mask, self.counted))

    def share(self, dold: Array, dnew: Array, ctx: Context) -> Calls:
        """Give the gradients of what was replaced to what replaced it."""
        for mask, mine, other in ((self._old_mask, dold, dnew), (self._new_mask, dnew, dold)):
            if mask is not None:
                kept = ctx.empty(mine.shape)
                yield partial(np.multiply, mine, mask, kept)
                yield partial(np.subtract, mine, kept, mine)
                yield partial(np.add, other, mine, other)
                yield partial(np.copyto, mine, kept)


class Maximum(_Extreme, frozen=True, kw_only=True):
    """Takes the largest of its inputs, value by value.

    In the backward pass the gradient goes to the input that was largest; two equal ones share it. Inputs of different
    shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = max(x₁, x₂, …)"
    choose: ClassVar[np.ufunc] = np.maximum


class Minimum(_Extreme, frozen=True, kw_only=True):
    """Takes the smallest of its inputs, value by value.

    In the backward pass the gradient goes to the input that was smallest; two equal ones share it. Inputs of different
    shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = min(x₁, x₂, …)"
    choose: ClassVar[np.ufunc] = np.minimum
