"""Layers that change the size of pictures to record."""

from __future__ import annotations

from tests.golden.tables.layer_case import LayerCase, on

LAYERS = [
    LayerCase("UpSampling2D", {}, on((2, 3, 2))),
    LayerCase("UpSampling2D", {"size": [1, 3]}, on((3, 2, 2))),
    *(
        LayerCase("UpSampling2D", {"size": [2, 3], "interpolation": interpolation}, on((3, 4, 2)))
        for interpolation in ("bilinear", "bicubic", "lanczos3", "lanczos5")
    ),
    *(
        LayerCase("Resizing", {"height": height, "width": width, "interpolation": interpolation, **more}, on((6, 5, 2)))
        for interpolation in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
        for height, width, more in ((4, 7, {}), (3, 2, {"antialias": True}))
    ),
    LayerCase("Resizing", {"height": 3, "width": 5}, on((3, 5, 2))),
    LayerCase("Resizing", {"height": 25, "width": 1, "interpolation": "nearest"}, on((10, 3, 1))),
    *(
        LayerCase("Resizing", {"height": height, "width": width, "crop_to_aspect_ratio": True}, on(shape))
        for height, width, shape in ((4, 4, (3, 6, 2)), (2, 5, (7, 6, 1)), (9, 1, (2, 3, 1)))
    ),
    *(
        LayerCase("Resizing", {"height": height, "width": width, "pad_to_aspect_ratio": True, **more}, on(shape))
        for height, width, more, shape in (
            (4, 4, {"fill_value": 0.5}, (3, 6, 2)),
            (2, 5, {"interpolation": "bicubic", "fill_value": -1.0}, (7, 6, 1)),
            (3, 5, {"interpolation": "nearest"}, (6, 4, 1)),
        )
    ),
]
