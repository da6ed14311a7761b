"""Convolutions of many small groups, computed as fewer and larger groups.

Products of matrices of four or eight columns run at a fraction of the speed of larger ones. So several groups are
taken as one, whose kernel has theirs along its diagonal and zeros elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from msgspec import structs

from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.engine.kernels.winograd import Winograd

_LEAST_CHANNELS = 16
"""What a group should have, of channels and of filters."""
_MOST_CHANNELS = 64
"""Up to so many in all, small groups of 3x3 windows are fastest as a single one: 3 times for 8 groups of 4 channels."""


class MergedGroups:
    """The kernel of a Conv1D or Conv2D with several groups."""

    def __init__(self, layer: Conv1D | Conv2D) -> None:
        self._layer = layer

    @staticmethod
    def takes(layer: Layer) -> bool:
        """Whether the layer is such a one."""
        return isinstance(layer, Conv1D | Conv2D) and layer.groups > 1

    @staticmethod
    def pays(layer: Layer, shape: Shape) -> bool:
        """Whether there are groups to be merged for inputs of this shape."""
        return isinstance(layer, Conv1D | Conv2D) and _groups_left(layer, shape[-1]) < layer.groups

    def bind_forward(self, x: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """Put the kernels along the diagonal, and convolve with that."""
        merged = _Merged(self._layer, x[0].shape[-1], ctx)
        yield partial(np.copyto, merged.diagonal(merged.kernel), merged.by_group(w.kernel))
        yield from merged.convolution.bind_forward(x, out, w.replaced(kernel=merged.kernel), ctx)

    def bind_backward(self, x: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The gradients of the larger groups, of which those along the diagonal are wanted."""
        merged = _Merged(self._layer, x[0].shape[-1], ctx)
        wide = replace(d, weights=d.weights.replaced(kernel=merged.gradient))
        yield from merged.convolution.bind_backward(x, out, wide, w.replaced(kernel=merged.kernel), ctx)
        yield partial(np.copyto, merged.by_group(d.weights.kernel), merged.diagonal(merged.gradient))


class _Merged:
    """A convolution with fewer groups, and its kernel."""

    def __init__(self, layer: Conv1D | Conv2D, channels: int, ctx: Context) -> None:
        self._layer, self._groups = layer, _groups_left(layer, channels)
        merged: Layer = structs.replace(layer, groups=self._groups)
        self.convolution = Winograd(merged) if isinstance(merged, Conv2D) and Winograd.takes(merged) else merged
        shape = (*layer.kernel_size, channels // self._groups, layer.filters)
        self.kernel, self.gradient = ctx.keep("merged kernel", shape), ctx.empty(shape)
        self.kernel.fill(0)  # once: it stays so beside the diagonal

    def diagonal(self, kernel: Array) -> Array:
        """The kernels of the small groups, where they are: (*window, channels, groups, members, filters)."""
        members = self._layer.groups // self._groups
        window, channels = kernel.shape[:-2], kernel.shape[-2] // members
        pairs = kernel.reshape(*window, members, channels, self._groups, members, -1)
        view: Array = np.einsum("...mcgmf->...cgmf", pairs)  # as no axis is summed over
        return view

    def by_group(self, kernel: Array) -> Array:
        """A kernel of small groups with the same axes."""
        return kernel.reshape(*kernel.shape[:-1], self._groups, self._layer.groups // self._groups, -1)


def _groups_left(layer: Conv1D | Conv2D, channels: int) -> int:
    """How many groups there are after merging: as many as have channels enough, each of as many groups."""
    each, whole = min(channels, layer.filters) // layer.groups, structs.replace(layer, groups=1)
    if each < _LEAST_CHANNELS and max(channels, layer.filters) <= _MOST_CHANNELS and Winograd.takes(whole):
        return 1
    divisors = (count for count in range(1, layer.groups + 1) if layer.groups % count == 0)
    return layer.groups // next((count for count in divisors if count * each >= _LEAST_CHANNELS), layer.groups)
