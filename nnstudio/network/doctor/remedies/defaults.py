"""The value that a blamed setting has in Keras, and the few other values that a choice has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnstudio.catalog.activations import Linear
from nnstudio.catalog.fields import FieldKind, fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.network.doctor.setting import Setting

_IN_THE_WAY = {"go_backwards": False, "activity_regularizer": None}
"""What a layer inside another one must not have, with the value that it must have instead."""
_USUAL_SIZE = 8


class Default(Setting):
    """What a setting is unless somebody changes it."""

    order = 12

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """That of the blamed field; of an activation that has to be given, the one that does nothing."""
        declared = fields_of(type(layer)).get(field or "")
        if declared is None or field is None:
            return
        if not declared.required:
            yield {field: declared.default}
        if field in {"mean", "variance"}:  # which come together
            yield {"mean": None, "variance": None}
        if field == "activation":
            yield {field: Linear()}


class OtherChoice(Setting):
    """The other values of settings that have few."""

    order = 14

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """Of every such setting, whatever is blamed."""
        for declared in fields_of(type(layer)).values():
            if declared.kind is FieldKind.CHOICE:
                yield from ({declared.name: choice} for choice in declared.choices)
            elif declared.name == field and declared.kind is FieldKind.BOOLEAN:
                yield {field: not getattr(layer, field)}


class NumbersForChannels(Setting):
    """One number for all channels, where there are too many or too few."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """The first of the numbers."""
        declared = fields_of(type(layer)).get(field or "")
        if declared is not None and declared.kind is FieldKind.NUMBERS and getattr(layer, declared.name):
            yield {declared.name: getattr(layer, declared.name)[:1]}


class SuitableInnerLayer(Setting):
    """A layer inside that does what the outer one needs."""

    order = 16

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """The inner one without what is in the way, or another of about its size."""
        inner = getattr(layer, field or "", None)
        if field is None or not isinstance(inner, Layer):
            return
        plain = {name: off for name, off in _IN_THE_WAY.items() if name in fields_of(type(inner))}
        if plain:
            yield {field: inner.replace(**plain)}
        size = getattr(inner, "units", None) or getattr(inner, "filters", None) or _USUAL_SIZE
        yield {field: Dense(units=size)}
        yield {field: LSTM(units=size)}
        if type(layer).first_values.get(field):
            yield {field: type(layer).first_values[field]}
