"""Layers that shift and scale by known numbers to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

LAYERS = [
    LayerCase("Rescaling", {"scale": 0.5}, on((5,))),
    LayerCase("Rescaling", {"scale": 2.0, "offset": -1.0}, on((3, 4))),
    LayerCase("Rescaling", {"scale": [0.5, -2.0, 3.0], "offset": [1.0, 0.0, -0.25]}, on((2, 3, 3))),
    LayerCase("Rescaling", {"scale": 0.1, "offset": [1.0, -1.0]}, on((4, 2))),
    LayerCase("Rescaling", {"scale": -0.5, "offset": 1.0}, on((4, 2)), masked=(0,)),
    LayerCase("Normalization", {"mean": [0.5, 1.0], "variance": [4.0, 0.25]}, on((4, 2)), masked=(0,)),
    LayerCase("Normalization", {"mean": 3.0, "variance": 2.0}, on((4,))),
    LayerCase("Normalization", {"mean": [1.0, -2.0, 0.5], "variance": [0.25, 4.0, 0.0]}, on((3,))),
    LayerCase("Normalization", {"axis": [1, -1], "mean": [1.0, 2.0], "variance": [3.0, 0.5]}, on((3, 4, 2))),
    LayerCase("Normalization", {"axis": None, "mean": 0.5, "variance": 9.0, "invert": True}, on((3, 4))),
    LayerCase("Normalization", {}, on((5,))),
    LayerCase("Normalization", {"axis": [1, 2]}, on((3, 4, 2))),
    LayerCase("Normalization", {"axis": None}, on((3, 4))),
    LayerCase("Normalization", {"axis": 1, "invert": True}, on((3, 4))),
]
