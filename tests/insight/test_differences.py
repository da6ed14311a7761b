"""Two documents are compared in words."""

from pathlib import Path

import pytest

from nnstudio.catalog.conversion import read_config, read_field
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import find_type
from nnstudio.data.preprocessing import MinMax
from nnstudio.insight.differences import differences
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document, Training
from nnstudio.network.grouping import group
from nnstudio.network.inside import inside, lifted
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource


@pytest.fixture
def document() -> Document:
    return read_document_file(Path(resource("templates/iris.json")))


def changed(document, *changes):
    """The differences after some edits, each made for the document as the ones before left it."""
    after = document
    for change in changes:
        after = apply(after, change(after))
    return differences(document, after)


def layer(name, **config):
    return read_config(find_type(Layer, name), config, "test")


def training(name, value):
    stored = read_field(fields_of(Training)[name], value, "test")
    return lambda document: edits.set_training(document, **{name: stored})


def test_a_document_does_not_differ_from_itself_or_from_one_that_is_drawn_otherwise(document):
    moved = lambda given: edits.move(given, {"hidden": (500.0, 500.0)})  # noqa: E731 - one line says it
    assert changed(document, moved, lambda given: edits.set_name(given, "another")) == ()


def test_settings_of_a_node_are_named_by_its_id_and_their_labels(document):
    assert changed(document, lambda given: edits.set_fields(given, ["hidden"], units=32)) == ("hidden: Units 16 → 32",)
    tanh = read_field(fields_of(type(layer("Dense", units=1)))["activation"], "tanh", "test")
    assert changed(document, lambda given: edits.set_fields(given, ["hidden"], activation=tanh)) == (
        "hidden: Activation relu → tanh",
    )
    assert changed(document, lambda given: edits.set_trainable(given, ["hidden"], trainable=False)) == (
        "hidden: frozen",
    )
    assert changed(document, lambda given: edits.set_muted(given, ["hidden"], muted=True)) == ("hidden: muted",)


def test_nodes_and_connections_come_and_go(document):
    dropout = layer("Dropout", rate=0.5)
    edge = document.network.edges[1]
    found = changed(document, lambda given: edits.insert_on_edge(given, edge, dropout, (0.0, 0.0)))
    assert found == ("added Dropout “dropout”", "connections changed")
    assert changed(document, lambda given: edits.remove(given, ["hidden"])) == ("removed Dense “hidden”",)


def test_another_layer_of_the_same_name_is_named_by_its_type(document):
    other = layer("Flatten")
    swap = lambda given: edits.replace_nodes(  # noqa: E731 - one line says it
        given, ["hidden"], lambda node: type(node)(id=node.id, layer=other, position=node.position), "Swap"
    )
    assert changed(document, swap) == ("hidden: Dense → Flatten",)


def test_training_settings_are_named_down_to_the_one_that_differs(document):
    assert changed(document, training("epochs", 50)) == ("Epochs 100 → 50",)
    faster = read_config(find_type(Optimizer, "Adam"), {"learning_rate": 0.1}, "test")
    assert changed(document, training("optimizer", faster)) == ("Learning rate 0.01 → 0.1",)
    assert changed(document, training("optimizer", "sgd"))[0].startswith("Optimizer Adam → sgd")
    assert changed(document, training("metrics", [])) == ("Metrics accuracy → none",)
    assert changed(document, training("shuffle", False)) == ("Shuffle yes → no",)


def test_data_is_named_by_what_differs_of_it(document):
    reference = document.data
    data = lambda **fields: lambda given: edits.set_data(given, reference.replace(**fields))  # noqa: E731 - see above
    other = lambda given: edits.set_data(given, reference.with_source("sample:wine"))  # noqa: E731 - see above
    assert changed(document, other) == ("Data sample:iris → sample:wine",)
    assert changed(document, lambda given: edits.set_data(given, None)) == ("Data sample:iris → none",)
    assert changed(document, data(validation_split=0.5)) == ("Data: Validation split 0.2 → 0.5",)
    assert changed(document, data(preprocessing=(MinMax(),))) == ("Data: preprocessing standardize → min_max",)
    assert changed(document, data(inputs={"input": ("petal length (cm)",)})) == (
        "Data: inputs none → input: petal length (cm)",
    )


def test_what_differs_inside_a_block_is_named_by_its_path(document):
    document = apply(document, group(document, ["hidden", "output"]))
    change = lifted(document, ["block"], edits.set_fields(inside(document, ["block"]), ["hidden"], units=32))
    assert differences(document, apply(document, change)) == ("block/hidden: Units 16 → 32",)


def test_what_is_said_of_each_output_is_named(document):
    weighted = lambda given: edits.set_data(given, given.data.replace(sample_weight="w"))  # noqa: E731 - as above
    assert changed(
        document,
        training("loss_weights", {"output": 2.0}),
        training("metrics", {"output": ["mae"]}),
        training("class_weight", {"setosa": 2}),
        weighted,
    ) == (
        "Data: sample weight none → w",
        "Loss weights none → output: 2",
        "Metrics accuracy → output: mean_absolute_error",
        "Class weights none → setosa: 2",
    )
