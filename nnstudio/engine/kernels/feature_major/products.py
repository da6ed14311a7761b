"""The products of a recurrent layer with its kernels, and the gradients of these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.engine.kernels.feature_major.steps import Rows, Steps

KernelsAndBias: TypeAlias = tuple[Sequence[Array], Array | None]


@dataclass(frozen=True)
class Gates:
    """The gates that one product computes, for all that a layer of this kind ever reads."""

    sources: Sequence[Rows]
    """The rows that are multiplied, each with a kernel of its own."""
    order: Sequence[int]
    """The gates by their places in the kernels, in the order in which they stand here."""
    deltas: slice
    """The blocks where their gradients stand."""
    sigmoids: Collection[int] = ()
    """Those that come out by half, as a sigmoid activates them: σ(z) = ½ + ½ · tanh(z / 2)."""


class GateProduct:
    """Kernels of shape (values, gates · units), turned, times rows of the steps, and the bias where there is one."""

    def __init__(self, gates: Gates, steps: Steps, weights: KernelsAndBias, ctx: Context) -> None:
        self._gates, self._steps, self._ctx = gates, steps, ctx
        self._kernels, self._bias = weights
        self.delta = slice(gates.deltas.start * steps.units, gates.deltas.stop * steps.units)
        """The rows of the gates' gradients."""
        self.rows = steps.span(gates.sources, one=self._bias is not None)
        """The rows of the steps."""
        places = [steps.rows[source] for source in gates.sources]
        self._columns = [slice(rows.start - self.rows.start, rows.stop - self.rows.start) for rows in places]
        self._one = steps.one - self.rows.start
        name, height = " and ".join(gates.sources), len(gates.order) * steps.units
        self.shape = height, self.rows.stop - self.rows.start
        self._turned = ctx.keep(f"kernel turned for {name}", self.shape)
        self._turned[:, self._one : self._one + 1] = 0
        self._sorted = {
            source: ctx.keep(f"kernel sorted for {source}", (len(kernel), height))
            for source, kernel in zip(gates.sources, self._kernels, strict=True)
        }

    def turn(self) -> Calls:
        """Turn kernels and bias, once for all steps."""
        for gate, rows, columns in self._places():
            scale = self._ctx.constant(0.5 if gate in self._gates.sigmoids else 1)
            for kernel, values in zip(self._kernels, self._columns, strict=True):
                yield partial(np.multiply, kernel[:, columns].T, scale, self._turned[rows, values])
            if self._bias is not None:
                yield partial(np.multiply, self._bias[columns], scale, self._turned[rows, self._one])

    def at_step(self, step: int, out: Array) -> Calls:
        """The gates of one step."""
        yield partial(np.dot, self._turned, self._steps.joined[step, self.rows], out)

    def at_steps(self, steps: slice, out: Array) -> Calls:
        """The gates of several steps, (steps, gates · units, batch)."""
        yield partial(np.matmul, self._turned, self._steps.joined[steps, self.rows], out)

    def sort(self) -> Calls:
        """Put the gates of the kernels in order, for the way back."""
        for _, rows, columns in self._places():
            for kernel, into in zip(self._kernels, self._sorted.values(), strict=True):
                yield partial(np.copyto, into[:, rows], kernel[:, columns])

    def source_gradient(self, source: Rows, deltas: Array, out: Array) -> Calls:
        """The gradient of what was multiplied, from those of all gates: of one step, or of several."""
        multiply = np.dot if deltas.ndim == 2 else np.matmul
        yield partial(multiply, self._sorted[source], deltas[..., self.delta, :], out)

    def write_gradients(self, total: Array, gradients: KernelsAndBias) -> Calls:
        """The inverse of `turn`, for what was gathered from all steps."""
        dkernels, dbias = gradients
        for _, rows, columns in self._places():
            for dkernel, values in zip(dkernels, self._columns, strict=True):
                yield partial(np.copyto, dkernel[:, columns], total[rows, values].T)
            if dbias is not None:
                yield partial(np.copyto, dbias[columns], total[rows, self._one])

    def _places(self) -> Iterator[tuple[int, slice, slice]]:
        """Every gate, its rows here and its columns in the kernel."""
        units = self._steps.units
        for place, gate in enumerate(self._gates.order):
            yield gate, slice(place * units, (place + 1) * units), slice(gate * units, (gate + 1) * units)
