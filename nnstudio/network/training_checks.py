"""Problems between the network, its loss and its data."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import shape_text
from nnstudio.catalog.losses import CategoricalCrossentropy, Loss, MeanSquaredError
from nnstudio.data.preparation import DataDescription
from nnstudio.data.target import TargetDescription, TargetKind
from nnstudio.errors import DataError
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.figure_checks import figure_problems
from nnstudio.network.graph import Node
from nnstudio.network.index_checks import index_problems
from nnstudio.network.inference import Inference
from nnstudio.network.output_checks import output_problems
from nnstudio.network.problem import Fix, Problem
from nnstudio.network.repairs import output_repairs


def training_problems(
    document: Document, inference: Inference, description: DataDescription | None
) -> Iterator[Problem]:
    """Problems of the training set-up; `description` tells what the data looks like, if it could be read."""
    (output,) = document.network.outputs
    shape = inference.shapes[output.id]
    yield from _loss(document, shape)
    yield from output_problems(document, output, shape)
    yield from figure_problems(document, shape, description)
    if document.data is None:
        yield Problem(code="no-data", severity="warning", message="No data is chosen. Pick a sample or open a file.")
    if description is not None:
        yield from _inputs(document, inference, description)
        yield from index_problems(document, description)
        yield from _target(document, inference, output, description.target)
        yield from _batch_size(document, description)


def _loss(document: Document, prediction: Shape) -> Iterator[Problem]:
    """A loss whose settings do not go with predictions of this shape."""
    loss = document.training.loss
    objection = loss.objection(prediction)
    if objection is not None:
        plain = type(loss)()
        yield Problem(
            code="loss-shape",
            field="loss",
            message=f"{loss.label} {objection}.",
            fixes=(Fix(f"Use {loss.label} as it comes", edits.set_training(document, loss=plain)),)
            if plain.objection(prediction) is None
            else (),
        )


def target_kind(loss: Loss, target: TargetDescription, prediction: Shape) -> TargetKind:
    """The form in which this loss takes this target, for predictions of this shape."""
    if loss.target_form == "classes":
        return "classes"
    is_about_classes = loss.target_form == "probabilities" and target.may_be_classes
    if target.kind == "one_hot" or not (target.kind == "classes" or is_about_classes):
        return target.kind
    return "values" if prediction == (1,) and _fits_single_output(loss, target) else "one_hot"


def _fits_single_output(loss: Loss, target: TargetDescription) -> bool:
    """Whether one number can stand for the class: always for a loss of numbers, else that of yes or no."""
    if isinstance(loss, CategoricalCrossentropy):
        return False
    return loss.target_form != "probabilities" or target.class_count <= 2


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


def _target(document: Document, inference: Inference, output: Node, given: TargetDescription) -> Iterator[Problem]:
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
    what = f"one of {target.class_count} classes" if target.class_names else shape_text(target.shape)
    yield Problem(
        code="output-shape",
        node=output.id,
        message=f"{output.title} gives {shape_text(shape)}, but {loss.label} with the target "
        f"{target.label} ({what}) needs {shape_text(wanted)}.",
        fixes=output_repairs(document, inference, output, wanted),
    )


def _batch_size(document: Document, description: DataDescription) -> Iterator[Problem]:
    rows = description.train_rows
    if document.training.batch_size > rows:
        yield Problem(
            code="batch-size",
            severity="warning",
            field="batch_size",
            message=f"Batch size is {document.training.batch_size}, but there are only {rows} training samples: "
            "every epoch is a single step.",
            fixes=(Fix(f"Set Batch size to {rows}", edits.set_training(document, batch_size=rows)),) if rows else (),
        )
