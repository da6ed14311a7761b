"""Sums and means along any axes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from nnstudio.catalog.sums import kept_shape, mean, total
from nnstudio.engine.context import PlanContext

SHAPES = [(6,), (4, 5), (3, 4, 5), (1, 3, 1, 2), (2, 3, 2, 3, 2)]
CASES = [
    (shape, axes) for shape in SHAPES for n in range(len(shape)) for axes in combinations(range(len(shape)), n + 1)
]


@pytest.mark.parametrize(("shape", "axes"), CASES, ids=str)
def test_sums_and_means_are_those_of_numpy(shape, axes):
    values = np.random.default_rng(0).normal(size=shape)
    context = PlanContext(np.float64, training=True, rng=np.random.default_rng(0))
    for function, expected in ((total, values.sum(axes, keepdims=True)), (mean, values.mean(axes, keepdims=True))):
        found = np.full(kept_shape(shape, axes), np.nan)
        for call in function(values, axes, found, context):
            call()
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)
