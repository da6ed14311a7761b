"""The picture that explains a fit while the network learns: which inputs to try, and what to read from the answers.

Two numbers in: the plane with its regions. One number in, one out: the curve through the points. Otherwise classes
are explained by what is taken for what, numbers by predicted against true values. All of it is in original units.
"""

from __future__ import annotations

from typing import TypeAlias

from nnstudio.data.preparation import PreparedData
from nnstudio.insight.classification import class_names
from nnstudio.insight.evaluation import in_target_form
from nnstudio.insight.plotted_fits import CurveFit, PlaneFit, curve_fit, number_axes, plane_fit
from nnstudio.insight.watched_fits import ClassFit, ValueFit, watch
from nnstudio.network.document import Document

Fit: TypeAlias = PlaneFit | CurveFit | ClassFit | ValueFit


def explain(document: Document, data: PreparedData, output: str | None = None) -> Fit:
    """The picture for this network and data, of an output or the first; DataError if the target suits no loss."""
    data = in_target_form(document, data)
    output = next(iter(data.description.targets)) if output is None else output
    data, loss = data.of(output), document.training.loss_of(output)
    target = data.description.target
    classes = class_names(target, loss)
    is_one_value = target.shape == (1,)
    axes = number_axes(data)
    if len(axes) == 2 and (classes or is_one_value):
        return plane_fit(data, axes, classes, loss)
    if len(axes) == 1 and is_one_value and not classes:
        return curve_fit(data, axes[0])
    return watch(data, classes, loss)
