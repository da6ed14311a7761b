"""A first network for data: small, with the last layer, the loss and the metric that its target asks for."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.activations import Relu, Sigmoid, Softmax
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.recurrent import GRU
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nnstudio.catalog.metrics import AutoAccuracy, MeanAbsoluteError, Metric
from nnstudio.data.preparation import DataDescription
from nnstudio.data.preprocessing import MinMax, Preprocessing, Scale, Standardize
from nnstudio.data.target import TargetDescription
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.layout import ROW

_UNITS = 16
_FILTERS = 16
_KERNEL = (3, 3)
_YES_OR_NO = 2
_LARGE = 10.0
"""Larger numbers are made smaller before the network sees them."""


def first_network(document: Document, data: DataDescription) -> Change | None:
    """A chain from the data's input to its target, on an empty canvas; None for data that takes more than a chain."""
    if document.network.nodes or len(data.input_shapes) != 1 or len(data.targets) != 1 or len(data.target.shape) > 1:
        return None
    ((name, shape),) = data.input_shapes.items()
    last, loss, metric = _end(data.target)
    change = Change("Build a first network").then(edits.add_node(document, Input(shape=shape), node_id=name))
    for layer, node_id in [(layer, None) for layer in _hidden(shape)] + [(last, "output")]:
        change = change.then(_below(apply(document, change), layer, node_id))
    change = change.then(edits.set_training(apply(document, change), loss=loss, metrics=(metric,)))
    return change.then(_scaled(document, data))


def _hidden(shape: Shape) -> list[Layer]:
    """What lies between, for rows of numbers, sequences and pictures."""
    match len(shape):
        case 1:
            return [Dense(units=_UNITS, activation=Relu())]
        case 2:
            return [GRU(units=_UNITS)]
        case 3:
            convolution = Conv2D(filters=_FILTERS, kernel_size=_KERNEL, padding="same", activation=Relu())
            return [convolution, MaxPooling2D(), Flatten()] if min(shape[:2]) > 1 else [convolution, Flatten()]
        case _:
            return [Flatten(), Dense(units=_UNITS, activation=Relu())]


def _end(target: TargetDescription) -> tuple[Layer, Loss, Metric]:
    """The last layer, and what it is held against the target with."""
    if target.kind == "classes":
        return Dense(units=target.class_count, activation=Softmax()), SparseCategoricalCrossentropy(), AutoAccuracy()
    if target.kind == "one_hot":
        return Dense(units=target.shape[-1], activation=Softmax()), CategoricalCrossentropy(), AutoAccuracy()
    if target.shape == (1,) and target.class_count == _YES_OR_NO:
        return Dense(units=1, activation=Sigmoid()), BinaryCrossentropy(), AutoAccuracy()
    return Dense(units=target.shape[-1]), MeanSquaredError(), MeanAbsoluteError()


def _below(document: Document, layer: Layer, node_id: str | None) -> Change:
    """A layer after the last one."""
    before = document.network.nodes[-1]
    added = edits.add_node(document, layer, (0.0, before.position[1] + ROW), node_id)
    (name,) = edits.added_ids(added)
    return added.then(edits.connect(apply(document, added), before.id, name))


def _scaled(document: Document, data: DataDescription) -> Change:
    """The steps that make numbers small, where none has done that."""
    if document.data is None:
        return Change("Set data")
    steps = tuple(_scaling(data))
    return edits.set_data(document, document.data.replace(preprocessing=(*document.data.preprocessing, *steps)))


def _scaling(data: DataDescription) -> Iterator[Preprocessing]:
    """Mean and deviation for the columns of a table, a factor for pictures and sequences, the range for targets."""
    (shape,), ((low, high),) = data.input_shapes.values(), data.ranges.values()
    if max(-low, high) > _LARGE:
        yield Standardize() if len(shape) == 1 else Scale(factor=1 / max(-low, high))
    if data.target.range is not None and max(map(abs, data.target.range)) > _LARGE:
        yield MinMax(columns=data.target.names)
