"""The layers to record that make masks, and those that only hand them on."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

LAYERS = [
    LayerCase("Masking", {}, on((4, 2))),
    LayerCase("Masking", {"mask_value": 2.0}, on((5, 1)), dtype="int32"),
    LayerCase("Masking", {}, on((3,))),
    LayerCase("Masking", {"mask_value": 1.0}, on((2, 3, 1)), dtype="int32"),
    LayerCase("Dense", {"units": 2}, on((4, 3)), masked=(0,)),
    LayerCase("Flatten", {}, on((4, 3)), masked=(0,)),
    LayerCase("LayerNormalization", {}, on((4, 3)), masked=(0,)),
    LayerCase("Dropout", {"rate": 0.5}, on((4, 3)), random=True, masked=(0,)),
    LayerCase("PReLU", {}, on((4, 3)), masked=(0,)),
    LayerCase("GlobalAveragePooling1D", {}, on((4, 3)), masked=(0,), hides_all=False),
    LayerCase("GlobalAveragePooling1D", {"keepdims": True}, on((5, 2)), masked=(0,), hides_all=False),
    *(
        LayerCase(name, {}, on((4, 3), (4, 3)), masked=masked)
        for name in ("Add", "Multiply", "Maximum", "Minimum", "Concatenate")
        for masked in ((0, 1), (0,), (1,))
    ),
    LayerCase("Multiply", {}, on((4, 3), (4, 3), (4, 3)), masked=(0, 1, 2)),
    LayerCase("Multiply", {}, on((4, 3), (4, 1), (4, 3)), masked=(0, 1)),
    LayerCase("Maximum", {}, on((4, 3), (4, 3), (4, 3)), masked=(0, 1, 2)),
    LayerCase("Maximum", {}, on((4, 3), (4, 3), (4, 3)), masked=(0, 1)),
    LayerCase("Concatenate", {"axis": 1}, on((4, 3), (2, 3)), masked=(0, 1)),
    LayerCase("Concatenate", {"axis": 1}, on((4, 3), (2, 3)), masked=(1,)),
    LayerCase("BatchNormalization", {}, on((4, 3)), masked=(0,)),
    LayerCase("BatchNormalization", {"axis": 1, "momentum": 0.7}, on((4, 3)), masked=(0,)),
    LayerCase("BatchNormalization", {"scale": False, "center": False, "epsilon": 0.1}, on((4, 2)), masked=(0,)),
]
