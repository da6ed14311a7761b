"""Activations of outputs that do not go with the loss."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.activations import ActivationFunction, Exponential, Linear, Sigmoid, Softmax, Softplus, Tanh
from nnstudio.catalog.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    Dice,
    Hinge,
    KLDivergence,
    Loss,
    SparseCategoricalCrossentropy,
    SquaredHinge,
    Tversky,
)
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.outputs import (
    EACH_BY_ITSELF,
    OF_POSITIVE_NUMBERS,
    OfOutputs,
    below_zero,
    target_of,
    units_of,
    use,
    use_loss,
    value_range,
)
from nnstudio.network.graph import Node
from nnstudio.network.output_checks import YES_OR_NO, doubt
from nnstudio.network.problem import Problem
from nnstudio.sentence import Sentence

_ONE_OF_SEVERAL = (
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    KLDivergence,
    SparseCategoricalCrossentropy,
)
_OF_PROBABILITIES = (CategoricalGeneralizedCrossEntropy, Dice, KLDivergence, Tversky)
"""Losses that take probabilities and cannot be told to take anything else."""


class SigmoidForOneOfSeveral(OfOutputs):
    """Sigmoid before a loss that takes the probabilities of all classes together."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """With softmax, they add up to 1; with the loss of yes or no, each class is a question of its own."""
        if (
            not (isinstance(function, EACH_BY_ITSELF) and isinstance(loss, _ONE_OF_SEVERAL))
            or units_of(case, output) < 2
        ):
            return
        fixes = [use(case, output, Softmax())]
        if loss.target_form == "probabilities":
            fixes.append(use_loss(case, output, BinaryCrossentropy()))
        yield doubt(
            output,
            Sentence(
                "{output} gives each of its {units} units a probability of its own by {function}, but"
                " {loss} expects them to add up to 1, for one choice among all. Use softmax.",
                output=output.title,
                units=units_of(case, output),
                function=function.short_name,
                loss=loss.label,
            ),
            *fixes,
        )


class SoftmaxForYesOrNo(OfOutputs):
    """Softmax before a loss that takes every unit by itself."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Which of the two is wrong is told by the target."""
        if not (isinstance(function, Softmax) and isinstance(loss, YES_OR_NO)) or units_of(case, output) < 2:
            return
        target = target_of(case, output)
        is_choice = target is None or target.kind in {"classes", "one_hot"}
        fixes = [use_loss(case, output, CategoricalCrossentropy()), use(case, output, Sigmoid())]
        yield doubt(
            output,
            Sentence(
                "{output} gives one choice among {units} units by softmax, but {loss} takes every unit for a question "
                "of its own. Use {instead}.",
                output=output.title,
                units=units_of(case, output),
                loss=loss.label,
                instead=CategoricalCrossentropy.label if is_choice else Sigmoid.short_name,
            ),
            *(fixes if is_choice else reversed(fixes)),
        )


class NoProbabilities(OfOutputs):
    """A function with any results before a loss that takes probabilities."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Softmax for several units, sigmoid for one."""
        if isinstance(loss, _OF_PROBABILITIES) and value_range(function) != (0.0, 1.0):
            wanted = Softmax() if units_of(case, output) > 1 else Sigmoid()
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, but {loss} expects probabilities. Use {wanted}.",
                    output=output.title,
                    function=function.short_name,
                    loss=loss.label,
                    wanted=wanted.short_name,
                ),
                use(case, output, wanted),
            )


class NegativeForLogarithm(OfOutputs):
    """A function that goes below 0 before a loss that takes logarithms."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Softplus is nearest to what was there; of targets that go below 0 themselves something else is told."""
        if (
            isinstance(loss, OF_POSITIVE_NUMBERS)
            and value_range(function)[0] < 0
            and below_zero(case, output, loss) is None
        ):
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, which gives numbers below 0, too, but {loss} takes "
                    "logarithms. Use softplus.",
                    output=output.title,
                    function=function.short_name,
                    loss=loss.label,
                ),
                use(case, output, Softplus()),
                use(case, output, Exponential()),
            )


class ProbabilityForHinge(OfOutputs):
    """A function without negative results before a loss that wants -1 for no and 1 for yes."""

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """Tanh has the range for it, linear the larger margin."""
        if isinstance(loss, Hinge | SquaredHinge) and value_range(function)[0] >= 0:
            yield doubt(
                output,
                Sentence(
                    "{output} ends with {function}, which gives no number below 0, but {loss} wants -1 "
                    "for no and 1 for yes. Use tanh.",
                    output=output.title,
                    function=function.short_name,
                    loss=loss.label,
                ),
                use(case, output, Tanh()),
                use(case, output, Linear()),
            )
