"""A network with muted nodes trains, predicts and leaves as the same network without them."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.optimizers import SGD
from nnstudio.engine.forecast import forecast
from nnstudio.engine.model import Model
from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import Network
from tests.engine.trainings import PICTURES, curves_of, line, pictures, prepared, trained, weights_of
from tests.network.networks import wired

TWICE = wired(
    {"input": Input(shape=(1,)), "a": Dense(units=4), "drop": Dropout(rate=0.3), "b": Dense(units=4), "sum": Add()}
    | {"y": Dense(units=1)},
    "input > a",
    "a > drop",
    "drop > b",
    "drop > sum",
    "b > sum:1",
    "sum > y",
    training=Training(optimizer=SGD(learning_rate=0.1, clipnorm=1.0), epochs=3, batch_size=4),
)


def muted(document, *names):
    return apply(document, edits.set_muted(document, names, muted=True))


def without(document, *names):
    """The document with nodes taken out of their lines by hand."""
    for name in names:
        network = document.network
        source = network.incoming[name][0].source
        kept = tuple(node for node in network.nodes if node.id != name)
        edges = tuple(
            type(edge)(source if edge.source == name else edge.source, edge.target, edge.port)
            for edge in network.edges
            if edge.target != name
        )
        document = Document(network=Network(kept, edges), training=document.training)
    return document


@pytest.mark.parametrize("names", [["dropout"], ["batch_normalization"], ["conv2d", "dropout"]])
def test_a_training_with_muted_layers_is_that_without_them_bit_for_bit(names):
    documents = (muted(PICTURES, *names), without(PICTURES, *names))
    with_muted, alone = (trained(Trainer(document, pictures())) for document in documents)
    assert curves_of(with_muted) == curves_of(alone)
    assert weights_of(with_muted) == weights_of(alone)


@pytest.mark.parametrize("names", [["drop"], ["a"], ["b"], ["a", "drop"], ["y"], ["b", "drop", "y"]])
def test_so_is_one_with_branches(names):
    random = np.random.default_rng(0)
    rows = prepared({"input": random.normal(size=(12, 4))}, random.normal(size=(12, 4 if "y" in names else 1)))
    document = apply(TWICE, edits.set_fields(TWICE, ["input"], shape=(4,)))
    with_muted, alone = (trained(Trainer(made(document, *names), rows)) for made in (muted, without))
    assert curves_of(with_muted) == curves_of(alone)
    assert weights_of(with_muted) == weights_of(alone)


def test_of_a_muted_merging_layer_the_first_branch_is_trained_alone():
    document = muted(TWICE, "sum")
    alone = apply(TWICE, edits.remove(TWICE, ["b", "sum"]))
    alone = apply(alone, edits.connect(alone, "drop", "y"))
    first, second = (trained(Trainer(one, line())) for one in (document, alone))
    assert weights_of(first) == weights_of(second)
    assert "b/kernel" not in weights_of(first)


def test_an_output_that_is_muted_keeps_its_name_for_data_and_losses():
    document = wired(
        {"input": Input(shape=(1,)), "h": Dense(units=1), "left": Dense(units=1), "right": Dense(units=1)},
        "input > h",
        "h > left",
        "h > right",
        training=Training(epochs=1),
    )
    model = Model(muted(document, "left", "right").network)
    model.store.initialize(0)
    found = model.predictions({"input": np.ones((2, 1), np.float32)})
    assert found.keys() == {"left", "right"}
    np.testing.assert_array_equal(found["left"], found["right"])


def test_a_network_of_nothing_but_muted_layers_hands_its_input_on():
    document = muted(wired({"input": Input(shape=(1,)), "y": Dense(units=1)}, "input > y"), "y")
    trainer = trained(Trainer(document, line()))
    assert not weights_of(trainer)
    x = np.arange(3, dtype=np.float32)[:, None]
    np.testing.assert_array_equal(trainer.model.predict({"input": x}), x)


def test_what_a_muted_node_gives_can_be_looked_at():
    model = Model(muted(TWICE, "drop").network)
    model.store.initialize(0)
    found = model.activations({"input": np.ones((2, 1), np.float32)})
    np.testing.assert_array_equal(found["drop"], found["a"])


def test_the_forecast_of_memory_is_that_without_the_muted_layer():
    rows = line()
    first, second = (forecast(made(TWICE, "drop"), rows.description) for made in (muted, without))
    assert first == second
