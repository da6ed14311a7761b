from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import rel_entr
from sklearn.metrics import (
    hinge_loss,
    log_loss,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_poisson_deviance,
    mean_squared_error,
    mean_squared_log_error,
)

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    CategoricalHinge,
    CosineSimilarity,
    Dice,
    Hinge,
    KLDivergence,
    Loss,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
    Tversky,
)
from nnstudio.catalog.registry import types_of
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, context, measured_gradient, run, unwritten
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases

EVERY_CASE = pytest.mark.parametrize("case", cases("losses"), ids=str)
EVERY_TYPE = pytest.mark.parametrize("found", TYPES[Loss], ids=lambda found: found.__name__)
OF_PROBABILITIES = [{}, {"label_smoothing": 0.3}, {"from_logits": True, "label_smoothing": 0.1}]
FOCUSED = [{"gamma": 0.0}, {"gamma": 2.5, "from_logits": True}, {"gamma": 1.0, "label_smoothing": 0.3}]
SETTINGS = {
    "Huber": [{}, {"delta": 0.5}],
    "BinaryCrossentropy": OF_PROBABILITIES,
    "BinaryFocalCrossentropy": [*FOCUSED, {"apply_class_balancing": True, "alpha": 0.8}],
    "CategoricalCrossentropy": OF_PROBABILITIES,
    "CategoricalFocalCrossentropy": [*FOCUSED, {"alpha": 2.0}],
    "SparseCategoricalCrossentropy": [{}, {"from_logits": True}, {"ignore_class": 1}],
    "CategoricalGeneralizedCrossEntropy": [{}, {"q": 0.1}],
    "Dice": [{}, {"axis": (-1,)}, {"axis": (0,)}],
    "Tversky": [{}, {"axis": (0, -1), "alpha": 0.2}, {"axis": (0,), "beta": 2.0}],
}
SHAPES = [(5, 1), (4, 3), (3, 2, 3), (2, 2, 2, 3)]
OF_POSITIVE_NUMBERS = {"MeanSquaredLogarithmicError", "Poisson"}


@EVERY_CASE
def test_loss_and_gradient_are_those_of_keras(case: GoldenCase):
    loss, y = _read(case)
    out, dp = _both(loss, y, case.arrays["prediction"], np.full(_samples(case), 1 / np.prod(_samples(case))))
    assert out.mean() == pytest.approx(case.arrays["sum_over_batch_size"], rel=1e-5, abs=1e-6)
    np.testing.assert_allclose(dp, case.arrays["dprediction"], rtol=1e-4, atol=1e-6)


@EVERY_CASE
def test_every_sample_has_the_loss_that_keras_gives_it(case: GoldenCase):
    loss, y = _read(case)
    out, _ = _both(loss, y, case.arrays["prediction"], np.ones(_samples(case)))
    ignored = case.config.get("ignore_class")
    share = 1 if ignored is None else np.mean(y != ignored)  # the others weigh more, so that the mean is theirs
    np.testing.assert_allclose(out * share, _for_samples(case, "per_sample"), rtol=1e-5, atol=1e-6)


@EVERY_CASE
def test_weighted_samples_count_as_in_keras(case: GoldenCase):
    loss, y = _read(case)
    weights = _for_samples(case, "sample_weight")
    out, dp = _both(loss, y, case.arrays["prediction"], weights / weights.size)
    assert np.mean(weights * out) == pytest.approx(case.arrays["weighted_sum_over_batch_size"], rel=1e-5, abs=1e-6)
    np.testing.assert_allclose(dp, case.arrays["weighted_dprediction"], rtol=1e-4, atol=1e-6)


@EVERY_CASE
def test_a_loss_goes_by_the_name_it_has_in_keras(case: GoldenCase):
    assert _read(case)[0].key == case.extras["default_name"]


@EVERY_TYPE
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_gradient_agrees_with_central_differences(found, data):
    loss = found(**data.draw(st.sampled_from(SETTINGS.get(found.__name__, [{}]))))
    y, p = _sample(loss, data.draw(st.sampled_from(SHAPES)))
    out, dp, ctx = unwritten(p.shape[:-1]), unwritten(p.shape), context()
    dout = np.random.default_rng(2).normal(size=out.shape)
    forward = list(loss.forward(y, p, out, ctx))

    def objective() -> float:
        run(forward)
        return float(np.sum(dout * out))

    expected = measured_gradient(objective, p)
    objective()
    run(loss.backward(y, p, dout, dp, ctx))
    np.testing.assert_allclose(dp, expected, rtol=1e-5, atol=1e-7)


@EVERY_TYPE
@pytest.mark.parametrize("number", range(3))
def test_bound_calls_allocate_nothing(found, number):
    variants = SETTINGS.get(found.__name__, [{}])
    loss = found(**variants[number % len(variants)])
    y, p = _sample(loss, (1024, 256), np.float32)
    out, dp, ctx = np.ones(1024, np.float32), np.empty_like(p), context(np.float32)
    assert allocated([*loss.forward(y, p, out, ctx)]) < CASTING_BUFFERS < p.nbytes
    assert allocated([*loss.backward(y, p, out, dp, ctx)]) < CASTING_BUFFERS


@EVERY_TYPE
def test_a_target_has_a_value_for_every_prediction_or_a_class_for_every_sample(found):
    expected = (4,) if found.target_form == "classes" else (4, 3)
    assert found().target_shape((4, 3)) == expected


def test_regression_losses_are_those_of_scikit_learn():
    y, p = np.random.default_rng(0).normal(size=(2, 20, 3))
    assert _mean(MeanSquaredError(), y, p) == pytest.approx(mean_squared_error(y, p))
    assert _mean(MeanAbsoluteError(), y, p) == pytest.approx(mean_absolute_error(y, p))
    assert _mean(MeanAbsolutePercentageError(), y, p) == pytest.approx(100 * mean_absolute_percentage_error(y, p))
    y, p = np.abs(y), np.abs(p)
    assert _mean(MeanSquaredLogarithmicError(), y, p) == pytest.approx(mean_squared_log_error(y, p))
    deviance = 2 * (_mean(Poisson(), y, p) - _mean(Poisson(), y, y))
    assert deviance == pytest.approx(mean_poisson_deviance(y.reshape(-1), p.reshape(-1)), rel=1e-5)


def test_crossentropies_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    classes, p = random.integers(0, 4, 30), random.dirichlet(np.ones(4), 30)
    expected = log_loss(classes, p, labels=range(4))
    assert _mean(SparseCategoricalCrossentropy(), classes, p) == pytest.approx(expected)
    assert _mean(CategoricalCrossentropy(), np.eye(4)[classes], p) == pytest.approx(expected)
    yes = (classes > 1).astype(float)[:, None]
    assert _mean(BinaryCrossentropy(), yes, p[:, :1]) == pytest.approx(log_loss(yes, p[:, 0]))


def test_logits_give_the_loss_of_their_probabilities():
    random = np.random.default_rng(0)
    z, classes = random.normal(size=(8, 3)), random.integers(0, 3, 8)
    p = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
    of_logits = SparseCategoricalCrossentropy(from_logits=True)
    assert _mean(of_logits, classes, z) == pytest.approx(_mean(SparseCategoricalCrossentropy(), classes, p))


@pytest.mark.parametrize(
    ("axis", "objection"),
    [
        (None, None),
        ((0,), None),
        ((1, 2, 3), None),
        ((-1, -4), None),
        ((1, 4), "sums over axis 4, but a batch of predictions has the axes 0 to 3 only"),
        ((-5,), "sums over axis -5, but a batch of predictions has the axes 0 to 3 only"),
        ((3, -1), "sums over an axis twice; name every axis once"),
    ],
)
def test_an_axis_that_predictions_do_not_have_is_objected_to(axis, objection):
    for loss in (Dice(axis=axis), Tversky(axis=axis)):
        assert loss.objection((8, 8, 2)) == objection


@EVERY_TYPE
def test_no_loss_objects_to_plain_predictions(found):
    assert found().objection((3,)) is None


def test_regions_that_overlap_exactly_have_no_loss_and_those_that_miss_each_other_the_whole():
    y = np.array([[1.0, 0, 1, 0], [0, 0, 0, 1]])
    for loss in (Dice(), Tversky(alpha=0.7, beta=0.4)):
        assert _mean(loss, y, y) == pytest.approx(0, abs=1e-6)
        assert _mean(loss, y, 1 - y) == pytest.approx(1)


def test_tversky_weighs_what_is_missed_by_alpha_and_what_is_invented_by_beta():
    y = np.array([[1.0, 1, 0, 0]])
    missed, invented = np.array([[1.0, 0, 0, 0]]), np.array([[1.0, 1, 1, 0]])
    assert _mean(Tversky(alpha=0.9, beta=0.1), y, missed) == pytest.approx(1 - 1 / 1.9)
    assert _mean(Tversky(alpha=0.9, beta=0.1), y, invented) == pytest.approx(1 - 2 / 2.1)


def test_a_hinge_reads_yes_and_no_as_it_reads_signs():
    yes = np.random.default_rng(0).integers(0, 2, (8, 3)).astype(float)
    p = np.random.default_rng(1).normal(size=(8, 3))
    for loss in (Hinge(), SquaredHinge()):
        assert _mean(loss, yes, p) == pytest.approx(_mean(loss, 2 * yes - 1, p))


def test_a_prediction_without_direction_has_no_loss_and_no_gradient():
    out, dp = _both(CosineSimilarity(), np.ones((2, 3)), np.zeros((2, 3)), np.ones(2))
    assert not out.any()
    assert not dp.any()


def test_a_class_that_was_held_impossible_keeps_its_gradient_finite():
    p = np.array([[0.0, 1.0]], np.float32)
    out, dp = _both(CategoricalGeneralizedCrossEntropy(), np.array([0]), p, np.ones(1))
    assert out == [2]
    assert np.isfinite(dp).all()


def test_hinges_and_divergence_are_those_of_scikit_learn_and_scipy():
    random = np.random.default_rng(0)
    y, p = random.choice([-1.0, 1.0], 20), random.normal(size=20)
    assert _mean(Hinge(), y[:, None], p[:, None]) == pytest.approx(hinge_loss(y, p))
    classes, scores = random.integers(0, 3, 20), random.uniform(0.1, 1, (20, 3))
    assert _mean(CategoricalHinge(), np.eye(3)[classes], scores) == pytest.approx(hinge_loss(classes, scores))
    have, said = random.dirichlet(np.ones(4), (2, 10))
    assert _mean(KLDivergence(), have, said) == pytest.approx(rel_entr(have, said).sum(-1).mean())


def test_a_batch_of_the_ignored_class_only_has_no_loss_and_no_gradient():
    loss = SparseCategoricalCrossentropy(ignore_class=255)
    out, dp = _both(loss, np.full(3, 255), np.full((3, 2), 0.5), np.ones(3))
    assert not out.any()
    assert not dp.any()


def _samples(case: GoldenCase) -> tuple[int, ...]:
    """The shape of the losses of single samples."""
    return case.arrays["prediction"].shape[:-1]


def _for_samples(case: GoldenCase, name: str) -> np.ndarray:
    """Values of samples or of whole regions, one for every loss that we write."""
    values, samples = case.arrays[name], _samples(case)
    return np.broadcast_to(values.reshape(*values.shape, *[1] * (len(samples) - values.ndim)), samples)


def _read(case: GoldenCase) -> tuple[Loss, np.ndarray]:
    """The loss with its target in the form that it asks for."""
    loss = read_config(types_of(Loss)[case.type], dict(case.config), "test")
    shape = case.arrays["prediction"].shape
    if loss.target_form == "classes":
        return loss, case.arrays["y"].astype(np.int64).reshape(shape[:-1])
    return loss, case.arrays["y"]


def _both(loss: Loss, y: np.ndarray, p: np.ndarray, dout: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The loss of every sample, and the gradient for the predictions."""
    ctx, out, dp = context(p.dtype), unwritten(p.shape[:-1], p.dtype), unwritten(p.shape, p.dtype)
    run(loss.forward(y, p, out, ctx))
    run(loss.backward(y, p, dout.astype(p.dtype), dp, ctx))
    return out, dp


def _mean(loss: Loss, y: np.ndarray, p: np.ndarray) -> float:
    return float(_both(loss, y, p, np.ones(p.shape[:-1]))[0].mean())


def _sample(loss: Loss, shape: tuple[int, ...], dtype: type[np.floating] = np.float64) -> tuple[np.ndarray, np.ndarray]:
    """A target and predictions, away from every kink."""
    random = np.random.default_rng(0)
    if type(loss).__name__ in OF_POSITIVE_NUMBERS:
        return random.uniform(0.1, 3, shape).astype(dtype), random.uniform(0.1, 3, shape).astype(dtype)
    if loss.target_form == "values":
        return random.normal(size=shape).astype(dtype), random.normal(size=shape).astype(dtype)
    p = random.normal(size=shape) if getattr(loss, "from_logits", False) else random.uniform(0.1, 0.9, shape)
    if loss.target_form == "classes":
        return random.integers(0, shape[-1], shape[:-1]), p.astype(dtype)
    return random.random(shape).astype(dtype), p.astype(dtype)
