"""Which rows train, validate and test."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import Split
from nnstudio.data.splitting import split_dataset, split_rows
from nnstudio.errors import DataError


def test_without_a_shuffle_the_last_rows_validate_as_in_keras():
    train, validation = split_rows(np.arange(10), Split(validation_split=0.25, shuffle_split=False))
    np.testing.assert_array_equal(train, range(7))
    np.testing.assert_array_equal(validation, [7, 8, 9])


def test_no_split_leaves_every_row_to_train():
    train, validation = split_rows(np.arange(10), Split())
    np.testing.assert_array_equal(train, range(10))
    assert validation is None


@given(
    count=st.integers(2, 300),
    fraction=st.floats(0.01, 0.99),
    shuffle=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_split_partitions_the_rows(count, fraction, shuffle, seed):
    border = int(count * (1 - fraction))
    assume(0 < border < count)
    split = Split(validation_split=fraction, shuffle_split=shuffle, split_seed=seed)
    train, validation = split_rows(np.arange(count), split)
    assert len(train) == border
    np.testing.assert_array_equal(np.sort(np.concatenate([train, validation])), np.arange(count))


def test_the_seed_decides_which_rows_validate():
    def validation(seed):
        return split_rows(np.arange(100), Split(validation_split=0.3, split_seed=seed))[1]

    np.testing.assert_array_equal(validation(1), validation(1))
    assert set(validation(1)) != set(validation(2))


@pytest.mark.parametrize(
    ("rows", "fraction", "sentence"),
    [
        (10, 0.01, None),
        (1, 0.2, "A validation split of 0.2 leaves none of 1 row for training. Choose a smaller split"),
        (2, 0.9, "A validation split of 0.9 leaves none of 2 rows for training."),
        (3, 1e-17, "A validation split of 1e-17 leaves none of 3 rows for validation. Choose a larger split"),
    ],
)
def test_a_split_that_leaves_nothing_on_a_side_is_refused(rows, fraction, sentence):
    split = Split(validation_split=fraction)
    if sentence is None:
        assert len(split_rows(np.arange(rows), split)[1]) == 1
        return
    with pytest.raises(DataError) as refusal:
        split_rows(np.arange(rows), split)
    assert sentence in refusal.value.sentence


def dataset(**parts):
    return Dataset("arrays", {"x": np.arange(10)}, inputs=("x",), parts=parts)


def test_rows_that_come_with_the_data_validate_in_place_of_a_split():
    ready = dataset(train=range(6), validation=range(6, 8), test=range(8, 10))
    rows = split_dataset(ready, Split(validation_split=0.5))
    np.testing.assert_array_equal(rows.train, range(6))
    np.testing.assert_array_equal(rows.validation, [6, 7])
    np.testing.assert_array_equal(rows.test, [8, 9])


def test_training_rows_are_split_where_only_test_rows_come_with_the_data():
    rows = split_dataset(dataset(train=range(8), test=range(8, 10)), Split(validation_split=0.25, shuffle_split=False))
    np.testing.assert_array_equal(rows.train, range(6))
    np.testing.assert_array_equal(rows.validation, [6, 7])
    np.testing.assert_array_equal(rows.test, [8, 9])
