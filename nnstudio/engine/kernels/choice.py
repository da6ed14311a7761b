"""Which kernel computes a layer: its own plain one, or a faster one where that was measured to win.

A declaration never knows of the kernels here. Each of them gives what the plain one gives, within the rounding of the
type it computes in; tests/engine/kernels hold every one of them, for every shape it takes, against the plain one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, cast

from nnstudio.catalog.kernels import Array, Context, Kernel, Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.catalog.layers.pooling import AveragePooling2D, MaxPooling2D
from nnstudio.engine.kernels.block_convolution import BlockConvolution
from nnstudio.engine.kernels.block_normalization import BlockNormalization
from nnstudio.engine.kernels.feature_major.kernel import FeatureMajor
from nnstudio.engine.kernels.merged_groups import MergedGroups
from nnstudio.engine.kernels.plane_convolution import PlaneConvolution
from nnstudio.engine.kernels.winograd import Winograd, WinogradGroup
from nnstudio.sentence import Sentence

_FEW_CHANNELS = 8
"""Below so many, gathering by planes wins over gathering runs of channels."""
_FEWEST_FOR_WINOGRAD = 2
"""With 2 channels and more, Winograd's maps win over gathering by planes: 1.0 to 2.5 times as fast."""
_MOST_BEFORE_WINOGRAD = 3
"""With a pooling, up to so many channels blocks of results win over Winograd's maps, 0.9 to 3.6 times as fast."""
_BLOCKS_BEFORE_POOLING = ((1.5, 16), (2.25, 8), (4.0, 3))
"""Blocks that look at so many times the places of one window at most, and up to how many channels or filters (the
fewer of both count) they win over gathering windows one by one: 0.9 to 5 times as fast."""
_BLOCKS_ALONE = (1.5, 8)
"""The same without a pooling, for more than one channel and at most twice as many filters as that."""
_LARGE_SAMPLE = 4096
"""From so many values on, normalizing in blocks takes no longer than the layer itself (on 512, a quarter longer), and
wins by what it computes together, and by slices at the same time."""


class GroupKernel(Kernel, Protocol):
    """What computes a chain of layers together; what it writes is the result of the last, activations and all."""

    takes_any_layout: ClassVar[bool]
    """Whether the arrays at its ends may lie in memory in any order (see engine/layouts.py)."""
    joins_slices: ClassVar[bool]
    """Whether it computes layers that mix samples slice by slice, where these `wait` for each other."""


@dataclass(frozen=True)
class Choice:
    """A kernel, what it can compute, and where it is worth it."""

    kernel: Callable[[Any], Kernel]
    takes: Callable[[Layer], bool]
    pays: Callable[[Layer, Shape], bool]
    """For an input of this shape, without the batch axis."""


@dataclass(frozen=True)
class GroupChoice:
    """A kernel for a chain of layers, what it can compute, and where it is worth it."""

    kernel: Callable[[Sequence[Layer]], GroupKernel]
    takes: Callable[[Sequence[Layer]], bool]
    pays: Callable[[Sequence[Layer], Shape], bool]
    """For inputs of this shape, without the batch axis."""


def _pays_by_planes(layer: Layer, shape: Shape) -> bool:
    if max(cast(Conv1D | Conv2D, layer).kernel_size) == 1:
        return False  # windows of one place are read where they lie
    return shape[-1] < (_FEWEST_FOR_WINOGRAD if Winograd.takes(layer) else _FEW_CHANNELS)


def _pays_in_blocks(layers: Sequence[Layer], shape: Shape) -> bool:
    """As measured with 6 to 64 filters, windows of 2x2 to 7x7 and pictures of 8x8 to 28x28."""
    convolution, channels = cast(Conv2D, layers[0]), shape[-1]
    excess = BlockConvolution.excess(convolution)
    if not isinstance(layers[-1], MaxPooling2D | AveragePooling2D):
        most_excess, most_channels = _BLOCKS_ALONE
        is_narrow = 1 < channels <= most_channels and convolution.filters <= 2 * most_channels
        return excess <= most_excess and is_narrow
    if Winograd.takes(convolution):
        return channels <= _MOST_BEFORE_WINOGRAD
    return any(excess <= most and min(channels, convolution.filters) <= few for most, few in _BLOCKS_BEFORE_POOLING)


def _pays_by_maps(_: Sequence[Layer], shape: Shape) -> bool:
    return shape[-1] >= _FEWEST_FOR_WINOGRAD


def _has_large_samples(_: Sequence[Layer], shape: Shape) -> bool:
    return math.prod(shape) >= _LARGE_SAMPLE


def _always(_: Layer, __: Shape) -> bool:
    return True


CHOICES: Final = (
    Choice(FeatureMajor, FeatureMajor.takes, _always),
    Choice(PlaneConvolution, PlaneConvolution.takes, _pays_by_planes),
    Choice(Winograd, Winograd.takes, _always),
    Choice(MergedGroups, MergedGroups.takes, MergedGroups.pays),
)
"""The first that takes a layer and pays computes it."""


GROUP_CHOICES: Final = (
    GroupChoice(BlockConvolution, BlockConvolution.takes, _pays_in_blocks),
    GroupChoice(WinogradGroup, WinogradGroup.takes, _pays_by_maps),
    GroupChoice(BlockNormalization, BlockNormalization.takes, _has_large_samples),
)
"""The first that takes a chain of layers and pays computes it."""


def group_kernel_of(layers: Sequence[Layer], shape: Shape) -> GroupKernel | None:
    """The kernel that computes exactly these layers, one after the other, on inputs of this shape; None without one."""
    fitting = (choice for choice in GROUP_CHOICES if choice.takes(layers) and choice.pays(layers, shape))
    return next((choice.kernel(layers) for choice in fitting), None)


def kernel_of(layer: Kernel, inputs: Sequence[Array], ctx: Context) -> Kernel:
    """The kernel for a layer on such inputs."""
    if not isinstance(layer, Layer) or not inputs or any(mask is not None for mask in ctx.masks):
        return layer
    shape = inputs[0].shape[1:]
    fitting = (choice for choice in CHOICES if choice.takes(layer) and choice.pays(layer, shape))
    return next((choice.kernel(layer) for choice in fitting), layer)


def name_of(kernel: Kernel) -> str:
    """How a plan calls the kernel when it tells what it does."""
    return Sentence("plain") if isinstance(kernel, Layer) else type(kernel).__name__
