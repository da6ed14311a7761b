"""Predictions as tables, and the tables as files."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.catalog.registry import find_type
from nnstudio.data.fitted import Affine, FittedPreprocessing
from nnstudio.data.target import TargetDescription
from nnstudio.insight.predictions import PredictionTable, prediction_table


def loss(name, **fields):
    return find_type(Loss, name)(**fields)


def test_classes_come_with_their_names_and_probabilities():
    target = TargetDescription(
        names=("species",), kind="classes", shape=(), class_names=("setosa", "virginica"), class_count=2
    )
    predictions = np.array([[0.25, 0.75], [0.5, 0.5]])
    table = prediction_table(target, FittedPreprocessing(), loss("SparseCategoricalCrossentropy"), predictions)
    assert table.header == ("species", "probability of setosa", "probability of virginica")
    assert table.rows == (("virginica", 0.25, 0.75), ("setosa", 0.5, 0.5))


@pytest.mark.parametrize("logits", [False, True])
def test_a_single_output_tells_both_classes(logits):
    target = TargetDescription(names=("sick",), kind="values", shape=(1,), class_names=("no", "yes"), class_count=2)
    outputs = np.array([[np.log(3.0)]]) if logits else np.array([[0.75]])
    table = prediction_table(target, FittedPreprocessing(), loss("BinaryCrossentropy", from_logits=logits), outputs)
    assert table.rows[0][0] == "yes"
    assert table.rows[0][1:] == pytest.approx((0.25, 0.75))


def test_numbers_come_in_the_unit_of_their_column():
    fitted = FittedPreprocessing(steps=(Affine(column="price", shift=(100.0,), factor=(0.1,)),))
    target = TargetDescription(names=("price", "size"), kind="values", shape=(2,))
    table = prediction_table(target, fitted, MeanSquaredError(), np.array([[0.5, 2.0]], np.float32))
    assert table.header == ("price", "size")
    assert table.rows == ((105.0, 2.0),)


def test_entries_of_an_array_are_numbered():
    target = TargetDescription(names=("picture",), kind="values", shape=(1, 2, 1))
    table = prediction_table(target, FittedPreprocessing(), MeanSquaredError(), np.array([[[[3.0], [4.0]]]]))
    assert table.header == ("picture[0]", "picture[1]")
    assert table.rows == ((3.0, 4.0),)


@given(st.lists(st.tuples(st.text(st.characters(blacklist_categories=["Cs"])), st.floats(allow_nan=False))))
def test_no_text_of_a_csv_begins_like_a_formula_and_no_number_is_changed(rows):
    table = PredictionTable(("name", "value"), tuple(rows))
    read = list(csv.reader(io.StringIO(table.to_csv().decode(), newline="")))
    assert len(read) == len(rows) + 1
    for (text, number), (cell, value) in zip(rows, read[1:], strict=True):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell in (text, f"'{text}")
        assert float(value) == number


def test_a_formula_in_a_class_name_stays_a_text():
    table = PredictionTable(("=A1", "x"), (("=cmd()", -3.5),))
    assert table.to_csv().decode() == "'=A1,x\r\n'=cmd(),-3.5\r\n"
