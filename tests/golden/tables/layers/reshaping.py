"""Layers that arrange, repeat, surround and cut off values to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

LAYERS = [
    LayerCase("Permute", {"dims": [2, 1]}, on((3, 4))),
    LayerCase("Permute", {"dims": [3, 1, 2]}, on((2, 3, 4))),
    LayerCase("Permute", {"dims": [1]}, on((5,))),
    LayerCase("RepeatVector", {"n": 3}, on((4,))),
    LayerCase("RepeatVector", {"n": 1}, on((2,))),
    LayerCase("RepeatVector", {"n": 7}, on((1,))),
    LayerCase("UpSampling1D", {}, on((3, 4))),
    LayerCase("UpSampling1D", {"size": 3}, on((4, 2))),
    LayerCase("UpSampling1D", {"size": 1}, on((2, 3))),
    LayerCase("ZeroPadding1D", {}, on((3, 4))),
    LayerCase("ZeroPadding1D", {"padding": 2}, on((4, 2))),
    LayerCase("ZeroPadding1D", {"padding": [0, 3]}, on((2, 3))),
    LayerCase("ZeroPadding2D", {}, on((3, 4, 2))),
    LayerCase("ZeroPadding2D", {"padding": 2}, on((2, 3, 1))),
    LayerCase("ZeroPadding2D", {"padding": [0, 1]}, on((3, 2, 2))),
    LayerCase("ZeroPadding2D", {"padding": [[1, 0], [2, 3]]}, on((2, 2, 3))),
    LayerCase("Cropping1D", {}, on((5, 3))),
    LayerCase("Cropping1D", {"cropping": 2}, on((6, 2))),
    LayerCase("Cropping1D", {"cropping": [0, 3]}, on((5, 2))),
    LayerCase("Cropping2D", {}, on((3, 4, 2))),
    LayerCase("Cropping2D", {"cropping": 1}, on((4, 5, 2))),
    LayerCase("Cropping2D", {"cropping": [0, 2]}, on((3, 5, 1))),
    LayerCase("Cropping2D", {"cropping": [[1, 0], [0, 2]]}, on((3, 4, 2))),
]
