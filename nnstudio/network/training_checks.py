"""Problems between the network, its loss and its data."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.activations import Sigmoid, Softmax
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import shape_text
from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.data.preparation import DataDescription
from nnstudio.data.target import TargetDescription, TargetKind
from nnstudio.errors import DataError
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import Node
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Fix, Problem
from nnstudio.network.shape_checks import adaptations, insertion


def training_problems(
    document: Document, inference: Inference, description: DataDescription | None
) -> Iterator[Problem]:
    """Problems of the training set-up; `description` tells what the data looks like, if it could be read."""
    (output,) = document.network.outputs
    yield from _output_activation(document, output, inference.shapes[output.id])
    if document.data is None:
        yield Problem(code="no-data", severity="warning", message="No data is chosen. Pick a sample or open a file.")
    if description is None:
        return
    yield from _inputs(document, inference, description)
    yield from _target(document, output, inference, description.target)
    yield from _metrics(document)
    if document.training.batch_size > description.train_rows:
        yield Problem(
            code="batch-size",
            severity="warning",
            field="batch_size",
            message=f"Batch size is {document.training.batch_size}, but there are only {description.train_rows} "
            "training samples: every epoch is a single step.",
        )


def _inputs(document: Document, inference: Inference, description: DataDescription) -> Iterator[Problem]:
    for node in document.network.inputs:
        given, declared = description.input_shapes.get(node.id), inference.shapes[node.id]
        if given is not None and given != declared:
            yield Problem(
                code="input-shape",
                node=node.id,
                field="shape",
                message=f"{node.title} expects {shape_text(declared)}, but {description.name} gives "
                f"{shape_text(given)} per sample. Set its Shape to match.",
                fixes=(Fix(f"Set Shape to {shape_text(given)}", edits.set_fields(document, [node.id], shape=given)),),
            )


def target_kind(loss: Loss, target: TargetDescription, prediction: Shape) -> TargetKind:
    """The form in which this loss takes this target, for predictions of this shape."""
    if loss.target_form == "classes":
        return "classes"
    if target.kind == "classes":
        return "values" if prediction == (1,) else "one_hot"
    return target.kind


def _target(document: Document, output: Node, inference: Inference, given: TargetDescription) -> Iterator[Problem]:
    loss, shape = document.training.loss, inference.shapes[output.id]
    try:
        target = given.as_kind(target_kind(loss, given, shape))
    except DataError:
        yield Problem(
            code="loss-target",
            field="loss",
            message=f"{loss.label} needs classes, but the target {given.label} holds numbers. "
            f"Choose {MeanSquaredError.label} instead.",
            fixes=(Fix(f"Use {MeanSquaredError.label}", edits.set_training(document, loss=MeanSquaredError())),),
        )
        return
    wanted = (target.class_count,) if target.kind == "classes" else target.shape
    if shape == wanted:
        return
    what = f"one of {given.class_count} classes" if given.class_names else shape_text(given.shape)
    yield Problem(
        code="output-shape",
        node=output.id,
        message=f"{output.title} gives {shape_text(shape)}, but {loss.label} with the target "
        f"{target.label} ({what}) needs {shape_text(wanted)}.",
        fixes=tuple(_output_fixes(document, inference, output, wanted)),
    )


def _output_fixes(document: Document, inference: Inference, output: Node, wanted: Shape) -> Iterator[Fix]:
    """Set the units; where the output has several axes, flatten before it as well."""
    if "units" not in fields_of(type(output.layer)) or len(wanted) != 1:
        return
    units = edits.set_fields(document, [output.id], units=wanted[0])
    if len(inference.shapes[output.id]) == 1:
        yield Fix(f"Set Units of “{output.id}” to {wanted[0]}", units)
        return
    for edge, adapter, given, adapted in adaptations(document, inference, output):
        if len(adapted) == 1:
            fix = insertion(document, edge, adapter, given, adapted)
            yield Fix(fix.label, units.then(fix.change))


def _metrics(document: Document) -> Iterator[Problem]:
    """Metrics that read another form of the target than the loss does."""
    training = document.training
    for metric in training.metrics:
        if metric.target_form != "any" and (metric.target_form == "classes") != (
            training.loss.target_form == "classes"
        ):
            others = tuple(other for other in training.metrics if other is not metric)
            yield Problem(
                code="metric-target",
                field="metrics",
                message=f"{metric.label} does not go with {training.loss.label}: one reads class labels, the other "
                "numbers or one-hot rows. Choose another metric.",
                fixes=(Fix(f"Remove {metric.label}", edits.set_training(document, metrics=others)),),
            )


def _output_activation(document: Document, output: Node, shape: Shape) -> Iterator[Problem]:
    if isinstance(output.layer.output_activation, Softmax) and shape and shape[-1] == 1:
        sigmoid = edits.set_fields(document, [output.id], activation=Sigmoid())
        yield Problem(
            code="softmax-of-one",
            severity="warning",
            node=output.id,
            field="activation",
            message=f"{output.title} applies softmax to a single unit, which always gives 1. Use sigmoid instead.",
            fixes=(Fix("Use sigmoid", sigmoid),),
        )
