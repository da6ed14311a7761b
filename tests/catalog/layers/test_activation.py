from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog import activations
from nnstudio.catalog.layers.activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.core import Dense
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
