"""Activations of outputs that do not go with the loss or with the target."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from nnstudio.catalog.activations import (
    ActivationFunction,
    Exponential,
    HardSigmoid,
    HardTanh,
    Linear,
    Relu,
    Relu6,
    Sigmoid,
    Softmax,
    Softplus,
    Softsign,
    SparseSigmoid,
    Tanh,
)
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    Dice,
    Hinge,
    KLDivergence,
    Loss,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
    Tversky,
)
from nnstudio.data.target import TargetDescription
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.output_checks import YES_OR_NO, doubt, function_of, with_function
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_EACH_BY_ITSELF = (HardSigmoid, Sigmoid, SparseSigmoid)
_ONE_OF_SEVERAL = (
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    KLDivergence,
    SparseCategoricalCrossentropy,
)
_OF_PROBABILITIES = (CategoricalGeneralizedCrossEntropy, Dice, KLDivergence, Tversky)
"""Losses that take probabilities and cannot be told to take anything else."""
_OF_POSITIVE_NUMBERS = (MeanSquaredLogarithmicError, Poisson)
_RANGES: Final[dict[type[ActivationFunction], tuple[float, float]]] = {
    **dict.fromkeys((*_EACH_BY_ITSELF, Softmax), (0.0, 1.0)),
    **dict.fromkeys((Tanh, HardTanh, Softsign), (-1.0, 1.0)),
    **dict.fromkeys((Relu, Softplus, Exponential), (0.0, math.inf)),
    Relu6: (0.0, 6.0),
}
"""What results lie between, of functions that do not go on forever both ways."""


class _OfOutputs(Diagnosis):
    """Looks at the last function of every output, together with its loss."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """At most one for each output that has an activation."""
        for output in outputs_of(case.network):
            function, loss = (
                function_of(case.network.acting(output.id).layer),
                case.document.training.loss_of(output.id),
            )
            if function is not None and not getattr(loss, "from_logits", False):
                yield from self.of_output(case, output, function, loss)

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """What is doubtful of this function before this loss."""
        raise NotImplementedError


class SigmoidForOneOfSeveral(_OfOutputs):
    """Sigmoid before a loss that takes the probabilities of all classes together."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """With softmax, they add up to 1; with the loss of yes or no, each class is a question of its own."""
        if (
            not (isinstance(function, _EACH_BY_ITSELF) and isinstance(loss, _ONE_OF_SEVERAL))
            or _units(case, output) < 2
        ):
            return
        fixes = [_use(case, output, Softmax())]
        if loss.target_form == "probabilities":
            fixes.append(_use_loss(case, output, BinaryCrossentropy()))
        yield doubt(
            output,
            Sentence(
                "{output} gives each of its {units} units a probability of its own by {function}, but"
                " {loss} expects them to add up to 1, for one choice among all. Use softmax.",
                output=output.title,
                units=_units(case, output),
                function=function.short_name,
                loss=loss.label,
            ),
            *fixes,
        )


class SoftmaxForYesOrNo(_OfOutputs):
    """Softmax before a loss that takes every unit by itself."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Which of the two is wrong is told by the target."""
        if not (isinstance(function, Softmax) and isinstance(loss, YES_OR_NO)) or _units(case, output) < 2:
            return
        target = _target(case, output)
        is_choice = target is None or target.kind in {"classes", "one_hot"}
        fixes = [_use_loss(case, output, CategoricalCrossentropy()), _use(case, output, Sigmoid())]
        yield doubt(
            output,
            Sentence(
                "{output} gives one choice among {units} units by softmax, but {loss} takes every unit for a question "
                "of its own. Use {instead}.",
                output=output.title,
                units=_units(case, output),
                loss=loss.label,
                instead=CategoricalCrossentropy.label if is_choice else Sigmoid.short_name,
            ),
            *(fixes if is_choice else reversed(fixes)),
        )


class NoProbabilities(_OfOutputs):
    """A function with any results before a loss that takes probabilities."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Softmax for several units, sigmoid for one."""
        if isinstance(loss, _OF_PROBABILITIES) and _range(function) != (0.0, 1.0):
            wanted = Softmax() if _units(case, output) > 1 else Sigmoid()
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, but {loss} expects probabilities. Use {wanted}.",
                    output=output.title,
                    function=function.short_name,
                    loss=loss.label,
                    wanted=wanted.short_name,
                ),
                _use(case, output, wanted),
            )


class NegativeForLogarithm(_OfOutputs):
    """A function that goes below 0 before a loss that takes logarithms."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Softplus is nearest to what was there."""
        if isinstance(loss, _OF_POSITIVE_NUMBERS) and _range(function)[0] < 0:
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, which gives numbers below 0, too, but {loss} takes "
                    "logarithms. Use softplus.",
                    output=output.title,
                    function=function.short_name,
                    loss=loss.label,
                ),
                _use(case, output, Softplus()),
                _use(case, output, Exponential()),
            )


class ProbabilityForHinge(_OfOutputs):
    """A function without negative results before a loss that wants -1 for no and 1 for yes."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Tanh has the range for it, linear the larger margin."""
        if isinstance(loss, Hinge | SquaredHinge) and _range(function)[0] >= 0:
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, which gives no number below 0, but {loss} wants -1 "
                    "for no and 1 for yes. Use tanh.",
                    output=output.title,
                    function=function.short_name,
                    loss=loss.label,
                ),
                _use(case, output, Tanh()),
                _use(case, output, Linear()),
            )


class OutOfReach(_OfOutputs):
    """A function that cannot give all the numbers that the target holds."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Known once the data is."""
        target = _target(case, output)
        known = _range(function)
        if loss.target_form != "values" or target is None or target.range is None:
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
                _use(case, output, Linear()),
            )


class NumbersForClasses(Diagnosis):
    """A loss of numbers for a target that holds names of classes."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """With the loss of classes, and the function that goes with it."""
        for output in outputs_of(case.network):
            target, loss = _target(case, output), case.document.training.loss_of(output.id)
            if target is None or target.kind != "classes" or type(loss) is not MeanSquaredError:
                continue
            better = SparseCategoricalCrossentropy()
            change = set_for_output(case.document, output.id, "loss", better)
            if function_of(case.network.acting(output.id).layer) is not None:
                change = change.then(with_function(case.after(change).document, output, Softmax()))
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
                    better=better.label,
                ),
                fixes=(Fix(Sentence("Use {better} and softmax", better=better.label), change),),
            )


def _range(function: ActivationFunction) -> tuple[float, float]:
    """What results lie between."""
    if getattr(function, "negative_slope", 0):
        return (-math.inf, math.inf)
    return _RANGES.get(type(function), (-math.inf, math.inf))


def _target(case: Case, output: Node) -> TargetDescription | None:
    return None if case.description is None else case.description.target_of(output.id)


def _units(case: Case, output: Node) -> int:
    return case.inference.shapes[output.id][-1] if case.inference.shapes[output.id] else 1


def _use(case: Case, output: Node, function: ActivationFunction) -> Fix:
    return Fix(Sentence("Use {function}", function=function.short_name), with_function(case.document, output, function))


def _use_loss(case: Case, output: Node, loss: Loss) -> Fix:
    return Fix(Sentence("Use {loss}", loss=loss.label), set_for_output(case.document, output.id, "loss", loss))
