"""Problems of the figures that a training measures, and of those who watch them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.data.preparation import DataDescription
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.figures import LOSS, figures, loss_keys, outputs_of
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_METRICS = ("metrics", "weighted_metrics")


def figure_problems(
    document: Document, shapes: Mapping[str, Shape], description: DataDescription | None
) -> Iterator[Problem]:
    """Metrics that do not go with the loss of their output, and callbacks that wait for a figure in vain."""
    training = document.training
    for output in shapes:
        for field in _METRICS:
            for metric in dict.fromkeys(training.value_of(field, output)):
                if not _go_together(metric, training.loss_of(output)):
                    yield _misfit(document, output, field, metric)
    if description is not None:
        keys = {LOSS, *loss_keys(tuple(shapes)), *(figure.key for figure in figures(training, shapes))}
        yield from _watchers(document, keys, has_validation=description.validation_rows > 0)


def _go_together(metric: Metric, loss: Loss) -> bool:
    """Whether metric and loss read the target in the same form."""
    return metric.target_form == "any" or (metric.target_form == "classes") == (loss.target_form == "classes")


def _misfit(document: Document, output: str, field: str, metric: Metric) -> Problem:
    training = document.training
    others = tuple(other for other in training.value_of(field, output) if other != metric)
    return Problem(
        code="metric-target",
        node=output if len(outputs_of(document.network)) > 1 else None,
        field=field,
        message=Sentence(
            "{metric} does not go with {loss}: one reads class labels, the other numbers or "
            "one-hot rows. Choose another metric.",
            metric=metric.label,
            loss=training.loss_of(output).label,
        ),
        fixes=(Fix(Sentence("Remove {metric}", metric=metric.label), set_for_output(document, output, field, others)),),
    )


def _watchers(document: Document, keys: set[str], *, has_validation: bool) -> Iterator[Problem]:
    known = {*keys, *(f"val_{key}" for key in keys if has_validation)}
    callbacks = document.training.callbacks
    for callback in dict.fromkeys(callbacks):
        monitor = callback.watched
        if monitor is None or monitor in known:
            continue
        bare = monitor.removeprefix("val_")
        instead = bare if bare in known else "loss"
        advice = (
            Sentence("Watch {instead}.", instead=instead)
            if has_validation or bare == monitor
            else Sentence("Watch {instead}, or set some data aside for validation.", instead=instead)
        )
        watching = tuple(other.replace(monitor=instead) if other == callback else other for other in callbacks)
        yield Problem(
            code="callback-monitor",
            severity="warning",
            field="callbacks",
            message=Sentence(
                "{callback} watches {monitor}, which this training does not measure, and so {consequence}. {advice}",
                callback=callback.label,
                monitor=monitor,
                consequence=Sentence(callback.without_figure),
                advice=advice,
            ),
            fixes=(
                Fix(Sentence("Watch {instead}", instead=instead), edits.set_training(document, callbacks=watching)),
            ),
        )
