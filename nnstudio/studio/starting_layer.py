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
from nnstudio.studio.session import Session

_SENSIBLE: Mapping[str, Any] = {
    "filters": 16,
    "kernel_size": 3,
    "key_dim": 16,
    "num_heads": 2,
    "output_dim": 8,
    "rate": 0.2,
    "units": 8,
}
"""Values to begin with for fields that have no default, where the smallest legal one would make a poor layer."""


def starting_layer(type_name: str, session: Session, given: Shape | None = None) -> Layer:
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


def _value(field: Field, session: Session, given: Shape | None) -> Any:
    match field.name:
        case "shape":
            wish: Any = _data_shape(session)
        case "target_shape":
            wish = _folded(given)
        case name:
            wish = _SENSIBLE.get(name)
    try:
        return field.admit(wish)
    except ValueError:
        return None


def _data_shape(session: Session) -> Shape | None:
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
