from __future__ import annotations

import pytest

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.callbacks import EarlyStopping, TerminateOnNaN
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import (
    AutoAccuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    MeanAbsoluteError,
    MeanIoU,
    Recall,
    SparseCategoricalAccuracy,
)
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Training
from tests.network.descriptions import ONE_HOT, described
from tests.network.networks import chain


def document(**training):
    return chain(Input(shape=(2,)), Dense(units=3, activation=Softmax()), training=Training(**training))


def found(document, **data):
    description = described(ONE_HOT, **({"input": (2,)} | data))
    return [problem for problem in check(document, description) if problem.code != "no-data"]


@pytest.mark.parametrize(
    ("loss", "metric"),
    [
        (CategoricalCrossentropy(), SparseCategoricalAccuracy()),
        (SparseCategoricalCrossentropy(), CategoricalAccuracy()),
        (SparseCategoricalCrossentropy(), MeanAbsoluteError()),
    ],
)
def test_a_metric_that_reads_another_form_of_the_target_is_refused(loss, metric):
    refused = document(loss=loss, metrics=(AutoAccuracy(), metric))
    (problem,) = found(refused)
    assert problem.message == (
        f"{metric.label} does not go with {loss.label}: one reads class labels, the other numbers or one-hot rows. "
        "Choose another metric."
    )
    assert (problem.code, problem.severity, problem.field) == ("metric-target", "error", "metrics")
    assert apply(refused, problem.fixes[0].change).training.metrics == (AutoAccuracy(),)


def test_a_metric_that_cannot_judge_the_output_says_why_and_what_would_do():
    refused = document(loss=SparseCategoricalCrossentropy(), metrics=(AutoAccuracy(), MeanIoU(num_classes=3)))
    (problem,) = found(refused)
    assert problem.message == (
        "Mean intersection over union takes outputs for class numbers, but they have a value for every class."
    )
    assert (problem.code, problem.severity, problem.field) == ("metric-settings", "error", "metrics")
    better, removed = problem.fixes
    assert better.label == "Turn Sparse prediction of Mean intersection over union off"
    fitting = MeanIoU(num_classes=3, sparse_y_pred=False)
    assert apply(refused, better.change).training.metrics == (AutoAccuracy(), fitting)
    assert removed.label == "Remove Mean intersection over union"


def test_a_class_that_is_not_there_is_looked_at_no_more():
    refused = document(loss=CategoricalCrossentropy(), metrics=(Recall(class_id=3, thresholds=0.4),))
    (problem,) = found(refused)
    assert problem.message == "Recall looks at class 3, but the output has 3 classes, from 0 on."
    assert problem.fixes[0].label == "Use Recall as it comes"
    assert apply(refused, problem.fixes[0].change).training.metrics == (Recall(),)


def test_two_metrics_of_one_kind_are_told_apart_as_in_keras():
    assert not found(
        document(loss=CategoricalCrossentropy(), metrics=(BinaryAccuracy(), BinaryAccuracy(threshold=0.4)))
    )


@pytest.mark.parametrize(
    ("monitor", "validation", "instead", "advice"),
    [
        ("val_loss", 0, "loss", ", or set some data aside for validation"),
        ("val_accuracy", 0, "accuracy", ", or set some data aside for validation"),
        ("val_mean_absolute_error", 20, "loss", ""),
        ("acc", 20, "loss", ""),
    ],
)
def test_a_callback_that_watches_what_is_not_measured_does_nothing(monitor, validation, instead, advice):
    idle = document(
        loss=CategoricalCrossentropy(), metrics=(AutoAccuracy(),), callbacks=(EarlyStopping(monitor=monitor),)
    )
    (problem,) = found(idle, validation=validation)
    assert problem.message == (
        f"Early stopping watches {monitor}, which this training does not measure, and so does nothing. "
        f"Watch {instead}{advice}."
    )
    assert apply(idle, problem.fixes[0].change).training.callbacks == (EarlyStopping(monitor=instead),)


def test_callbacks_that_watch_what_is_measured_are_left_alone():
    callbacks = (EarlyStopping(monitor="val_accuracy"), EarlyStopping(monitor="loss"), TerminateOnNaN())
    assert not found(document(loss=CategoricalCrossentropy(), metrics=(AutoAccuracy(),), callbacks=callbacks))
