"""The layers to record that turn whole numbers into vectors."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

SIZE = {"input_dim": 5, "output_dim": 3}

LAYERS = [
    LayerCase("Embedding", SIZE, on((4,)), dtype="int32"),
    LayerCase("Embedding", SIZE, on((3, 2)), dtype="int32"),
    LayerCase("Embedding", {"input_dim": 9, "output_dim": 1}, on((6,)), dtype="int32"),
    LayerCase("Embedding", SIZE, on(()), dtype="int32"),
    LayerCase("Embedding", {**SIZE, "embeddings_constraint": "non_neg"}, on((7,)), dtype="int32"),
    LayerCase("Embedding", {**SIZE, "mask_zero": True}, on((6,)), dtype="int32"),
    LayerCase("Embedding", {**SIZE, "mask_zero": True}, on((2, 3)), dtype="int32"),
]
