from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.kernels import Weights


def test_weights_are_read_by_name():
    kernel = np.zeros(3)
    assert Weights({"kernel": kernel}).kernel is kernel


def test_a_weight_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="This layer has no weight named 'bias'"):
        _ = Weights({}).bias
