from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.regularizers import L1, L1L2, L2, Regularizer
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, context, measured_gradient, run
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases

EVERY_TYPE = pytest.mark.parametrize("found", TYPES[Regularizer], ids=lambda found: found.__name__)


@pytest.mark.parametrize("case", cases("regularizers"), ids=str)
def test_penalty_and_gradient_are_those_of_keras(case: GoldenCase):
    regularizer = read_config(types_of(Regularizer)[case.type], dict(case.config), "test")
    w, penalty, ctx = case.arrays["w"], np.zeros((), np.float32), context(np.float32)
    dw = np.zeros_like(w)
    run(regularizer.forward(w, penalty, ctx))
    run(regularizer.backward(w, dw, ctx))
    np.testing.assert_allclose(penalty, case.arrays["value"], rtol=1e-6)
    smooth = w != 0  # at the kink of |w| we take 0, as Keras does on TensorFlow and PyTorch; on JAX it takes 1
    np.testing.assert_allclose(dw[smooth], case.arrays["dw"][smooth], rtol=1e-6)
    assert np.all(dw[~smooth] == 0)


@EVERY_TYPE
@settings(deadline=None, max_examples=10)
@given(strengths=st.lists(st.floats(0, 2), min_size=2, max_size=2))
def test_gradient_agrees_with_central_differences_and_is_added(found, strengths):
    regularizer = found(**dict(zip(fields_of(found), strengths, strict=False)))
    random = np.random.default_rng(0)
    w, penalty, ctx = random.normal(size=(3, 4)), np.zeros(()), context()
    dw = random.normal(size=w.shape)
    before, forward = dw.copy(), list(regularizer.forward(w, penalty, ctx))

    def objective() -> float:
        penalty.fill(3)
        run(forward)
        return float(penalty)

    run(regularizer.backward(w, dw, ctx))
    np.testing.assert_allclose(dw - before, measured_gradient(objective, w), rtol=1e-6, atol=1e-7)


def test_both_penalties_are_the_sum_of_each():
    w = np.random.default_rng(0).normal(size=(4, 2))
    alone, together = np.zeros(()), np.zeros(())
    for regularizer in (L1(l1=0.3), L2(l2=0.7)):
        run(regularizer.forward(w, alone, context()))
    run(L1L2(l1=0.3, l2=0.7).forward(w, together, context()))
    assert together == pytest.approx(alone)


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    w, dw, ctx = np.ones((512, 512), np.float32), np.zeros((512, 512), np.float32), context(np.float32)
    assert allocated([*found().forward(w, np.zeros((), np.float32), ctx)]) < CASTING_BUFFERS < w.nbytes
    assert allocated([*found().backward(w, dw, ctx)]) < CASTING_BUFFERS
