from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog import activations
from nnstudio.catalog.layers.activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.recurrent import GRU, LSTM
from tests.catalog.layers.harness import BoundLayer


def test_softmax_over_several_axes_sums_to_one_over_all_of_them():
    out = BoundLayer(Softmax(axis=(1, 3)), [(3, 4, 2)]).forward()
    np.testing.assert_allclose(out.sum((1, 3)), 1)


def test_softmax_of_huge_scores_is_finite():
    for axis in ((-1,), (1, 2)):
        bound = BoundLayer(Softmax(axis=axis), [(3, 4)])
        bound.inputs[0][:, 0, 0] = 1e6
        assert bound.forward()[0, 0, 0] == 1


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ShapeError, match=r"^cannot work along axis 2: ") as refusal:
        Softmax(axis=(2,)).output_shape((5,))
    assert refusal.value.field == "axis"


@pytest.mark.parametrize("layer", [Activation, lambda **config: Dense(units=3, **config)], ids=["Activation", "Dense"])
def test_an_activation_that_cannot_be_applied_is_refused(layer):
    with pytest.raises(ShapeError, match=r"^has the activation softmax, which works along axis 2, ") as refusal:
        layer(activation=activations.Softmax(axis=2)).output_shape((5,))
    assert refusal.value.field == "activation"


def test_slopes_are_shared_along_the_shared_axes():
    assert PReLU().weights((4, 3, 2))["alpha"].shape == (4, 3, 2)
    assert PReLU(shared_axes=(1, 2)).weights((4, 3, 2))["alpha"].shape == (1, 1, 2)
    with pytest.raises(ShapeError, match=r"^cannot work along axis 3: ") as refusal:
        PReLU(shared_axes=(3,)).output_shape((4, 3))
    assert refusal.value.field == "shared_axes"


def test_the_summary_is_what_matters():
    assert ELU(alpha=0.5).summary == "alpha 0.5"
    assert Activation(activation=activations.Tanh()).summary == "tanh"
    assert LeakyReLU().summary == "slope 0.3"
    assert not ReLU().summary


def test_a_function_that_changes_the_shape_is_a_layer_of_its_own():
    assert Activation(activation=activations.Glu()).output_shape((4, 6)) == (4, 3)
    with pytest.raises(
        ShapeError, match=r"^has the activation glu, which halves its axis, which has an odd length"
    ) as odd:
        Activation(activation=activations.Glu()).output_shape((4, 5))
    assert odd.value.field == "activation"


@pytest.mark.parametrize(
    ("layer", "shape", "field"),
    [
        (Dense(units=4, activation=activations.Glu()), (3,), "activation"),
        (Conv2D(filters=4, kernel_size=(1, 1), activation=activations.Glu()), (3, 3, 1), "activation"),
        (LSTM(units=4, activation=activations.Glu()), (3, 1), "activation"),
        (LSTM(units=4, recurrent_activation=activations.Glu()), (3, 1), "recurrent_activation"),
        (GRU(units=4, recurrent_activation=activations.Glu()), (3, 1), "recurrent_activation"),
    ],
)
def test_a_function_that_changes_the_shape_is_refused_within_another_layer(layer, shape, field):
    with pytest.raises(ShapeError) as refusal:
        layer.output_shape(shape)
    assert str(refusal.value) == (
        f"has the {field.replace('_', ' ')} glu, which changes the shape; "
        "choose another here, and put this one into an Activation layer"
    )
    assert refusal.value.field == field
