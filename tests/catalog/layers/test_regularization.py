from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.regularization.dropout import AlphaDropout, Dropout, SpatialDropout1D, SpatialDropout2D
from nnstudio.catalog.layers.regularization.gaussian import GaussianDropout, GaussianNoise
from tests.catalog.layers.harness import BoundLayer


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropped_values_are_zero_and_the_others_larger(dtype):
    bound = BoundLayer(Dropout(rate=0.3), [(100, 100)], batch=4, dtype=dtype)
    factors = bound.forward() / bound.inputs[0]
    kept = factors != 0
    np.testing.assert_allclose(factors[kept], 1 / 0.7, rtol=1e-6)
    deviation = np.sqrt(0.3 * 0.7 / kept.size)
    assert abs(np.mean(kept) - 0.7) < 5 * deviation


def test_the_gradient_takes_the_same_way_even_where_the_input_is_zero():
    bound = BoundLayer(Dropout(rate=0.5), [(1000,)])
    bound.inputs[0][...] = 0
    bound.dout[...] = 1
    bound.forward()
    bound.backward()
    assert set(np.unique(bound.gradients[0])) == {0, 2}


def test_every_step_draws_a_new_mask():
    bound = BoundLayer(Dropout(rate=0.5), [(100,)])
    first = bound.forward().copy()
    for call in bound.forward_calls:
        call()
    assert (first != bound.out).any()


@pytest.mark.parametrize(("rate", "training"), [(0.5, False), (0.0, True)])
def test_nothing_is_dropped_in_use_or_at_rate_zero(rate, training):
    bound = BoundLayer(Dropout(rate=rate), [(100,)], training=training)
    state = bound.rng.bit_generator.state
    np.testing.assert_array_equal(bound.forward(), bound.inputs[0])
    assert bound.rng.bit_generator.state == state


def test_at_rate_one_everything_is_dropped():
    bound = BoundLayer(Dropout(rate=1.0), [(100,)])
    assert not bound.forward().any()
    bound.backward()
    assert not bound.gradients[0].any()


@pytest.mark.parametrize(("layer", "shape"), [(SpatialDropout1D, (50, 40)), (SpatialDropout2D, (6, 5, 40))])
def test_channels_are_dropped_as_a_whole(layer, shape):
    bound = BoundLayer(layer(rate=0.3), [shape], batch=100)
    factors = (bound.forward() / bound.inputs[0]).reshape(100, -1, 40)
    np.testing.assert_allclose(factors, np.broadcast_to(factors[:, :1], factors.shape))
    kept = factors[:, 0] != 0
    np.testing.assert_allclose(factors[:, 0][kept], 1 / 0.7)
    assert abs(np.mean(kept) - 0.7) < 5 * np.sqrt(0.3 * 0.7 / kept.size)


def test_channels_need_a_sequence_or_a_picture():
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 4$"):
        SpatialDropout1D(rate=0.5).output_shape((4,))
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 4×3$"):
        SpatialDropout2D(rate=0.5).output_shape((4, 3))


def test_alpha_dropout_keeps_mean_and_variance():
    bound = BoundLayer(AlphaDropout(rate=0.4), [(100, 100)], batch=10)
    bound.inputs[0][...] = np.random.default_rng(3).standard_normal(bound.inputs[0].shape)
    out = bound.forward()
    values, counts = np.unique(out.round(9), return_counts=True)
    assert abs(counts.max() / out.size - 0.4) < 0.01
    assert values[counts.argmax()] < 0
    assert abs(out.mean()) < 0.02
    assert abs(out.std() - 1) < 0.02


def test_gaussian_noise_is_normal_around_zero():
    bound = BoundLayer(GaussianNoise(stddev=0.3), [(100, 100)], batch=10)
    noise = bound.forward() - bound.inputs[0]
    assert abs(noise.mean()) < 5 * 0.3 / np.sqrt(noise.size)
    assert abs(noise.std() - 0.3) < 5 * 0.3 / np.sqrt(2 * noise.size)
    assert abs(np.mean(np.abs(noise) < 0.3) - 0.6827) < 0.01


def test_gaussian_dropout_multiplies_by_numbers_around_one():
    bound = BoundLayer(GaussianDropout(rate=0.2), [(100, 100)], batch=10)
    factors = bound.forward() / bound.inputs[0]
    assert abs(factors.mean() - 1) < 5 * 0.5 / np.sqrt(factors.size)
    assert abs(factors.std() - 0.5) < 5 * 0.5 / np.sqrt(2 * factors.size)


@pytest.mark.parametrize("layer", [GaussianNoise(stddev=0.0), GaussianDropout(rate=0.0), AlphaDropout(rate=0.0)])
def test_without_strength_nothing_is_drawn(layer):
    bound = BoundLayer(layer, [(100,)])
    state = bound.rng.bit_generator.state
    np.testing.assert_array_equal(bound.forward(), bound.inputs[0])
    assert bound.rng.bit_generator.state == state


def test_the_summary_is_the_strength():
    assert Dropout(rate=0.25).summary == "0.25 dropped"
    assert AlphaDropout(rate=0.25).summary == "0.25 dropped"
    assert GaussianDropout(rate=0.25).summary == "rate 0.25"
    assert GaussianNoise(stddev=0.25).summary == "± 0.25"


@pytest.mark.parametrize("layer", [Dropout, AlphaDropout])
def test_what_is_drawn_once_along_an_axis_is_the_same_all_along_it(layer):
    bound = BoundLayer(layer(rate=0.5, noise_shape=(None, 1, None)), [(200, 3)], batch=2)
    bound.inputs[0][...] = 1
    out = bound.forward()
    np.testing.assert_array_equal(out, np.broadcast_to(out[:, :1], out.shape))
    together = BoundLayer(layer(rate=0.5, noise_shape=(1, None, None)), [(200, 3)], batch=2)
    together.inputs[0][...] = 1
    out = together.forward()
    np.testing.assert_array_equal(out[0], out[1])
    assert len(np.unique(out)) == 2


@pytest.mark.parametrize(
    ("noise_shape", "sentence"),
    [
        ((None, 1), "needs 3 numbers as its noise shape for an input of 4×3, with one for the batch, not 2"),
        ((None, 2, None), "draws 2 numbers along axis 1, which has 4 places; draw 1, or leave it open"),
        ((32, 1, None), "draws 32 numbers along axis 0, which is the batch; draw 1, or leave it open"),
    ],
)
@pytest.mark.parametrize("layer", [Dropout, AlphaDropout])
def test_noise_that_does_not_fit_is_a_sentence(layer, noise_shape, sentence):
    with pytest.raises(ShapeError) as refusal:
        layer(rate=0.5, noise_shape=noise_shape).output_shape((4, 3))
    assert str(refusal.value) == sentence
    assert refusal.value.field == "noise_shape"
