from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.group import GroupNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.normalization.root_mean_square import RMSNormalization
from nnstudio.catalog.layers.normalization.unit import UnitNormalization
from tests.catalog.layers.harness import BoundLayer
from tests.catalog.layers.test_every_layer import check_gradients


def test_a_batch_comes_out_with_mean_beta_and_deviation_gamma():
    bound = BoundLayer(BatchNormalization(epsilon=1e-12), [(4, 5, 3)], batch=8)
    out = bound.forward()
    np.testing.assert_allclose(out.mean((0, 1, 2)), bound.weights["beta"], atol=1e-9)
    np.testing.assert_allclose(out.std((0, 1, 2)), np.abs(bound.weights["gamma"]), rtol=1e-6)


def test_moving_statistics_follow_every_batch_of_a_training():
    bound = BoundLayer(BatchNormalization(momentum=0.9), [(3,)], batch=50)
    x = bound.inputs[0]
    for _ in range(200):
        bound.forward()
    np.testing.assert_allclose(bound.weights["moving_mean"], x.mean(0), rtol=1e-6)
    np.testing.assert_allclose(bound.weights["moving_variance"], x.var(0), rtol=1e-6)


@pytest.mark.parametrize("mode", [{"training": False}, {"training": True, "frozen": True}], ids=["inference", "frozen"])
def test_moving_statistics_are_used_and_left_alone(mode):
    bound = BoundLayer(BatchNormalization(), [(2, 3)], batch=5, **mode)
    before = {name: value.copy() for name, value in bound.weights.items()}
    w = bound.weights
    expected = (bound.inputs[0] - w["moving_mean"]) / np.sqrt(w["moving_variance"] + 1e-3) * w["gamma"] + w["beta"]
    np.testing.assert_allclose(bound.forward(), expected, rtol=1e-12)
    for name, value in before.items():
        np.testing.assert_array_equal(bound.weights[name], value)


def test_a_frozen_batch_normalization_has_the_gradient_of_what_it_computes():
    check_gradients(BoundLayer(BatchNormalization(), [(2, 3)], training=True, frozen=True))


@pytest.mark.parametrize("training", [True, False])
def test_every_axis_of_a_sample_can_hold_the_channels(training):
    for axis in (1, 2, 3):
        bound = BoundLayer(BatchNormalization(axis=axis), [(2, 3, 4)], training=training)
        assert bound.weights["gamma"].shape == ((2, 3, 4)[axis - 1],)
        check_gradients(bound)


def test_each_sample_is_normalized_by_itself():
    bound = BoundLayer(LayerNormalization(axis=(1, -1), epsilon=1e-12, center=False, scale=False), [(4, 3, 5)])
    out = bound.forward()
    np.testing.assert_allclose(out.mean((1, 3)), 0, atol=1e-9)
    np.testing.assert_allclose(out.std((1, 3)), 1, rtol=1e-6)


def test_axes_of_mixed_sign_lay_their_weights_out_as_keras_does():
    specs = LayerNormalization(axis=(1, -1)).weights((4, 3, 5))
    assert specs["gamma"].shape == (5, 4)


@pytest.mark.parametrize("layer", [BatchNormalization(axis=3), LayerNormalization(axis=(3,))])
def test_an_axis_that_is_not_there_is_refused(layer):
    with pytest.raises(ShapeError, match=r"^cannot work along axis 3: an input of 4×3 has the axes 1 to 2") as refusal:
        layer.output_shape((4, 3))
    assert refusal.value.field == "axis"


def test_only_gamma_and_beta_learn():
    specs = BatchNormalization().weights((4, 3))
    assert {name: spec.trainable for name, spec in specs.items()} == {
        "gamma": True,
        "beta": True,
        "moving_mean": False,
        "moving_variance": False,
    }


def test_every_group_of_channels_is_normalized_by_itself():
    bound = BoundLayer(GroupNormalization(groups=2, epsilon=1e-12, center=False, scale=False), [(4, 3, 6)])
    out = bound.forward().reshape(3, 12, 2, 3)
    np.testing.assert_allclose(out.mean((1, 3)), 0, atol=1e-9)
    np.testing.assert_allclose(out.std((1, 3)), 1, rtol=1e-6)


@pytest.mark.parametrize("groups", [0, 4, 32])
def test_channels_that_cannot_be_grouped_are_refused(groups):
    with pytest.raises(ShapeError) as refusal:
        GroupNormalization(groups=groups).output_shape((4, 3, 6))
    assert str(refusal.value) == f"cannot divide the 6 channels of 4×3×6 into {groups} groups of the same size"
    assert refusal.value.field == "groups"


def test_one_group_is_a_layer_normalization_and_minus_one_a_group_for_each_channel():
    whole = BoundLayer(GroupNormalization(groups=1, center=False, scale=False), [(4, 6)])
    layer = BoundLayer(LayerNormalization(axis=(1, 2), center=False, scale=False), [(4, 6)])
    np.testing.assert_allclose(whole.forward(), layer.forward())
    single = BoundLayer(GroupNormalization(groups=-1, center=False, scale=False), [(4, 6)])
    layer = BoundLayer(LayerNormalization(axis=(1,), center=False, scale=False), [(4, 6)])
    np.testing.assert_allclose(single.forward(), layer.forward())


def test_the_summary_of_groups_is_their_number():
    assert [GroupNormalization(groups=count).summary for count in (-1, 1, 4)] == ["each channel", "1 group", "4 groups"]


def test_only_the_last_axes_have_a_mean_square():
    assert RMSNormalization(axis=(-2, -1)).weights((4, 3, 2))["scale"].shape == (3, 2)
    with pytest.raises(ShapeError, match=r"^can work along the last axes of 4×3×2 only, such as -1$") as refusal:
        RMSNormalization(axis=(1,)).output_shape((4, 3, 2))
    assert refusal.value.field == "axis"


def test_unit_normalization_leaves_only_the_direction():
    bound = BoundLayer(UnitNormalization(axis=(1, 2)), [(4, 3)])
    bound.inputs[0][0] = 0
    bound.inputs[0][1] *= 1e3
    np.testing.assert_allclose((bound.forward() ** 2).sum((1, 2)), [0, 1, 1])
    bound.backward()
    assert not bound.gradients[0][0].any()
    np.testing.assert_allclose((bound.gradients[0] * bound.inputs[0]).sum((1, 2)), 0, atol=1e-9)
