"""The operator that is a loss."""

from __future__ import annotations

import numpy as np

from nnstudio.catalog.activations import LogSoftmax
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.activation import Activation
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from tests.catalog.bound_calls import context, run
from tests.onnx_nodes.applying import channels_first, channels_last, on_one_sample
from tests.onnx_nodes.nodes import LeftOutError, NodeTest
from tests.onnx_nodes.value_by_value import Answer


def _crossentropy(test: NodeTest) -> list[Array | None]:
    logits, labels = channels_last(test.x), test.inputs[1]
    ignored = test.attributes.get("ignore_index")
    if test.input(2) is not None:
        raise LeftOutError("It has class weights, which are no part of a loss of ours, but of the training.")
    each = _losses(SparseCategoricalCrossentropy(from_logits=True, ignore_class=ignored), labels, logits)
    mean = each.mean()
    if ignored is not None:
        each *= np.count_nonzero(labels != ignored) / each.size  # ours are stretched, so that this is their mean
    reduced = {"none": each, "sum": each.sum(), "mean": mean}[test.attribute("reduction", "mean")]
    log_probabilities = channels_first(on_one_sample(Activation(activation=LogSoftmax()), logits))
    return [reduced, log_probabilities]


def _losses(loss: SparseCategoricalCrossentropy, labels: Array, logits: Array) -> Array:
    ctx, each = context(np.float32), np.empty(logits.shape[:-1], np.float32)
    run(loss.forward(labels, logits, each, ctx))
    return each


OPERATORS: dict[str, Answer] = {"SoftmaxCrossEntropyLoss": _crossentropy}
