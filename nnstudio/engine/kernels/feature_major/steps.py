"""What a recurrent layer reads and gives, step by step in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.layers.recurrent.base import _Recurrent

Rows: TypeAlias = Literal["state", "inputs", "more"]


class Steps:
    """The state before every step, a one for the bias and the inputs of the step, on top of each other.

    So each product finds what it multiplies in one block, with the one where there is a bias to add. There may be more
    rows below, for what the layer makes of its state.
    """

    def __init__(self, layer: _Recurrent, x: Array, ctx: Context, *, more: int = 0) -> None:
        self._layer = layer
        self.units = self.one = layer.units
        self.batch, self.count, values = x.shape
        below = self.one + 1 + values
        self.rows: Mapping[Rows, slice] = {
            "state": slice(0, self.units),
            "inputs": slice(self.one + 1, below),
            "more": slice(below, below + more),
        }
        self.joined = ctx.keep("joined", (self.count + 1, below + more, self.batch))
        """One more than the steps: the state after the last stands where a next one would begin."""
        self.states = self.joined[:, : self.units]
        """Before every step, and after the last."""
        self.states[0] = 0
        self.joined[:, self.one] = 1

    def span(self, names: Sequence[Rows], *, one: bool) -> slice:
        """The rows from the first of these to the last, and the one beside them if it is wanted."""
        found = [self.rows[name] for name in names] + [slice(self.one, self.one + 1)] * one
        return slice(min(rows.start for rows in found), max(rows.stop for rows in found))

    def read(self, x: Array) -> Calls:
        """Take over the inputs."""
        yield partial(np.copyto, self.joined[:-1, self.rows["inputs"]], self._in_order(x).transpose(1, 2, 0))

    def write(self, out: Array) -> Calls:
        """out = the state after every step, or after the last."""
        if self._layer.return_sequences:
            yield partial(np.copyto, out, self.states[1:].transpose(2, 0, 1))
        else:
            yield partial(np.copyto, out, self.states[-1].T)

    def arriving(self, dout: Array, step: int, dh: Array) -> Calls:
        """dh = dout for the last step, or dh + dout for one before it."""
        if step == self.count - 1:
            yield partial(np.copyto, dh, dout[:, step].T if self._layer.return_sequences else dout.T)
        elif self._layer.return_sequences:
            yield partial(np.add, dh, dout[:, step].T, dh)

    def give_back(self, dinputs: Array, dx: Array, steps: slice) -> Calls:
        """Bring the gradients of some steps, (steps, values, batch), to where these stand in dx."""
        yield partial(np.copyto, self._in_order(dx)[:, steps], dinputs.transpose(2, 0, 1))

    def _in_order(self, x: Array) -> Array:
        return x[:, ::-1] if self._layer.go_backwards else x
