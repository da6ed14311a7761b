"""What a layer is set to when it is put on the canvas."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from nnstudio.catalog.fields import Field, fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.studio.forms.starting_value import starting
from nnstudio.studio.session.edited_network import EditedNetwork

_SENSIBLE: Mapping[str, Any] = {
    "equation": "...x,xy->...y",
    "factor": 0.1,
    "filters": 16,
    "height": 8,
    "height_factor": 0.1,
    "input_dim": 1000,
    "kernel_size": 3,
    "key_dim": 16,
    "n": 4,
    "num_heads": 2,
    "output_dim": 8,
    "output_shape": 8,
    "pool_size": 2,
    "rate": 0.2,
    "scale": 1 / 255,
    "sequence_length": 100,
    "units": 8,
    "width": 8,
    "width_factor": 0.1,
}
"""Values to begin with for fields that have no default, where the smallest legal one would make a poor layer."""
_PART_OF_PICTURE = 3 / 4
"""How much of a picture's sides is left by what crops or resizes it."""


def starting_layer(type_name: str, session: EditedNetwork, given: Shape | None = None) -> Layer:
    """A layer of this type with its defaults, and sensible values where it has none.

    An Input takes the shape of the data. `given` is the shape that will come in, if that is known already.
    """
    chosen = types_of(Layer)[type_name]
    values = {
        name: value
        for name, field in fields_of(chosen).items()
        if field.required and (value := _value(field, session, given)) is not None
    }
    layer: Layer = starting(chosen).replace(**values)
    return layer


def _value(field: Field, session: EditedNetwork, given: Shape | None) -> Any:
    match field.name:
        case "shape":
            wish: Any = _data_shape(session)
        case "target_shape":
            wish = _folded(given)
        case "sequence_length" if given and len(given) > 1:
            wish = given[-2]
        case "dims" if given and len(given) > 1:
            wish = (2, 1, *range(3, len(given) + 1))
        case "height" | "width" as side if given and len(given) == 3:
            wish = math.ceil(given[0 if side == "height" else 1] * _PART_OF_PICTURE)
        case name:
            wish = _SENSIBLE.get(name)
    try:
        return field.admit(wish)
    except ValueError:
        return None


def _data_shape(session: EditedNetwork) -> Shape | None:
    """The shape of one sample, of an Input that the data knows and the canvas does not have yet if there is one."""
    shapes = session.description.input_shapes if session.description else {}
    missing = [shape for name, shape in shapes.items() if name not in session.document.network.by_id]
    return next(iter([*missing, *shapes.values()]), None)


def _folded(given: Shape | None) -> Shape | None:
    """A square picture of one channel where the values make one, else all of them in a row."""
    if given is None:
        return None
    size = math.prod(given)
    side = math.isqrt(size)
    return (side, side, 1) if len(given) == 1 and side > 1 and side * side == size else (size,)
