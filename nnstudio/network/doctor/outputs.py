"""What diagnoses of outputs have in common: the last function of each, its loss and its target."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from nnstudio.catalog.activations import (
    ActivationFunction,
    Exponential,
    HardSigmoid,
    HardTanh,
    Relu,
    Relu6,
    Sigmoid,
    Softmax,
    Softplus,
    Softsign,
    SparseSigmoid,
    Tanh,
)
from nnstudio.catalog.losses import Loss, MeanSquaredLogarithmicError, Poisson
from nnstudio.data.target import TargetDescription
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.output_checks import function_of, giving, with_function
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

EACH_BY_ITSELF = (HardSigmoid, Sigmoid, SparseSigmoid)
"""Functions that give every unit a probability of its own."""
OF_POSITIVE_NUMBERS = (MeanSquaredLogarithmicError, Poisson)
"""Losses that take logarithms."""
_RANGES: Final[dict[type[ActivationFunction], tuple[float, float]]] = {
    **dict.fromkeys((*EACH_BY_ITSELF, Softmax), (0.0, 1.0)),
    **dict.fromkeys((Tanh, HardTanh, Softsign), (-1.0, 1.0)),
    **dict.fromkeys((Relu, Softplus, Exponential), (0.0, math.inf)),
    Relu6: (0.0, 6.0),
}
"""What results lie between, of functions that do not go on forever both ways."""


class OfOutputs(Diagnosis):
    """Looks at the last function of every output, together with its loss."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """At most one for each output that has an activation."""
        for output in outputs_of(case.network):
            function, loss = (
                function_of(giving(case.network, output.id).layer),
                case.document.training.loss_of(output.id),
            )
            if function is not None and not getattr(loss, "from_logits", False):
                yield from self.of_output(case, output, function, loss)

    def of_output(self, case: Case, output: Node, function: ActivationFunction, loss: Loss) -> Iterator[Problem]:
        """What is doubtful of this function before this loss."""
        raise NotImplementedError


def value_range(function: ActivationFunction) -> tuple[float, float]:
    """What the results of a function lie between."""
    if getattr(function, "negative_slope", 0):
        return (-math.inf, math.inf)
    return _RANGES.get(type(function), (-math.inf, math.inf))


def target_of(case: Case, output: Node) -> TargetDescription | None:
    """What an output is to predict, where the data is known."""
    return None if case.description is None else case.description.target_of(output.id)


def below_zero(case: Case, output: Node, loss: Loss) -> float | None:
    """The smallest number of a target that goes below 0, where the loss cannot take that."""
    target = target_of(case, output)
    if not isinstance(loss, OF_POSITIVE_NUMBERS) or target is None or target.range is None or target.range[0] >= 0:
        return None
    return target.range[0]


def units_of(case: Case, output: Node) -> int:
    """The length of the last axis of an output."""
    return case.inference.shapes[output.id][-1] if case.inference.shapes[output.id] else 1


def use(case: Case, output: Node, function: ActivationFunction) -> Fix:
    """The repair that gives an output another activation."""
    return Fix(Sentence("Use {function}", function=function.short_name), with_function(case.document, output, function))


def use_loss(case: Case, output: Node, loss: Loss) -> Fix:
    """The repair that gives an output another loss."""
    return Fix(Sentence("Use {loss}", loss=loss.label), set_for_output(case.document, output.id, "loss", loss))
