"""Answers that an output cannot give, or that its loss is not for."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.doctor.outputs import OfOutputs, below_zero, target_of, units_of, use, use_loss, value_range
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.output_checks import doubt, function_for, function_of, giving, with_function
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class NegativeTarget(OfOutputs):
    """A target that goes below 0 for a loss that takes logarithms."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """No function of the output could mend that."""
        lowest = below_zero(case, output, loss)
        target = target_of(case, output)
        if lowest is not None and target is not None:
            yield Problem(
                code="target-below-zero",
                severity="warning",
                node=output.id,
                field="loss",
                message=Sentence(
                    "{output} is to predict {target}, which goes down to {lowest:.4g}, but {loss} takes logarithms and "
                    "is for numbers from 0 on. Use Mean squared error.",
                    output=output.title,
                    target=target.label,
                    lowest=lowest,
                    loss=loss.label,
                ),
                fixes=(use_loss(case, output, MeanSquaredError()), use_loss(case, output, MeanAbsoluteError())),
            )


class OutOfReach(OfOutputs):
    """A function that cannot give all the numbers that the target holds."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Known once the data is."""
        target = target_of(case, output)
        known = value_range(function)
        if loss.target_form != "values" or target is None or target.range is None or below_zero(case, output, loss):
            return
        beyond = next((value for value in target.range if not known[0] <= value <= known[1]), None)
        if beyond is not None:
            limits = (
                Sentence("no number below 0")
                if known[1] == math.inf
                else Sentence("numbers from {low:g} to {high:g} only", low=known[0], high=known[1])
            )
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, which gives {limits}, but the target {target} holds "
                    "{beyond:.4g}. Use linear.",
                    output=output.title,
                    function=function.short_name,
                    limits=limits,
                    target=target.label,
                    beyond=beyond,
                ),
                use(case, output, Linear()),
            )


class NumbersForClasses(Diagnosis):
    """A loss of numbers for a target that holds names of classes."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """With the loss of classes, and the function that goes with it."""
        for output in outputs_of(case.network):
            target, loss = target_of(case, output), case.document.training.loss_of(output.id)
            if target is None or target.kind != "classes" or type(loss) is not MeanSquaredError:
                continue
            is_single = units_of(case, output) == 1 and target.class_count == 2
            losses = (
                (BinaryCrossentropy(),) if is_single else (SparseCategoricalCrossentropy(), CategoricalCrossentropy())
            )
            yield Problem(
                code="classes-as-numbers",
                severity="warning",
                node=output.id,
                field="loss",
                message=Sentence(
                    "{output} is to tell the {class_count} classes of {target}, but {loss} takes them for"
                    " numbers and learns them slowly. Use {better}.",
                    output=output.title,
                    class_count=target.class_count,
                    target=target.label,
                    loss=loss.label,
                    better=losses[0].label,
                ),
                fixes=tuple(_as_classes(case, output, loss) for loss in losses),
            )


def _as_classes(case: Case, output: Node, loss: Loss) -> Fix:
    """The repair that lets an output tell classes by a loss for them."""
    change, function = set_for_output(case.document, output.id, "loss", loss), function_for(loss)
    if function_of(giving(case.network, output.id).layer) is not None:
        change = change.then(with_function(case.after(change).document, output, function))
    return Fix(Sentence("Use {better} and {function}", better=loss.label, function=function.short_name), change)
