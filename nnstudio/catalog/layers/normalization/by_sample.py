"""What layers share that normalize every sample by itself, whatever the batch."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.normalization.fields import Epsilon
from nnstudio.catalog.layers.normalization.standardization import ScaleAndOffset, Standardization
from nnstudio.catalog.layers.normalization.statistics import Sample


class _BySample(Layer, frozen=True, kw_only=True):
    """Standardizes a sample along `standardized` axes, then rescales it along the axes that weights belong to."""

    category: ClassVar[str] = "Normalization"
    centered: ClassVar[bool] = True
    scale_name: ClassVar[str] = "gamma"
    offset_name: ClassVar[str] = "beta"

    epsilon: Epsilon = 1e-3

    def view(self, array: Array) -> Array:
        """The array with axes that `standardized` can name."""
        return array

    def standardized(self, shape: Shape) -> tuple[int, ...]:
        """The axes of the view along which there is one mean and one deviation."""
        raise NotImplementedError

    def weighted(self, shape: Shape) -> tuple[int, ...]:
        """The axes along which each place has a scale and an offset of its own."""
        raise NotImplementedError

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        self.weighted(inputs[0])
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x̂ · gamma + beta, where x̂ = (x - mean) / √(variance + epsilon)."""
        standardization = self._standardization(x, ctx)
        yield from standardization.forward(self.view(x))
        yield from self._affine(x, w, ctx).forward(standardization.normalized.reshape(x.shape), out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = (g - mean(g) - x̂ · mean(g · x̂)) / deviation, where g = dout · gamma and means are along the axes.

        dgamma = Σ dout · x̂, dbeta = Σ dout.
        """
        standardization, affine = self._standardization(x, ctx), self._affine(x, w, ctx)
        product = ctx.empty(x.shape) if dx is None else dx
        dscale, doffset = (dw.get(name) for name in (self.scale_name, self.offset_name))
        yield partial(np.multiply, dout, standardization.normalized.reshape(x.shape), product)
        yield from affine.backward(product, dout, dscale, doffset, ctx)
        if dx is not None:
            yield from affine.rescale(dout, dx)
            yield from standardization.backward(self.view(dout), self.view(dx))

    def _standardization(self, x: Array, ctx: Context) -> Standardization:
        view = self.view(x)
        return Standardization(view, self.standardized(x.shape[1:]), self.epsilon, ctx, centered=self.centered)

    def _affine(self, x: Array, w: Weights, ctx: Context) -> ScaleAndOffset:
        scale, offset = (w.get(name) for name in (self.scale_name, self.offset_name))
        sample = Sample(x.shape[1:], self.weighted(x.shape[1:]))
        return ScaleAndOffset(sample, ctx.empty(x.shape[1:]), scale, offset)
