from __future__ import annotations

import re

import numpy as np
import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.engine.feeding import fed
from nnstudio.errors import DataError
from tests.network.networks import chain

WORDS = chain(
    Input(shape=(2,), dtype="int32"), Embedding(input_dim=10, output_dim=3), Flatten(), Dense(units=1)
).network
COLUMNS = {"input": ("first", "second")}


def test_whole_numbers_arrive_as_such():
    rows = fed(WORDS, {"input": np.float32([[1, 9], [0, 3]])})["input"]
    assert rows.dtype == np.int32
    np.testing.assert_array_equal(rows, [[1, 9], [0, 3]])


@pytest.mark.parametrize("value", [-1, 10, 5000])
def test_a_number_that_no_vector_stands_for_is_named_with_its_column(value):
    with pytest.raises(DataError) as refusal:
        fed(WORDS, {"input": [[1, 2], [3, value]]}, columns=COLUMNS)
    assert refusal.value.sentence == (
        f"The input 'second' holds {value}, but Embedding “embedding” knows the whole numbers from 0 to 9. "
        "Make its Input dimension larger, or correct the data."
    )


@pytest.mark.parametrize("value", [2.5, 3e9])
def test_a_number_that_is_not_whole_is_named_with_its_column(value):
    with pytest.raises(
        DataError, match=rf"^The input 'first' holds {re.escape(f'{value:g}')}, but Input “input” takes whole numbers"
    ):
        fed(WORDS, {"input": np.array([[value, 1]])}, columns=COLUMNS)


def test_an_embedding_cuts_numbers_to_whole_ones():
    network = chain(Input(shape=(2,)), Reshape(target_shape=(1, 2)), Embedding(input_dim=4, output_dim=1)).network
    assert fed(network, {"input": [[3.9, -0.9]]})["input"].dtype == np.float32
    with pytest.raises(DataError, match=r"^The input 'input' holds 4, but Embedding"):
        fed(network, {"input": [[3.9, 4.0]]})


def test_what_other_layers_have_changed_is_not_looked_at():
    network = chain(Input(shape=(2,)), Dense(units=2), Embedding(input_dim=4, output_dim=1)).network
    assert fed(network, {"input": [[100.0, -100.0]]})["input"].shape == (1, 2)
