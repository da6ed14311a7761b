from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.scaling import Normalization, Rescaling
from tests.catalog.layers.harness import BoundLayer


def test_pixels_come_into_the_range_from_zero_to_one():
    bound = BoundLayer(Rescaling(scale=(1 / 255,)), [(2, 2, 1)])
    bound.inputs[0][...] = 255
    np.testing.assert_allclose(bound.forward(), 1)


def test_several_numbers_are_one_for_each_channel():
    bound = BoundLayer(Rescaling(scale=(1.0, 2.0), offset=(0.0, 5.0)), [(3, 2)])
    x = bound.inputs[0]
    np.testing.assert_allclose(bound.forward(), np.stack([x[..., 0], 2 * x[..., 1] + 5], -1))


@pytest.mark.parametrize(
    ("layer", "field"), [(Rescaling(scale=(1.0, 2.0)), "scale"), (Rescaling(scale=(1.0,), offset=()), "offset")]
)
def test_another_number_of_channels_is_refused(layer, field):
    with pytest.raises(ShapeError) as refusal:
        layer.output_shape((4, 3))
    count = len(getattr(layer, field))
    expected = f"has {count} numbers as its {field} for an input of 4×3; give one, or one for each channel"
    assert str(refusal.value) == expected
    assert refusal.value.field == field


@pytest.mark.parametrize("statistics", [{}, {"mean": (2.0,), "variance": (9.0,)}])
def test_the_inverse_brings_values_back(statistics):
    there = BoundLayer(Normalization(**statistics), [(4, 3)])
    back = BoundLayer(Normalization(invert=True, **statistics), [(4, 3)])
    for name, value in there.weights.items():
        value[...] = {"mean": [1, 2, 3], "variance": [4, 0.25, 9], "count": 0}[name]
        back.weights[name][...] = value
    back.inputs[0][...] = there.forward()
    np.testing.assert_allclose(back.forward(), there.inputs[0])


def test_without_a_spread_values_are_finite():
    bound = BoundLayer(Normalization(mean=(0.0,), variance=(0.0,)), [(3,)])
    np.testing.assert_allclose(bound.forward(), bound.inputs[0] / 1e-7)


def test_no_training_moves_mean_and_variance():
    specs = Normalization(axis=(1, -1)).weights((3, 4, 2))
    assert {name: spec.shape for name, spec in specs.items()} == {"mean": (3, 2), "variance": (3, 2), "count": ()}
    assert not any(spec.trainable for spec in specs.values())
    assert Normalization(mean=(1.0,), variance=(1.0,)).weights((3,)) == {}


@pytest.mark.parametrize(
    ("layer", "field", "sentence"),
    [
        (
            Normalization(mean=(1.0,)),
            "variance",
            "needs a mean and a variance, or neither of them; its variance is missing",
        ),
        (
            Normalization(variance=(1.0,)),
            "mean",
            "needs a mean and a variance, or neither of them; its mean is missing",
        ),
        (
            Normalization(mean=(1.0, 2.0), variance=(1.0,)),
            "mean",
            "has 2 numbers as its mean; it needs one, or 3",
        ),
        (Normalization(axis=None, mean=(1.0, 2.0), variance=(1.0,)), "mean", "has 2 numbers as its mean; it needs one"),
        (
            Normalization(axis=(3,)),
            "axis",
            "cannot work along axis 3: an input of 4×3 has the axes 1 to 2 (or -2 to -1), and axis 0 is the batch",
        ),
    ],
)
def test_statistics_that_do_not_fit_are_a_sentence(layer, field, sentence):
    with pytest.raises(ShapeError) as refusal:
        layer.output_shape((4, 3))
    assert str(refusal.value) == sentence
    assert refusal.value.field == field


def test_the_summary_is_what_it_does():
    assert Rescaling(scale=(0.5,)).summary == "· 0.5"
    assert Rescaling(scale=(2.0,), offset=(-1.0,)).summary == "· 2 - 1"
    assert Rescaling(scale=(2.0, 1.0)).summary == "by channel"
    assert Normalization().summary == "axis -1"
    assert Normalization(axis=None, invert=True).summary == "inverted · all values"
