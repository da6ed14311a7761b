from __future__ import annotations

import pytest

from nnstudio.catalog.constraints import MaxNorm, UnitNorm
from nnstudio.catalog.initializers import HeNormal
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import (
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)


def test_depthwise_weights_are_those_of_keras():
    specs = DepthwiseConv2D(kernel_size=(3, 2), depth_multiplier=4).weights((8, 8, 6))
    assert {name: spec.shape for name, spec in specs.items()} == {"kernel": (3, 2, 6, 4), "bias": (24,)}


def test_separable_weights_are_those_of_keras():
    specs = SeparableConv2D(filters=5, kernel_size=(3, 2), depth_multiplier=4).weights((8, 8, 6))
    assert {name: spec.shape for name, spec in specs.items()} == {
        "depthwise_kernel": (3, 2, 6, 4),
        "pointwise_kernel": (1, 1, 24, 5),
        "bias": (5,),
    }


def test_each_weight_has_settings_of_its_own():
    layer = SeparableConv1D(
        filters=5,
        kernel_size=(3,),
        depthwise_constraint=MaxNorm(),
        pointwise_constraint=UnitNorm(),
        pointwise_initializer=HeNormal(),
    )
    depthwise, pointwise, bias = layer.weights((8, 6)).values()
    assert [spec.constraint for spec in (depthwise, pointwise, bias)] == [MaxNorm(), UnitNorm(), None]
    assert pointwise.initializer == HeNormal()


def test_the_shape_follows_padding_strides_and_multiplier():
    assert DepthwiseConv1D(kernel_size=(3,), strides=(2,)).output_shape((8, 2)) == (3, 2)
    assert DepthwiseConv2D(kernel_size=(3, 3), padding="same", depth_multiplier=3).output_shape((8, 6, 2)) == (8, 6, 6)
    assert SeparableConv2D(filters=5, kernel_size=(3, 3), depth_multiplier=3).output_shape((8, 6, 2)) == (6, 4, 5)


def test_strides_and_dilation_go_together_as_in_keras():
    layer = DepthwiseConv2D(kernel_size=(3, 3), strides=(2, 2), dilation_rate=(2, 2))
    assert layer.output_shape((12, 12, 3)) == (4, 4, 3)


@pytest.mark.parametrize("layer", [DepthwiseConv2D(kernel_size=(5, 5)), SeparableConv2D(filters=2, kernel_size=(5, 5))])
def test_a_filter_larger_than_the_picture_is_refused(layer):
    with pytest.raises(ShapeError, match=r"^has a window of 5×5, which is larger than its input of 4×8; ") as refusal:
        layer.output_shape((4, 8, 1))
    assert refusal.value.field == "kernel_size"


@pytest.mark.parametrize("layer", [DepthwiseConv1D(kernel_size=(3,)), SeparableConv1D(filters=2, kernel_size=(3,))])
def test_a_sequence_is_needed(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 8$"):
        layer.output_shape((8,))


def test_the_summary_is_what_matters():
    assert DepthwiseConv2D(kernel_size=(3, 3), padding="same").summary == "3×3 · linear · same"
    assert DepthwiseConv2D(kernel_size=(3, 3), strides=(2, 1)).summary == "3×3 · linear · stride 2×1"
    assert SeparableConv1D(filters=2, kernel_size=(1,)).summary == "2 filters · 1 step · linear"
