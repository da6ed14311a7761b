"""Pooling layers to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

LAYERS = [
    LayerCase("MaxPooling2D", {}, on((6, 6, 3))),
    LayerCase("MaxPooling2D", {"pool_size": 3, "strides": 2}, on((7, 8, 2))),
    LayerCase("MaxPooling2D", {"pool_size": [2, 3], "padding": "same"}, on((5, 7, 2))),
    LayerCase("MaxPooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}, on((4, 5, 2))),
    LayerCase("MaxPooling2D", {"pool_size": 2, "strides": [1, 3]}, on((5, 7, 1))),
    LayerCase("AveragePooling2D", {"pool_size": 2}, on((6, 6, 3))),
    LayerCase("AveragePooling2D", {"pool_size": 3, "strides": 2}, on((7, 8, 2))),
    LayerCase("AveragePooling2D", {"pool_size": [2, 3], "padding": "same"}, on((5, 7, 2))),
    LayerCase("AveragePooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}, on((4, 5, 2))),
    LayerCase("GlobalAveragePooling2D", {}, on((4, 5, 3))),
    LayerCase("GlobalAveragePooling2D", {"keepdims": True}, on((4, 5, 3))),
    LayerCase("GlobalAveragePooling2D", {}, on((1, 7, 2))),
    LayerCase("MaxPooling1D", {}, on((6, 3))),
    LayerCase("MaxPooling1D", {"pool_size": 3, "strides": 2}, on((8, 2))),
    LayerCase("MaxPooling1D", {"pool_size": 3, "padding": "same"}, on((7, 2))),
    LayerCase("MaxPooling1D", {"pool_size": 3, "strides": 1, "padding": "same"}, on((5, 2))),
    LayerCase("AveragePooling1D", {"pool_size": 2}, on((6, 3))),
    LayerCase("AveragePooling1D", {"pool_size": 3, "strides": 2}, on((8, 2))),
    LayerCase("AveragePooling1D", {"pool_size": 3, "padding": "same"}, on((7, 2))),
    LayerCase("AveragePooling1D", {"pool_size": 3, "strides": 1, "padding": "same"}, on((5, 2))),
    *(
        LayerCase(name, {"keepdims": keepdims} if keepdims else {}, on(shape))
        for name in ("GlobalAveragePooling1D", "GlobalMaxPooling1D")
        for keepdims, shape in ((False, (4, 3)), (True, (5, 2)), (False, (1, 2)))
    ),
    LayerCase("GlobalMaxPooling2D", {}, on((4, 5, 3))),
    LayerCase("GlobalMaxPooling2D", {"keepdims": True}, on((4, 5, 3))),
    LayerCase("GlobalMaxPooling2D", {}, on((1, 7, 2))),
]
