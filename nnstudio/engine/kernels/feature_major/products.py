"""The products of a recurrent layer with its kernels, and the gradients of these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.engine.kernels.feature_major.steps import Steps

KernelAndBias: TypeAlias = tuple[Array, Array | None]
_SAMPLES = 128
"""A sum over fewer samples takes as long as one over so many: the steps of small batches are put beside each other."""


@dataclass(frozen=True)
class Gates:
    """The gates of a kernel that one product computes, for all that a layer of this kind ever reads."""

    rows: Literal["inputs", "state", "more"]
    """What the kernel is multiplied with."""
    order: Sequence[int]
    """The gates by their places in the kernel, in the order in which they stand here."""
    deltas: slice
    """The blocks where their gradients stand."""
    sigmoids: Collection[int] = ()
    """Those that come out by half, as a sigmoid activates them: σ(z) = ½ + ½ · tanh(z / 2)."""


class GateProduct:
    """A kernel of shape (values, gates · units), turned, times rows of the steps, and the bias where there is one."""

    def __init__(self, gates: Gates, steps: Steps, weights: KernelAndBias, ctx: Context) -> None:
        self._gates, self._steps, self._ctx = gates, steps, ctx
        self._kernel, self._bias = weights
        values = steps.rows[gates.rows]
        self.delta = slice(gates.deltas.start * steps.units, gates.deltas.stop * steps.units)
        """The rows of the gates' gradients."""
        self.rows = values if self._bias is None else steps.with_one(values)
        """The rows of the steps."""
        self._values = slice(values.start - self.rows.start, values.stop - self.rows.start)
        self._one = steps.one - self.rows.start
        height = len(gates.order) * steps.units
        self.shape = height, self.rows.stop - self.rows.start
        self._turned = ctx.keep(f"kernel turned for {gates.rows}", self.shape)
        self._sorted = ctx.keep(f"kernel sorted for {gates.rows}", (len(self._kernel), height))

    def turn(self) -> Calls:
        """Turn kernel and bias, once for all steps."""
        for gate, rows, columns in self._places():
            scale = self._ctx.constant(0.5 if gate in self._gates.sigmoids else 1)
            yield partial(np.multiply, self._kernel[:, columns].T, scale, self._turned[rows, self._values])
            if self._bias is not None:
                yield partial(np.multiply, self._bias[columns], scale, self._turned[rows, self._one])

    def at_step(self, step: int, out: Array) -> Calls:
        """The gates of one step."""
        yield partial(np.dot, self._turned, self._steps.joined[step, self.rows], out)

    def at_steps(self, steps: slice, out: Array) -> Calls:
        """The gates of several steps, (steps, gates · units, batch)."""
        yield partial(np.matmul, self._turned, self._steps.joined[steps, self.rows], out)

    def sort(self) -> Calls:
        """Put the gates of the kernel in order, for the way back."""
        for _, rows, columns in self._places():
            yield partial(np.copyto, self._sorted[:, rows], self._kernel[:, columns])

    def source_gradient(self, deltas: Array, out: Array) -> Calls:
        """The gradient of what was multiplied, from those of all gates: of one step, or of several."""
        yield partial(np.dot if deltas.ndim == 2 else np.matmul, self._sorted, deltas[..., self.delta, :], out)

    def write_gradients(self, total: Array, gradients: KernelAndBias) -> Calls:
        """The inverse of `turn`, for what was gathered from all steps."""
        dkernel, dbias = gradients
        for _, rows, columns in self._places():
            yield partial(np.copyto, dkernel[:, columns], total[rows, self._values].T)
            if dbias is not None:
                yield partial(np.copyto, dbias[columns], total[rows, self._one])

    def _places(self) -> Iterator[tuple[int, slice, slice]]:
        """Every gate, its rows here and its columns in the kernel."""
        units = self._steps.units
        for place, gate in enumerate(self._gates.order):
            yield gate, slice(place * units, (place + 1) * units), slice(gate * units, (gate + 1) * units)
