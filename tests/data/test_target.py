"""Targets in the form that a loss asks for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.target import convert_target, describe_target
from nnstudio.errors import DataError

LABELS = np.array([0, 2, 1, 2])


def test_words_are_classes_and_can_take_every_form():
    target = describe_target(("kind",), LABELS, "classes", ("a", "b", "c"))
    assert (target.shape, target.class_count, target.may_be_classes) == ((), 3, True)
    assert target.as_kind("one_hot").shape == (3,)
    assert target.as_kind("values").shape == (1,)
    assert target.as_kind("values").as_kind("classes") == target


def test_whole_numbers_from_zero_on_may_be_classes():
    target = describe_target(("y",), LABELS[:, None].astype(np.float32), "values", ())
    assert (target.shape, target.class_count) == ((1,), 3)
    assert target.as_kind("classes").class_names == ("0", "1", "2")


@pytest.mark.parametrize("values", [[[0.5], [1]], [[-1], [1]], [[0, 1.5], [1, 1]]])
def test_other_numbers_are_never_classes(values):
    target = describe_target(("y",), np.array(values, np.float32), "values", ())
    assert not target.may_be_classes
    with pytest.raises(DataError, match="The target 'y' cannot be used as classes"):
        target.as_kind("classes")


@pytest.mark.parametrize("tail", [(), (1,)])
def test_whole_numbers_at_several_positions_are_classes_only_for_those_who_ask(tail):
    values = np.array([[0, 1, 2], [2, 0, 1]], np.float32).reshape(2, 3, *tail)
    target = describe_target(("y",), values, "values", ())
    assert not target.may_be_classes
    classes = target.as_kind("classes")
    assert (classes.shape, classes.class_count, classes.class_names) == ((3,), 3, ("0", "1", "2"))
    labels = convert_target(values, "values", classes)
    assert (labels.dtype, labels.tolist()) == (np.int64, [[0, 1, 2], [2, 0, 1]])
    with pytest.raises(DataError, match="has 3 classes, numbered from 0, and a row holds 3"):
        convert_target(values + 1, "values", classes)


@given(st.lists(st.integers(0, 4), min_size=1), st.permutations(["classes", "one_hot", "values"]))
def test_targets_survive_any_way_through_the_forms(labels, kinds):
    values = np.array(labels)
    target = describe_target(("y",), values, "classes", tuple("abcde"))
    for kind in [*kinds, "classes"]:
        wanted = target.as_kind(kind)
        values, target = convert_target(values, target.kind, wanted), wanted
        assert values.shape[1:] == target.shape
    np.testing.assert_array_equal(values, labels)


@pytest.mark.parametrize("value", [3, -1, 0.5])
def test_a_number_that_is_no_class_is_named(value):
    target = describe_target(("y",), LABELS, "classes", ("a", "b", "c"))
    with pytest.raises(DataError, match=f"has 3 classes, numbered from 0, and a row holds {value}"):
        convert_target(np.array([[0], [value]]), "values", target)
