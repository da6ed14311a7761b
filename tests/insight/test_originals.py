"""Prepared arrays go back to what their source held."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.dataset import Dataset
from nnstudio.data.preparation import prepare_dataset
from nnstudio.data.preprocessing import MinMax, OneHot, Standardize
from nnstudio.data.reference import DataReference
from nnstudio.insight.originals import original_columns, original_targets


def prepared(dataset, *steps):
    reference = DataReference(source="sample:square", preprocessing=steps)
    return prepare_dataset(reference, dataset, ("input",))


def shown(data):
    return original_columns("input", data.train.inputs["input"], data.description, data.fitted)


@given(st.lists(st.tuples(st.integers(-100, 100), st.floats(-5, 5)), min_size=2, max_size=20))
def test_scaled_numbers_come_back_in_their_unit(rows):
    values = np.array(rows)
    data = prepared(
        Dataset("t", {"a": values[:, 0], "b": values[:, 1], "y": values[:, 0]}, target="y"), MinMax(columns=("a",))
    )
    a, b = shown(data)
    np.testing.assert_allclose(a.values, values[:, 0], atol=1e-4)
    np.testing.assert_allclose(b.values, values[:, 1], atol=1e-5)


def test_words_come_back_from_zeros_and_ones():
    color, size = np.array([0, 2, 1]), np.array([1.5, 2.0, 4.0])
    data = prepared(
        Dataset("t", {"color": color, "size": size, "y": size}, {"color": ("blue", "green", "red")}, target="y"),
        OneHot(columns=("color",)),
        Standardize(columns=("size",)),
    )
    assert data.train.inputs["input"].shape == (3, 4)
    columns = shown(data)
    assert [[column.text(row) for column in columns] for row in range(3)] == [
        ["blue", "1.5"],
        ["red", "2"],
        ["green", "4"],
    ]


def test_an_array_stays_one_column_of_its_shape():
    pictures = np.arange(24.0).reshape(2, 3, 4, 1)
    (column,) = shown(prepared(Dataset("t", {"x": pictures, "y": np.zeros(2)}, target="y"), MinMax(columns=("x",))))
    np.testing.assert_allclose(column.values, pictures, atol=1e-5)
    assert column.text(0) == "3×4×1"


def test_columns_that_cannot_be_told_apart_are_shown_as_prepared():
    wide = np.arange(6.0).reshape(2, 3)
    data = prepared(Dataset("t", {"a": wide, "b": np.ones(2), "y": np.zeros(2)}, target="y"))
    (column,) = shown(data)
    assert column.name == "input"
    assert column.values.shape == (2, 4)


def test_targets_come_back_by_column():
    values = np.array([1.0, 3.0])
    data = prepared(Dataset("t", {"x": values, "y": values}, target="y"), Standardize(columns=("y",)))
    assert data.train.target.ravel() == pytest.approx([-1, 1])
    np.testing.assert_allclose(original_targets(data.description.target, data.fitted, data.train.target)["y"], values)
