from __future__ import annotations

import copy
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.optimizers import SGD, RMSprop
from nnstudio.catalog.schedules import CosineDecay
from nnstudio.errors import DocumentError
from nnstudio.network.document import Document
from nnstudio.network.json_format import (
    LARGEST_TEXT,
    document_from_json,
    document_to_json,
    read_document,
    read_document_file,
    write_document,
)
from nnstudio.network.network_format import network_from_json, network_to_json
from tests.network.networks import chain
from tests.network.random_documents import documents, json_documents

SQUARE = {
    "format": "nnstudio",
    "version": 1,
    "name": "square",
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [1]}, "position": [0, 0]},
            {"id": "hidden", "type": "Dense", "config": {"units": 8, "activation": "relu"}, "position": [0, 120]},
            {"id": "output", "type": "Dense", "config": {"units": 1}, "position": [0, 240]},
        ],
        "edges": [
            {"source": "input", "target": "hidden", "port": 0},
            {"source": "hidden", "target": "output", "port": 0},
        ],
    },
    "data": {
        "source": "sample:square",
        "options": {"samples": 100, "seed": 0},
        "inputs": {"input": ["x"]},
        "target": "y",
        "validation_split": 0.2,
        "shuffle_split": True,
        "split_seed": 0,
        "preprocessing": [{"type": "Standardize", "columns": ["x"]}],
    },
    "training": {
        "loss": {"type": "MeanSquaredError", "config": {}},
        "optimizer": {"type": "SGD", "config": {"learning_rate": 0.1}},
        "metrics": [{"type": "MeanAbsoluteError", "config": {}}],
        "epochs": 100,
        "batch_size": 32,
        "shuffle": True,
        "seed": 0,
        "callbacks": [{"type": "EarlyStopping", "config": {"monitor": "val_loss", "patience": 10}}],
    },
}

FALLING = {"type": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 40}}

slow_to_draw = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow_to_draw
@given(documents())
def test_a_document_survives_json(document):
    text = write_document(document)
    assert read_document(text) == document
    assert write_document(read_document(text)) == text


def test_a_schedule_is_written_as_it_was_read():
    document = document_from_json(changed("training.optimizer.config.learning_rate", FALLING))
    assert document.training.optimizer == SGD(learning_rate=CosineDecay(initial_learning_rate=0.1, decay_steps=40))
    written = document_to_json(document)["training"]["optimizer"]
    assert written == {"type": "SGD", "config": {"learning_rate": FALLING}}


@slow_to_draw
@given(documents())
def test_the_written_form_is_plain_json_without_defaults(document):
    value = json.loads(write_document(document))
    assert value == json.loads(json.dumps(document_to_json(document)))
    assert ("training" in value) == (document.training != Document().training)


@slow_to_draw
@given(json_documents())
def test_nodes_on_a_clipboard_survive_json(value):
    network = document_from_json(value).network
    assert network_from_json(network_to_json(network)) == (network, {})


def test_the_example_of_the_contract_is_read_and_written_as_it_is():
    document = document_from_json(SQUARE)
    assert document_from_json(document_to_json(document)) == document
    written = document_to_json(document)
    assert written["network"] == SQUARE["network"]
    assert "loss" not in written["training"], "since it is the default"
    assert written["training"]["optimizer"] == {"type": "SGD", "config": {"learning_rate": 0.1}}


def test_all_but_three_keys_are_optional():
    document = document_from_json({"format": "nnstudio", "version": 1, "network": {}})
    assert document == Document()
    assert document.training.optimizer == RMSprop(), "which is the default of Keras' compile"
    assert (document.training.epochs, document.training.batch_size) == (1, 32)


def test_whole_positions_are_written_as_whole_numbers():
    assert document_to_json(document_from_json(SQUARE))["network"]["nodes"][1]["position"] == [0, 120]


def changed(path: str, value: object) -> dict[str, object]:
    """The example with another value at a place such as network.nodes.1.id."""
    document = copy.deepcopy(SQUARE)
    *parents, last = path.split(".")
    place = document
    for name in parents:
        place = place[int(name) if name.isdigit() else name]
    place[int(last) if last.isdigit() else last] = value
    return document


DEEP = [[]]
for _ in range(90):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("format", "keras", 'This is not an NN Studio document: "format" must be "nnstudio".'),
        ("version", 2, 'The "version" of this document is 2; this NN Studio reads version 1. Open it with a newer'),
        ("version", "1", "The \"version\" of this document is '1'; this NN Studio reads version 1."),
        ("version", True, 'The "version" of this document is true; this NN Studio reads version 1.'),
        ("version", None, 'The "version" of this document is null; this NN Studio reads version 1.'),
        ("networks", {}, "The document has no field named 'networks'. Did you mean 'network'?"),
        ("name", 7, 'The document\'s "name" must be a text, not 7.'),
        ("network", [], "The network must be a JSON object, not []."),
        ("network", DEEP, "The network must be a JSON object, not [[[["),
        ("network.node", [], "The network has no field named 'node'. Did you mean 'nodes'?"),
        ("network.nodes", {}, '"nodes" must be a list, not {}.'),
        ("network.nodes.1", "Dense", "Node 2 must be a JSON object, not 'Dense'."),
        ("network.nodes.1.idd", "x", "Node 2 has no field named 'idd'. Did you mean 'id'?"),
        ("network.nodes.1.id", None, 'Node 2 needs an "id": a text of 1 to 100 characters'),
        ("network.nodes.1.id", "", 'Node 2 needs an "id": a text of 1 to 100 characters'),
        ("network.nodes.1.id", "x" * 101, 'Node 2 needs an "id"'),
        ("network.nodes.1.id", "a/b", 'Node 2 needs an "id"'),
        ("network.nodes.1.id", "a\\b", 'Node 2 needs an "id"'),
        ("network.nodes.1.id", "a\nb", 'Node 2 needs an "id"'),
        ("network.nodes.1.id", " a", "not beginning or ending with a space, not ' a'."),
        ("network.nodes.1.id", ["a"], 'Node 2 needs an "id"'),
        ("network.nodes.1.id", "input", "Two nodes have the id 'input'; each needs its own."),
        ("network.nodes.1.type", None, '“hidden” needs a "type", such as "Dense".'),
        ("network.nodes.1.type", "Dens", "There is no layer named 'Dens' (“hidden”). Did you mean 'Dense'?"),
        ("network.nodes.1.config", [], "The config of “hidden” must be an object, not []."),
        ("network.nodes.1.config", {}, "Units (units) of “hidden” is missing; it must be a whole number at least 1."),
        ("network.nodes.1.config.unit", 1, "Dense of “hidden” has no field named 'unit'. Did you mean 'units'?"),
        ("network.nodes.1.config.units", 0, "Units (units) of “hidden” must be a whole number at least 1, not 0."),
        ("network.nodes.1.config.units", 10**300, "Units (units) of “hidden” must be a whole number at least 1"),
        ("network.nodes.1.config.units", 8.0, "Units (units) of “hidden” must be a whole number"),
        ("network.nodes.1.config.units", True, "Units (units) of “hidden” must be a whole number"),
        (
            "network.nodes.1.config.activation",
            "rleu",
            "There is no activation named 'rleu' (Activation (activation) of “hidden”). Did you",
        ),
        ("network.nodes.1.position", [0], '"position" of “hidden” must be two numbers, such as [0, 120], not [0].'),
        ("network.nodes.1.position", "here", '"position" of “hidden” must be a list'),
        ("network.nodes.1.position", [0, True], '"position" of “hidden” must be two numbers'),
        ("network.nodes.1.position", [0, float("nan")], '"position" of “hidden” must be two numbers'),
        ("network.nodes.1.position", [0, 10**400], '"position" of “hidden” must be two numbers'),
        ("network.nodes.1.trainable", 1, '"trainable" of “hidden” must be true or false, not 1.'),
        ("network.nodes.1.muted", "yes", "\"muted\" of “hidden” must be true or false, not 'yes'."),
        (
            "network.nodes.0.muted",
            True,
            '“input” cannot be muted, because nothing passes through an Input. Remove "muted".',
        ),
        ("network.nodes.1.shared_with", 1, '"shared_with" of “hidden” must be the id of a node, not 1.'),
        ("network.nodes.1.shared_with", "x", "Dense “hidden” shares its weights with 'x', which does not exist."),
        ("network.edges", None, '"edges" must be a list, not null.'),
        ("network.edges.1", [], "Edge 2 must be a JSON object, not []."),
        ("network.edges.1.to", "x", "Edge 2 has no field named 'to'."),
        ("network.edges.1.source", "hiden", "but no node has that id. Did you mean 'hidden'?"),
        ("network.edges.1.target", None, "Edge 2 has the target null, but no node has that id."),
        ("network.edges.1.target", {}, "Edge 2 has the target {}, but no node has that id."),
        ("network.edges.1.port", -1, 'The "port" of edge 2 must be a whole number from 0, not -1.'),
        ("network.edges.1.port", 10**300, 'The "port" of edge 2 must be a whole number from 0'),
        ("network.edges.1.port", "0", 'The "port" of edge 2 must be a whole number from 0'),
        ("network.edges.1", SQUARE["network"]["edges"][0], "An edge is listed twice; each connection stands once."),
        ("data", [], "The data must be an object, not []."),
        ("data.sauce", 1, "Did you mean 'source'?"),
        ("training", None, "The config of the training set-up must be an object, not null."),
        ("training.epoch", 1, "Training of the training set-up has no field named 'epoch'. Did you mean 'epochs'?"),
        ("training.epochs", 0, "Epochs (epochs) of the training set-up must be a whole number at least 1, not 0."),
        ("training.loss", "mean", "There is no loss named 'mean'"),
        ("training.loss", {"type": "MeanSquaredError", "confg": {}}, "Did you mean 'config'?"),
        ("training.optimizer", {"type": "Adm"}, "There is no optimizer named 'Adm' "),
        ("training.optimizer.config.learning_rate", float("inf"), "Learning rate (learning_rate) of"),
        ("training.optimizer.config.learning_rate", "fast", "must be a number at least 0, or a schedule, not 'fast'."),
        ("training.optimizer.config.learning_rate", {"type": "CosineDecai"}, "Did you mean 'CosineDecay'?"),
        (
            "training.optimizer.config.learning_rate",
            {"type": "CosineDecay"},
            "Initial learning rate (initial_learning_rate) of",
        ),
        (
            "training.optimizer.config.gradient_accumulation_steps",
            1,
            "must be a whole number at least 2, or null for none",
        ),
        ("training.metrics", "accuracy", "Metrics (metrics) of the training set-up must be a list of metric"),
        ("training.metrics.0", 3, "metric 1 of the training set-up must be the name of a metric or an object"),
        ("training.callbacks.0.config.patience", -1, "Patience (patience) of callback 1 of the training set-up"),
    ],
)
def test_a_bad_document_is_refused_with_a_sentence(path, value, sentence):
    with pytest.raises(DocumentError) as refusal:
        document_from_json(changed(path, value))
    assert sentence in refusal.value.sentence
    assert re.search(r"[.?]$", refusal.value.sentence)
    assert "\n" not in refusal.value.sentence


@pytest.mark.parametrize("value", [None, [], "nnstudio", 1, True])
def test_what_is_no_object_is_no_document(value):
    with pytest.raises(DocumentError, match="The document must be a JSON object"):
        document_from_json(value)


def test_a_document_without_a_network_is_refused():
    with pytest.raises(DocumentError, match='The document has no "network"'):
        document_from_json({"format": "nnstudio", "version": 1})


@pytest.mark.parametrize("path", ["network.nodes.1.config.units", "network.nodes.1.config.activation"])
def test_an_error_in_a_node_names_it(path):
    with pytest.raises(DocumentError) as refusal:
        document_from_json(changed(path, "no"))
    assert (refusal.value.node, refusal.value.field) == ("hidden", path.rpartition(".")[2])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (write_document(document_from_json(SQUARE))[:-20], "it ends in the middle"),
        (b'{"format": "nnstudio", "version": 1, "network": {}, "name": NaN}', "NaN is not a number that JSON knows"),
        (b'{"version": 1e999}', "the number 1e999 is too large"),
        (b'{"version": 1, "version": 1}', "the key 'version' stands twice in one object"),
        (b"\xff\xfe{}", "byte 1 is not UTF-8 text"),
        (b"[" * 100_000, "it is nested more than 100 levels deep"),
    ],
)
def test_text_that_is_no_json_is_refused_with_a_sentence(text, reason):
    with pytest.raises(DocumentError) as refusal:
        read_document(text, "square.json")
    assert refusal.value.sentence == f"square.json is not valid JSON: {reason}."


def test_any_cut_of_a_document_is_refused_with_a_sentence():
    text = write_document(document_from_json(SQUARE))
    for length in range(len(text.rstrip())):
        with pytest.raises(DocumentError, match=r"is not valid JSON: .*\.$"):
            read_document(text[:length])


def test_files_that_cannot_be_read_are_told_apart(tmp_path):
    with pytest.raises(DocumentError, match=r"There is no file .*missing\.json\. Check the path\."):
        read_document_file(tmp_path / "missing.json")
    with pytest.raises(DocumentError, match=r"cannot be read: Is a directory\."):
        read_document_file(tmp_path)
    huge = tmp_path / "huge.json"
    with huge.open("wb") as stream:
        stream.truncate(LARGEST_TEXT + 1)
    with pytest.raises(DocumentError, match=r"huge.json is larger than any document \(64 MB at most\)."):
        read_document_file(huge)


def test_a_document_file_is_read(tmp_path):
    document = chain(Input(shape=(2,)), Dense(units=3))
    path = tmp_path / "small.json"
    path.write_bytes(write_document(document))
    assert read_document_file(path) == document


@pytest.mark.parametrize(
    "node", [{"config": {"shape": [3], "dtype": "int32"}}, {"config": {"shape": [3]}, "dtype": "int32"}]
)
def test_the_type_of_an_inputs_values_stands_in_its_config_or_beside_it(node):
    document = document_from_json(
        {"format": "nnstudio", "version": 1, "network": {"nodes": [{"id": "words", "type": "Input", **node}]}}
    )
    assert document.network.by_id["words"].layer == Input(shape=(3,), dtype="int32")
    written = document_to_json(document)["network"]["nodes"][0]
    assert written["config"] == {"shape": [3], "dtype": "int32"}
    assert "dtype" not in written


def test_only_an_input_has_a_type_of_values():
    with pytest.raises(DocumentError, match="no field named 'dtype'"):
        document_from_json(
            {
                "format": "nnstudio",
                "version": 1,
                "network": {"nodes": [{"id": "a", "type": "Flatten", "dtype": "int32"}]},
            }
        )


def test_what_is_said_of_each_output_survives_json():
    training = {
        "loss": {"a": "mse", "b": {"type": "BinaryCrossentropy", "config": {"from_logits": True}}},
        "loss_weights": {"b": 0.5},
        "metrics": {"b": ["accuracy"]},
        "weighted_metrics": ["mae"],
        "class_weight": {"cat": 2, "1": 0.5},
    }
    document = document_from_json({"format": "nnstudio", "version": 1, "network": {}, "training": training})
    assert document_to_json(document)["training"] == {
        "loss": {
            "a": {"type": "MeanSquaredError", "config": {}},
            "b": {"type": "BinaryCrossentropy", "config": {"from_logits": True}},
        },
        "loss_weights": {"b": 0.5},
        "metrics": {"b": ["accuracy"]},
        "weighted_metrics": [{"type": "MeanAbsoluteError", "config": {}}],
        "class_weight": {"cat": 2.0, "1": 0.5},
    }


@pytest.mark.parametrize(
    ("training", "sentence"),
    [
        ({"loss": {"a": "mes"}}, "There is no loss named 'mes' (Loss (loss) of the training set-up, output 'a')."),
        ({"loss": {"a": None}}, "Loss (loss) of the training set-up, output 'a' must be"),
        (
            {"metrics": {"a": "mae"}},
            "(metrics) of the training set-up, output 'a' must be a list of metric names",
        ),
        (
            {"loss_weights": {"a": "1"}},
            "(loss_weights) of the training set-up must be an object from names to numbers",
        ),
        ({"loss_weights": [1, 2]}, "(loss_weights) of the training set-up must be an object from names to numbers"),
        ({"class_weight": {"cat": -1}}, "must be an object from names to numbers at least 0, each, not {'cat': -1}"),
    ],
)
def test_what_is_said_of_each_output_is_read_strictly(training, sentence):
    with pytest.raises(DocumentError) as refusal:
        document_from_json({"format": "nnstudio", "version": 1, "network": {}, "training": training})
    assert sentence in str(refusal.value)
