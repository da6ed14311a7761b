"""What layers share that change pictures at random while training, so that the network sees more than the data has."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, require_rank


class _Augmentation(Layer, frozen=True, kw_only=True):
    """Changes pictures in training only; in use they stay as they are."""

    category: ClassVar[str] = "Augmentation"

    @property
    def draws_numbers(self) -> bool:
        """For every picture."""
        return True

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_rank(inputs[0], 3, "height, width, channels")
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x, changed in training."""
        return self.change(x, out, ctx) if ctx.training else iter([partial(np.copyto, out, x)])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout, led back the way that the values took."""
        if dx is None:
            return iter(())
        return self.change_back(dout, dx, ctx) if ctx.training else iter([partial(np.copyto, dx, dout)])

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """Write x with new random changes to `out`, and keep what `change_back` needs of them."""
        raise NotImplementedError

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """Write the gradient to `dx`; `dout` may be overwritten."""
        raise NotImplementedError
