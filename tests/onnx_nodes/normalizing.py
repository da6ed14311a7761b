"""Operators that normalize."""

from __future__ import annotations

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.group import GroupNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.normalization.root_mean_square import RMSNormalization
from nnstudio.catalog.layers.normalization.unit import UnitNormalization
from tests.onnx_nodes.applying import applied, channels_first, channels_last, on_one_sample
from tests.onnx_nodes.nodes import LeftOutError, NodeTest
from tests.onnx_nodes.value_by_value import Answer

EPSILON = 1e-5


def _by_batch(test: NodeTest) -> list[Array | None]:
    _, gamma, beta, mean, variance = test.inputs
    layer = BatchNormalization(momentum=test.attribute("momentum", 0.9), epsilon=test.attribute("epsilon", EPSILON))
    weights = {"gamma": gamma, "beta": beta, "moving_mean": mean, "moving_variance": variance}
    bound = applied(layer, [channels_last(test.x)], weights, training=bool(test.attribute("training_mode", 0)))
    tracked = [bound.weights["moving_mean"], bound.weights["moving_variance"]]
    return [channels_first(bound.out), *tracked]


def _by_sample(layer: type[LayerNormalization | RMSNormalization]) -> Answer:
    """From one axis to the last; the mean and the deviation that ONNX can give, too, stay inside ours."""

    def answer(test: NodeTest) -> list[Array | None]:
        first = test.attribute("axis", -1) % test.x.ndim
        axes = tuple(range(first + 1, test.x.ndim + 1))
        weights = dict(zip(("gamma", "beta"), test.inputs[1:], strict=False))
        if layer is RMSNormalization:
            weights = {"scale": test.inputs[1]}
        declared = layer(axis=axes, epsilon=test.attribute("epsilon", EPSILON))
        return [on_one_sample(declared, test.x, weights=weights), *([None] * (len(test.outputs) - 1))]

    return answer


def _by_group(test: NodeTest) -> list[Array | None]:
    groups = test.attribute("num_groups", -1)
    layer = GroupNormalization(groups=groups, epsilon=test.attribute("epsilon", EPSILON))
    weights = {"gamma": test.inputs[1], "beta": test.inputs[2]}
    return [channels_first(applied(layer, [channels_last(test.x)], weights).out)]


def _to_unit_length(test: NodeTest) -> list[Array | None]:
    test.require(p=2)
    if not np.any(test.x):
        raise LeftOutError("It is about a vector of zeros.")
    axis = test.attribute("axis", -1) % test.x.ndim + 1
    return [on_one_sample(UnitNormalization(axis=(axis,)), test.x)]


OPERATORS: dict[str, Answer] = {
    "BatchNormalization": _by_batch,
    "GroupNormalization": _by_group,
    "InstanceNormalization": _by_group,
    "LayerNormalization": _by_sample(LayerNormalization),
    "LpNormalization": _to_unit_length,
    "RMSNormalization": _by_sample(RMSNormalization),
}
