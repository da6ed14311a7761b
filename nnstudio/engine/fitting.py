"""Prepared data in the form that a training takes: checked, by output node, in the type of the model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.engine.batches import Batches
from nnstudio.engine.feeding import fed
from nnstudio.engine.model import Model
from nnstudio.errors import NetworkError
from nnstudio.network.checks import check, first_error
from nnstudio.network.document import Document, Training
from nnstudio.network.training_checks import target_kinds
from nnstudio.network.weight_checks import weights_by_class
from nnstudio.sentence import Sentence


def fitted_to(document: Document, model: Model, data: PreparedData) -> PreparedData:
    """The data with each target in the form that its loss asks for; raises NetworkError if the two do not fit."""
    problem = first_error(check(document, data.description, model.inference))
    if problem is not None:
        raise NetworkError(problem.message)
    for node in model.network.inputs:
        if node.id not in data.train.inputs:
            raise NetworkError(
                Sentence("The data holds nothing for {node}. Choose its columns, or remove it.", node=node.title)
            )
    return data.for_outputs(target_kinds(document.training, data.description, model.prediction_shapes))


def weighted_by_class(training: Training, data: PreparedData) -> Samples:
    """The training samples, each counted as its class is; as they are where classes have no weights.

    As in Keras, that concerns the training alone: validation counts every sample once.
    """
    if not training.class_weight:
        return data.train
    ((output, target),) = data.train.targets.items()
    by_class = weights_by_class(training, data.description.target)
    classes = _class_numbers(target)
    counts = np.ones(max(int(classes.max()), *by_class, 0) + 1, np.float32)
    for number, weight in by_class.items():
        counts[number] = weight
    return Samples(data.train.inputs, data.train.targets, {output: counts[classes]})


def _class_numbers(target: Array) -> Array:
    """The class at every position, whichever form the target has."""
    if target.dtype == np.int64:
        return target
    return np.rint(target[..., 0]).astype(np.int64) if target.shape[-1] == 1 else target.argmax(axis=-1)


def as_batches(samples: Samples, model: Model, columns: Mapping[str, tuple[str, ...]] | None = None) -> Batches:
    """Samples in the types of the model; class numbers stay whole.

    Raises DataError for a value that the network cannot take; with the `columns` of each Input it names the guilty one.
    """
    dtype, samples = model.store.dtype, samples.for_outputs(model.prediction_shapes)
    targets = {
        output: target if target.dtype == np.int64 else target.astype(dtype, copy=False)
        for output, target in samples.targets.items()
    }
    weights = {output: values.astype(dtype, copy=False) for output, values in samples.weights.items()}
    return Batches(fed(model.network, samples.inputs, dtype, columns), targets, weights)
