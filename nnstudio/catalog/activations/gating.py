"""Functions in which one half of the values decides how much of the other half passes."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.activations.distributions import Axis, axis_objection
from nnstudio.catalog.activations.sigmoids import Sigmoid
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.sentence import Sentence


class Glu(ActivationFunction, frozen=True, kw_only=True):
    """Lets as much of the first half of the values pass as the second half says (Dauphin et al., 2017).

    The result is half as long as the input along the axis, so it has its place in an Activation layer: the layer before
    it needs twice as many units as the result shall have.
    """

    label: ClassVar[str] = "GLU"
    formula: ClassVar[str] = "f(z) = a · sigmoid(b), z = [a, b]"
    keeps_shape: ClassVar[bool] = False

    axis: Axis = -1

    def objection(self, shape: Shape) -> str | None:
        """The axis must be one of the sample's own, and have two halves."""
        objection = axis_objection(self.axis, shape)
        if objection is None and shape[self._place(shape)] % 2:
            return Sentence(
                "halves its axis, which has an odd length of {shape}; make it even", shape=shape[self._place(shape)]
            )
        return objection

    def output_shape(self, shape: Shape) -> Shape:
        """The axis is half as long."""
        place = self._place(shape)
        return (*shape[:place], shape[place] // 2, *shape[place + 1 :])

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = a · sigmoid(b)."""
        passing, gate = self._halves(z)
        yield from Sigmoid().forward(gate, out, ctx)
        yield partial(np.multiply, out, passing, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """da = dout · sigmoid(b), db = dout · a · sigmoid'(b)."""
        passing, gate = self._halves(z)
        dpassing, dgate = self._halves(dz)
        share, weighted = ctx.empty(dout.shape), ctx.empty(dout.shape)
        yield from Sigmoid().forward(gate, share, ctx)
        yield partial(np.multiply, dout, share, dpassing)
        yield partial(np.multiply, dout, passing, weighted)
        yield from Sigmoid().backward(gate, share, weighted, dgate, ctx)

    def _place(self, shape: Shape) -> int:
        """Which axis of a sample it is, from 0."""
        return self.axis - 1 if self.axis > 0 else len(shape) + self.axis

    def _halves(self, array: Array) -> list[Array]:
        return np.split(array, 2, self.axis)
