"""How much samples and positions count in a loss; Keras' own numbers are in the golden trainings."""

import numpy as np
import pytest

from nnstudio.catalog.losses import MeanSquaredError
from nnstudio.catalog.metrics import MeanAbsoluteError, RootMeanSquaredError
from nnstudio.engine.context import PlanContext
from nnstudio.engine.judgement import Judgement
from nnstudio.engine.plan import run
from nnstudio.network.figures import Figure

P = np.float32([[[1], [2], [3]], [[4], [5], [6]]])
MASK = np.array([[True, True, False], [True, False, False]])


def judged(*, weights=None, mask=None):
    """The loss, its gradient and two weighted figures of predictions whose targets are zero."""
    context, result = PlanContext(training=True, rng=np.random.default_rng(0)), np.zeros((), np.float32)
    shape = None if weights is None else np.shape(weights)[1:]
    judgement = Judgement(MeanSquaredError(), P.copy(), context, result=result, weight_shape=shape, mask=mask)
    if weights is not None:
        judgement.target.weights[...] = weights
    gradient = np.empty_like(P)
    run(tuple(judgement.forward()))
    run(tuple(judgement.backward(gradient, 2.0)))
    figures = []
    for metric in (MeanAbsoluteError(), RootMeanSquaredError()):
        totals = np.zeros(2)
        run(tuple(judgement.measure(Figure("", "", metric, weighted=True), totals)))
        figures.append(metric.result(totals))
    return float(result), gradient[..., 0], figures


def test_without_weights_the_loss_is_the_mean_of_all_positions():
    loss, gradient, figures = judged()
    assert loss == pytest.approx(91 / 6)
    np.testing.assert_allclose(gradient, 2 * 2 * P[..., 0] / 6, rtol=1e-6)
    assert figures == pytest.approx([3.5, np.sqrt(91 / 6)])


def test_weights_do_not_change_by_what_the_sum_is_divided():
    loss, gradient, figures = judged(weights=[3, 0])
    assert loss == pytest.approx(3 * 14 / 6)
    np.testing.assert_allclose(gradient, 2 * 2 * P[..., 0] * [[3], [0]] / 6, rtol=1e-6)
    assert figures == pytest.approx([2, np.sqrt(14 / 3)])


def test_positions_can_have_weights_of_their_own():
    loss, _, figures = judged(weights=[[1, 0, 0], [0, 0, 2]])
    assert loss == pytest.approx((1 + 2 * 36) / 6)
    assert figures == pytest.approx([13 / 3, np.sqrt(73 / 3)])


def test_masked_positions_are_as_if_they_were_not_there():
    loss, gradient, figures = judged(mask=MASK)
    assert loss == pytest.approx((1 + 4 + 16) / 3)
    np.testing.assert_allclose(gradient, 2 * 2 * P[..., 0] * MASK / 3, rtol=1e-6)
    assert figures == pytest.approx([7 / 3, np.sqrt(91 / 6)]), "Keras' root mean squared error heeds no mask"


def test_a_mask_and_weights_count_together():
    loss, _, figures = judged(weights=[2, 1], mask=MASK)
    assert loss == pytest.approx((2 * 1 + 2 * 4 + 16) / 3)
    assert figures[0] == pytest.approx((2 * 1 + 2 * 2 + 4) / 5)


def test_a_batch_without_any_position_has_no_loss():
    loss, gradient, _ = judged(mask=np.zeros_like(MASK))
    assert loss == 0
    np.testing.assert_array_equal(gradient, 0)
