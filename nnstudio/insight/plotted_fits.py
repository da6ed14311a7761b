"""Fits of one or two inputs, which can be drawn whole: the network is tried at every place of a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.data.stacking import stack_inputs
from nnstudio.insight.classification import true_labels
from nnstudio.insight.originals import OriginalColumn, original_columns
from nnstudio.insight.scores import probabilities

PLANE_SIDE = 64
"""The plane is tried at so many places along each side."""
CURVE_POINTS = 200
MOST_POINTS = 2000
"""More data points than these are thinned out."""
_MARGIN = 0.1


@dataclass(frozen=True, eq=False)
class Points:
    """Samples as they are drawn."""

    x: Array
    """Shape (n, 2) in the plane, (n,) along a curve."""
    value: Array
    """The class number, or the number to predict."""
    validates: Array
    """Whether a point is kept for validation."""


@dataclass(frozen=True, eq=False)
class PlaneFit:
    """Two numbers in: what the network gives at every place of the plane."""

    inputs: dict[str, Array]
    axes: tuple[str, str]
    target: str
    extent: tuple[float, float, float, float]
    """Left, right, bottom and top of the plane."""
    points: Points
    classes: tuple[str, ...]
    """Empty where a number is predicted."""
    loss: Loss
    fitted: FittedPreprocessing

    def grid(self, predictions: Array) -> Array:
        """Predictions by row from the bottom and column from the left: (side, side) or (side, side, classes).

        Numbers come in their original unit, classes as probabilities; a single output tells that of the second class.
        """
        values = predictions.reshape(PLANE_SIDE, PLANE_SIDE, -1)
        if not self.classes:
            return self.fitted.invert(self.target, values[..., 0].astype(np.float64))
        shares = probabilities(values, self.loss)
        return shares[..., 0] if shares.shape[-1] == 1 else shares


@dataclass(frozen=True, eq=False)
class CurveFit:
    """One number in, one number out: the curve that the network has become."""

    inputs: dict[str, Array]
    axis: str
    target: str
    x: Array
    points: Points
    fitted: FittedPreprocessing

    def curve(self, predictions: Array) -> Array:
        """The height of the curve at every x."""
        return self.fitted.invert(self.target, predictions.reshape(-1).astype(np.float64))


def number_axes(data: PreparedData) -> tuple[OriginalColumn, ...]:
    """The one or two numbers that the network takes, over all points; nothing for any other input."""
    description = data.description
    if len(description.input_shapes) != 1:
        return ()
    ((node, shape),) = description.input_shapes.items()
    if shape not in ((1,), (2,)):
        return ()
    inputs = np.concatenate([samples.inputs[node] for samples in _drawn(data)])
    columns = original_columns(node, inputs, description, data.fitted)
    if any(column.classes for column in columns):
        return ()
    if len(columns) == 1 and columns[0].values.ndim == 2:
        name, values = columns[0].name, columns[0].values
        return tuple(OriginalColumn(f"{name}[{place}]", values[:, place]) for place in range(2))
    return columns


def plane_fit(data: PreparedData, axes: tuple[OriginalColumn, ...], classes: tuple[str, ...], loss: Loss) -> PlaneFit:
    """The plane around the points."""
    horizontal, vertical = (_with_margin(axis.values) for axis in axes)
    x, y = np.meshgrid(np.linspace(*horizontal, PLANE_SIDE), np.linspace(*vertical, PLANE_SIDE))
    return PlaneFit(
        inputs=_prepared(data, np.stack([x.ravel(), y.ravel()], axis=1)),
        axes=(axes[0].name, axes[1].name),
        target=data.description.target.names[0],
        extent=(*horizontal, *vertical),
        points=_points(data, np.stack([axis.values for axis in axes], axis=1), classes),
        classes=classes,
        loss=loss,
        fitted=data.fitted,
    )


def curve_fit(data: PreparedData, axis: OriginalColumn) -> CurveFit:
    """The curve over the points."""
    x = np.linspace(*_with_margin(axis.values), CURVE_POINTS)
    return CurveFit(
        inputs=_prepared(data, x[:, None]),
        axis=axis.name,
        target=data.description.target.names[0],
        x=x,
        points=_points(data, axis.values, ()),
        fitted=data.fitted,
    )


def _prepared(data: PreparedData, values: Array) -> dict[str, Array]:
    """Rows of original numbers as the network takes them."""
    ((node, names),) = data.description.columns.items()
    columns = {names[0]: values} if len(names) == 1 else {name: values[:, i] for i, name in enumerate(names)}
    return {node: stack_inputs(data.fitted.apply(columns), names, data.fitted)}


def _points(data: PreparedData, x: Array, classes: tuple[str, ...]) -> Points:
    target = np.concatenate([samples.target for samples in _drawn(data)])
    if classes:
        value = true_labels(target)
    else:
        value = data.fitted.invert(data.description.target.names[0], target[:, 0].astype(np.float64))
    validates = np.concatenate([np.full(len(samples), samples is data.validation) for samples in _drawn(data)])
    chosen = slice(None, None, -(-len(x) // MOST_POINTS))
    return Points(x[chosen], value[chosen], validates[chosen])


def _drawn(data: PreparedData) -> list[Samples]:
    return [samples for samples in (data.train, data.validation) if samples is not None]


def _with_margin(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = (high - low) * _MARGIN or 0.5
    return low - margin, high + margin
