"""The layers that blocks of results compute together: a convolution, an activation, and a pooling of 2x2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.catalog.activations import ActivationFunction, Elu, LeakyRelu, Linear, Relu, Relu6, Selu, Sigmoid, Tanh
from nnstudio.catalog.layers.activation import Activation, LeakyReLU, ReLU
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.pooling import AveragePooling2D, MaxPooling2D
from nnstudio.engine.kernels.block_results import EveryResult, LargestResults, MeanResults, Results

BLOCK = (2, 2)
"""Rows and columns of results."""
_NEVER_FALLING = (Linear, Relu, Relu6, LeakyRelu, Elu, Selu, Sigmoid, Tanh)


@dataclass(frozen=True)
class BlockChain:
    """A convolution and what comes after it."""

    convolution: Conv2D
    activation: ActivationFunction
    pooling: Layer | None

    @classmethod
    def of(cls, layers: Sequence[Layer]) -> BlockChain | None:
        """The layers as such a chain; None if they are none."""
        convolution, *after = layers
        if not isinstance(convolution, Conv2D) or convolution.groups > 1 or max(convolution.dilation_rate) > 1:
            return None
        activation: ActivationFunction = convolution.activation
        if after and activation == Linear() and isinstance(first := after[0], Activation | ReLU | LeakyReLU):
            activation = first.function
            del after[0]
        pooling = after.pop(0) if after and _takes_blocks(after[0]) else None
        return None if after or not isinstance(activation, _NEVER_FALLING) else cls(convolution, activation, pooling)

    @property
    def results(self) -> type[Results]:
        """What becomes of a block of results."""
        match self.pooling:
            case MaxPooling2D():
                return LargestResults
            case AveragePooling2D():
                return MeanResults
        return EveryResult


def _takes_blocks(layer: Layer) -> bool:
    """Whether a layer is a pooling that makes one value of each block."""
    if not isinstance(layer, MaxPooling2D | AveragePooling2D):
        return False
    window = layer.window
    return (window.size, window.strides, window.padding) == (BLOCK, BLOCK, "valid")
