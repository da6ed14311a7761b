"""Problems of the figures that a training measures, and of those who watch them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nnstudio.catalog.fields import FieldKind, fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.data.preparation import DataDescription
from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.document import Document
from nnstudio.network.figures import LOSS, figures, loss_keys
from nnstudio.network.output_checks import at_output, if_several
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_METRICS = ("metrics", "weighted_metrics")


def figure_problems(
    document: Document, shapes: Mapping[str, Shape], description: DataDescription | None
) -> Iterator[Problem]:
    """Metrics that do not go with the loss of their output, and callbacks that wait for a figure in vain."""
    training = document.training
    for output, shape in shapes.items():
        form = training.loss_of(output).target_form
        for field in _METRICS:
            for metric in dict.fromkeys(training.value_of(field, output)):
                if not _go_together(metric, training.loss_of(output)):
                    yield _misfit(document, output, field, metric)
                elif metric.resolved(form, shape).objection(form, shape) is not None:
                    yield _objection(document, output, field, metric, shape)
    if description is not None:
        keys = {LOSS, *loss_keys(tuple(shapes)), *(figure.key for figure in figures(training, shapes))}
        yield from _watchers(document, keys, has_validation=description.validation_rows > 0)


def _go_together(metric: Metric, loss: Loss) -> bool:
    """Whether metric and loss read the target in the same form."""
    return metric.target_form == "any" or (metric.target_form == "classes") == (loss.target_form == "classes")


def _misfit(document: Document, output: str, field: str, metric: Metric) -> Problem:
    return Problem(
        code="metric-target",
        node=if_several(document, output),
        field=field,
        message=at_output(
            document,
            output,
            Sentence(
                "{metric} does not go with {loss}: one reads class labels, the other numbers or "
                "one-hot rows. Choose another metric.",
                metric=metric.label,
                loss=document.training.loss_of(output).label,
            ),
        ),
        fixes=(_removal(document, output, field, metric),),
    )


def _objection(document: Document, output: str, field: str, metric: Metric, shape: Shape) -> Problem:
    """A metric whose settings do not go with these predictions, with those of the nearest that do."""
    form = document.training.loss_of(output).target_form
    return Problem(
        code="metric-settings",
        node=if_several(document, output),
        field=field,
        message=at_output(
            document,
            output,
            Sentence("{metric} {refusal}.", metric=metric.label, refusal=metric.objection(form, shape)),
        ),
        fixes=(
            *(
                Fix(title, _replacement(document, output, field, metric, better))
                for title, better in _alike(metric)
                if better.objection(form, shape) is None
            ),
            _removal(document, output, field, metric),
        ),
    )


def _alike(metric: Metric) -> Iterator[tuple[str, Metric]]:
    """The same metric with one setting turned, and as it comes."""
    fields = fields_of(type(metric))
    for name in (name for name, field in fields.items() if field.kind is FieldKind.BOOLEAN):
        words = "Turn {field} of {metric} off" if getattr(metric, name) else "Turn {field} of {metric} on"
        title = Sentence(words, field=fields[name].label, metric=metric.label)
        yield title, metric.replace(**{name: not getattr(metric, name)})
    plain = {name: field.default for name, field in fields.items() if not field.required}
    yield Sentence("Use {metric} as it comes", metric=metric.label), metric.replace(**plain)


def _replacement(document: Document, output: str, field: str, metric: Metric, other: Metric) -> Change:
    metrics = document.training.value_of(field, output)
    changed = tuple(dict.fromkeys(other if one == metric else one for one in metrics))
    return set_for_output(document, output, field, changed)


def _removal(document: Document, output: str, field: str, metric: Metric) -> Fix:
    others = tuple(other for other in document.training.value_of(field, output) if other != metric)
    return Fix(Sentence("Remove {metric}", metric=metric.label), set_for_output(document, output, field, others))


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
