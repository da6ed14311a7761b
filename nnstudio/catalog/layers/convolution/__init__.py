"""Layers that slide learned filters along sequences and over pictures."""

from nnstudio.catalog.layers.convolution.depthwise import DepthwiseConv1D, DepthwiseConv2D
from nnstudio.catalog.layers.convolution.regular import Conv1D, Conv2D
from nnstudio.catalog.layers.convolution.separable import SeparableConv1D, SeparableConv2D
from nnstudio.catalog.layers.convolution.transposed import Conv1DTranspose, Conv2DTranspose

__all__ = [
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "SeparableConv1D",
    "SeparableConv2D",
]
