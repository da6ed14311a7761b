"""Convolutions to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

CONV1D = [
    LayerCase("Conv1D", {"filters": 4, "kernel_size": 3}, on((7, 2))),
    LayerCase("Conv1D", {"filters": 3, "kernel_size": [4], "padding": "same", "activation": "relu"}, on((6, 5))),
    LayerCase("Conv1D", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, on((6, 3))),
    LayerCase("Conv1D", {"filters": 4, "kernel_size": 2, "padding": "causal", "dilation_rate": 2}, on((7, 4))),
    LayerCase("Conv1D", {"filters": 2, "kernel_size": 5, "strides": 2, "padding": "causal"}, on((4, 3))),
    LayerCase("Conv1D", {"filters": 4, "kernel_size": 3, "groups": 2, "use_bias": False}, on((5, 6))),
    LayerCase("Conv1D", {"filters": 2, "kernel_size": 1, "activation": "tanh"}, on((5, 4))),
]

CONV2D = [
    LayerCase("Conv2D", {"filters": 4, "kernel_size": 3}, on((6, 7, 2))),
    LayerCase("Conv2D", {"filters": 3, "kernel_size": [3, 2], "padding": "same"}, on((5, 6, 2))),
    LayerCase("Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, on((6, 6, 3))),
    LayerCase("Conv2D", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, on((7, 5, 3))),
    LayerCase("Conv2D", {"filters": 2, "kernel_size": [2, 3], "strides": [2, 1]}, on((7, 6, 1))),
    LayerCase("Conv2D", {"filters": 2, "kernel_size": 2, "strides": 3, "padding": "same"}, on((7, 8, 2))),
    LayerCase("Conv2D", {"filters": 3, "kernel_size": 3, "dilation_rate": 2}, on((8, 7, 2))),
    LayerCase("Conv2D", {"filters": 3, "kernel_size": 3, "dilation_rate": [1, 2], "padding": "same"}, on((5, 6, 2))),
    LayerCase("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 2, "padding": "same"}, on((4, 5, 4))),
    LayerCase("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 4, "strides": 2}, on((6, 6, 4))),
    LayerCase("Conv2D", {"filters": 3, "kernel_size": 1, "use_bias": False, "activation": "relu"}, on((4, 4, 5))),
    LayerCase("Conv2D", {"filters": 2, "kernel_size": 5, "padding": "same", "activation": "tanh"}, on((3, 3, 1))),
]

TRANSPOSED = [
    LayerCase("Conv1DTranspose", {"filters": 3, "kernel_size": 3}, on((5, 2))),
    LayerCase("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, on((4, 3))),
    LayerCase("Conv1DTranspose", {"filters": 2, "kernel_size": 2, "strides": 3, "activation": "relu"}, on((4, 3))),
    LayerCase(
        "Conv1DTranspose",
        {"filters": 5, "kernel_size": 4, "strides": 3, "padding": "same", "output_padding": 2},
        on((3, 2)),
    ),
    LayerCase("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1}, on((3, 5))),
    LayerCase("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "padding": "same", "dilation_rate": 2}, on((5, 4))),
    LayerCase("Conv1DTranspose", {"filters": 3, "kernel_size": 1, "use_bias": False}, on((4, 2))),
    LayerCase("Conv2DTranspose", {"filters": 4, "kernel_size": 3}, on((3, 4, 2))),
    LayerCase(
        "Conv2DTranspose",
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "sigmoid"},
        on((3, 2, 5)),
    ),
    LayerCase(
        "Conv2DTranspose", {"filters": 3, "kernel_size": [2, 4], "strides": [3, 2], "padding": "same"}, on((2, 3, 2))
    ),
    LayerCase("Conv2DTranspose", {"filters": 2, "kernel_size": [2, 3], "strides": [3, 1]}, on((2, 3, 4))),
    LayerCase(
        "Conv2DTranspose",
        {"filters": 2, "kernel_size": [3, 2], "strides": 2, "padding": "same", "output_padding": [0, 1]},
        on((3, 2, 3)),
    ),
    LayerCase(
        "Conv2DTranspose", {"filters": 2, "kernel_size": 2, "dilation_rate": [2, 1], "use_bias": False}, on((3, 3, 3))
    ),
]

DEPTHWISE = [
    LayerCase("DepthwiseConv1D", {"kernel_size": 3}, on((6, 4))),
    LayerCase(
        "DepthwiseConv1D",
        {"kernel_size": 4, "padding": "same", "depth_multiplier": 2, "activation": "relu"},
        on((5, 3)),
    ),
    LayerCase("DepthwiseConv1D", {"kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}, on((6, 2))),
    LayerCase("DepthwiseConv1D", {"kernel_size": 2, "strides": 2, "dilation_rate": 3}, on((8, 2))),
    LayerCase("DepthwiseConv2D", {"kernel_size": 3}, on((5, 6, 2))),
    LayerCase("DepthwiseConv2D", {"kernel_size": [2, 3], "padding": "same", "depth_multiplier": 3}, on((4, 5, 2))),
    LayerCase(
        "DepthwiseConv2D", {"kernel_size": 3, "strides": 2, "padding": "same", "activation": "relu"}, on((6, 5, 3))
    ),
    LayerCase("DepthwiseConv2D", {"kernel_size": [3, 2], "strides": [1, 3], "depth_multiplier": 2}, on((4, 7, 2))),
    LayerCase("DepthwiseConv2D", {"kernel_size": 2, "dilation_rate": [2, 3], "use_bias": False}, on((5, 6, 3))),
    LayerCase("DepthwiseConv2D", {"kernel_size": 5, "padding": "same"}, on((3, 2, 1))),
]

SEPARABLE = [
    LayerCase("SeparableConv1D", {"filters": 3, "kernel_size": 3}, on((6, 4))),
    LayerCase(
        "SeparableConv1D",
        {"filters": 5, "kernel_size": 2, "padding": "same", "depth_multiplier": 2, "activation": "relu"},
        on((5, 3)),
    ),
    LayerCase("SeparableConv1D", {"filters": 2, "kernel_size": 3, "strides": 2, "use_bias": False}, on((7, 2))),
    LayerCase("SeparableConv2D", {"filters": 4, "kernel_size": 3}, on((4, 5, 2))),
    LayerCase(
        "SeparableConv2D",
        {"filters": 3, "kernel_size": [3, 2], "strides": 2, "padding": "same", "depth_multiplier": 2},
        on((5, 4, 2)),
    ),
    LayerCase(
        "SeparableConv2D",
        {"filters": 2, "kernel_size": 2, "padding": "same", "dilation_rate": 2, "activation": "tanh"},
        on((4, 4, 3)),
    ),
]

LAYERS = CONV1D + CONV2D + TRANSPOSED + DEPTHWISE + SEPARABLE
