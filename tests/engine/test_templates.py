"""What the templates promise on the welcome page, trained as they are."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

from nnstudio.catalog.activations import Tanh
from nnstudio.data.preparation import prepare
from nnstudio.data.sources import source_type
from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource
from tests.engine.trainings import trained

pytestmark = pytest.mark.slow


def template(name):
    return read_document_file(resource(f"templates/{name}.json"))


def validated(document):
    """The figures on the validation rows with the weights that the training ends with."""
    data = prepare(document.data, None, tuple(node.id for node in document.network.inputs))
    trainer = trained(Trainer(document, data))
    return trainer.validate()


@pytest.mark.parametrize(
    ("name", "accuracy"),
    [("digits-cnn", 0.98), ("digits-mlp", 0.96), ("iris", 0.95), ("spiral", 0.99), ("waves", 0.99)],
)
def test_a_template_reaches_the_accuracy_that_it_promises(name, accuracy):
    assert validated(template(name))["accuracy"] >= accuracy


def test_a_network_as_small_as_that_of_the_irises_tells_wines_apart():
    """Over five splits, since a single one has 36 rows; on the first, scikit-learn's own network reaches 0.89."""
    document = template("iris")
    wine = apply(document, edits.set_fields(document, ["input"], shape=(13,)))
    wine = apply(wine, edits.set_fields(wine, ["hidden"], activation=Tanh()))
    data = document.data.replace(source="sample:wine", options=source_type("sample:wine")())
    splits = [structs.replace(wine, data=data.replace(split_seed=seed)) for seed in range(5)]
    assert np.mean([validated(split)["accuracy"] for split in splits]) >= 0.95


def test_the_square_template_meets_its_curve():
    assert validated(template("square"))["mean_absolute_error"] < 0.02


def test_the_diabetes_template_explains_more_than_the_mean():
    assert validated(template("diabetes"))["r2_score"] > 0.3


def test_the_tide_template_foretells_the_wave_but_for_its_noise():
    assert validated(template("tide"))["r2_score"] > 0.97
