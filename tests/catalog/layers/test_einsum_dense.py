from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.initializers import GlorotUniform, Orthogonal
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.einsum_dense import EinsumDense
from tests.catalog.layers.harness import BoundLayer

OUT_OF_REACH = (
    "has the activation softmax, which works along axis 3, but a sample has 2 axes only; set the axis to -1, the last"
)


def einsum(equation, *output_shape, **settings):
    return EinsumDense(equation=equation, output_shape=output_shape, **settings)


def test_one_equation_is_the_dense_layer():
    bounds = [BoundLayer(layer, [(3, 4)]) for layer in (Dense(units=5), einsum("...x,xy->...y", 5, bias_axes="y"))]
    for bound in bounds:
        bound.forward()
        bound.backward()
    dense, general = bounds
    np.testing.assert_allclose(general.out, dense.out)
    for name in ("kernel", "bias"):
        np.testing.assert_allclose(general.weight_gradients[name], dense.weight_gradients[name])


@pytest.mark.parametrize(
    ("layer", "shape", "result", "kernel", "bias"),
    [
        (einsum("ab,bc->ac", 4, bias_axes="c"), (3,), (4,), (3, 4), (4,)),
        (einsum("abc,cd->abd", None, 4), (3, 5), (3, 4), (5, 4), None),
        (einsum("abc,bcd->abd", None, 4, bias_axes="b"), (3, 5), (3, 4), (3, 5, 4), (3, 1)),
        (einsum("...x,xy->...y", 4, bias_axes="y"), (2, 3, 5), (2, 3, 4), (5, 4), (4,)),
        (einsum("abc...,bcd->ad...", 4, bias_axes="d"), (2, 3, 6, 5), (4, 6, 5), (2, 3, 4), (4, 1, 1)),
    ],
)
def test_shapes_follow_from_the_equation(layer, shape, result, kernel, bias):
    assert layer.result_shape(shape) == result
    specs = layer.weights(shape)
    assert specs["kernel"].shape == kernel
    assert ("bias" in specs) == (bias is not None)
    assert bias is None or specs["bias"].shape == bias


@pytest.mark.parametrize(
    ("layer", "field", "sentence"),
    [
        (
            einsum("ab->c", 4),
            "equation",
            "cannot read its equation “ab->c”; write it like ab,bc->ac or ...x,xy->...y or abc...,bcd->ad...",
        ),
        (
            einsum("ab,bc->ac", 4),
            "equation",
            "has the equation ab,bc->ac, which is for inputs of 2 axes with the batch, not 3",
        ),
        (
            einsum("...abc,cd->...abd", 4),
            "equation",
            "has the equation ...abc,cd->...abd, which is for inputs of 3 axes or more with the batch, not 3",
        ),
        (
            einsum("abc,cd->ade", 4, 5),
            "equation",
            "has the equation abc,cd->ade, which has an axis e that comes from nowhere",
        ),
        (
            einsum("abc,ce->abc", 4, 5),
            "equation",
            "has the equation abc,ce->abc, which has an axis e that comes from nowhere",
        ),
        (
            einsum("abc,cd->adb", 4, 3, bias_axes="x"),
            "bias_axes",
            "cannot have a bias along “x”; its output has the axes d, b",
        ),
        (einsum("abb,bc->ac", 4), "equation", "has the equation abb,bc->ac, which names an axis twice in one place"),
        (
            einsum("abc,ad->abd", 3, 4),
            "equation",
            "has the equation abc,ad->abd, which does not keep the batch, a, as the first axis of its output alone",
        ),
        (
            einsum("abc,cd->abd", 4),
            "output_shape",
            "needs one number for each of the axes b, d as its output lengths, not 1",
        ),
        (einsum("abc,c->a", 3), "output_shape", "needs no numbers as its output lengths, not 1"),
        (einsum("abc,cd->abd", 3, None), "output_shape", "needs a number for the axis d among its output lengths"),
        (
            einsum("abc,cd->abd", 2, 4),
            "output_shape",
            "wants 2 places along the axis b by its output lengths, but its input of 3×5 has 3",
        ),
        (
            einsum("abc,cd->abd", None, 4, activation=Softmax(axis=3)),
            "activation",
            OUT_OF_REACH,
        ),
    ],
)
def test_what_makes_no_layer_is_a_sentence(layer, field, sentence):
    with pytest.raises(ShapeError) as refusal:
        layer.result_shape((3, 5))
    assert str(refusal.value) == sentence
    assert refusal.value.field == field


def test_a_kernel_begins_as_wide_as_the_connections_ask():
    layer = einsum("abc,cde->abde", None, 40, 30)
    spec = layer.weights((3, 20))["kernel"]
    assert spec.connections == (20, 1200)
    values = spec.first_values(np.random.default_rng(0))
    assert values.shape == (20, 40, 30)
    assert np.abs(values).max() == pytest.approx(np.sqrt(6 / 1220), rel=0.01)
    assert layer.kernel_initializer == GlorotUniform()
    turned = layer.replace(kernel_initializer=Orthogonal()).weights((3, 20))["kernel"]
    columns = turned.first_values(np.random.default_rng(0)).reshape(-1, 30)
    np.testing.assert_allclose(columns.T @ columns, np.eye(30), atol=1e-12)  # of the weight as it lies


def test_the_summary_is_the_equation():
    assert einsum("ab,bc->ac", 4).summary == "ab,bc->ac · linear"
