"""Confusion and figures of classes, judged by scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.catalog.registry import find_type
from nnstudio.data.target import TargetDescription
from nnstudio.insight.classification import class_names, predicted_labels, report, true_labels


def loss(name, **fields):
    return find_type(Loss, name)(**fields)


@given(st.data(), st.integers(2, 6), st.integers(1, 60))
def test_every_figure_is_that_of_scikit_learn(data, classes, count):
    labels = arrays(np.int64, count, elements=st.integers(0, classes - 1))
    true, predicted = data.draw(labels), data.draw(labels)
    names = tuple(f"class {number}" for number in range(classes))
    ours = report(names, true, predicted)

    known = range(classes)
    np.testing.assert_array_equal(ours.confusion, confusion_matrix(true, predicted, labels=known))
    assert ours.accuracy == pytest.approx(accuracy_score(true, predicted))
    theirs = precision_recall_fscore_support(true, predicted, labels=known, zero_division=0)
    figures = ours.classes()
    np.testing.assert_allclose([row.precision for row in figures], theirs[0])
    np.testing.assert_allclose([row.recall for row in figures], theirs[1])
    np.testing.assert_allclose([row.f1 for row in figures], theirs[2])
    assert [row.support for row in figures] == theirs[3].tolist()
    means = precision_recall_fscore_support(true, predicted, labels=known, zero_division=0, average="macro")
    mean = ours.mean("mean")
    np.testing.assert_allclose([mean.precision, mean.recall, mean.f1], means[:3])
    assert mean.support == ours.total == count


def target(kind, shape, names=(), count=0):
    return TargetDescription(names=("y",), kind=kind, shape=shape, class_names=names, class_count=count)


@pytest.mark.parametrize(
    ("described", "loss_name", "expected"),
    [
        (target("classes", (), ("a", "b", "c"), 3), "SparseCategoricalCrossentropy", ("a", "b", "c")),
        (target("one_hot", (2,), ("a", "b"), 2), "CategoricalCrossentropy", ("a", "b")),
        (target("one_hot", (3,)), "CategoricalCrossentropy", ("0", "1", "2")),
        (target("values", (1,), ("no", "yes"), 2), "BinaryCrossentropy", ("no", "yes")),
        (target("values", (1,), (), 2), "BinaryCrossentropy", ("0", "1")),
        (target("values", (1,), (), 2), "MeanSquaredError", ()),
        (target("values", (1,), ("a", "b", "c"), 3), "MeanSquaredError", ()),
        (target("values", (2,)), "BinaryCrossentropy", ()),
        (target("values", (1,)), "MeanSquaredError", ()),
    ],
)
def test_classes_are_told_apart_where_the_target_or_the_loss_says_so(described, loss_name, expected):
    assert class_names(described, loss(loss_name)) == expected


def test_labels_are_read_from_every_form_of_target():
    assert true_labels(np.array([2, 0, 1])).tolist() == [2, 0, 1]
    assert true_labels(np.array([[0, 0, 1], [1, 0, 0]], np.float32)).tolist() == [2, 0]
    assert true_labels(np.array([[0], [1]], np.float32)).tolist() == [0, 1]


def test_the_likeliest_class_is_predicted():
    assert predicted_labels(np.array([[0.1, 0.7, 0.2]]), MeanSquaredError()).tolist() == [1]
    assert predicted_labels(np.array([[0.4], [0.6]]), loss("BinaryCrossentropy")).tolist() == [0, 1]


def test_a_single_logit_is_split_at_zero():
    logits = loss("BinaryCrossentropy", from_logits=True)
    assert predicted_labels(np.array([[-0.1], [0.1]]), logits).tolist() == [0, 1]


def test_a_label_is_read_at_every_position_of_a_sequence():
    predictions = np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.3, 0.7], [0.6, 0.4]]])
    assert predicted_labels(predictions, MeanSquaredError()).tolist() == [0, 1, 1, 0]
