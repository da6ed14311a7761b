"""Functions that bend what a layer computes, by Keras' short names."""

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.activations.distributions import LogSoftmax, Softmax, Sparsemax
from nnstudio.catalog.activations.exponentials import Celu, Elu, Exponential, Selu
from nnstudio.catalog.activations.gating import Glu
from nnstudio.catalog.activations.rectifiers import LeakyRelu, Linear, Relu, Relu6, Threshold
from nnstudio.catalog.activations.shrinking import HardShrink, SoftShrink, TanhShrink
from nnstudio.catalog.activations.sigmoids import (
    HardSigmoid,
    HardTanh,
    LogSigmoid,
    Sigmoid,
    Softsign,
    SparseSigmoid,
    Tanh,
)
from nnstudio.catalog.activations.smooth import Gelu, HardSilu, Mish, Silu, Softplus, SparsePlus, Squareplus

__all__ = [
    "ActivationFunction",
    "Celu",
    "Elu",
    "Exponential",
    "Gelu",
    "Glu",
    "HardShrink",
    "HardSigmoid",
    "HardSilu",
    "HardTanh",
    "LeakyRelu",
    "Linear",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "Relu",
    "Relu6",
    "Selu",
    "Sigmoid",
    "Silu",
    "SoftShrink",
    "Softmax",
    "Softplus",
    "Softsign",
    "SparsePlus",
    "SparseSigmoid",
    "Sparsemax",
    "Squareplus",
    "Tanh",
    "TanhShrink",
    "Threshold",
]
