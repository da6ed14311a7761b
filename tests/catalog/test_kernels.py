from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.kernels import Weights


def test_weights_are_read_by_name():
    kernel = np.zeros(3)
    assert Weights({"kernel": kernel}).kernel is kernel


def test_a_name_with_a_slash_is_read_in_brackets():
    kernel = np.zeros(3)
    weights = Weights({"query/kernel": kernel})
    assert weights["query/kernel"] is kernel
    assert weights.get("query/kernel") is kernel
    assert weights.get("query/bias") is None


def test_a_weight_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="This layer has no weight named 'bias'"):
        _ = Weights({}).bias
    with pytest.raises(KeyError, match="This layer has no weight named 'query/bias'"):
        _ = Weights({})["query/bias"]
