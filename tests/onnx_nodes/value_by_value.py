"""Operators that compute value by value, or along an axis: activations, merging, rearranging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnstudio.catalog import activations
from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.kernels import Array
from tests.onnx_nodes.applying import applied, layer, on_one_sample
from tests.onnx_nodes.nodes import LeftOutError, NodeTest

Answer = Callable[[NodeTest], list[Array | None]]


def activation(make: Callable[[NodeTest], ActivationFunction]) -> Answer:
    """An operator that is an activation of ours."""

    def answer(test: NodeTest) -> list[Array | None]:
        x = test.x
        return [on_one_sample(layer("Activation", activation=make(test)), x)]

    return answer


def along_axis(function: type[ActivationFunction]) -> Answer:
    """An activation along one axis, counted here behind the single sample."""
    return activation(lambda test: function(axis=test.attribute("axis", -1) % test.x.ndim + 1))


def merged(name: str) -> Answer:
    """An operator on several arrays."""

    def answer(test: NodeTest) -> list[Array | None]:
        arrays = [test.x, *test.inputs[1:]]
        if len(arrays) == 1:
            raise LeftOutError("It merges a single array; our merging layers take two or more.")
        if len({x.ndim for x in arrays}) > 1:
            raise LeftOutError("It stretches an array with fewer axes along the batch, which our networks keep apart.")
        return [on_one_sample(layer(name), *arrays)]

    return answer


def _hard_sigmoid(test: NodeTest) -> ActivationFunction:
    if not np.isclose(test.attribute("alpha", 0.2), 1 / 6):
        raise LeftOutError("Its line has another slope than 1/6, which is that of Keras 3.")
    return activations.HardSigmoid()


def _clip(test: NodeTest) -> ActivationFunction:
    low, high = (None if bound is None else float(bound) for bound in (test.input(1), test.input(2)))
    if (low, high) == (-1, 1):
        return activations.HardTanh()
    if low == 0:
        return activations.Relu(max_value=high)
    raise LeftOutError("It cuts elsewhere than at -1 and 1 or at 0; we have these as hard_tanh and relu.")


def _shrink(test: NodeTest) -> ActivationFunction:
    threshold, bias = test.attribute("lambd", 0.5), test.attribute("bias", 0.0)
    return activations.HardShrink(threshold=threshold) if bias == 0 else activations.SoftShrink(threshold=threshold)


def _prelu(test: NodeTest) -> list[Array | None]:
    slope = np.broadcast_to(test.inputs[1], test.x.shape)
    return [on_one_sample(layer("PReLU"), test.x, weights={"alpha": slope})]


def _concatenated(test: NodeTest) -> list[Array | None]:
    axis = test.attributes["axis"] % test.x.ndim + 1
    return [on_one_sample(layer("Concatenate", axis=axis), *test.inputs)]


def _flattened(test: NodeTest) -> list[Array | None]:
    if test.attribute("axis", 1) % test.x.ndim != 1:
        raise LeftOutError("It joins the batch with other axes, or cuts a sample in two; Flatten keeps samples whole.")
    return [applied(layer("Flatten"), [test.x]).out]


def _reshaped(test: NodeTest) -> list[Array | None]:
    if test.x.size == 0:
        raise LeftOutError("It is about arrays without values.")
    wanted = [test.x.shape[place] if length == 0 else int(length) for place, length in enumerate(test.inputs[1])]
    return [on_one_sample(layer("Reshape", target_shape=tuple(wanted)), test.x)]


def _permuted(test: NodeTest) -> list[Array | None]:
    order = test.attribute("perm", [*reversed(range(test.x.ndim))])
    return [on_one_sample(layer("Permute", dims=tuple(axis + 1 for axis in order)), test.x)]


def _gathered(test: NodeTest) -> list[Array | None]:
    table, indices = test.x, test.inputs[1]
    if test.attribute("axis", 0) != 0:
        raise LeftOutError("It picks along another axis than the first; Embedding has one vector for each number.")
    if (indices < 0).any():
        raise LeftOutError("It counts from the end; Embedding takes numbers from 0 on.")
    rows = table.reshape(len(table), -1)
    table_of_rows = layer("Embedding", input_dim=len(rows), output_dim=rows.shape[1])
    found = on_one_sample(table_of_rows, indices.astype(np.int32), weights={"embeddings": rows})
    return [found.reshape(*indices.shape, *table.shape[1:])]


def _gemm(test: NodeTest) -> list[Array | None]:
    test.require(alpha=1.0, beta=1.0, transA=0)
    kernel = test.inputs[1].T if test.attribute("transB", 0) else test.inputs[1]
    units, bias = kernel.shape[1], test.input(2)
    if bias is not None and bias.size != units:
        raise LeftOutError("Its bias is one for all outputs or one for each sample; Dense has one for each output.")
    weights = {"kernel": kernel} | ({} if bias is None else {"bias": bias})
    return [applied(layer("Dense", units=units, use_bias=bias is not None), [test.x], weights).out]


def _product(test: NodeTest) -> list[Array | None]:
    a, b = test.x, test.inputs[1]
    if a.ndim >= 2 and b.ndim == 2:
        return [applied(layer("Dense", units=b.shape[1], use_bias=False), [a], {"kernel": b}).out]
    if a.ndim == b.ndim == 3:
        return [applied(layer("Dot", axes=(2, 1)), [a, b]).out]
    raise LeftOutError("It multiplies arrays that are stretched along several axes; we have Dense and Dot.")


def _kept(test: NodeTest) -> list[Array | None]:
    trains, ratio = test.input(2), test.input(1)
    if trains is not None and trains and (ratio is None or ratio > 0):
        raise LeftOutError("It draws random numbers in another way.")
    return [
        applied(layer("Dropout", rate=0.5 if trains is None else 0.0), [test.x], training=trains is not None).out,
        None,
    ]


def _made(function: type[ActivationFunction], **fields: str | float) -> Answer:
    """An activation whose fields are attributes (a name) or fixed."""

    def make(test: NodeTest) -> ActivationFunction:
        given: dict[str, Any] = {name: _attribute(test, value) for name, value in fields.items()}
        return function(**{name: value for name, value in given.items() if value is not None})

    return activation(make)


def _attribute(test: NodeTest, value: str | float) -> Any:
    return test.attributes.get(value) if isinstance(value, str) else value


def _selu(test: NodeTest) -> ActivationFunction:
    if test.attributes:
        raise LeftOutError("It has an alpha and a gamma of its own; those of selu are fixed, as in Keras.")
    return activations.Selu()


OPERATORS: dict[str, Answer] = {
    "Add": merged("Add"),
    "Celu": _made(activations.Celu, alpha="alpha"),
    "Clip": activation(_clip),
    "Concat": _concatenated,
    "Dropout": _kept,
    "Elu": _made(activations.Elu, alpha="alpha"),
    "Exp": _made(activations.Exponential),
    "Flatten": _flattened,
    "Gather": _gathered,
    "Gelu": activation(lambda test: activations.Gelu(approximate=test.attribute("approximate", "none") == "tanh")),
    "Gemm": _gemm,
    "HardSigmoid": activation(_hard_sigmoid),
    "HardSwish": _made(activations.HardSilu),
    "LeakyRelu": activation(lambda test: activations.LeakyRelu(negative_slope=test.attribute("alpha", 0.01))),
    "LogSoftmax": along_axis(activations.LogSoftmax),
    "MatMul": _product,
    "Max": merged("Maximum"),
    "Mean": merged("Average"),
    "Min": merged("Minimum"),
    "Mish": _made(activations.Mish),
    "Mul": merged("Multiply"),
    "PRelu": _prelu,
    "Relu": _made(activations.Relu),
    "Reshape": _reshaped,
    "Selu": activation(_selu),
    "Shrink": activation(_shrink),
    "Sigmoid": _made(activations.Sigmoid),
    "Softmax": along_axis(activations.Softmax),
    "Softplus": _made(activations.Softplus),
    "Softsign": _made(activations.Softsign),
    "Sub": merged("Subtract"),
    "Sum": merged("Add"),
    "Swish": _made(activations.Silu),
    "Tanh": _made(activations.Tanh),
    "ThresholdedRelu": activation(
        lambda test: activations.Threshold(threshold=test.attribute("alpha", 1.0), default_value=0.0)
    ),
    "Transpose": _permuted,
}
