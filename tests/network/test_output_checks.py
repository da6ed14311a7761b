from __future__ import annotations

import pytest

from nnstudio.catalog.activations import Linear, Relu, Sigmoid, Softmax, Tanh
from nnstudio.catalog.layers import activation as function_layers
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Training
from nnstudio.network.output_checks import function_of
from tests.network.networks import chain

IN = Input(shape=(2,))


def document(*layers, loss):
    return chain(IN, *layers, training=Training(loss=loss))


def found(document):
    return [problem for problem in check(document) if problem.code != "no-data"]


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(units=1, activation=Softmax())],
        [Dense(units=1), function_layers.Activation(activation=Softmax())],
        [Dense(units=1), function_layers.Softmax()],
    ],
)
@pytest.mark.parametrize(("loss", "wanted"), [(MeanSquaredError(), Linear()), (BinaryCrossentropy(), Sigmoid())])
def test_softmax_of_a_single_unit_is_doubtful_wherever_it_stands(layers, loss, wanted):
    doubtful = document(*layers, loss=loss)
    (problem,) = found(doubtful)
    assert problem.code == "softmax-of-one"
    sentence = f"applies softmax to a single unit, which always gives 1. Use {wanted.short_name} instead."
    assert sentence in problem.message
    after = apply(doubtful, problem.fixes[0].change)
    assert not found(after)
    assert function_of(after.network.outputs[0].layer) == wanted


@pytest.mark.parametrize("activation", [Linear(), Relu(), Tanh()])
@pytest.mark.parametrize(
    ("loss", "wanted"),
    [
        (BinaryCrossentropy(), Sigmoid()),
        (BinaryFocalCrossentropy(), Sigmoid()),
        (CategoricalCrossentropy(), Softmax()),
        (SparseCategoricalCrossentropy(), Softmax()),
    ],
)
def test_a_crossentropy_of_what_is_no_probability_is_doubtful(activation, loss, wanted):
    doubtful = document(Dense(units=3, activation=activation), loss=loss)
    (problem,) = found(doubtful)
    assert problem.message == (
        f"Dense “dense” ends with {activation.short_name}, but {loss.label} expects probabilities. "
        f"Use {wanted.short_name}, or turn From logits on."
    )
    by_function, by_loss = (apply(doubtful, fix.change) for fix in problem.fixes)
    assert by_function.network.by_id["dense"].layer.activation == wanted
    assert by_loss.training.loss.from_logits
    assert not found(by_function)
    assert not found(by_loss)


@pytest.mark.parametrize("loss", [BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy])
def test_logits_that_are_probabilities_already_are_doubtful(loss):
    doubtful = document(Dense(units=3), function_layers.Softmax(), loss=loss(from_logits=True))
    (problem,) = found(doubtful)
    assert problem.message.startswith("Softmax “softmax” gives probabilities (softmax), but ")
    assert [fix.label for fix in problem.fixes] == ["Turn From logits off"]
    after = apply(doubtful, problem.fixes[0].change)
    assert not any("logits" in other.message for other in found(after))


def test_losses_of_numbers_take_any_activation():
    assert not found(document(Dense(units=3, activation=Relu()), loss=MeanSquaredError()))


def test_nothing_is_said_where_the_activation_is_not_known():
    hidden = document(Dense(units=3, activation=Softmax()), LayerNormalization(), loss=BinaryCrossentropy())
    assert "output-activation" not in {problem.code for problem in found(hidden)}


def test_layers_that_only_pass_numbers_on_are_looked_through():
    passed_on = document(
        Dense(units=3, activation=Relu()), Dropout(rate=0.1), Flatten(), loss=CategoricalCrossentropy()
    )
    problem = next(problem for problem in found(passed_on) if problem.code == "output-activation")
    assert problem.message.startswith(
        "Dense “dense” ends with relu, but Categorical crossentropy expects probabilities"
    )
    assert problem.node == "dense"
    after = apply(passed_on, problem.fixes[0].change)
    assert after.network.by_id["dense"].layer.activation == Softmax()
    assert "output-activation" not in {problem.code for problem in found(after)}


@pytest.mark.parametrize(
    ("layer", "function"),
    [
        (Dense(units=1, activation=Tanh()), Tanh()),
        (Dense(units=1), Linear()),
        (function_layers.Activation(activation=Tanh()), Tanh()),
        (function_layers.ReLU(max_value=6.0), Relu(max_value=6.0)),
        (function_layers.Softmax(), Softmax()),
        (Dropout(rate=0.5), None),
    ],
)
def test_the_function_of_a_layer_is_found_however_it_is_declared(layer, function):
    assert function_of(layer) == function
