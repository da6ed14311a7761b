"""Problems of the figures that a training measures, and of those who watch them."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.metrics import Metric
from nnstudio.data.preparation import DataDescription
from nnstudio.network import edits
from nnstudio.network.document import Document, Training
from nnstudio.network.problem import Fix, Problem


def figure_problems(document: Document, prediction: Shape, description: DataDescription | None) -> Iterator[Problem]:
    """Metrics that do not go with the loss or hide each other, and callbacks that wait for a figure in vain."""
    training = document.training
    keys = [metric.resolved(training.loss.target_form, prediction).key for metric in training.metrics]
    for index, metric in enumerate(training.metrics):
        if not _go_together(metric, training):
            yield _misfit(document, index)
        elif keys[index] in keys[:index]:
            yield _double(document, index, keys[index])
    if description is not None:
        yield from _watchers(document, {"loss", *keys}, has_validation=description.validation_rows > 0)


def _misfit(document: Document, index: int) -> Problem:
    metric, loss = document.training.metrics[index], document.training.loss
    return Problem(
        code="metric-target",
        field="metrics",
        message=f"{metric.label} does not go with {loss.label}: one reads class labels, the other numbers or one-hot "
        "rows. Choose another metric.",
        fixes=(_removal(document, index),),
    )


def _double(document: Document, index: int, key: str) -> Problem:
    return Problem(
        code="metric-twice",
        severity="warning",
        field="metrics",
        message=f"{document.training.metrics[index].label} has the same name as a metric before it ({key}), and only "
        "the last one is shown. Remove one of them.",
        fixes=(_removal(document, index),),
    )


def _removal(document: Document, index: int) -> Fix:
    metrics = document.training.metrics
    others = (*metrics[:index], *metrics[index + 1 :])
    return Fix(f"Remove {metrics[index].label}", edits.set_training(document, metrics=others))


def _go_together(metric: Metric, training: Training) -> bool:
    """Whether metric and loss read the target in the same form."""
    return metric.target_form == "any" or (metric.target_form == "classes") == (training.loss.target_form == "classes")


def _watchers(document: Document, keys: set[str], *, has_validation: bool) -> Iterator[Problem]:
    known = {*keys, *(f"val_{key}" for key in keys if has_validation)}
    callbacks = document.training.callbacks
    for index, callback in enumerate(callbacks):
        monitor: str | None = getattr(callback, "monitor", None)
        if monitor is None or monitor in known:
            continue
        advice = "set some data aside for validation" if monitor.startswith("val_") and not has_validation else None
        instead = monitor.removeprefix("val_") if monitor.removeprefix("val_") in known else "loss"
        watching = (*callbacks[:index], callback.replace(monitor=instead), *callbacks[index + 1 :])
        yield Problem(
            code="callback-monitor",
            severity="warning",
            field="callbacks",
            message=f"{callback.label} watches {monitor}, which this training does not measure, and so does nothing. "
            f"Watch {instead}{f', or {advice}' if advice else ''}.",
            fixes=(Fix(f"Watch {instead}", edits.set_training(document, callbacks=watching)),),
        )
