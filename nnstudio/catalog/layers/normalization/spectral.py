"""A kernel that can stretch nothing by more than 1."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers import TruncatedNormal
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.inner import Inner, inner_shape
from nnstudio.sentence import Sentence, joined

_KERNELS = ("kernel", "embeddings")
_SHORTEST = 1e-7
"""Keras' own: shorter vectors count as this long."""


class SpectralNormalization(Layer, frozen=True, kw_only=True):
    """Divides the kernel of a layer by its largest singular value while training, which keeps gradients in bounds.

    The singular value is found by power iterations, which go on from step to step (Miyato et al., 2018). Evaluation
    and prediction use the kernel as it is, and a frozen kernel becomes the normalized one, as in Keras with JAX.
    """

    category: ClassVar[str] = "Normalization"
    formula: ClassVar[str] = "y = layer(x) with kernel / σ, σ = v · kernel · uᵀ, v = |u · kernelᵀ|, u = |v · kernel|"
    note_on_pytorch: ClassVar[str] = (
        "spectral_norm divides by the singular value in use, too, and goes on from the rows of the weight."
    )
    first_values: ClassVar[Mapping[str, Any]] = {"layer": Dense(units=8)}

    layer: Annotated[Layer, Meta(title="Layer", description="The layer whose kernel is normalized.")]
    power_iterations: Annotated[
        int, Meta(ge=1, title="Power iterations", description="How often the singular value is bettered in each step.")
    ] = 1

    @property
    def summary(self) -> str:
        """The layer."""
        return joined((self.layer.label, self.layer.summary))

    @property
    def by_sample(self) -> bool:
        """Every batch changes what the next one finds."""
        return False

    @property
    def largest_index(self) -> int | None:
        """That of the layer."""
        return self.layer.largest_index

    @property
    def parts(self) -> Mapping[str, Layer]:
        """The layer, whose weights stand beside one more."""
        return {"": self.layer}

    def output_shape(self, *inputs: Shape) -> Shape:
        """What the layer gives."""
        shape = inner_shape(self.layer, inputs[0])
        if not self._kernel_of(inputs[0]):
            raise ShapeError(
                Sentence(
                    "normalizes the one kernel of a layer, and {layer} has none; choose Dense or Conv2D",
                    layer=self.layer.label,
                ),
                "layer",
            )
        return shape

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Those of the layer, and u, from which the power iterations go on."""
        specs = dict(self.layer.weights(*inputs))
        size = specs[self._kernel_of(inputs[0])].shape[-1]
        return specs | {"vector_u": WeightSpec((1, size), TruncatedNormal(stddev=0.02), trainable=False)}

    def products(self, *inputs: Shape) -> int:
        """Those of the layer."""
        return self.layer.products(*inputs)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """Normalize the kernel in training, then run the layer."""
        if ctx.training:
            spectrum = self._spectrum(x, w, ctx)
            yield spectrum.find
            if ctx.frozen:
                yield partial(np.copyto, w[self._kernel_of(x.shape[1:])], spectrum.normalized)
            w = w.replaced(**{self._kernel_of(x.shape[1:]): spectrum.normalized})
        yield from Inner(self.layer, "layer", ctx).forward(x, out, w)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """With the normalized kernel n: dkernel = (dn - Σ dn · n · vᵀ · u) / σ, where u and v count as constant."""
        inner, name = Inner(self.layer, "layer", ctx), self._kernel_of(x.shape[1:])
        if not ctx.training:
            yield from inner.backward(x, out, dout, dx, w, dw)
            return
        spectrum = self._spectrum(x, w, ctx)
        yield from inner.backward(x, out, dout, dx, w.replaced(**{name: spectrum.normalized}), dw)
        yield partial(spectrum.turn, dw[name])

    def _kernel_of(self, shape: Shape) -> str:
        """The name of the weight that is normalized; empty if there is none, or not one alone."""
        weights = self.layer.weights(shape)
        if self.layer.parts or "recurrent_kernel" in weights:
            return ""
        return next((name for name in _KERNELS if name in weights), "")

    def _spectrum(self, x: Array, w: Weights, ctx: Context) -> _Spectrum:
        return _Spectrum(w[self._kernel_of(x.shape[1:])], w.vector_u, self.power_iterations, ctx)


class _Spectrum:
    """The largest singular value σ of a kernel with its vectors u (a row for outputs) and v (a row for inputs)."""

    def __init__(self, kernel: Array, u: Array, iterations: int, ctx: Context) -> None:
        self._kernel, self._u, self._iterations = kernel, u, iterations
        rows = kernel.size // kernel.shape[-1]
        self._v, self._sigma = ctx.keep("v", (1, rows)), ctx.keep("sigma", (1, 1))
        self.normalized = ctx.keep("normalized kernel", kernel.shape)
        self._along, self._work = ctx.empty((1, 1)), ctx.empty((rows, kernel.shape[-1]))

    def find(self) -> None:
        """Better u and v, and divide the kernel by σ; a kernel of zeros stays."""
        matrix, u, v = self._kernel.reshape(self._work.shape), self._u, self._v
        if matrix.any():
            for _ in range(self._iterations):
                np.matmul(u, matrix.T, v)
                _make_unit(v)
                np.matmul(v, matrix, u)
                _make_unit(u)
            np.matmul(v, matrix, self._work[:1])
            np.matmul(self._work[:1], u.T, self._sigma)
        else:
            v.fill(0)
            self._sigma.fill(1)
        np.divide(matrix, self._sigma, self.normalized.reshape(self._work.shape))

    def turn(self, gradient: Array) -> None:
        """From the gradient of the normalized kernel to that of the kernel, in place."""
        given, normalized = gradient.reshape(self._work.shape), self.normalized.reshape(self._work.shape)
        np.multiply(given, normalized, self._work)
        np.add.reduce(self._work, (0, 1), out=self._along, keepdims=True)
        np.matmul(self._v.T, self._u, self._work)
        np.multiply(self._work, self._along, self._work)
        np.subtract(given, self._work, given)
        np.divide(given, self._sigma, given)


def _make_unit(row: Array) -> None:
    """Divide a row by its length."""
    np.divide(row, max(float(np.sqrt(np.vdot(row, row))), _SHORTEST), row)
