"""Problems between the network, its loss and its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import structs

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import shape_text
from nnstudio.catalog.losses import CategoricalCrossentropy, Loss, MeanSquaredError
from nnstudio.data.preparation import DataDescription
from nnstudio.data.target import TargetDescription, TargetKind
from nnstudio.errors import DataError
from nnstudio.network import edits
from nnstudio.network.axis_names import UNITS, described, names_by_rank
from nnstudio.network.document import Document, Training
from nnstudio.network.figure_checks import figure_problems
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.index_checks import index_problems
from nnstudio.network.inference import Inference
from nnstudio.network.optimizer_checks import optimizer_problems
from nnstudio.network.output_checks import at_output, if_several, output_problems
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.network.weight_checks import weight_problems
from nnstudio.sentence import Sentence


def training_problems(
    document: Document, inference: Inference, description: DataDescription | None
) -> Iterator[Problem]:
    """Problems of the training set-up; `description` tells what the data looks like, if it could be read."""
    outputs = outputs_of(document.network)
    shapes = {output.id: inference.shapes[output.id] for output in outputs}
    for output in outputs:
        yield from _loss(document, output, shapes[output.id])
        yield from output_problems(document, output, shapes[output.id])
    yield from optimizer_problems(document)
    yield from figure_problems(document, shapes, description)
    if document.data is None:
        yield Problem(code="no-data", severity="warning", message="No data is chosen. Pick a sample or open a file.")
    yield from weight_problems(document, inference, description)
    if description is not None:
        yield from _inputs(document, inference, description)
        yield from index_problems(document, description)
        for output in outputs:
            yield from _target(document, inference, output, description.target_of(output.id))
        yield from _batch_size(document, description)


def _loss(document: Document, output: Node, prediction: Shape) -> Iterator[Problem]:
    """A loss whose settings do not go with predictions of this shape."""
    loss = document.training.loss_of(output.id)
    objection = loss.objection(prediction)
    if objection is not None:
        plain = type(loss)()
        yield Problem(
            code="loss-shape",
            node=if_several(document, output.id),
            field="loss",
            message=at_output(document, output.id, Sentence("{loss} {refusal}.", loss=loss.label, refusal=objection)),
            fixes=(
                Fix(
                    Sentence("Use {loss} as it comes", loss=loss.label),
                    set_for_output(document, output.id, "loss", plain),
                ),
            )
            if plain.objection(prediction) is None
            else (),
        )


def target_kinds(
    training: Training, description: DataDescription, predictions: Mapping[str, Shape]
) -> dict[str, TargetKind]:
    """The form in which the loss of each output takes its target; outputs without a target are left out."""
    targets = {output: description.target_of(output) for output in predictions}
    return {
        output: target_kind(training.loss_of(output), target, predictions[output])
        for output, target in targets.items()
        if target is not None
    }


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
                message=Sentence(
                    "{node} expects {result}, but {name} gives {wanted} per sample. Set its Shape to match.",
                    node=node.title,
                    result=inference.described(node.id),
                    name=description.name,
                    wanted=described(given, names_by_rank(len(given))),
                ),
                fixes=(
                    Fix(
                        Sentence("Set Shape to {shape}", shape=shape_text(given)),
                        edits.set_fields(document, [node.id], shape=given),
                    ),
                ),
            )


def _target(
    document: Document, inference: Inference, output: Node, given: TargetDescription | None
) -> Iterator[Problem]:
    if given is None:
        return
    loss, shape = document.training.loss_of(output.id), inference.shapes[output.id]
    try:
        target = as_taken(loss, given, shape)
    except DataError:
        yield Problem(
            code="loss-target",
            node=if_several(document, output.id),
            field="loss",
            message=at_output(
                document,
                output.id,
                Sentence(
                    "{loss} needs classes, but the target {given} holds numbers. Choose {better} instead.",
                    loss=loss.label,
                    given=given.label,
                    better=MeanSquaredError.label,
                ),
            ),
            fixes=(
                Fix(
                    Sentence("Use {loss}", loss=MeanSquaredError.label),
                    set_for_output(document, output.id, "loss", MeanSquaredError()),
                ),
            ),
        )
        return
    wanted = wanted_shape(target)
    if shape == wanted:
        return
    what = (
        Sentence("one of {class_count} classes", class_count=target.class_count)
        if target.class_names
        else shape_text(target.shape)
    )
    yield Problem(
        code="output-shape",
        node=output.id,
        message=Sentence(
            "{output} gives {result}, but {loss} with the target {target} ({what}) needs {wanted}.",
            output=output.title,
            result=inference.described(output.id),
            loss=loss.label,
            target=target.label,
            what=what,
            wanted=described(wanted, _axes_of_units(len(wanted))),
        ),
    )


def _axes_of_units(rank: int) -> tuple[str, ...]:
    return (*names_by_rank(rank)[:-1], UNITS) if rank else ()


def as_taken(loss: Loss, target: TargetDescription, prediction: Shape) -> TargetDescription:
    """The target in the form in which a loss takes it; raises DataError if it cannot have that."""
    if target.kind == "values" and not target.may_be_classes and len(prediction) < 2:
        target = structs.replace(target, step_class_count=0)  # a single position has no steps
    return target.as_kind(target_kind(loss, target, prediction))


def wanted_shape(target: TargetDescription) -> Shape:
    """The shape of a prediction that can be held against a target in this form."""
    return (*target.shape, target.class_count) if target.kind == "classes" else target.shape


def _batch_size(document: Document, description: DataDescription) -> Iterator[Problem]:
    rows = description.train_rows
    if document.training.batch_size > rows:
        yield Problem(
            code="batch-size",
            severity="warning",
            field="batch_size",
            message=Sentence(
                "Batch size is {batch_size}, but there are only {rows} training samples: every epoch is a single step.",
                batch_size=document.training.batch_size,
                rows=rows,
            ),
            fixes=(Fix(Sentence("Set Batch size to {rows}", rows=rows), edits.set_training(document, batch_size=rows)),)
            if rows
            else (),
        )
