"""A first network for data, which trains as it is."""

import math

import pytest

from nnstudio.data.preparation import prepare
from nnstudio.data.preprocessing import MinMax, Scale, Standardize
from nnstudio.data.reference import DataReference
from nnstudio.engine.trainer import Trainer
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Document, Training
from nnstudio.network.first_network import first_network
from nnstudio.network.graph import Network
from nnstudio.network.preparing import prepare_data
from tests.network.descriptions import NUMBERS, ONE_HOT, PAIRS, PICTURES, SPECIES, YES_NO, described


def layers(document):
    return [node.type_name for node in document.network.nodes]


def begun(description, **parts):
    return apply(document := Document(**parts), first_network(document, description))


@pytest.mark.parametrize(
    ("sample", "hidden"),
    [
        ("square", ["Dense"]),
        ("iris", ["Dense"]),
        ("breast_cancer", ["Dense"]),
        ("diabetes", ["Dense"]),
        ("tide", ["GRU"]),
        ("waves", ["GRU"]),
        ("digits", ["Conv2D", "MaxPooling2D", "Flatten"]),
    ],
)
def test_it_trains_on_every_kind_of_data(sample, hidden):
    data = DataReference(source=f"sample:{sample}", validation_split=0.2)
    document = begun(prepare(data, None, ("input",)).description, data=data, training=Training(epochs=1))
    assert layers(document) == ["Input", *hidden, "Dense"]
    prepared = prepare_data(document, None)
    assert check(document, prepared.description) == ()
    trainer = Trainer(document, prepared)
    for _ in range(3):
        trainer.advance()
    assert math.isfinite(trainer.batch_loss)


@pytest.mark.parametrize(
    ("target", "units", "activation", "loss", "metric"),
    [
        (NUMBERS, 1, "linear", "MeanSquaredError", "mean_absolute_error"),
        (PAIRS, 2, "linear", "MeanSquaredError", "mean_absolute_error"),
        (YES_NO, 1, "sigmoid", "BinaryCrossentropy", "accuracy"),
        (SPECIES, 3, "softmax", "SparseCategoricalCrossentropy", "accuracy"),
        (ONE_HOT, 3, "softmax", "CategoricalCrossentropy", "accuracy"),
    ],
    ids=["numbers", "pairs", "yes or no", "classes", "one-hot"],
)
def test_it_ends_as_the_target_asks(target, units, activation, loss, metric):
    document = begun(described(target, input=(4,)))
    last = document.network.by_id["output"].layer
    assert (last.units, last.activation.short_name) == (units, activation)
    assert type(document.training.loss).__name__ == loss
    assert [one.short_name for one in document.training.metrics] == [metric]


@pytest.mark.parametrize(
    ("sample", "steps"),
    [
        ("iris", []),
        ("wine", [Standardize()]),
        ("digits", [Scale(factor=1 / 16)]),
        ("diabetes", [Standardize(), MinMax(columns=("progression",))]),
    ],
)
def test_large_numbers_are_made_small_and_small_ones_are_left(sample, steps):
    data = DataReference(source=f"sample:{sample}")
    document = begun(prepare(data, None, ("input",)).description, data=data)
    assert list(document.data.preprocessing) == steps


def test_it_is_for_an_empty_canvas_and_for_data_that_a_chain_can_take():
    document = begun(described(NUMBERS, input=(4,)))
    assert first_network(document, described(NUMBERS, input=(4,))) is None
    assert first_network(Document(), described(NUMBERS, left=(4,), right=(2,))) is None
    assert first_network(Document(), described(PICTURES, input=(4, 4, 1))) is None
    assert document.network != Network()
