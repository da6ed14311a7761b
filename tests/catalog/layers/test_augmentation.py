from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.augmentation.crop import RandomCrop
from nnstudio.catalog.layers.augmentation.flip import RandomFlip
from nnstudio.catalog.layers.augmentation.moves import RandomRotation, RandomTranslation, RandomZoom
from nnstudio.catalog.layers.augmentation.tone import RandomBrightness, RandomContrast
from nnstudio.catalog.layers.base import ShapeError
from tests.catalog.layers.harness import BoundLayer

PICTURE = (6, 5, 2)
WIDE = {"value_range": (-1000.0, 1000.0)}
LAYERS = [
    RandomFlip(),
    RandomRotation(factor=(0.3,)),
    RandomTranslation(height_factor=(0.4,), width_factor=(0.4,)),
    RandomZoom(height_factor=(0.4,)),
    RandomContrast(factor=(0.4,)),
    RandomBrightness(factor=(0.4,)),
]
EVERY_LAYER = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.label)
MOVES = pytest.mark.parametrize("mode", ["reflect", "wrap", "nearest", "constant"])


@EVERY_LAYER
def test_pictures_stay_as_they_are_in_use(layer):
    bound = BoundLayer(layer, [PICTURE], training=False)
    state = bound.rng.bit_generator.state
    np.testing.assert_array_equal(bound.forward(), bound.inputs[0])
    bound.backward()
    np.testing.assert_array_equal(bound.gradients[0], bound.dout)
    assert bound.rng.bit_generator.state == state


@EVERY_LAYER
def test_every_picture_is_changed_in_its_own_way_and_anew_at_every_step(layer):
    bound = BoundLayer(layer, [PICTURE], batch=50)
    bound.inputs[0][...] = bound.inputs[0][:1] + 100
    first = bound.forward().copy()
    assert (first != first[:1]).any()
    for call in bound.forward_calls:
        call()
    assert (bound.out != first).any()


@EVERY_LAYER
def test_only_pictures_are_taken(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 4×3$"):
        layer.output_shape((4, 3))


@pytest.mark.parametrize(
    ("mode", "mirrored"),
    [
        ("horizontal", lambda x: x[:, :, ::-1]),
        ("vertical", lambda x: x[:, ::-1]),
        ("horizontal_and_vertical", lambda x: x[:, ::-1, ::-1]),
    ],
)
def test_half_of_the_pictures_are_mirrored(mode, mirrored):
    bound = BoundLayer(RandomFlip(mode=mode), [PICTURE], batch=2000)
    x, out = bound.inputs[0], bound.forward()
    flipped = (out == mirrored(x)).all((1, 2, 3))
    assert (out[~flipped] == x[~flipped]).all()
    assert abs(flipped.mean() - 0.5) < 5 * 0.5 / np.sqrt(2000)


def test_a_part_is_cut_out_anywhere_in_training_and_in_the_middle_in_use():
    x = BoundLayer(RandomCrop(height=4, width=2), [(6, 5, 1)], training=False)
    np.testing.assert_array_equal(x.forward(), x.inputs[0][:, 1:5, 1:3])
    bound = BoundLayer(RandomCrop(height=4, width=2), [(6, 5, 1)])
    bound.inputs[0][...] = np.arange(30).reshape(6, 5, 1)
    bound.dout[...] = 1
    corners = []
    for _ in range(600):
        for call in bound.forward_calls:
            call()
        bound.backward()
        corner = int(bound.out[0, 0, 0, 0])
        corners.append(corner)
        top, left = divmod(corner, 5)
        assert bound.gradients[0][0, top : top + 4, left : left + 2].all()
        assert bound.gradients[0].sum() == 3 * 8
    found, counts = np.unique(corners, return_counts=True)
    assert found.tolist() == [5 * top + left for top in range(3) for left in range(4)]
    assert np.abs(counts / 600 - 1 / 12).max() < 5 * np.sqrt(1 / 12 / 600)


def test_a_part_larger_than_the_picture_is_refused():
    for field, layer in (("height", RandomCrop(height=7, width=2)), ("width", RandomCrop(height=2, width=7))):
        with pytest.raises(ShapeError) as refusal:
            layer.output_shape(PICTURE)
        assert str(refusal.value) == f"cannot cut a {field} of 7 out of 6×5×2; make it smaller"
        assert refusal.value.field == field


def test_brightness_is_drawn_from_its_interval():
    bound = BoundLayer(RandomBrightness(factor=(0.1,), **WIDE), [PICTURE], batch=2000)
    added = bound.forward() - bound.inputs[0]
    np.testing.assert_allclose(added, np.broadcast_to(added[:, :1, :1, :1], added.shape), atol=1e-9)
    assert_uniform(added[:, 0, 0, 0], -200, 200)


@pytest.mark.parametrize(("factor", "least", "most"), [((0.4,), 1, 1.4), ((0.2, 0.4), 0.8, 1.4)])
def test_contrast_is_drawn_from_its_interval(factor, least, most):
    bound = BoundLayer(RandomContrast(factor=factor, **WIDE), [PICTURE], batch=2000)
    x, out = bound.inputs[0], bound.forward()
    np.testing.assert_allclose(out.mean((1, 2)), x.mean((1, 2)), atol=1e-9)
    assert_uniform(out.std((1, 2))[:, 0] / x.std((1, 2))[:, 0], least, most)


@pytest.mark.parametrize("layer", [RandomBrightness(factor=(0.5,)), RandomContrast(factor=(-0.9, 0.9))])
def test_values_stay_in_their_range_and_what_is_cut_off_has_no_gradient(layer):
    bound = BoundLayer(layer.replace(value_range=(0.0, 1.0)), [PICTURE], batch=40)
    bound.inputs[0][...] = np.random.default_rng(3).random(bound.inputs[0].shape)
    out = bound.forward()
    assert out.min() == 0
    assert out.max() == 1
    bound.dout[...] = (out == 0) | (out == 1)
    bound.backward()
    assert not bound.gradients[0].any()


def test_a_quarter_turn_moves_every_pixel_to_its_place():
    bound = BoundLayer(RandomRotation(factor=(0.25, 0.25)), [(4, 4, 2)])
    np.testing.assert_allclose(bound.forward(), np.rot90(bound.inputs[0], axes=(1, 2)), atol=1e-9)
    bound.backward()
    np.testing.assert_allclose(bound.gradients[0], np.rot90(bound.dout, -1, (1, 2)), atol=1e-9)


def test_angles_are_drawn_from_their_interval():
    bound = BoundLayer(RandomRotation(factor=(-0.1, 0.2)), [(3, 3, 1)], batch=2000)
    bound.inputs[0][...] = np.arange(3)[
        :, None, None
    ]  # a slope downwards, whose turned middle row is sin · distance + 1
    assert_uniform(np.arcsin(bound.forward()[:, 1, 2, 0] - 1) / (2 * np.pi), -0.1, 0.2)


@MOVES
def test_a_shift_by_whole_pixels_goes_on_by_the_fill_mode(mode):
    layer = RandomTranslation(height_factor=(0.5, 0.5), width_factor=(-0.4, -0.4), fill_mode=mode, fill_value=7.0)
    bound = BoundLayer(layer, [PICTURE])
    x = bound.inputs[0]
    pads = [(0, 0), (3, 0), (0, 2), (0, 0)]
    how = {"reflect": "symmetric", "wrap": "wrap", "nearest": "edge", "constant": "constant"}[mode]
    values = {"constant_values": 7.0} if mode == "constant" else {}
    np.testing.assert_allclose(bound.forward(), np.pad(x, pads, how, **values)[:, :6, 2:], atol=1e-9)


def test_distances_are_drawn_from_their_intervals():
    layer = RandomTranslation(height_factor=(0.1,), width_factor=(0.2, 0.4), fill_mode="nearest")
    bound = BoundLayer(layer, [(11, 11, 2)], batch=2000)
    places = np.arange(11.0)
    bound.inputs[0][..., 0], bound.inputs[0][..., 1] = places[:, None], places
    shifts = np.array([5, 8]) - bound.forward()[:, 5, 8]
    assert_uniform(shifts[:, 0] / 11, -0.1, 0.1)
    assert_uniform(shifts[:, 1] / 11, 0.2, 0.4)


@pytest.mark.parametrize(("width", "least", "most"), [(None, 0.7, 1.3), ((0.0, 0.5), 1.0, 1.5)])
def test_zooms_are_drawn_from_their_intervals(width, least, most):
    bound = BoundLayer(RandomZoom(height_factor=(0.3,), width_factor=width), [(11, 11, 2)], batch=2000)
    places = np.arange(11.0)
    bound.inputs[0][..., 0], bound.inputs[0][..., 1] = places[:, None], places
    zooms = (bound.forward()[:, 6, 6] - 5) / (6 - 5)
    assert_uniform(zooms[:, 0], 0.7, 1.3)
    assert_uniform(zooms[:, 1], least, most)
    assert np.allclose(zooms[:, 0], zooms[:, 1]) == (width is None)


@MOVES
@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
def test_the_gradient_is_the_adjoint_of_the_move_that_was_drawn(mode, interpolation):
    layer = RandomRotation(factor=(0.5,), fill_mode=mode, interpolation=interpolation)
    bound = BoundLayer(layer, [PICTURE], batch=5)
    out = bound.forward()
    bound.backward()
    assert np.sum(out * bound.dout) == pytest.approx(np.sum(bound.inputs[0] * bound.gradients[0]))


@pytest.mark.parametrize("layer", LAYERS[1:], ids=lambda layer: layer.label)
def test_a_factor_is_one_number_or_two(layer):
    field = "height_factor" if "height_factor" in layer.__struct_fields__ else "factor"
    for wrong in ((), (0.1, 0.2, 0.3)):
        with pytest.raises(ShapeError) as refusal:
            layer.replace(**{field: wrong}).output_shape(PICTURE)
        name = field.replace("_", " ")
        assert str(refusal.value) == f"needs one number or two for its {name}, not {len(wrong)}"
        assert refusal.value.field == field


def test_the_summary_is_what_matters():
    assert [layer.summary for layer in LAYERS] == [
        "horizontal and vertical",
        "± 0.3 turns",
        "± 0.4, ± 0.4",
        "± 0.4",
        "0.4",
        "± 0.4",
    ]
    assert RandomRotation(factor=(0.2, -0.1)).summary == "-0.1 to 0.2 turns"
    assert RandomZoom(height_factor=(0.1,), width_factor=(0.2,)).summary == "± 0.1, ± 0.2"
    assert RandomCrop(height=4, width=3).summary == "4×3"


def assert_uniform(values, least, most):
    """Spread evenly over an interval: ends, mean and deviation."""
    width = most - least
    assert least - 1e-6 * width <= values.min() < least + 0.02 * width
    assert most - 0.02 * width < values.max() <= most + 1e-6 * width
    assert abs(values.mean() - (least + most) / 2) < 5 * width / np.sqrt(12 * values.size)
    assert abs(values.std() - width / np.sqrt(12)) < 0.05 * width
