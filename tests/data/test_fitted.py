"""Fitted preprocessing as a value: what it knows of its columns, and what it refuses."""

import numpy as np
import pytest

from nnstudio.data.fitted import Affine, Categories, FittedPreprocessing
from nnstudio.errors import DataError

AFFINE = Affine(column="x", shift=(1.0,), factor=(2.0,))
CLASSES = Categories(column="y", values=(3.0, 5.0), names=("3", "5"), one_hot=True)


def test_only_the_columns_that_are_given_are_prepared():
    fitted = FittedPreprocessing(steps=(AFFINE, CLASSES))
    prepared = fitted.apply({"x": np.array([1.0, 2.0]), "z": np.array([7.0])})
    np.testing.assert_array_equal(prepared["x"], [0, 2])
    np.testing.assert_array_equal(prepared["z"], [7])


def test_single_precision_stays_single():
    assert AFFINE.apply(np.ones(2, np.float32)).dtype == np.float32
    assert AFFINE.apply(np.ones(2, np.int64)).dtype == np.float64


def test_a_column_knows_its_classes():
    fitted = FittedPreprocessing(steps=(AFFINE, CLASSES), vocabulary={"color": ("blue", "red")})
    assert fitted.class_names("y") == ("3", "5")
    assert fitted.class_names("color") == ("blue", "red")
    assert fitted.class_names("x") == ()
    assert (fitted.is_one_hot("y"), fitted.is_one_hot("color")) == (True, False)
    assert (fitted.is_encoded("y"), fitted.is_encoded("color")) == (True, False)


def test_a_value_that_is_no_class_is_named():
    with pytest.raises(DataError, match="Column 'y' holds 4, which is none of the known classes '3' and '5'"):
        CLASSES.apply(np.array([3.0, 4.0, 9.0]))


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {"step": []},
        {"steps": [{"step": "unknown"}]},
        {"steps": [{"step": "affine", "column": "x", "shift": [0], "factor": [0]}]},
        {"steps": [{"step": "affine", "column": "x", "shift": [0, 1], "factor": [1]}]},
        {"steps": [{"step": "affine", "column": "x", "shift": [float("nan")], "factor": [1]}]},
        {"steps": [{"step": "affine", "column": "x", "shift": ["0"], "factor": [1]}]},
        {"steps": [{"step": "categories", "column": "x", "values": [2, 1], "names": ["a", "b"], "one_hot": True}]},
        {"steps": [{"step": "categories", "column": "x", "values": [1], "names": ["a", "b"], "one_hot": True}]},
        {"steps": [{"step": "categories", "column": "x", "values": [], "names": [], "one_hot": True}]},
    ],
)
def test_damaged_json_is_refused(stored):
    with pytest.raises(DataError, match=r"The stored preprocessing .*is damaged"):
        FittedPreprocessing.from_json(stored)
