"""Weights of samples and classes that cannot be used say why."""

import pytest
from msgspec import structs

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.data.preparation import SampleWeight
from nnstudio.data.reference import ONLY, DataReference
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import PerOutput, Training
from nnstudio.network.weight_checks import weights_by_class
from tests.network.descriptions import NUMBERS, ONE_HOT, SPECIES, described
from tests.network.networks import chain, wired

WEIGHTS = FrozenMapping({"ape": 2.0, "1": 0.5})
DATA = DataReference(source="rows.csv", target="species")


def document(data=DATA, loss=None, weights=WEIGHTS):
    made = chain(Input(shape=(2,)), Dense(units=3, activation=Softmax()))
    training = Training(loss=loss or SparseCategoricalCrossentropy(), class_weight=weights)
    return made.__class__(network=made.network, data=data, training=training)


def found(document, description=None):
    return [
        problem for problem in check(document, description) if problem.code in ("class-weight", "sample-weight-shape")
    ]


def test_classes_are_named_or_numbered():
    assert not found(document(), described(SPECIES, input=(2,)))
    assert weights_by_class(document().training, SPECIES) == {0: 2.0, 1: 0.5}


@pytest.mark.parametrize("name", ["dog", "3", "-1", "1.0"])
def test_a_class_that_there_is_not_is_named_with_those_that_there_are(name):
    wrong = document(weights=FrozenMapping({"ape": 2.0, name: 1.0}))
    (problem,) = found(wrong, described(SPECIES, input=(2,)))
    assert problem.message == (
        f"There is a weight for the class {name!r}, which the target 'species' does not have. "
        "Its classes are 'ape', 'bear' and 'cat'."
    )
    assert (problem.severity, problem.field) == ("error", "class_weight")
    assert dict(apply(wrong, problem.fixes[0].change).training.class_weight) == {"ape": 2.0}


def test_classes_that_are_numbers_are_listed_by_these():
    (problem,) = found(document(weights=FrozenMapping({"7": 2.0})), described(ONE_HOT, input=(2,)))
    assert problem.message.endswith("Its classes are '0', '1' and '2'.")


def test_numbers_have_no_classes_to_weigh():
    (problem,) = found(document(), described(NUMBERS, input=(2,)))
    assert problem.message.startswith("Class weights need classes, but the target ")
    assert not apply(document(), problem.fixes[0].change).training.class_weight


def test_samples_are_weighted_in_one_way_only_as_in_keras():
    (problem,) = found(document(DATA.replace(sample_weight="w")))
    assert problem.message == (
        "Samples are weighted both by their class and by a column of the data. Keep one of the two."
    )


def test_class_weights_are_for_one_output_as_in_keras():
    nodes = {"x": Input(shape=(2,)), "a": Dense(units=1), "b": Dense(units=1)}
    network = wired(nodes, "x > a", "x > b").network
    data = DATA.replace(target=FrozenMapping({"a": ("y",), "b": ("z",)}))
    two = document().__class__(network=network, data=data, training=Training(class_weight=WEIGHTS))
    (problem,) = found(two)
    assert problem.message == (
        "Class weights are for networks with one output, and this one has 2. Weigh the samples by a column of the "
        "data instead."
    )


def test_sample_weights_must_have_the_shape_of_the_positions_that_they_weigh():
    description = described(SPECIES, input=(2,))
    wrong = structs.replace(description, weights={ONLY: SampleWeight("w", (4,))})
    (problem,) = found(document(DATA.replace(sample_weight="w"), weights=FrozenMapping()), wrong)
    assert problem.message == (
        "The sample weight 'w' has 4 per row, but Dense “dense” gives 3 and needs one number a row. "
        "Choose another column."
    )
    right = structs.replace(description, weights={ONLY: SampleWeight("w", ())})
    assert not found(document(DATA.replace(sample_weight="w"), weights=FrozenMapping()), right)


def test_a_training_may_speak_of_its_only_output_by_name():
    loss = PerOutput({"dense": SparseCategoricalCrossentropy()})
    assert not check(document(loss=loss), described(SPECIES, rows=80, input=(2,)))
