"""The layers to record that hold another layer."""

from __future__ import annotations

from typing import Any

from tests.golden.tables.layer_case import LayerCase, on


def thing(type: str, **config: Any) -> dict[str, Any]:  # noqa: A002 (the document's own key)
    return {"type": type, "config": config}


LSTM, EVERY_STEP = thing("LSTM", units=2), thing("SimpleRNN", units=2, return_sequences=True)
BACK = thing("SimpleRNN", units=2, return_sequences=True, go_backwards=True, activation="relu")

LAYERS = [
    LayerCase("Bidirectional", {"layer": LSTM}, on((4, 3))),
    LayerCase("Bidirectional", {"layer": EVERY_STEP}, on((4, 3))),
    LayerCase("Bidirectional", {"layer": EVERY_STEP, "merge_mode": "sum"}, on((4, 2))),
    LayerCase("Bidirectional", {"layer": EVERY_STEP, "merge_mode": "mul", "backward_layer": BACK}, on((4, 2))),
    LayerCase("Bidirectional", {"layer": thing("GRU", units=2), "merge_mode": "ave"}, on((3, 2))),
    LayerCase("Bidirectional", {"layer": EVERY_STEP}, on((5, 3)), masked=(0,)),
    LayerCase("Bidirectional", {"layer": LSTM}, on((5, 3)), masked=(0,)),
    LayerCase("Bidirectional", {"layer": EVERY_STEP, "merge_mode": "mul"}, on((4, 2)), masked=(0,)),
    LayerCase("TimeDistributed", {"layer": thing("Dense", units=2, activation="gelu")}, on((4, 3))),
    LayerCase(
        "TimeDistributed", {"layer": thing("Conv2D", filters=2, kernel_size=2, activation="relu")}, on((3, 4, 3, 2))
    ),
    LayerCase("TimeDistributed", {"layer": thing("Flatten")}, on((3, 2, 2))),
    LayerCase("TimeDistributed", {"layer": thing("BatchNormalization", momentum=0.6)}, on((3, 4))),
    LayerCase("TimeDistributed", {"layer": EVERY_STEP}, on((2, 3, 2))),
    LayerCase("TimeDistributed", {"layer": thing("Dense", units=2)}, on((4, 3)), masked=(0,)),
    LayerCase("SpectralNormalization", {"layer": thing("Dense", units=3)}, on((4,))),
    LayerCase(
        "SpectralNormalization",
        {"layer": thing("Conv2D", filters=2, kernel_size=2, activation="relu"), "power_iterations": 3},
        on((4, 3, 2)),
    ),
    LayerCase("SpectralNormalization", {"layer": thing("Dense", units=2), "power_iterations": 2}, on((3, 3))),
]
