"""Problems of the figures that a training measures, and of those who watch them."""

from __future__ import annotations

from collections import Counter
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
    keys = Counter(metric.resolved(training.loss.target_form, prediction).key for metric in training.metrics)
    for metric in dict.fromkeys(training.metrics):
        if not _go_together(metric, training):
            yield _misfit(document, metric)
    for key, count in keys.items():
        if count > 1:
            yield _repeated(document, prediction, key)
    if description is not None:
        yield from _watchers(document, {"loss", *keys}, has_validation=description.validation_rows > 0)


def _go_together(metric: Metric, training: Training) -> bool:
    """Whether metric and loss read the target in the same form."""
    return metric.target_form == "any" or (metric.target_form == "classes") == (training.loss.target_form == "classes")


def _misfit(document: Document, metric: Metric) -> Problem:
    others = tuple(other for other in document.training.metrics if other != metric)
    return Problem(
        code="metric-target",
        field="metrics",
        message=f"{metric.label} does not go with {document.training.loss.label}: one reads class labels, the other "
        "numbers or one-hot rows. Choose another metric.",
        fixes=(Fix(f"Remove {metric.label}", edits.set_training(document, metrics=others)),),
    )


def _repeated(document: Document, prediction: Shape, key: str) -> Problem:
    training = document.training
    named = [metric.resolved(training.loss.target_form, prediction).key for metric in training.metrics]
    last = len(named) - 1 - named[::-1].index(key)
    others = tuple(metric for index, metric in enumerate(training.metrics) if named[index] != key or index == last)
    return Problem(
        code="metric-twice",
        severity="warning",
        field="metrics",
        message=f"Several metrics have the name {key}, so that only the last one can be shown. Remove the others.",
        fixes=(Fix("Keep only the last one", edits.set_training(document, metrics=others)),),
    )


def _watchers(document: Document, keys: set[str], *, has_validation: bool) -> Iterator[Problem]:
    known = {*keys, *(f"val_{key}" for key in keys if has_validation)}
    callbacks = document.training.callbacks
    for callback in dict.fromkeys(callbacks):
        monitor: str | None = getattr(callback, "monitor", None)
        if monitor is None or monitor in known:
            continue
        bare = monitor.removeprefix("val_")
        instead = bare if bare in known else "loss"
        advice = "" if has_validation or bare == monitor else ", or set some data aside for validation"
        watching = tuple(other.replace(monitor=instead) if other == callback else other for other in callbacks)
        yield Problem(
            code="callback-monitor",
            severity="warning",
            field="callbacks",
            message=f"{callback.label} watches {monitor}, which this training does not measure, and so does nothing. "
            f"Watch {instead}{advice}.",
            fixes=(Fix(f"Watch {instead}", edits.set_training(document, callbacks=watching)),),
        )
