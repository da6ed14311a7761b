from __future__ import annotations

import pytest

from nnstudio.catalog.activations import Sigmoid, Softmax
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dice,
    Huber,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Training
from nnstudio.network.inference import infer
from nnstudio.network.training_checks import target_kind
from tests.network.descriptions import COUNTS, NUMBERS, ONE_HOT, PAIRS, PICTURES, SPECIES, YES_NO, described
from tests.network.doctor.cases import repairs_of, titles_of
from tests.network.networks import chain

IN = Input(shape=(2,))


def problem_of(code, document, target=NUMBERS, **data):
    (problem,) = [
        found for found in check(document, described(target, **({"input": (2,)} | data))) if found.code == code
    ]
    return problem


@pytest.mark.parametrize(
    ("loss", "target", "prediction", "kind"),
    [
        (MeanSquaredError(), NUMBERS, (1,), "values"),
        (MeanSquaredError(), PAIRS, (2,), "values"),
        (MeanSquaredError(), COUNTS, (1,), "values"),
        (MeanSquaredError(), SPECIES, (3,), "one_hot"),
        (MeanSquaredError(), SPECIES, (1,), "values"),
        (Huber(), ONE_HOT, (3,), "one_hot"),
        (BinaryCrossentropy(), YES_NO, (1,), "values"),
        (BinaryCrossentropy(), YES_NO, (2,), "one_hot"),
        (BinaryCrossentropy(), SPECIES, (1,), "one_hot"),
        (BinaryCrossentropy(), NUMBERS, (1,), "values"),
        (BinaryCrossentropy(), PICTURES, (4, 4, 1), "values"),
        (CategoricalCrossentropy(), COUNTS, (4,), "one_hot"),
        (CategoricalCrossentropy(), YES_NO, (1,), "one_hot"),
        (CategoricalCrossentropy(), ONE_HOT, (3,), "one_hot"),
        (SparseCategoricalCrossentropy(), SPECIES, (3,), "classes"),
        (SparseCategoricalCrossentropy(), COUNTS, (4,), "classes"),
        (SparseCategoricalCrossentropy(), ONE_HOT, (3,), "classes"),
    ],
)
def test_a_loss_takes_the_target_in_the_form_that_it_understands(loss, target, prediction, kind):
    assert target_kind(loss, target, prediction) == kind


def test_an_input_of_another_shape_than_the_data_is_named_with_both():
    document = chain(IN, Dense(units=1))
    problem = problem_of("input-shape", document, input=(3,))
    assert (
        problem.message
        == "Input “input” expects 2 features, but rows.csv gives 3 features per sample. Set its Shape to match."
    )
    assert (problem.node, problem.field) == ("input", "shape")
    assert apply(document, problem.fixes[0].change).network.by_id["input"].layer.shape == (3,)


def test_an_output_of_another_size_than_the_target_is_set():
    document = chain(IN, Dense(units=5), training=Training(loss=SparseCategoricalCrossentropy(from_logits=True)))
    problem = problem_of("output-shape", document, SPECIES)
    assert problem.message == (
        "Dense “dense” gives 5 units, but Sparse categorical crossentropy with the target 'species' (one of 3 classes) "
        "needs 3 units."
    )
    assert titles_of(document, "output-shape", described(SPECIES, input=(2,)))[0] == "Set Units of “dense” to 3"


def test_a_size_is_set_behind_layers_that_keep_it():
    document = chain(IN, Dense(units=5), Dropout(rate=0.1))
    assert "Set Units of “dense” to 2" in titles_of(document, "output-shape", described(PAIRS, input=(2,)))


def test_an_output_of_several_axes_is_made_flat_as_well():
    document = chain(Input(shape=(4, 4, 1)), Dense(units=5))
    problem = problem_of("output-shape", document, input=(4, 4, 1))
    assert problem.message == (
        "Dense “dense” gives 4×4×5 (height, width, units), but Mean squared error with the target 'y' (1) needs 1 unit."
    )
    first = repairs_of(document, "output-shape", described(NUMBERS, input=(4, 4, 1)))[0]
    assert first.title == "Insert Flatten and set Units of “dense” to 1"
    after = apply(document, first.change).network
    assert infer(after).shapes[after.outputs[0].id] == (1,)


def test_pictures_as_target_set_the_number_of_filters():
    document = chain(Input(shape=(4, 4, 1)), Conv2D(filters=5, kernel_size=(1, 1)))
    offered = titles_of(document, "output-shape", described(PICTURES, input=(4, 4, 1)))
    assert offered[0] == "Set Filters of “conv2d” to 1"


def test_an_output_without_a_size_gets_a_layer_that_has_one():
    for shape, target, title in (
        ((2,), NUMBERS, "Add Dense (1 unit) at the end"),
        ((16,), PICTURES, "Add Reshape (4×4×1) at the end"),
        ((1, 2), PAIRS, "Add Flatten at the end"),
    ):
        document = chain(Input(shape=shape), Dropout(rate=0.1))
        assert title in titles_of(document, "output-shape", described(target, input=shape))


def test_several_classes_need_more_than_one_output_to_tell_apart():
    training = Training(loss=BinaryCrossentropy())
    problem = problem_of("output-shape", chain(IN, Dense(units=1, activation=Sigmoid()), training=training), COUNTS)
    assert problem.message.endswith("with the target 'count' (one of 4 classes) needs 4 units.")


def test_a_single_probability_among_one_is_no_choice():
    training = Training(loss=CategoricalCrossentropy())
    document = chain(IN, Dense(units=1, activation=Softmax()), training=training)
    assert titles_of(document, "output-shape", described(YES_NO, input=(2,)))[0] == "Set Units of “dense” to 2"


def test_numbers_cannot_be_predicted_as_classes():
    document = chain(IN, Dense(units=1), training=Training(loss=SparseCategoricalCrossentropy()))
    problem = problem_of("loss-target", document)
    assert problem.message == (
        "Sparse categorical crossentropy needs classes, but the target 'y' holds numbers. Choose Mean squared error "
        "instead."
    )
    assert problem.field == "loss"
    assert apply(document, problem.fixes[0].change).training.loss == MeanSquaredError()


def test_a_loss_that_is_set_for_other_predictions_is_refused():
    document = chain(IN, Dense(units=1, activation=Sigmoid()), training=Training(loss=Dice(axis=(3,))))
    problem = problem_of("loss-shape", document, YES_NO)
    assert problem.message.startswith(f"{Dice.label} sums over axis 3, but a batch of predictions has the axes 0 to 1")
    assert (problem.severity, problem.field) == ("error", "loss")
    assert apply(document, problem.fixes[0].change).training.loss == Dice()


def test_a_batch_larger_than_the_data_is_doubtful():
    document = chain(IN, Dense(units=1), training=Training(batch_size=100))
    problem = problem_of("batch-size", document)
    assert problem.message == (
        "Batch size is 100, but there are only 80 training samples: every epoch is a single step."
    )
    assert problem.severity == "warning"
    assert apply(document, problem.fixes[0].change).training.batch_size == 80


def test_a_document_without_data_can_be_drawn_but_not_trained():
    (problem,) = check(chain(IN, Dense(units=1)))
    assert (problem.code, problem.severity) == ("no-data", "warning")
    assert problem.message == "No data is chosen. Pick a sample or open a file."
