"""Preprocessing, with scikit-learn as the judge."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OneHotEncoder, StandardScaler

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preprocessing import Label, MinMax, OneHot, Preprocessing, Scale, Standardize, fit_preprocessing
from nnstudio.errors import DataError

TRAINING = np.arange(20)
NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 6))


def fit(steps, columns, vocabulary=(), inputs=None, training=TRAINING):
    return fit_preprocessing(steps, columns, dict(vocabulary), columns if inputs is None else inputs, training)


@pytest.fixture
def values():
    return np.random.default_rng(0).normal(5, 3, size=(30, 4))


@pytest.mark.parametrize(("step", "judge"), [(Standardize(), StandardScaler()), (MinMax(), MinMaxScaler())])
def test_scaling_agrees_with_scikit_learn_and_learns_from_training_rows_alone(values, step, judge):
    values[:, 2] = 0.1
    expected = judge.fit(values[TRAINING]).transform(values)
    _, prepared = fit([step], {str(index): values[:, index] for index in range(4)})
    np.testing.assert_allclose(np.stack(list(prepared.values()), axis=1), expected, rtol=1e-12, atol=1e-12)
    _, prepared = fit([step], {"x": values})
    np.testing.assert_allclose(prepared["x"], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("step", [Standardize(), MinMax()])
@pytest.mark.parametrize("constant", [0.0, 0.1, -1e9, 7.0])
def test_a_constant_column_becomes_zero(step, constant):
    _, prepared = fit([step], {"x": np.full(30, constant)})
    np.testing.assert_allclose(prepared["x"], 0, atol=1e-6)


def test_pictures_are_standardized_by_channel():
    pictures = np.random.default_rng(0).integers(0, 255, (30, 4, 4, 3)).astype(np.uint8)
    _, prepared = fit([Standardize()], {"x": pictures})
    assert prepared["x"].dtype == np.float32
    np.testing.assert_allclose(prepared["x"][TRAINING].mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(prepared["x"][TRAINING].std(axis=(0, 1, 2)), 1, atol=1e-5)


def test_scale_multiplies():
    _, prepared = fit([Scale(factor=1 / 16)], {"x": np.arange(30, dtype=np.uint8)})
    np.testing.assert_array_equal(prepared["x"], np.arange(30) / 16)


def test_steps_follow_each_other(values):
    _, prepared = fit([Scale(factor=100), MinMax()], {"x": values[:, 0]})
    expected = MinMaxScaler().fit(values[TRAINING, :1]).transform(values[:, :1])[:, 0]
    np.testing.assert_allclose(prepared["x"], expected)


def test_one_hot_agrees_with_scikit_learn():
    codes = np.random.default_rng(0).integers(0, 3, 30)
    words = np.array(["blue", "green", "red"])[codes]
    _, prepared = fit([OneHot(columns=("color",))], {"color": codes}, {"color": ("blue", "green", "red")})
    expected = OneHotEncoder(sparse_output=False).fit_transform(words[:, None])
    np.testing.assert_array_equal(prepared["color"], expected)


def test_label_agrees_with_scikit_learn():
    numbers = np.random.default_rng(0).choice([3.0, 5.0, 7.0, -2.0], 30)
    fitted, prepared = fit([Label(columns=("y",))], {"y": numbers})
    np.testing.assert_array_equal(prepared["y"], LabelEncoder().fit_transform(numbers))
    assert fitted.class_names("y") == ("-2", "3", "5", "7")


def test_label_and_then_one_hot_is_one_hot():
    numbers = np.repeat([3.0, 5.0, 7.0], 10)
    _, direct = fit([OneHot(columns=("y",))], {"y": numbers})
    _, twice = fit([Label(columns=("y",)), OneHot(columns=("y",))], {"y": numbers})
    np.testing.assert_array_equal(direct["y"], twice["y"])


def test_an_empty_list_of_columns_means_the_inputs_that_suit_the_step():
    columns = {"size": np.arange(30.0), "color": np.arange(30) % 2, "y": np.arange(30.0)}
    vocabulary = {"color": ("blue", "red")}
    fitted, prepared = fit([Standardize(), OneHot(), MinMax()], columns, vocabulary, inputs=("size", "color"))
    assert [step.column for step in fitted.steps] == ["size", "color", "size"]
    np.testing.assert_array_equal(prepared["y"], columns["y"])
    np.testing.assert_array_equal(prepared["color"], np.eye(2)[columns["color"]])


def test_a_column_that_is_not_used_is_passed_over():
    fitted, _ = fit([Standardize(columns=("x", "unused"))], {"x": np.arange(30.0)})
    assert [step.column for step in fitted.steps] == ["x"]


@pytest.mark.parametrize(
    ("step", "values", "vocabulary", "sentence"),
    [
        (
            Standardize,
            np.arange(30) % 2,
            {"c": ("a", "b")},
            "Standardize works on numbers, and column 'c' holds words.",
        ),
        (OneHot, np.arange(30) / 2, {}, "OneHot works on words and whole numbers, and column 'c' holds 0.5."),
        (Label, np.zeros((30, 2)), {}, "Label works on one value a row, and column 'c' has rows of the shape (2,)."),
        (Standardize, np.linspace(-1e200, 1e200, 30), {}, "The values of column 'c' lie too far apart"),
        (MinMax, np.repeat([-1e308, 1e308], 15), {}, "The values of column 'c' lie too far apart"),
    ],
)
def test_a_step_that_does_not_suit_its_column_is_refused(step, values, vocabulary, sentence):
    with pytest.raises(DataError) as refusal:
        fit([step(columns=("c",))], {"c": values}, vocabulary)
    assert sentence in refusal.value.sentence


@given(
    values=arrays.arrays(np.float64, st.integers(2, 40), elements=NUMBERS),
    step=st.sampled_from([Standardize(), MinMax(), Scale(factor=0.37)]),
)
def test_scaling_can_be_turned_round(values, step):
    fitted, prepared = fit([step], {"x": values}, training=np.arange(len(values)))
    np.testing.assert_allclose(fitted.invert("x", prepared["x"]), values, rtol=1e-9, atol=1e-6)


@given(values=arrays.arrays(np.float64, st.integers(2, 40), elements=NUMBERS))
def test_what_is_fitted_survives_json_and_prepares_new_rows_alike(values):
    steps = [Standardize(columns=("x",)), MinMax(columns=("x",)), OneHot(columns=("c",))]
    columns = {"x": values, "c": np.arange(len(values)) % 2}
    fitted, prepared = fit(steps, columns, {"c": ("a", "b")}, training=np.arange(len(values)))
    again = FittedPreprocessing.from_json(json.loads(json.dumps(fitted.to_json())))
    assert again == fitted
    for name, expected in again.apply(columns).items():
        np.testing.assert_array_equal(expected, prepared[name])


@pytest.mark.parametrize("step", types_of(Preprocessing).values())
def test_a_step_explains_itself(step):
    assert step.title().endswith(".")
    assert step.formula
    assert all(field.help for field in fields_of(step).values())
