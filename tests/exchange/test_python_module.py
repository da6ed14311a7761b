from __future__ import annotations

import json
import warnings

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from msgspec import structs

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.layers.activation import Activation
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.registry import types_of
from nnstudio.errors import ExchangeError
from nnstudio.exchange import export
from nnstudio.exchange.python_module import PythonModule
from nnstudio.exchange.source_functions import source_functions
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import shape_and_weights
from nnstudio.network.json_format import document_from_json
from tests.catalog.declarations import TYPES
from tests.catalog.field_values import configs
from tests.catalog.layers import samples
from tests.exchange.exported import predicted_elsewhere, random_rows, template, trained_on, with_random_weights
from tests.network.networks import chain, sound_networks, wired

TEMPLATES = ["square", "spiral", "iris", "digits-mlp", "digits-cnn", "diabetes", "tide", "waves"]

TAME = 1e4
"""Where an unbounded activation lets numbers grow from step to step, the last digit of a float32 becomes the first."""

thorough = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
few = settings(thorough, max_examples=15)


@pytest.fixture
def module(tmp_path):
    """Export a network and read it back in this Python, with every warning an error."""

    def exported(trained):
        path = tmp_path / "module.py"
        content = PythonModule().content(trained)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(content, str(path), "exec")
        path.write_bytes(content)
        return path

    return exported


def assert_predicts_the_same(path, trained, rows=None):
    rows = random_rows(trained) if rows is None else rows
    with np.errstate(all="ignore"):
        ours, theirs = trained.model.predictions(rows), PythonModule().predict(path, trained, rows)
    assert theirs.keys() == ours.keys()
    for output, predictions in ours.items():
        assert theirs[output].shape == predictions.shape
        tame = np.abs(predictions) < TAME
        np.testing.assert_allclose(theirs[output][tame], predictions[tame], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("layer", samples.LAYERS.values(), ids=lambda layer: layer.__name__)
@few
@given(data=st.data())
def test_every_layer_predicts_the_same(module, layer, data):
    declared, shapes = data.draw(samples.layers_on_shapes(layer))
    assume(_can_begin(declared, shapes))
    inputs = tuple(Node(id=f"x{port}", layer=Input(shape=shape)) for port, shape in enumerate(shapes))
    edges = tuple(Edge(node.id, "layer", port) for port, node in enumerate(inputs))
    trained = with_random_weights(Network((*inputs, Node(id="layer", layer=declared)), edges))
    assert_predicts_the_same(module(trained), trained)


def _can_begin(layer, shapes):
    """Whether initializers and regularizers take the layer's weights."""
    try:
        shape_and_weights(layer, tuple(shapes))
    except ShapeError:
        return False
    return True


@pytest.mark.parametrize("case", [case for case in samples.golden_layers() if samples.masks_of(case)], ids=str)
def test_what_a_mask_hides_is_hidden_from_the_module_too(module, case):
    masked, shapes = samples.masks_of(case), samples.shapes_of(case)
    nodes, edges = [Node(id="layer", layer=samples.layer_of(case))], []
    for port, shape in enumerate(shapes):
        nodes.append(Node(id=f"x{port}", layer=Input(shape=shape)))
        source = f"x{port}"
        if port in masked:
            nodes.append(Node(id=f"masking{port}", layer=Masking()))
            edges.append(Edge(source, f"masking{port}"))
            source = f"masking{port}"
        edges.append(Edge(source, "layer", port))
    trained = with_random_weights(Network(tuple(nodes), tuple(edges)))
    assert ("layer" in trained.model.inference.masks) == ("mask" in case.arrays)
    rows = random_rows(trained, 12)
    for port, values in enumerate(rows.values()):
        values[np.random.default_rng(port).random(values.shape[:2]) < 0.4] = 0
        values[:, -1] = 1
        if "GlobalAveragePooling" not in case.type:
            values[0] = 0
    assert_predicts_the_same(module(trained), trained, rows)


@pytest.mark.parametrize("function", TYPES[ActivationFunction], ids=lambda function: function.__name__)
@few
@given(data=st.data())
def test_every_activation_predicts_the_same(module, function, data):
    config = data.draw(configs(function).filter(_is_tame))
    activation = read_config(function, config, "test")
    if activation.objection((4,)) is not None:
        return
    layers = _activated(activation, units=4)
    trained = with_random_weights(chain(Input(shape=(3,)), *layers).network)
    assert_predicts_the_same(module(trained), trained)


def _activated(activation, units):
    """A Dense layer with an activation of its own, or behind it where that is no place for this one."""
    if activation.keeps_shape:
        return [Dense(units=units, activation=activation)]
    return [Dense(units=units), Activation(activation=activation)]


def _is_tame(config):
    """Settings with which single precision keeps its digits."""
    return all(value in (None, 0) or 0.01 <= abs(value) < 100 for value in config.values())


@thorough
@given(sound_networks())
def test_any_network_predicts_the_same(module, network):
    trained = with_random_weights(network)
    assert_predicts_the_same(module(trained), trained)


def _everything():
    """One network with every recorded layer and every activation."""
    nodes, edges, ends = [], [], []
    recorded = {case.type: case for case in reversed(samples.golden_layers())}
    for name, case in recorded.items():
        for port, shape in enumerate(samples.shapes_of(case)):
            nodes.append(Node(id=f"{name} {port}", layer=Input(shape=shape)))
            edges.append(Edge(f"{name} {port}", name, port))
        nodes.append(Node(id=name, layer=samples.layer_of(case)))
        ends.append(name)
    nodes.append(Node(id="start", layer=Input(shape=(4,))))
    for function in TYPES[ActivationFunction]:
        name = f"with {function.short_name}"
        config = {"threshold": 0.1, "default_value": 0.2} if function.__name__ == "Threshold" else {}
        nodes.append(Node(id=name, layer=Activation(activation=read_config(function, config, "test"))))
        edges.append(Edge("start", name))
        ends.append(name)
    for port, end in enumerate(ends):
        nodes.append(Node(id=f"flat {end}", layer=Flatten()))
        edges += [Edge(end, f"flat {end}"), Edge(f"flat {end}", "all", port)]
    nodes.append(Node(id="all", layer=Concatenate()))
    return Network(tuple(nodes), tuple(edges))


def test_a_module_with_everything_in_it_needs_nothing_but_numpy(module):
    trained = with_random_weights(_everything())
    rows = random_rows(trained)
    predictions = predicted_elsewhere(module(trained), rows)
    np.testing.assert_allclose(predictions, trained.model.predict(rows), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_predicts_the_same_from_rows_as_they_are(module, name):
    trained, data = trained_on(template(name))
    predictions = predicted_elsewhere(module(trained), _raw(trained.document))
    expected = trained.fitted.invert(data.description.target.names[0], trained.predict(data.train.inputs))
    np.testing.assert_allclose(predictions, expected, rtol=1e-4, atol=1e-5)


def _raw(document):
    """The training rows without preprocessing, in the same order."""
    bare = structs.replace(document.data, preprocessing=())
    _, raw = trained_on(structs.replace(document, data=bare), steps=0)
    return raw.train.inputs


TABLE = {
    "format": "nnstudio",
    "version": 1,
    "name": 'a "table" of\n\\prices\\',
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [5]}},
            {"id": "output", "type": "Dense", "config": {"units": 2}},
        ],
        "edges": [{"source": "input", "target": "output"}],
    },
    "data": {
        "source": "table.csv",
        "inputs": {"input": ["year", "kind", "size"]},
        "target": ["price", "cost"],
        "preprocessing": [
            {"type": "Standardize", "columns": ["year", "price"]},
            {"type": "MinMax", "columns": ["year", "cost"]},
            {"type": "OneHot", "columns": ["kind"]},
        ],
    },
    "training": {"optimizer": {"type": "Adam", "config": {"learning_rate": 0.1}}},
}


def test_scaled_inputs_and_targets_are_in_their_own_units(module, tmp_path):
    random = np.random.default_rng(0)
    kinds = random.choice(["hut", "flat", "villa"], 40)
    rows = [
        (2000 + index / 7, kind, random.uniform(0, 3), 1e5 + 300 * index, 10.0 - index)
        for index, kind in enumerate(kinds)
    ]
    lines = ["year,kind,size,price,cost", *(",".join(map(str, row)) for row in rows)]
    (tmp_path / "table.csv").write_text("\n".join(lines))
    document = document_from_json(json.loads(json.dumps(TABLE)))
    trained, data = trained_on(document, tmp_path, steps=200)
    raw = np.array([[row[0], row[1] == "flat", row[1] == "hut", row[1] == "villa", row[2]] for row in rows], float)
    predictions = predicted_elsewhere(module(trained), {"input": raw})
    scaled = trained.predict(data.train.inputs)
    for index, name in enumerate(("price", "cost")):
        expected = trained.fitted.invert(name, scaled[:, index : index + 1])
        np.testing.assert_allclose(predictions[:, index : index + 1], expected, rtol=1e-5, atol=1e-5)
    assert abs(predictions[:, 0].mean() - 1e5) < 1e5, "prices are in their own unit"
    text = PythonModule().content(trained).decode()
    assert "with the columns year, kind = flat, kind = hut, kind = villa, size" in text


ODD_NAMES = [
    "np",
    "predict",
    "network",
    "w",
    "WEIGHTS",
    "class",
    "match",
    "None",
    "__debug__",
    "dense",
    "1st",
    "a b",
    "a-b",
    "a_b",
    "größe",
    "層",
    "'",
    '"""',
    "{x}",
    "..",
    "len",
    "print",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_of_a_node_is_exported(module, name):
    document = chain(Input(shape=(2,)), Dense(units=3), Dense(units=1))
    for old in {"input", "dense", "dense_2"} - {name}:
        if name in document.network.by_id:
            continue
        other = apply(document, edits.rename_node(document, old, name))
        trained = with_random_weights(other.network)
        assert_predicts_the_same(module(trained), trained)


def test_names_that_only_differ_in_odd_characters_stay_apart(module):
    names = ["a b", "a-b", "a_b", "a.b", "a b_"]
    layers = {"x": Input(shape=(2,))} | {name: Dense(units=2) for name in names} | {"end": Concatenate()}
    feeds = [f"x > {name}" for name in names]
    joins = [f"{name} > end:{port}" for port, name in enumerate(names)]
    trained = with_random_weights(wired(layers, *feeds, *joins).network)
    assert_predicts_the_same(module(trained), trained)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_of_a_document_is_a_docstring(module, name):
    trained = with_random_weights(chain(Input(shape=(1,)), Dense(units=1)).network)
    trained = type(trained)(
        structs.replace(trained.document, name=name), trained.model, trained.fitted, trained.description
    )
    assert_predicts_the_same(module(trained), trained)


def test_shared_weights_are_written_once(module):
    document = chain(Input(shape=(3,)), Dense(units=3), Dense(units=3))
    document = apply(document, edits.share_weights(document, ["dense_2"], "dense"))
    trained = with_random_weights(document.network)
    assert_predicts_the_same(module(trained), trained)
    assert PythonModule().content(trained).decode().count("'dense/kernel': ") == 1


def test_of_muted_layers_nothing_is_written(module):
    document = chain(Input(shape=(3,)), Dense(units=3), Dense(units=3), Dense(units=2))
    document = apply(document, edits.set_muted(document, ["dense_2", "dense_3"], muted=True))
    trained = with_random_weights(document.network)
    assert_predicts_the_same(module(trained), trained)
    text = PythonModule().content(trained).decode()
    assert "'dense/kernel': " in text
    assert "dense_2" not in text
    assert "dense_3/" not in text


def test_numbers_that_have_no_vector_get_that_of_the_nearest_one(module):
    document = chain(Input(shape=(4,)), Embedding(input_dim=3, output_dim=2), Flatten(), Dense(units=1))
    trained = with_random_weights(document.network)
    rows = {name: np.array([[-5, 0, 2, 3], [1.9, -0.5, 1e6, 2.5]], np.float32) for name in random_rows(trained)}
    assert_predicts_the_same(module(trained), trained, rows)


def test_large_weights_are_stored_to_the_last_bit(module):
    trained = with_random_weights(chain(Input(shape=(40,)), Dense(units=30), Dense(units=2)).network)
    assert_predicts_the_same(module(trained), trained)
    namespace = {}
    exec(PythonModule().content(trained), namespace)  # noqa: S102 - our own text
    for name, array in trained.weights.items():
        np.testing.assert_array_equal(namespace["WEIGHTS"][name], array)
        assert namespace["WEIGHTS"][name].dtype == np.float32


def test_only_what_is_needed_is_written():
    text = PythonModule().content(with_random_weights(chain(Input(shape=(2,)), Dense(units=1)).network)).decode()
    assert text.count("\ndef ") == 3
    assert "import base64" not in text
    assert "import math" not in text
    assert "preprocess(" not in text


def test_every_function_of_the_library_belongs_to_a_declaration_or_is_called_by_one():
    declared = {found.short_name for kind in (ActivationFunction, samples.Layer) for found in types_of(kind).values()}
    called = {name for function in source_functions().values() for name in function.calls}
    masks = {"any_mask", *(f"{name}_mask" for name in declared)}
    assert source_functions().keys() <= declared | called | masks


def test_a_layer_without_a_function_is_refused_by_name(monkeypatch):
    functions = {name: function for name, function in source_functions().items() if name != "conv2d"}
    monkeypatch.setattr("nnstudio.exchange.module_text.source_functions", lambda: functions)
    trained = with_random_weights(chain(Input(shape=(4, 4, 1)), Conv2D(filters=1, kernel_size=(2, 2))).network)
    with pytest.raises(ExchangeError, match="Conv2D “conv2d” cannot be exported as a Python module yet"):
        PythonModule().content(trained)


def test_a_module_is_proven_when_it_is_exported(tmp_path):
    trained, _ = trained_on(template("digits-cnn"))
    assert export(trained, tmp_path / "digits.py", verify=True) < 1e-5
