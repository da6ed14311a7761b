"""Problems of sample weights and class weights: how much each sample counts in the loss."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import shape_text
from nnstudio.data.dataset import listed
from nnstudio.data.preparation import DataDescription
from nnstudio.data.reference import ONLY
from nnstudio.data.target import TargetDescription
from nnstudio.network import edits
from nnstudio.network.document import Document, Training
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


def weight_problems(document: Document, inference: Inference, description: DataDescription | None) -> Iterator[Problem]:
    """Weights that cannot be used with these outputs or this data."""
    outputs = outputs_of(document.network)
    if document.training.class_weight:
        yield from _class_weights(document, outputs, description)
    if description is not None:
        for output in outputs:
            yield from _sample_weights(document, output, inference.shapes[output.id], description)


def weights_by_class(training: Training, target: TargetDescription) -> dict[int, float]:
    """The class weights by the number of the class; those of unknown classes are left out."""
    numbers = {name: _class_number(name, target) for name in training.class_weight}
    return {number: training.class_weight[name] for name, number in numbers.items() if number is not None}


def _class_weights(
    document: Document, outputs: tuple[Node, ...], description: DataDescription | None
) -> Iterator[Problem]:
    remove = Fix("Remove the class weights", edits.set_training(document, class_weight=FrozenMapping()))
    reason = None
    if len(outputs) > 1:
        reason = Sentence(
            "Class weights are for networks with one output, and this one has {count}. Weigh the samples by a column "
            "of the data instead.",
            count=len(outputs),
        )
    elif document.data is not None and document.data.sample_weights:
        reason = Sentence("Samples are weighted both by their class and by a column of the data. Keep one of the two.")
    if reason is not None:
        yield Problem(code="class-weight", field="class_weight", message=reason, fixes=(remove,))
        return
    target = None if description is None else description.target_of(outputs[0].id)
    if target is None:
        return
    if not target.may_be_classes:
        yield Problem(
            code="class-weight",
            field="class_weight",
            message=Sentence(
                "Class weights need classes, but the target {target} holds numbers. Remove them.", target=target.label
            ),
            fixes=(remove,),
        )
        return
    known = target.class_names or tuple(map(str, range(target.class_count)))
    for name in document.training.class_weight:
        if _class_number(name, target) is None:
            kept = {other: weight for other, weight in document.training.class_weight.items() if other != name}
            change = edits.set_training(document, class_weight=FrozenMapping(kept))
            yield Problem(
                code="class-weight",
                field="class_weight",
                message=Sentence(
                    "There is a weight for the class {name!r}, which the target {target} does not have. "
                    "Its classes are {known}.",
                    name=name,
                    target=target.label,
                    known=listed(known),
                ),
                fixes=(Fix(Sentence("Remove the weight of {name!r}", name=name), change),),
            )


def _class_number(name: str, target: TargetDescription) -> int | None:
    """The number of a class that is given by its name, or by the number itself."""
    if name in target.class_names:
        return target.class_names.index(name)
    return int(name) if name.isdecimal() and int(name) < target.class_count else None


def _sample_weights(
    document: Document, output: Node, prediction: Shape, description: DataDescription
) -> Iterator[Problem]:
    weight = description.weight_of(output.id)
    positions = prediction[:-1]
    if weight is not None and weight.shape not in ((), positions):
        wanted = (
            Sentence("one number a row, or {shape}", shape=shape_text(positions))
            if positions
            else Sentence("one number a row")
        )
        yield Problem(
            code="sample-weight-shape",
            node=output.id,
            field="sample_weight",
            message=Sentence(
                "The sample weight {column!r} has {shape} per row, but {output} gives {expected} and "
                "needs {wanted}. Choose another column.",
                column=weight.column,
                shape=shape_text(weight.shape),
                output=output.title,
                expected=shape_text(prediction),
                wanted=wanted,
            ),
            fixes=tuple(_alike(document, output)),
        )


def _alike(document: Document, output: Node) -> Iterator[Fix]:
    """The repair that lets all samples count the same."""
    data = document.data
    if data is not None:
        weights = {name: column for name, column in data.sample_weights.items() if name not in (ONLY, output.id)}
        change = edits.set_data(document, data.replace(sample_weight=FrozenMapping(weights) or None))
        yield Fix("Let every sample count the same", change)
