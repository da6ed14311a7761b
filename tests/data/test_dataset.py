"""The words in which data is spoken of."""

import numpy as np
import pytest

from nnstudio.data.dataset import Dataset, listed
from nnstudio.errors import DataError


def test_a_dataset_is_as_long_as_its_columns():
    assert len(Dataset("a", {"x": np.zeros((5, 2))})) == 5


def test_an_unknown_column_is_named_with_the_nearest_or_with_all():
    dataset = Dataset("houses", {"rooms": np.zeros(3), "price": np.zeros(3)})
    dataset.require(["rooms", "price"])
    with pytest.raises(DataError, match=r"houses has no column named 'prize'\. Did you mean 'price'\?"):
        dataset.require(["rooms", "prize"])
    with pytest.raises(DataError, match=r"houses has no column named 'zzz'\. It has 'rooms' and 'price'\."):
        dataset.require(["zzz"])


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "'a'"),
        (["a", "b"], "'a' and 'b'"),
        (["a", "b", "c"], "'a', 'b' and 'c'"),
        (list("abcdefghij"), "'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' and 2 more"),
    ],
)
def test_names_are_listed_as_a_sentence_has_them(names, text):
    assert listed(names) == text
