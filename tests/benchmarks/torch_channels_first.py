"""The layers whose inputs have their channels first in PyTorch: what slides windows, and what treats channels alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.nn import functional

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.activation import PReLU
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import (
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.group import GroupNormalization
from nnstudio.catalog.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from nnstudio.catalog.layers.pooling_global import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from nnstudio.catalog.layers.regularization.dropout import SpatialDropout1D, SpatialDropout2D
from nnstudio.catalog.layers.reshaping import (
    Cropping1D,
    Cropping2D,
    Resizing,
    UpSampling1D,
    UpSampling2D,
    ZeroPadding1D,
    ZeroPadding2D,
)

Module = nn.Module | Callable[..., Tensor]
_CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d}
_TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d}
_LARGEST = {1: nn.MaxPool1d, 2: nn.MaxPool2d}
_MEAN = {1: nn.AvgPool1d, 2: nn.AvgPool2d}


def channels_first(layer: Layer, shape: Shape) -> Module | None:
    """The module or function for inputs of this shape, channels last; None where PyTorch asks for no such order."""
    if isinstance(layer, BatchNormalization) and len(shape) == 1:
        return None
    make = _MODULES.get(type(layer))
    return None if make is None else make(layer, shape[-1])


def _convolution(layer: Any, channels: int, filters: int, **more: Any) -> nn.Module:
    """Padding as a number, which gives results of the same size; causal padding goes before."""
    rank, spans = len(layer.kernel_size), layer.window.spans
    sizes = (layer.kernel_size, layer.strides)
    padding = tuple(span // 2 if layer.padding == "same" else 0 for span in spans)
    convolution = _CONVOLUTIONS[rank](channels, filters, *sizes, padding, layer.dilation_rate, **more)
    if layer.padding == "causal":
        return nn.Sequential(nn.ConstantPad1d((spans[0] - 1, 0), 0), convolution)
    return convolution


def _transposed(layer: Any, channels: int) -> nn.Module:
    pairs = list(zip(layer.kernel_size, layer.strides, strict=True))
    padding = tuple((size - stride + 1) // 2 for size, stride in pairs)
    extra = tuple(stride - size + 2 * cut for (size, stride), cut in zip(pairs, padding, strict=True))
    kind = _TRANSPOSED[len(pairs)]
    return kind(channels, layer.filters, layer.kernel_size, layer.strides, padding, extra)


def _depthwise(layer: Any, channels: int, **more: Any) -> nn.Module:
    return _convolution(layer, channels, channels * layer.depth_multiplier, groups=channels, **more)


def _separable(layer: Any, channels: int) -> nn.Module:
    pointwise = _CONVOLUTIONS[len(layer.kernel_size)](channels * layer.depth_multiplier, layer.filters, 1)
    return nn.Sequential(_depthwise(layer, channels, bias=False), pointwise)


def _pooling(kinds: dict[int, type[nn.Module]], layer: Any, **more: Any) -> nn.Module:
    padding = tuple(size // 2 if layer.padding == "same" else 0 for size in layer.pool_size)
    return kinds[len(layer.pool_size)](layer.pool_size, layer.strides or layer.pool_size, padding, **more)


def _cropping(*borders: tuple[int, int]) -> Module:
    """The values inside as an array of their own, and not a view, which would leave the copying to the next layer."""

    def crop(x: Tensor) -> Tensor:
        lengths = x.shape[-len(borders) :]
        inside = (slice(before, length - behind) for length, (before, behind) in zip(lengths, borders, strict=True))
        return x[..., *inside].contiguous()

    return crop


def _convolving(layer: Any, channels: int) -> nn.Module:
    return _convolution(layer, channels, layer.filters, groups=layer.groups)


def _largest(layer: Any, _: int) -> nn.Module:
    return _pooling(_LARGEST, layer)


def _mean(layer: Any, _: int) -> nn.Module:
    return _pooling(_MEAN, layer, count_include_pad=False)


def _resizing(layer: Any, _: int) -> Module:
    return lambda x: functional.interpolate(x, (layer.height, layer.width), mode=layer.interpolation)


_MODULES: dict[type[Layer], Callable[[Any, int], Module]] = {
    **dict.fromkeys([Conv1D, Conv2D], _convolving),
    **dict.fromkeys([DepthwiseConv1D, DepthwiseConv2D], _depthwise),
    **dict.fromkeys([SeparableConv1D, SeparableConv2D], _separable),
    **dict.fromkeys([Conv1DTranspose, Conv2DTranspose], _transposed),
    **dict.fromkeys([MaxPooling1D, MaxPooling2D], _largest),
    **dict.fromkeys([AveragePooling1D, AveragePooling2D], _mean),
    **dict.fromkeys([GlobalAveragePooling1D, GlobalAveragePooling2D], lambda *_: lambda x: x.flatten(2).mean(2)),
    **dict.fromkeys([GlobalMaxPooling1D, GlobalMaxPooling2D], lambda *_: lambda x: x.flatten(2).amax(2)),
    BatchNormalization: lambda _, channels: nn.BatchNorm2d(channels),
    GroupNormalization: lambda layer, channels: nn.GroupNorm(channels if layer.groups < 0 else layer.groups, channels),
    SpatialDropout1D: lambda layer, _: nn.Dropout1d(layer.rate),
    SpatialDropout2D: lambda layer, _: nn.Dropout2d(layer.rate),
    PReLU: lambda _, channels: nn.PReLU(channels),
    UpSampling1D: lambda layer, _: nn.Upsample(scale_factor=layer.size),
    UpSampling2D: lambda layer, _: nn.Upsample(scale_factor=layer.size, mode=layer.interpolation),
    Resizing: _resizing,
    ZeroPadding1D: lambda layer, _: nn.ZeroPad1d(layer.padding),
    ZeroPadding2D: lambda layer, _: nn.ZeroPad2d((*layer.padding[1], *layer.padding[0])),
    Cropping1D: lambda layer, _: _cropping(layer.cropping),
    Cropping2D: lambda layer, _: _cropping(*layer.cropping),
}
