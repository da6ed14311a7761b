"""Steps that a mask hides: the state passes over them as if they were not there."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context


class Skipping:
    """Keeps states at the steps that are masked, sample by sample, and lets gradients pass by there.

    Without a mask it does nothing. `mask` holds a row of steps for each sample, in the order of reading.
    """

    def __init__(self, mask: Array | None, ctx: Context) -> None:
        self._mask, self._ctx = mask, ctx
        shape = () if mask is None else (*mask.shape[::-1], 1)
        self._skipped = ctx.keep("skipped", shape, bool)
        self._passing: list[Array] = []

    def read(self) -> Calls:
        """Find the masked steps of a batch."""
        if self._mask is not None:
            yield partial(np.logical_not, self._mask.T[..., None], self._skipped)

    def hold(self, states: Array, step: int) -> Calls:
        """After a masked step, the state is what it was before."""
        if self._mask is not None:
            yield partial(np.copyto, states[step + 1], states[step], "same_kind", self._skipped[step])

    def silence(self, sequences: Array) -> Calls:
        """Zeros at the masked steps of (batch, steps, values)."""
        if self._mask is not None:
            yield partial(np.copyto, sequences, 0, "same_kind", self._skipped.transpose(1, 0, 2))

    def divert(self, step: int, *gradients: Array) -> Calls:
        """Take away the gradients of states at a masked step, before that changes weights."""
        if self._mask is None:
            return
        self._passing = self._passing or [self._ctx.empty(gradient.shape) for gradient in gradients]
        for gradient, passing in zip(gradients, self._passing, strict=True):
            yield partial(np.multiply, gradient, self._skipped[step], passing)
            yield partial(np.subtract, gradient, passing, gradient)

    def rejoin(self, *gradients: Array) -> Calls:
        """Give the gradients back to the step before."""
        if self._mask is not None:
            for gradient, passing in zip(gradients, self._passing, strict=True):
                yield partial(np.add, gradient, passing, gradient)
