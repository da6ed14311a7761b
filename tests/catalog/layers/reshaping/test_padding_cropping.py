from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.reshaping.padding_cropping import Cropping1D, Cropping2D, ZeroPadding1D, ZeroPadding2D
from tests.catalog.layers.harness import BoundLayer

TOP, BOTTOM, LEFT, RIGHT = 1, 0, 2, 3


def test_what_padding_puts_around_cropping_cuts_off():
    borders = ((TOP, BOTTOM), (LEFT, RIGHT))
    padded = BoundLayer(ZeroPadding2D(padding=borders), [(3, 4, 2)])
    out = padded.forward()
    assert out.sum() == pytest.approx(padded.inputs[0].sum())
    cropped = BoundLayer(Cropping2D(cropping=borders), [out.shape[1:]])
    cropped.inputs[0][...] = out
    np.testing.assert_array_equal(cropped.forward(), padded.inputs[0])


def test_zeros_stand_where_they_are_asked_for():
    bound = BoundLayer(ZeroPadding2D(padding=((TOP, BOTTOM), (LEFT, RIGHT))), [(3, 4, 2)])
    out = bound.forward()
    assert not out[:, :TOP].any()
    assert not out[:, :, :LEFT].any()
    assert not out[:, :, -RIGHT:].any()
    assert out[:, -1, LEFT:-RIGHT].all()


@pytest.mark.parametrize(
    ("layer", "shape", "result"),
    [
        (ZeroPadding1D(), (4, 3), (6, 3)),
        (ZeroPadding1D(padding=(0, 2)), (4, 3), (6, 3)),
        (ZeroPadding2D(), (4, 5, 3), (6, 7, 3)),
        (Cropping1D(), (4, 3), (2, 3)),
        (Cropping2D(), (4, 5, 3), (4, 5, 3)),
        (Cropping2D(cropping=((1, 2), (0, 1))), (4, 5, 3), (1, 4, 3)),
    ],
)
def test_lengths_grow_and_shrink_by_the_border(layer, shape, result):
    assert layer.output_shape(shape) == result


@pytest.mark.parametrize(
    ("layer", "shape", "sentence"),
    [
        (
            Cropping1D(cropping=(2, 2)),
            (4, 3),
            "cuts 2 + 2 off its input of 4, which leaves nothing; cut off less",
        ),
        (
            Cropping2D(cropping=((0, 0), (3, 2))),
            (8, 5, 1),
            "cuts 0 + 0, 3 + 2 off its input of 8×5, which leaves nothing; cut off less",
        ),
    ],
)
def test_nothing_left_is_refused(layer, shape, sentence):
    with pytest.raises(ShapeError) as refusal:
        layer.output_shape(shape)
    assert str(refusal.value) == sentence
    assert refusal.value.field == "cropping"


@pytest.mark.parametrize("layer", [ZeroPadding1D(), Cropping1D()])
def test_a_sequence_is_needed(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 8×8×1$"):
        layer.output_shape((8, 8, 1))


@pytest.mark.parametrize("layer", [ZeroPadding2D(), Cropping2D()])
def test_a_picture_is_needed(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 8×8$"):
        layer.output_shape((8, 8))


def test_the_summary_is_the_border():
    assert ZeroPadding1D(padding=(0, 2)).summary == "0 + 2"
    assert Cropping2D(cropping=((1, 1), (0, 2))).summary == "1 + 1, 0 + 2"
