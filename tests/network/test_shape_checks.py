from __future__ import annotations

import pytest

from nnstudio.catalog.constraints import MaxNorm, UnitNorm
from nnstudio.catalog.initializers import GlorotUniform, Identity
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.convolution import Conv2D, DepthwiseConv1D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.simple import SimpleRNN
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.catalog.regularizers import OrthogonalRegularizer
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.inference import infer
from tests.network.doctor.cases import repairs_of, titles_of
from tests.network.networks import chain, wired


def the_problem(document):
    (problem,) = [problem for problem in check(document) if problem.code == "shape"]
    return problem


def labels(document):
    return titles_of(document, "shape")


def test_a_picture_layer_after_numbers_is_offered_a_reshape():
    assert labels(chain(Input(shape=(64,)), Conv2D(filters=2, kernel_size=(3, 3))))[0] == "Insert Reshape (8×8×1)"
    assert labels(chain(Input(shape=(28, 28)), MaxPooling2D()))[0] == "Insert Reshape (28×28×1)"
    assert labels(chain(Input(shape=(10,)), MaxPooling2D(pool_size=(2, 1))))[0] == "Insert Reshape (10×1×1)"


def test_a_window_that_is_too_large_is_offered_padding_or_its_default():
    document = chain(Input(shape=(2, 2, 1)), Conv2D(filters=1, kernel_size=(3, 3)))
    assert the_problem(document).field == "kernel_size"
    assert labels(document)[:2] == ["Set Padding to same", "Set Kernel size to 2, 2"]
    document = chain(Input(shape=(2, 2, 1)), MaxPooling2D(pool_size=(3, 3)))
    assert labels(document)[:2] == ["Set Padding to same", "Set Pool size to 2, 2"]


def test_a_wrong_axis_is_offered_its_default():
    assert labels(chain(Input(shape=(4,)), BatchNormalization(axis=3)))[0] == "Set Axis to -1"


def test_an_initializer_that_cannot_fill_its_weight_is_named():
    document = chain(Input(shape=(4, 4, 1)), Conv2D(filters=1, kernel_size=(3, 3), kernel_initializer=Identity()))
    problem = the_problem(document)
    assert problem.message == (
        "Input “input” gives 4×4×1 (height, width, channels), but Conv2D “conv2d” has the kernel initializer identity, "
        "which needs a weight of two axes, a matrix."
    )
    assert problem.field == "kernel_initializer"
    repaired = apply(document, repairs_of(document, "shape")[0].change).network.by_id["conv2d"].layer
    assert repaired.kernel_initializer == GlorotUniform()


def test_a_regularizer_that_cannot_judge_its_weight_is_named():
    document = chain(Input(shape=(4,)), Dense(units=2, bias_regularizer=OrthogonalRegularizer()))
    problem = the_problem(document)
    assert problem.message == (
        "Input “input” gives 4 features, but Dense “dense” has the bias regularizer orthogonal_regularizer, which "
        "needs a weight of two axes, a matrix."
    )
    assert problem.field == "bias_regularizer"
    repaired = apply(document, repairs_of(document, "shape")[0].change).network.by_id["dense"].layer
    assert repaired.bias_regularizer is None


@pytest.mark.parametrize(
    ("layer", "weight", "field"),
    [
        (
            MultiHeadAttention(num_heads=2, key_dim=2, kernel_regularizer=OrthogonalRegularizer()),
            "query/kernel",
            "kernel_regularizer",
        ),
        (Dense(units=2, bias_constraint=MaxNorm(axis=(1,))), "bias", "bias_constraint"),
        (GRU(units=2, recurrent_constraint=UnitNorm(axis=(0, 2))), "recurrent_kernel", "recurrent_constraint"),
        (
            SimpleRNN(units=1, recurrent_regularizer=OrthogonalRegularizer()),
            "recurrent_kernel",
            "recurrent_regularizer",
        ),
        (
            DepthwiseConv1D(kernel_size=(1,), depthwise_regularizer=OrthogonalRegularizer()),
            "kernel",
            "depthwise_regularizer",
        ),
    ],
)
def test_the_setting_of_a_weight_is_found_where_it_has_another_name(layer, weight, field):
    document = chain(Input(shape=(3, 4)), layer)
    problem = the_problem(document)
    assert f"has the {weight} {field.rsplit('_')[-1]}" in problem.message
    assert problem.field == field
    assert labels(document)[0].startswith("Set ")


def test_sums_of_different_sizes_are_offered_the_same_size():
    document = wired(
        {"x": Input(shape=(2,)), "a": Dense(units=8), "b": Dense(units=4), "sum": Add()},
        "x > a",
        "x > b",
        "a > sum",
        "b > sum:1",
    )
    assert the_problem(document).message == (
        "Dense “a” gives 8 units and Dense “b” gives 4 units, which differ in units, but Add “sum” cannot add 8 and 4; "
        "make their shapes equal."
    )
    assert labels(document)[:2] == ["Set Units of “a” to 4", "Set Units of “b” to 8"]


def test_a_size_is_found_behind_layers_that_keep_it():
    document = wired(
        {"x": Input(shape=(2,)), "a": Dense(units=8), "norm": BatchNormalization(), "sum": Add()},
        "x > a",
        "a > norm",
        "norm > sum",
        "x > sum:1",
    )
    assert labels(document)[0] == "Set Units of “a” to 2"


def test_a_join_of_different_axes_is_offered_layers_that_make_them_alike():
    document = wired(
        {"x": Input(shape=(4, 4, 2)), "y": Input(shape=(3,)), "joint": Concatenate(), "out": Dense(units=1)},
        "x > joint",
        "y > joint:1",
        "joint > out",
    )
    assert labels(document)[:2] == ["Insert Flatten after “x”", "Insert GlobalAveragePooling2D after “x”"]


def test_layers_behind_a_wrong_one_have_no_problem_of_their_own():
    document = chain(Input(shape=(5,)), Reshape(target_shape=(2, 3)), Flatten(), Dense(units=1))
    assert infer(document.network).failures.keys() == {"reshape"}
    assert the_problem(document).message == (
        "Input “input” gives 5 features, but Reshape “reshape” cannot make 2×3 of the 5 values of 5."
    )


def test_a_slip_of_the_finger_is_told_where_it_happened():
    problems = check(chain(Input(shape=(1,) * 40), Dense(units=1)))
    (problem,) = [problem for problem in problems if problem.code == "shape"]
    assert problem.message == "Input “input” would need 40 axes, and 32 are the most; set fewer."
