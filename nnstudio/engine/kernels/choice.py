"""Which kernel computes a layer: its own plain one, or a faster one where that was measured to win.

A declaration never knows of the kernels here. Each of them gives what the plain one gives, within the rounding of the
type it computes in; tests/engine/kernels hold every one of them, for every shape it takes, against the plain one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.engine.kernels.block_convolution import BlockConvolution
from nnstudio.engine.kernels.feature_major_lstm import FeatureMajorLSTM
from nnstudio.engine.kernels.plane_convolution import PlaneConvolution
from nnstudio.engine.kernels.winograd import Winograd, WinogradGroup

_FEW_CHANNELS = 8
_MANY_SAMPLES = 8


class Kernel(Protocol):
    """What binds the calls of a layer; every layer is one itself."""

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context, /) -> Calls:
        """The calls that write the result, before the activation."""

    def bind_backward(
        self,
        inputs: Sequence[Array],
        out: Array,
        dout: Array,
        gradients: Sequence[Array | None],
        w: Weights,
        dw: Weights,
        ctx: Context,
        /,
    ) -> Calls:
        """The calls that write the gradients."""


class GroupKernel(Kernel, Protocol):
    """What computes a chain of layers together; what it writes is the result of the last, activations and all."""

    takes_any_layout: ClassVar[bool]
    """Whether the arrays at its ends may lie in memory in any order (see engine/layouts.py)."""


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
    pays: Callable[[Sequence[Layer], Shape, int], bool]
    """For inputs of this shape, without the batch axis, and so many samples."""


def _has_few_channels(_: Layer, shape: Shape) -> bool:
    return shape[-1] < _FEW_CHANNELS


def _pays_in_blocks(layers: Sequence[Layer], shape: Shape, samples: int) -> bool:
    return len(layers) > 1 and shape[-1] < _FEW_CHANNELS and samples >= _MANY_SAMPLES


def _has_many_channels(_: Sequence[Layer], shape: Shape, __: int) -> bool:
    return shape[-1] >= _FEW_CHANNELS


def _always(_: Layer, __: Shape) -> bool:
    return True


CHOICES: Final = (
    Choice(FeatureMajorLSTM, FeatureMajorLSTM.takes, _always),
    Choice(PlaneConvolution, PlaneConvolution.takes, _has_few_channels),
    Choice(Winograd, Winograd.takes, _always),
)
"""The first that takes a layer and pays computes it."""


GROUP_CHOICES: Final = (
    GroupChoice(BlockConvolution, BlockConvolution.takes, _pays_in_blocks),
    GroupChoice(WinogradGroup, WinogradGroup.takes, _has_many_channels),
)
"""The first that takes a chain of layers and pays computes it."""


def group_kernel_of(layers: Sequence[Layer], shape: Shape, samples: int) -> GroupKernel | None:
    """The kernel that computes exactly these layers, one after the other, on inputs of this shape; None without one."""
    fitting = (choice for choice in GROUP_CHOICES if choice.takes(layers) and choice.pays(layers, shape, samples))
    return next((choice.kernel(layers) for choice in fitting), None)


def kernel_of(layer: Layer, inputs: Sequence[Array], ctx: Context) -> Kernel:
    """The kernel for a layer on such inputs."""
    if not inputs or any(mask is not None for mask in ctx.masks):
        return layer
    shape = inputs[0].shape[1:]
    fitting = (choice for choice in CHOICES if choice.takes(layer) and choice.pays(layer, shape))
    return next((choice.kernel(layer) for choice in fitting), layer)


def name_of(kernel: Kernel) -> str:
    """How a plan calls the kernel when it tells what it does."""
    return "plain" if isinstance(kernel, Layer) else type(kernel).__name__
