"""Targets in the form that a loss asks for."""

from __future__ import annotations

import numpy as np

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.catalog.losses import Loss
from nnstudio.errors import DataError


def target_for(loss: Loss, target: Array, prediction: Shape) -> Array:
    """The target as class labels or as numbers of the prediction's shape; raises DataError if it cannot be so."""
    wanted = loss.target_shape(prediction)
    if loss.target_form == "classes":
        return _labels(target, wanted, prediction[-1])
    numbers = np.ascontiguousarray(target, np.float32)
    if numbers.size != len(target) * int(np.prod(wanted)):
        raise DataError(
            f"The target has {numbers.shape[1:]} values per sample, but the output gives {prediction}. "
            "Set the units of the output layer to match."
        )
    return numbers.reshape(len(target), *wanted)


def _labels(target: Array, wanted: Shape, classes: int) -> Array:
    labels = target.astype(np.int64).reshape(len(target), *wanted)
    if not np.array_equal(labels, target.reshape(labels.shape)):
        raise DataError("The target must hold class labels (whole numbers) for this loss, but has fractions.")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise DataError(
            f"The target has class {int(labels.max() if labels.max() >= classes else labels.min())}, but the output "
            f"has units for classes 0 to {classes - 1} only. Set the units of the output layer to match."
        )
    return labels
