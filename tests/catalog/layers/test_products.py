"""How many products layers say they take, against what textbooks count."""

import pytest

from nnstudio.catalog.conversion import read_choice
from nnstudio.catalog.layers.base import Layer
from tests.catalog.layers import samples


@pytest.mark.parametrize(
    ("kind", "config", "shapes", "products"),
    [
        ("Dense", {"units": 512}, [(784,)], 784 * 512),
        ("Dense", {"units": 128}, [(32, 64)], 32 * 64 * 128),
        ("Conv2D", {"filters": 16, "kernel_size": 5}, [(14, 14, 6)], 10 * 10 * 5 * 5 * 6 * 16),
        ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "groups": 2}, [(9, 9, 4)], 4 * 4 * 3 * 3 * 2 * 8),
        ("Conv2DTranspose", {"filters": 3, "kernel_size": 4, "strides": 2}, [(16, 16, 32)], 16 * 16 * 4 * 4 * 32 * 3),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}, [(6, 6, 5)], 4 * 4 * 3 * 3 * 5 * 2),
        ("SeparableConv1D", {"filters": 4, "kernel_size": 5}, [(12, 3)], 8 * (5 * 3 + 3 * 4)),
        ("LSTM", {"units": 64}, [(50, 16)], 50 * (16 + 64) * 4 * 64),
        ("GRU", {"units": 8}, [(7, 3)], 7 * (3 + 8) * 3 * 8),
        ("Bidirectional", {"layer": {"type": "SimpleRNN", "config": {"units": 5}}}, [(4, 3)], 2 * 4 * (3 + 5) * 5),
        ("TimeDistributed", {"layer": {"type": "Dense", "config": {"units": 5}}}, [(4, 3)], 4 * 3 * 5),
        ("EinsumDense", {"equation": "abd,dc->abc", "output_shape": [None, 7]}, [(4, 3)], 4 * 3 * 7),
        ("Dot", {"axes": [2, 2]}, [(4, 3), (5, 3)], 4 * 5 * 3),
        ("Attention", {}, [(4, 3), (6, 3)], 2 * 4 * 6 * 3),
        ("MultiHeadAttention", {"num_heads": 4, "key_dim": 16}, [(32, 64)], 4 * 32 * 64 * 64 + 2 * 4 * 32 * 32 * 16),
        ("SpectralNormalization", {"layer": {"type": "Dense", "config": {"units": 5}}}, [(3,)], 3 * 5),
        ("Embedding", {"input_dim": 1000, "output_dim": 8}, [(5,)], 0),
        ("LayerNormalization", {}, [(5, 3)], 0),
        ("MaxPooling2D", {}, [(4, 4, 2)], 0),
    ],
)
def test_products_are_those_of_the_textbook(kind, config, shapes, products):
    layer = read_choice(Layer, {"type": kind, "config": config}, "test")
    assert layer.products(*shapes) == products


@pytest.mark.parametrize("case", samples.golden_layers(), ids=str)
def test_every_layer_tells_its_products(case):
    layer, shapes = samples.layer_of(case), samples.shapes_of(case)
    products = layer.products(*shapes)
    kernels = sum(spec.size for name, spec in layer.weights(*shapes).items() if name.endswith("kernel"))
    assert products >= kernels
