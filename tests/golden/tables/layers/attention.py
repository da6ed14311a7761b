"""The attention layers to record, with inputs in the order of our ports: query, value, key."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

HEADS = {"num_heads": 2, "key_dim": 3}
UNLIKE = {"value_dim": 4, "dropout": 0.2}
"""Values of another size than keys: with JAX, Keras computes them only where there is dropout."""

LAYERS = [
    LayerCase("MultiHeadAttention", HEADS, on((4, 5))),
    LayerCase("MultiHeadAttention", {**HEADS, "use_causal_mask": True}, on((4, 5))),
    LayerCase("MultiHeadAttention", HEADS, on((4, 5), (3, 6))),
    LayerCase("MultiHeadAttention", HEADS, on((4, 5), (3, 6), (3, 2))),
    LayerCase("MultiHeadAttention", {**HEADS, **UNLIKE}, on((5, 4), (3, 4)), random=True),
    LayerCase("MultiHeadAttention", {**HEADS, **UNLIKE, "use_causal_mask": True}, on((5, 4), (3, 4)), random=True),
    LayerCase("MultiHeadAttention", {**HEADS, "use_causal_mask": True}, on((5, 4), (3, 4))),
    LayerCase("MultiHeadAttention", {"num_heads": 1, "key_dim": 4, "use_bias": False}, on((3, 4))),
    LayerCase("MultiHeadAttention", {"num_heads": 3, "key_dim": 1}, on((1, 2))),
    LayerCase("MultiHeadAttention", {**HEADS, "output_shape": 7}, on((4, 5))),
    LayerCase("MultiHeadAttention", {**HEADS, "output_shape": [2, 3]}, on((4, 5), (3, 6))),
    LayerCase("MultiHeadAttention", {**HEADS, "dropout": 0.3, "seed": 7}, on((4, 5)), random=True),
    LayerCase("Attention", {}, on((4, 3), (5, 3))),
    LayerCase("Attention", {}, on((4, 3))),
    LayerCase("Attention", {"use_causal_mask": True}, on((4, 3), (4, 2), (4, 3))),
    LayerCase("Attention", {"use_scale": True}, on((4, 3), (5, 2), (5, 3))),
    LayerCase("Attention", {"score_mode": "concat"}, on((4, 3), (5, 3))),
    LayerCase("Attention", {"score_mode": "concat", "use_scale": True, "use_causal_mask": True}, on((4, 3), (4, 3))),
    LayerCase("Attention", {"dropout": 0.5, "seed": 7}, on((4, 3)), random=True),
    LayerCase("AdditiveAttention", {}, on((4, 3), (5, 3))),
    LayerCase("AdditiveAttention", {"use_scale": False}, on((4, 3), (5, 2), (5, 3))),
    LayerCase("AdditiveAttention", {"use_causal_mask": True}, on((4, 3))),
    LayerCase("AdditiveAttention", {"dropout": 0.5}, on((4, 3), (2, 3)), random=True),
    LayerCase("PositionEmbedding", {"sequence_length": 4}, on((4, 3))),
    LayerCase("PositionEmbedding", {"sequence_length": 7, "initializer": "zeros"}, on((4, 3))),
    LayerCase("PositionEmbedding", {"sequence_length": 3}, on((2, 3, 2))),
    *(
        LayerCase(name, {**settings, **causal}, on(*shapes), masked=masked)
        for name, settings in (
            ("Attention", {"use_scale": True}),
            ("AdditiveAttention", {}),
            ("MultiHeadAttention", HEADS),
        )
        for causal in ({}, {"use_causal_mask": True})
        for shapes, masked in ((((4, 3), (4, 3)), (0, 1)), (((4, 3), (5, 3)), (1,)), (((4, 3), (4, 3)), (0,)))
    ),
    LayerCase("Attention", {}, on((4, 3)), masked=(0,)),
    LayerCase("MultiHeadAttention", HEADS, on((4, 3)), masked=(0,)),
    LayerCase("MultiHeadAttention", HEADS, on((4, 3), (5, 3), (5, 2)), masked=(0, 2)),
    LayerCase("MultiHeadAttention", {**HEADS, "dropout": 0.2}, on((4, 3), (5, 3)), random=True, masked=(0, 1)),
]
