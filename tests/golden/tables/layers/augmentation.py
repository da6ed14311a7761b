"""The augmentation layers to record: in training only where an interval of one number leaves nothing to chance."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

CENTERED = {"value_range": [-1.5, 1.5]}

LAYERS = [
    LayerCase("RandomFlip", {}, on((4, 5, 2)), random=True),
    LayerCase("RandomFlip", {"mode": "horizontal"}, on((4, 5, 2)), random=True),
    LayerCase("RandomFlip", {"mode": "vertical", "seed": 7}, on((4, 5, 2)), random=True),
    LayerCase("RandomRotation", {"factor": 0.2}, on((4, 5, 2)), random=True),
    LayerCase("RandomRotation", {"factor": [0.25, 0.25]}, on((4, 4, 2))),
    LayerCase("RandomRotation", {"factor": [0.1, 0.1]}, on((5, 6, 2))),
    LayerCase("RandomRotation", {"factor": [-0.3, -0.3], "fill_mode": "wrap"}, on((5, 4, 1))),
    LayerCase("RandomRotation", {"factor": [0.15, 0.15], "fill_mode": "nearest"}, on((4, 6, 2))),
    LayerCase("RandomRotation", {"factor": [0.4, 0.4], "fill_mode": "constant", "fill_value": 0.5}, on((4, 6, 2))),
    LayerCase("RandomRotation", {"factor": [0.1, 0.1], "interpolation": "nearest"}, on((5, 6, 2))),
    LayerCase("RandomTranslation", {"height_factor": 0.2, "width_factor": [0.1, 0.3]}, on((4, 5, 2)), random=True),
    LayerCase("RandomTranslation", {"height_factor": [0.3, 0.3], "width_factor": [-0.2, -0.2]}, on((6, 7, 2))),
    *(
        LayerCase(
            "RandomTranslation",
            {"height_factor": [-0.9, -0.9], "width_factor": [0.77, 0.77], "fill_mode": mode},
            on((6, 7, 2)),
        )
        for mode in ("reflect", "wrap", "nearest", "constant")
    ),
    LayerCase("RandomZoom", {"height_factor": 0.2}, on((4, 5, 2)), random=True),
    LayerCase("RandomZoom", {"height_factor": [0.3, 0.3]}, on((6, 7, 2))),
    LayerCase("RandomZoom", {"height_factor": [-0.4, -0.4], "width_factor": [0.9, 0.9]}, on((6, 5, 2))),
    LayerCase(
        "RandomZoom",
        {"height_factor": [0.7, 0.7], "fill_mode": "constant", "fill_value": -1.0, "interpolation": "nearest"},
        on((6, 6, 2)),
    ),
    LayerCase("RandomCrop", {"height": 4, "width": 5}, on((4, 5, 2))),
    LayerCase("RandomCrop", {"height": 4, "width": 5}, on((7, 5, 2)), in_use=False),
    LayerCase("RandomCrop", {"height": 4, "width": 3, "seed": 7}, on((4, 6, 2)), in_use=False),
    LayerCase("RandomContrast", {"factor": 0.3}, on((4, 5, 2)), random=True),
    LayerCase("RandomContrast", {"factor": [-0.6, 0.6], **CENTERED}, on((4, 5, 2))),
    LayerCase("RandomContrast", {"factor": [-0.4, 0.4]}, on((3, 4, 3))),
    LayerCase("RandomBrightness", {"factor": 0.3}, on((4, 5, 2)), random=True),
    LayerCase("RandomBrightness", {"factor": [0.2, 0.2], **CENTERED}, on((4, 5, 2))),
    LayerCase("RandomBrightness", {"factor": [-0.1, -0.1], "value_range": [1, -2]}, on((4, 5, 2))),
]
