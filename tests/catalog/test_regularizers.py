from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.regularizers import L1, L1L2, L2, OrthogonalRegularizer, Regularizer
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
    if case.type == "OrthogonalRegularizer":
        np.testing.assert_allclose(dw, case.arrays["dw"], rtol=1e-5, atol=1e-7)
        return
    smooth = w != 0  # at the kink of |w| we take 0, as Keras does on TensorFlow and PyTorch; on JAX it takes 1
    np.testing.assert_allclose(dw[smooth], case.arrays["dw"][smooth], rtol=1e-6)
    assert np.all(dw[~smooth] == 0)


@EVERY_TYPE
@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_gradient_agrees_with_central_differences_and_is_added(found, data):
    fields = fields_of(found).values()
    regularizer = found(**{field.name: data.draw(_gentle(field)) for field in fields})
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


def test_directions_at_right_angles_have_no_penalty_and_equal_ones_the_whole():
    crossed, equal = np.diag([3.0, -2.0, 0.5]), np.ones((3, 4))
    for mode in ("rows", "columns"):
        regularizer = OrthogonalRegularizer(factor=0.3, mode=mode)
        assert _penalty(regularizer, crossed) == 0
        assert _penalty(regularizer, equal) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("mode", "shape", "objection"),
    [
        ("rows", (3, 1), None),
        ("rows", (1, 3), "needs two rows or more to compare"),
        ("columns", (3, 1), "needs two columns or more to compare"),
        ("rows", (3,), "needs a weight of two axes, a matrix"),
        ("columns", (3, 3, 2), "needs a weight of two axes, a matrix"),
    ],
)
def test_only_a_matrix_has_rows_or_columns_to_compare(mode, shape, objection):
    assert OrthogonalRegularizer(mode=mode).objection(shape) == objection


@pytest.mark.parametrize("shape", [(), (3,), (2, 2, 2)])
def test_single_values_are_judged_in_any_weight(shape):
    assert [found().objection(shape) for found in (L1, L2, L1L2)] == [None] * 3


def test_both_penalties_are_the_sum_of_each():
    w = np.random.default_rng(0).normal(size=(4, 2))
    together = _penalty(L1L2(l1=0.3, l2=0.7), w)
    assert together == pytest.approx(_penalty(L1(l1=0.3), w) + _penalty(L2(l2=0.7), w))


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    w, dw, ctx = np.ones((512, 512), np.float32), np.zeros((512, 512), np.float32), context(np.float32)
    assert allocated([*found().forward(w, np.zeros((), np.float32), ctx)]) < CASTING_BUFFERS < w.nbytes
    assert allocated([*found().backward(w, dw, ctx)]) < CASTING_BUFFERS


def _gentle(field: Field) -> st.SearchStrategy[float | str]:
    return st.sampled_from(field.choices) if field.kind is FieldKind.CHOICE else st.floats(0, 2)


def _penalty(regularizer: Regularizer, w: np.ndarray) -> float:
    penalty = np.zeros(())
    run(regularizer.forward(w, penalty, context()))
    return float(penalty)
