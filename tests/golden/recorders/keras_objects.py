"""From our document form to Keras objects: our type names and field names are Keras' own."""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Any

import keras

# The last word of a field's name says where the type of a nested choice lives.
MODULE_OF_FIELD = {
    "activation": keras.activations,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
    "rate": keras.optimizers.schedules,
    "schedule": keras.optimizers.schedules,
    "layer": keras.layers,
}


def make(module: ModuleType, type_name: str, config: dict[str, Any], **more: Any) -> Any:
    """The Keras object of a type name and a config: `make(keras.layers, "Dense", {"units": 3})`."""
    settings = {field: _setting(field, value) for field, value in config.items()}
    target = getattr(module, type_name)
    if module is keras.activations:
        return partial(target, **settings) if settings else target  # wrappers copy only what has a name
    return target(**settings, **more)


def _setting(field: str, value: Any) -> Any:
    if isinstance(value, dict) and "type" in value:
        module = MODULE_OF_FIELD[field.rsplit("_", 1)[-1]]
        named = {"name": field} if module is keras.layers else {}
        return make(module, value["type"], value["config"], **named)
    if field == "learning_rate":
        return float(value)  # Keras refuses an int here
    return value
