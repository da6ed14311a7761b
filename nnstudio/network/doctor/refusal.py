"""Whether a layer refuses its inputs, and whether for the same reason as before."""

from __future__ import annotations

import re

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.network.inference import shape_and_weights

_LENGTHS = re.compile(r"[\d×-]+")


def refusal_of(layer: Layer, shapes: tuple[Shape, ...]) -> ShapeError | None:
    """Why a layer refuses inputs of these shapes; None if it takes them."""
    try:
        shape_and_weights(layer, shapes)
    except ShapeError as error:
        return error
    return None


def is_progress(before: ShapeError | None, after: ShapeError | None) -> bool:
    """Whether nothing is refused any more, or at least for another reason: a layer can be wrong in two ways."""
    return after is None or (before is not None and _reason(before) != _reason(after))


def _reason(error: ShapeError) -> tuple[str | None, str]:
    return error.field, _LENGTHS.sub("#", str(error))
