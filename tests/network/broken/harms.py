"""What people do to networks that train, so that they do not any more, or not as anybody wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.conversion import read_choice, read_config, read_field
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.reshaping import Reshape
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.errors import DocumentError, NetworkError
from nnstudio.network import annotation_edits, edits
from nnstudio.network.block import Block
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.grouping import group
from nnstudio.network.healing import take_out
from nnstudio.network.inside import inside, lifted
from nnstudio.network.output_checks import with_function
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.replacing import replace_layer
from tests.golden.drawing.values import DRAWS, choice_of, config_of, value_of
from tests.network.broken.patient import Patient

T = TypeVar("T")
Chance = np.random.Generator


class SpoiltError(Exception):
    """Nothing here that could be harmed in this way."""


def harmed(patient: Patient, chance: Chance, most: int = 2) -> tuple[Patient, list[str]]:
    """A patient with up to so many kinds of harm, and what they are."""
    done: list[str] = []
    wanted = int(chance.integers(1, most + 1))
    while len(done) < wanted:
        harm = _one(ALL, chance)
        with suppress(SpoiltError, NetworkError, DocumentError):
            after = harm(patient, chance)
            if after != patient:
                patient = after
                done.append(harm.__name__.strip("_").replace("_", " "))
    return patient, done


def _one(values: Sequence[T], chance: Chance) -> T:
    if not values:
        raise SpoiltError
    return values[int(chance.integers(len(values)))]


def _edited(edit: Callable[[Document, Chance], Change]) -> Callable[[Patient, Chance], Patient]:
    """Harm that is an edit of the document, at its top or inside one of its blocks."""

    def harm(patient: Patient, chance: Chance) -> Patient:
        document = patient.document
        blocks = [node.id for node in document.network.nodes if isinstance(node.layer, Block)]
        if edit.__name__ in _ANYWHERE and blocks and chance.random() < 0.4:
            path = [_one(blocks, chance)]
            return patient.after(lifted(document, path, edit(inside(document, path), chance)))
        return patient.after(edit(document, chance))

    harm.__name__ = edit.__name__
    return harm


# Wiring


def _cut_an_edge(document: Document, chance: Chance) -> Change:
    return edits.disconnect(document, [_one(document.network.edges, chance)])


def _swap_two_edges(document: Document, chance: Chance) -> Change:
    """What came to one end comes to the other."""
    a, b = _one(document.network.edges, chance), _one(document.network.edges, chance)
    change = edits.disconnect(document, [a, b], keep_ports=True)
    for source, other in ((a.source, b), (b.source, a)):
        if source == other.target:
            raise SpoiltError
        change = change.then(edits.connect(apply(document, change), source, other.target, other.port))
    return change


def _draw_an_edge(document: Document, chance: Chance) -> Change:
    source, target = _node(document, chance), _node(document, chance)
    if target.layer.most_inputs == 0:
        raise SpoiltError
    return edits.connect(document, source.id, target.id)


def _pull_an_edge_elsewhere(document: Document, chance: Chance) -> Change:
    edge = _one(document.network.edges, chance)
    change = edits.disconnect(document, [edge], keep_ports=True)
    source = _node(document, chance).id
    return change.then(edits.connect(apply(document, change), source, edge.target, edge.port))


def _remove_a_node(document: Document, chance: Chance) -> Change:
    return edits.remove(document, [_node(document, chance).id])


def _take_a_node_out(document: Document, chance: Chance) -> Change:
    return take_out(document, [_node(document, chance).id])


def _add_a_layer_by_itself(document: Document, chance: Chance) -> Change:
    return edits.add_node(document, _layer(chance))


def _add_a_layer_behind(document: Document, chance: Chance) -> Change:
    change = edits.add_node(document, _layer(chance))
    (name,) = edits.added_ids(change)
    return change.then(edits.connect(apply(document, change), _node(document, chance).id, name))


def _add_an_input(document: Document, chance: Chance) -> Change:
    return edits.add_node(document, Input(shape=_one([(4,), (8, 8, 1), (6, 3), (1,)], chance)))


def _copy_some(document: Document, chance: Chance) -> Change:
    nodes = [node for node in document.network.nodes if chance.random() < 0.5]
    if not nodes:
        raise SpoiltError
    return edits.paste(document, nodes, document.network.edges, (40.0, 40.0))


# Layers


def _set_a_field(document: Document, chance: Chance) -> Change:
    node = _node(document, chance)
    field = _one([field for field in fields_of(type(node.layer)).values() if field.name != "network"], chance)
    return edits.set_fields(document, [node.id], **{field.name: _drawn(field, chance)})


def _set_what_shapes(document: Document, chance: Chance) -> Change:
    """One of the settings on which shapes depend."""
    wanted = {"units", "filters", "kernel_size", "pool_size", "strides", "padding", "axis", "axes", "groups", "layer"}
    wanted |= {"return_sequences", "target_shape", "dims", "n", "input_dim", "data_format", "dilation_rate", "shape"}
    found = [
        (node, field)
        for node in document.network.nodes
        for field in fields_of(type(node.layer)).values()
        if field.name in wanted
    ]
    node, field = _one(found, chance)
    return edits.set_fields(document, [node.id], **{field.name: _drawn(field, chance)})


def _replace_a_layer(document: Document, chance: Chance) -> Change:
    return replace_layer(document, _node(document, chance).id, _layer(chance))


def _insert_a_layer(document: Document, chance: Chance) -> Change:
    return edits.insert_on_edge(document, _one(document.network.edges, chance), _layer(chance), (0.0, 0.0))


def _insert_a_reshape(document: Document, chance: Chance) -> Change:
    layer = Reshape(target_shape=_one([(7,), (3, 5), (4, 4, 1), (2, -1), (10, 10, 3), (1,)], chance))
    return edits.insert_on_edge(document, _one(document.network.edges, chance), layer, (0.0, 0.0))


def _insert_an_embedding(document: Document, chance: Chance) -> Change:
    layer = Embedding(input_dim=int(chance.integers(2, 30)), output_dim=4, mask_zero=bool(chance.integers(2)))
    return edits.insert_on_edge(document, _one(document.network.edges, chance), layer, (0.0, 0.0))


def _change_an_activation(document: Document, chance: Chance) -> Change:
    able = [node for node in document.network.nodes if "activation" in fields_of(type(node.layer))]
    function = read_choice(ActivationFunction, choice_of(ActivationFunction, chance), "test")
    return with_function(document, _one(able, chance), function)


def _leave_out_all_activations(document: Document, _: Chance) -> Change:
    hidden = [node for node in document.network.nodes if document.network.outgoing[node.id]]
    able = [node.id for node in hidden if "activation" in fields_of(type(node.layer))]
    return edits.set_fields(document, able, activation=Linear())


def _mute_some(document: Document, chance: Chance) -> Change:
    names = [node.id for node in document.network.nodes if chance.random() < 0.4]
    return edits.set_muted(document, names, muted=True)


def _freeze_all(document: Document, _: Chance) -> Change:
    return edits.set_trainable(document, [node.id for node in document.network.nodes], trainable=False)


def _share_weights(document: Document, chance: Chance) -> Change:
    return edits.share_weights(document, [_node(document, chance).id], _node(document, chance).id)


def _group_some(document: Document, chance: Chance) -> Change:
    """Into a block, in which something is set otherwise."""
    names = [node.id for node in document.network.nodes if chance.random() < 0.5]
    change = group(document, names)
    (name,) = edits.added_ids(change)[:1] or (None,)
    if name is None:
        raise SpoiltError
    after = apply(document, change)
    return change.then(lifted(after, [name], _set_what_shapes(inside(after, [name]), chance)))


def _frame_some(document: Document, chance: Chance) -> Change:
    """In a frame, one of whose nodes is deleted."""
    names = [node.id for node in document.network.nodes if chance.random() < 0.6]
    if not names:
        raise SpoiltError
    change = annotation_edits.frame(document, names, "Part")
    return change.then(edits.remove(apply(document, change), [_one(names, chance)]))


# Training


def _change_a_loss(document: Document, chance: Chance) -> Change:
    loss = read_choice(Loss, choice_of(Loss, chance), "test")
    return set_for_output(document, _output(document, chance), "loss", loss)


def _turn_logits(document: Document, chance: Chance) -> Change:
    output = _output(document, chance)
    loss = document.training.loss_of(output)
    if not hasattr(loss, "from_logits"):
        raise SpoiltError
    return set_for_output(document, output, "loss", loss.replace(from_logits=not loss.from_logits))


def _add_a_metric(document: Document, chance: Chance) -> Change:
    output = _output(document, chance)
    metric = read_choice(Metric, choice_of(Metric, chance), "test")
    return set_for_output(document, output, "metrics", (*document.training.metrics_of(output), metric))


def _change_the_optimizer(document: Document, chance: Chance) -> Change:
    return edits.set_training(document, optimizer=read_choice(Optimizer, choice_of(Optimizer, chance), "test"))


def _add_a_callback(document: Document, chance: Chance) -> Change:
    kinds = [kind for kind in types_of(Callback).values() if not any(_names_a_file(field) for field in _fields(kind))]
    kind = _one(kinds, chance)
    drawable = [field for field in _fields(kind) if field.kind in DRAWS and (field.required or chance.random() < 0.5)]
    callback = read_config(kind, {field.name: value_of(field, chance) for field in drawable}, "test")
    return edits.set_training(document, callbacks=(*document.training.callbacks, callback))


def _take_large_batches(document: Document, chance: Chance) -> Change:
    return edits.set_training(document, batch_size=_one([1, 100, 5000], chance))


def _weigh_classes(document: Document, chance: Chance) -> Change:
    names = _one([{"bear": 2.0}, {"0": 0.5, "1": 2.0}, {"9": 1.0}], chance)
    field = fields_of(type(document.training))["class_weight"]
    return edits.set_training(document, class_weight=read_field(field, names, "test"))


# Data


def _of_data(change: Callable[[str, Any, Chance], Any]) -> Callable[[Patient, Chance], Patient]:
    """Harm that is other rows: one column is replaced by a function of it."""

    def harm(patient: Patient, chance: Chance) -> Patient:
        columns = dict(patient.data.columns)
        name = _one(list(columns), chance)
        values = np.asarray(columns[name])
        after = change(name, values, chance)
        if after.shape == values.shape and np.array_equal(after, values):
            raise SpoiltError
        classes = {other: names for other, names in patient.data.classes.items() if other != name}
        return replace(patient, data=replace(patient.data, columns={**columns, name: after}, classes=classes))

    harm.__name__ = change.__name__
    return harm


def _data_of_large_numbers(_: str, values: Any, chance: Chance) -> Any:
    return (values * float(chance.choice([50, 3000, 1e6])) + float(chance.choice([0, 700]))).astype(np.float32)


def _data_of_whole_numbers(_: str, values: Any, chance: Chance) -> Any:
    return chance.integers(0, int(chance.choice([2, 5, 100])), values.shape)


def _data_of_fractions(_: str, values: Any, chance: Chance) -> Any:
    return chance.standard_normal(values.shape).astype(np.float32)


def _data_in_a_row(_: str, values: Any, __: Chance) -> Any:
    return values.reshape(len(values), -1)


def _data_with_one_axis_more(_: str, values: Any, __: Chance) -> Any:
    return values[..., None]


def _data_of_another_size(_: str, values: Any, chance: Chance) -> Any:
    if values.ndim < 2:
        raise SpoiltError
    axis = int(chance.integers(1, values.ndim))
    return np.concatenate([values, values], axis) if chance.random() < 0.5 else np.take(values, [0], axis)


def _data_of_a_single_value(_: str, values: Any, __: Chance) -> Any:
    return values.reshape(len(values), -1)[:, 0]


def _data_one_hot(_: str, values: Any, __: Chance) -> Any:
    if values.ndim > 1:
        return values.reshape(len(values), -1).argmax(axis=1)
    return np.eye(4, dtype=np.float32)[np.abs(values.astype(int)) % 4]


def _data_of_signs(_: str, values: Any, __: Chance) -> Any:
    return np.sign(values.astype(np.float32)) + (values == 0)


def _few_rows(patient: Patient, chance: Chance) -> Patient:
    count = int(chance.integers(3, 9))
    columns = {name: values[:count] for name, values in patient.data.columns.items()}
    return replace(patient, data=replace(patient.data, columns=columns))


# Drawing


def _node(document: Document, chance: Chance) -> Node:
    return _one(document.network.nodes, chance)


def _output(document: Document, chance: Chance) -> str:
    return _one(outputs_of(document.network), chance).id


def _fields(kind: type[Declaration]) -> list[Field]:
    return list(fields_of(kind).values())


def _names_a_file(field: Field) -> bool:
    return field.required and field.kind is FieldKind.TEXT


def _layer(chance: Chance) -> Layer:
    """Any layer of the catalog with any settings."""
    kind = _one([kind for kind in types_of(Layer).values() if kind.most_inputs != 0], chance)
    with suppress(DocumentError):
        return read_config(kind, config_of(kind, chance), "test")
    return Dense(units=3)


def _drawn(field: Field, chance: Chance) -> Any:
    """Any legal value of a field, at times a large one."""
    large = {FieldKind.INTEGER: int(chance.integers(1, 40)), FieldKind.INTEGERS: chance.integers(1, 9, 2).tolist()}
    if field.kind in large and chance.random() < 0.5:
        with suppress(DocumentError):
            length = field.length or 2
            value = large[field.kind]
            return read_field(field, value[:1] * length if isinstance(value, list) else value, "test")
    if field.kind not in DRAWS:
        raise SpoiltError
    return read_field(field, value_of(field, chance), "test")


_EDITS: list[Callable[[Document, Chance], Change]] = [
    *(_cut_an_edge, _swap_two_edges, _draw_an_edge, _pull_an_edge_elsewhere, _remove_a_node, _take_a_node_out),
    *(_add_a_layer_by_itself, _add_a_layer_behind, _add_an_input, _copy_some, _set_a_field, _set_what_shapes),
    *(_set_what_shapes, _replace_a_layer, _replace_a_layer, _insert_a_layer, _insert_a_layer, _insert_a_reshape),
    *(_insert_an_embedding, _change_an_activation, _leave_out_all_activations, _mute_some, _freeze_all),
    *(_share_weights, _group_some, _frame_some, _change_a_loss, _change_a_loss, _turn_logits, _add_a_metric),
    *(_change_the_optimizer, _add_a_callback, _take_large_batches, _weigh_classes),
]
_ANYWHERE = {
    edit.__name__
    for edit in (
        *(_cut_an_edge, _swap_two_edges, _draw_an_edge, _pull_an_edge_elsewhere, _remove_a_node),
        *(_add_a_layer_by_itself, _add_a_layer_behind, _set_what_shapes, _replace_a_layer, _insert_a_layer),
    )
}
"""Edits that people make inside blocks, too."""
ALL: list[Callable[[Patient, Chance], Patient]] = [
    *map(_edited, _EDITS),
    *map(_of_data, (_data_of_large_numbers, _data_of_whole_numbers, _data_of_fractions, _data_in_a_row)),
    *map(_of_data, (_data_with_one_axis_more, _data_of_another_size, _data_of_a_single_value, _data_one_hot)),
    *map(_of_data, (_data_of_signs,)),
    _few_rows,
]
