"""The statistics of weights."""

import numpy as np
import pytest

from nnstudio.insight.weights import statistics, weights_of


def test_a_weight_is_summed_up():
    found = statistics("kernel", np.array([[0, 1], [2, -3]], np.float32))
    assert (found.name, found.shape, found.count) == ("kernel", (2, 2), 4)
    assert (found.mean, found.smallest, found.largest, found.zeros) == (0, -3, 2, 0.25)
    assert found.deviation == pytest.approx(np.sqrt(14 / 4))


def test_the_weights_of_a_node_are_those_below_its_name():
    weights = {"hidden/kernel": np.ones(1), "hidden_2/kernel": np.ones(1), "hidden/query/bias": np.ones(1)}
    assert list(weights_of("hidden", weights)) == ["kernel", "query/bias"]
