"""The layers of the first families to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

DENSE = [
    LayerCase("Dense", {"units": 5}, on((3,))),
    LayerCase("Dense", {"units": 4, "activation": "relu"}, on((6,))),
    LayerCase("Dense", {"units": 3, "activation": "softmax", "use_bias": False}, on((4,))),
    LayerCase("Dense", {"units": 2, "activation": {"type": "gelu", "config": {"approximate": True}}}, on((5,))),
    LayerCase("Dense", {"units": 4, "activation": "tanh"}, on((5, 3))),
    LayerCase("Dense", {"units": 2}, on((3, 4, 5))),
    LayerCase("Dense", {"units": 1, "activation": "sigmoid"}, on((1,))),
]

ACTIVATION = [
    LayerCase("Activation", {"activation": "relu"}, on((7,))),
    LayerCase("Activation", {"activation": "softmax"}, on((4, 5))),
    LayerCase("Activation", {"activation": "gelu"}, on((3, 3, 2))),
    LayerCase("Activation", {"activation": {"type": "leaky_relu", "config": {"negative_slope": 0.1}}}, on((6,))),
    LayerCase("Activation", {"activation": "glu"}, on((3, 4))),
    LayerCase("Activation", {"activation": {"type": "glu", "config": {"axis": 1}}}, on((4, 3, 2))),
    LayerCase("ReLU", {}, on((9,))),
    LayerCase("ReLU", {"max_value": 1.0}, on((9,))),
    LayerCase("ReLU", {"negative_slope": 0.2}, on((4, 3))),
    LayerCase("ReLU", {"threshold": 0.5}, on((9,))),
    LayerCase("ReLU", {"max_value": 1.5, "negative_slope": 0.1, "threshold": 0.4}, on((3, 3, 2))),
    LayerCase("LeakyReLU", {}, on((9,))),
    LayerCase("LeakyReLU", {"negative_slope": 0.05}, on((4, 3))),
    LayerCase("LeakyReLU", {"negative_slope": 0.0}, on((3, 3, 2))),
    LayerCase("ELU", {}, on((9,))),
    LayerCase("ELU", {"alpha": 0.5}, on((4, 3))),
    LayerCase("ELU", {"alpha": 0.0}, on((3, 3, 2))),
    LayerCase("PReLU", {}, on((9,))),
    LayerCase("PReLU", {"shared_axes": [1]}, on((4, 3))),
    LayerCase("PReLU", {"shared_axes": [1, 2], "alpha_initializer": "ones"}, on((3, 4, 2))),
    LayerCase("Softmax", {}, on((6,))),
    LayerCase("Softmax", {"axis": 1}, on((4, 3))),
    LayerCase("Softmax", {"axis": -2}, on((3, 4, 2))),
    LayerCase("Softmax", {"axis": [1, 2]}, on((3, 4, 2))),
]

REGULARIZATION = [
    LayerCase("ActivityRegularization", {}, on((8,))),
    LayerCase("ActivityRegularization", {"l1": 0.1}, on((4, 3))),
    LayerCase("ActivityRegularization", {"l1": 0.1, "l2": 0.2}, on((3, 2, 2))),
    LayerCase("Dropout", {"rate": 0.5}, on((8,)), random=True),
    LayerCase("Dropout", {"rate": 0.0}, on((8,)), random=True),
    LayerCase("Dropout", {"rate": 0.25, "noise_shape": [None, 1, 3], "seed": 7}, on((4, 3)), random=True),
    LayerCase("SpatialDropout1D", {"rate": 0.5}, on((4, 3)), random=True),
    LayerCase("SpatialDropout1D", {"rate": 0.0}, on((4, 3)), random=True),
    LayerCase("SpatialDropout1D", {"rate": 0.2, "seed": 7}, on((6, 2)), random=True),
    LayerCase("SpatialDropout2D", {"rate": 0.5}, on((4, 3, 2)), random=True),
    LayerCase("SpatialDropout2D", {"rate": 0.0}, on((4, 3, 2)), random=True),
    LayerCase("SpatialDropout2D", {"rate": 0.2, "seed": 7}, on((2, 2, 3)), random=True),
    LayerCase("AlphaDropout", {"rate": 0.5}, on((8,)), random=True),
    LayerCase("AlphaDropout", {"rate": 0.0}, on((8,)), random=True),
    LayerCase("AlphaDropout", {"rate": 0.1, "seed": 7}, on((4, 3)), random=True),
    LayerCase("GaussianNoise", {"stddev": 0.1}, on((8,)), random=True),
    LayerCase("GaussianNoise", {"stddev": 0.0}, on((8,)), random=True),
    LayerCase("GaussianNoise", {"stddev": 0.5, "seed": 7}, on((4, 3)), random=True),
    LayerCase("GaussianDropout", {"rate": 0.5}, on((8,)), random=True),
    LayerCase("GaussianDropout", {"rate": 0.0}, on((8,)), random=True),
    LayerCase("GaussianDropout", {"rate": 0.1, "seed": 7}, on((4, 3)), random=True),
]

RESHAPING = [
    LayerCase("Flatten", {}, on((4, 5, 2))),
    LayerCase("Flatten", {}, on((3, 4))),
    LayerCase("Flatten", {}, on((6,))),
    LayerCase("Reshape", {"target_shape": [4, 3]}, on((12,))),
    LayerCase("Reshape", {"target_shape": [-1, 2]}, on((3, 4))),
    LayerCase("Reshape", {"target_shape": [24]}, on((2, 3, 4))),
    LayerCase("Reshape", {"target_shape": [2, -1, 3]}, on((4, 6))),
]

NORMALIZATION = [
    LayerCase("BatchNormalization", {}, on((5,))),
    LayerCase("BatchNormalization", {}, on((4, 3, 2))),
    LayerCase("BatchNormalization", {"momentum": 0.9, "epsilon": 1e-5}, on((6, 3))),
    LayerCase("BatchNormalization", {"center": False}, on((5,))),
    LayerCase("BatchNormalization", {"scale": False, "momentum": 0.5}, on((3, 3, 4))),
    LayerCase("BatchNormalization", {"center": False, "scale": False}, on((5,))),
    LayerCase("BatchNormalization", {"axis": 1}, on((4, 3))),
    LayerCase("LayerNormalization", {}, on((6,))),
    LayerCase("LayerNormalization", {}, on((4, 5))),
    LayerCase("LayerNormalization", {"epsilon": 1e-6}, on((3, 4, 5))),
    LayerCase("LayerNormalization", {"center": False}, on((4, 5))),
    LayerCase("LayerNormalization", {"scale": False}, on((6,))),
    LayerCase("LayerNormalization", {"center": False, "scale": False}, on((3, 4, 5))),
    LayerCase("LayerNormalization", {"axis": [-2, -1]}, on((3, 4, 5))),
    LayerCase("GroupNormalization", {}, on((2, 32))),
    LayerCase("GroupNormalization", {"groups": 3}, on((4, 5, 6))),
    LayerCase("GroupNormalization", {"groups": -1}, on((4, 3, 2))),
    LayerCase("GroupNormalization", {"groups": 1, "epsilon": 1e-5}, on((6,))),
    LayerCase("GroupNormalization", {"groups": 2, "axis": 1}, on((4, 3))),
    LayerCase("GroupNormalization", {"groups": 2, "axis": -2, "center": False}, on((3, 4, 2))),
    LayerCase("GroupNormalization", {"groups": 2, "scale": False}, on((5, 4))),
    LayerCase("RMSNormalization", {}, on((6,))),
    LayerCase("RMSNormalization", {"epsilon": 0.01}, on((4, 5))),
    LayerCase("RMSNormalization", {"axis": [-2, -1]}, on((3, 4, 2))),
    LayerCase("UnitNormalization", {}, on((6,))),
    LayerCase("UnitNormalization", {"axis": 1}, on((4, 5))),
    LayerCase("UnitNormalization", {"axis": [1, 2]}, on((3, 4, 2))),
]

MERGING = [
    LayerCase("Add", {}, on((4,), (4,))),
    LayerCase("Add", {}, on((3, 2), (3, 2), (3, 2))),
    LayerCase("Add", {}, on((3, 1, 2), (3, 4, 1))),
    LayerCase("Add", {}, on((4, 4, 2), (4, 4, 2))),
    *(
        LayerCase(name, {}, shapes)
        for name in ("Multiply", "Average", "Maximum", "Minimum")
        for shapes in (on((4,), (4,)), on((3, 2), (3, 2), (3, 2)), on((3, 1, 2), (3, 4, 1)), on((2,), (3, 2), (3, 2)))
    ),
    LayerCase("Subtract", {}, on((4,), (4,))),
    LayerCase("Subtract", {}, on((3, 1, 2), (3, 4, 1))),
    LayerCase("Subtract", {}, on((2,), (3, 2))),
    LayerCase("Dot", {"axes": 1}, on((4,), (4,))),
    LayerCase("Dot", {"axes": -1, "normalize": True}, on((4,), (4,))),
    LayerCase("Dot", {"axes": [2, 1]}, on((3, 4), (4, 2))),
    LayerCase("Dot", {"axes": [1, 2], "normalize": True}, on((3, 5), (4, 3))),
    LayerCase("Dot", {"axes": -1}, on((2, 3, 4), (5, 4))),
    LayerCase("Dot", {"axes": [1, 2], "normalize": True}, on((4,), (3, 4, 2))),
    LayerCase("Concatenate", {}, on((3,), (2,))),
    LayerCase("Concatenate", {"axis": 1}, on((2, 3), (4, 3), (1, 3))),
    LayerCase("Concatenate", {"axis": -1}, on((3, 3, 2), (3, 3, 1))),
    LayerCase("Concatenate", {"axis": -2}, on((2, 3, 2), (2, 1, 2))),
]

LAYERS = DENSE + ACTIVATION + REGULARIZATION + RESHAPING + NORMALIZATION + MERGING
