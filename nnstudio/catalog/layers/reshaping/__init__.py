"""Layers that arrange, surround, cut off, repeat and resize what there is."""

from nnstudio.catalog.layers.reshaping.arranging import Flatten, Permute, Reshape
from nnstudio.catalog.layers.reshaping.padding_cropping import Cropping1D, Cropping2D, ZeroPadding1D, ZeroPadding2D
from nnstudio.catalog.layers.reshaping.repeating import RepeatVector, UpSampling1D
from nnstudio.catalog.layers.reshaping.resizing import Resizing, UpSampling2D

__all__ = [
    "Cropping1D",
    "Cropping2D",
    "Flatten",
    "Permute",
    "RepeatVector",
    "Reshape",
    "Resizing",
    "UpSampling1D",
    "UpSampling2D",
    "ZeroPadding1D",
    "ZeroPadding2D",
]
