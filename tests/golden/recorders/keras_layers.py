"""Keras layers as our documents mean them: from inputs by port to the arguments of a call."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import keras
import keras_hub

from tests.golden.recorders.keras_objects import make

CALL_SETTINGS = ("use_causal_mask",)
"""What Keras asks for in every call, and a document once."""
OF_KERAS_HUB = {"PositionEmbedding": keras_hub.layers.PositionEmbedding}


class Activation(keras.layers.Activation):
    """Keras takes for granted that a function keeps the shape, and builds wrong weights behind glu, which does not."""

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        return keras.Operation.compute_output_spec(self, *args, **kwargs)


LOOK_UPS = ("Attention", "AdditiveAttention")


@dataclass(frozen=True)
class PlacedLayer:
    """A layer with the settings of its calls."""

    layer: Any
    call_settings: dict[str, Any]

    def arguments(self, inputs: list[Any]) -> list[Any]:
        """What a call takes for inputs in the order of our ports."""
        if isinstance(self.layer, keras.layers.MultiHeadAttention):
            return _roles(inputs)
        if type(self.layer).__name__ in LOOK_UPS:
            return [_roles(inputs)]
        return [inputs if len(inputs) > 1 else inputs[0]]

    def __call__(self, inputs: list[Any]) -> Any:
        return self.layer(*self.arguments(inputs), **self.call_settings)


def place(type_name: str, config: dict[str, Any], **more: Any) -> PlacedLayer:
    """The layer of a type name and a config."""
    of_calls = {field: value for field, value in config.items() if field in CALL_SETTINGS}
    of_layer = {field: value for field, value in config.items() if field not in CALL_SETTINGS}
    module: Any = keras_hub.layers if type_name in OF_KERAS_HUB else keras.layers
    module = sys.modules[__name__] if type_name == Activation.__name__ else module
    return PlacedLayer(make(module, type_name, of_layer, **more), of_calls)


def _roles(inputs: list[Any]) -> list[Any]:
    """Query, value and key from one, two or three edges, as the contract of documents says."""
    query, value = inputs[0], inputs[min(1, len(inputs) - 1)]
    return [query, value, inputs[2] if len(inputs) > 2 else value]
