"""The recurrent layers to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

EVERY_STEP = {"return_sequences": True}

LAYERS = [
    *(
        case
        for name in ("SimpleRNN", "LSTM", "GRU")
        for case in (
            LayerCase(name, {"units": 3}, on((4, 2))),
            LayerCase(name, {"units": 2, **EVERY_STEP}, on((5, 3))),
            LayerCase(name, {"units": 3, "go_backwards": True}, on((4, 2))),
            LayerCase(name, {"units": 2, "go_backwards": True, **EVERY_STEP}, on((3, 4))),
            LayerCase(name, {"units": 3, "use_bias": False, "activation": "relu", **EVERY_STEP}, on((4, 3))),
            LayerCase(name, {"units": 3, "activation": "gelu"}, on((3, 2))),
            LayerCase(name, {"units": 2}, on((1, 3))),
            LayerCase(name, {"units": 3, "dropout": 0.4, "seed": 7}, on((4, 2)), random=True),
            LayerCase(
                name, {"units": 3, "dropout": 0.2, "recurrent_dropout": 0.3, **EVERY_STEP}, on((4, 2)), random=True
            ),
        )
    ),
    *(
        case
        for name in ("LSTM", "GRU")
        for case in (
            LayerCase(name, {"units": 3, "recurrent_activation": "hard_sigmoid", **EVERY_STEP}, on((4, 2))),
            LayerCase(name, {"units": 3, "recurrent_activation": "softmax", "activation": "mish"}, on((4, 2))),
        )
    ),
    LayerCase("LSTM", {"units": 3, "unit_forget_bias": False}, on((4, 2))),
    LayerCase("GRU", {"units": 3, "reset_after": False}, on((4, 2))),
    LayerCase("GRU", {"units": 2, "reset_after": False, "go_backwards": True, **EVERY_STEP}, on((5, 3))),
    LayerCase("GRU", {"units": 2, "reset_after": False, "use_bias": False, "recurrent_activation": "silu"}, on((3, 3))),
    LayerCase("GRU", {"units": 2, "reset_after": True, "use_bias": False}, on((3, 3))),
    LayerCase("GRU", {"units": 2, "reset_after": False, "recurrent_dropout": 0.3, "seed": 7}, on((3, 3)), random=True),
    *(
        LayerCase(name, {"units": 3, **settings}, on((5, 2)), masked=(0,))
        for name in ("SimpleRNN", "LSTM", "GRU")
        for settings in ({}, EVERY_STEP, {"go_backwards": True, **EVERY_STEP}, {"go_backwards": True})
    ),
    LayerCase("LSTM", {"units": 3, "activation": "gelu", **EVERY_STEP}, on((4, 2)), masked=(0,)),
    LayerCase("GRU", {"units": 3, "reset_after": False}, on((4, 2)), masked=(0,)),
]
