"""Ends of a network that nobody asked for, and ends that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.errors import DataError
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import appended, layers_text
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.figures import outputs_of
from nnstudio.network.output_checks import function_for
from nnstudio.network.problem import Fix, Problem, in_words
from nnstudio.network.several_outputs import leading_to
from nnstudio.network.training_checks import as_taken, wanted_shape
from nnstudio.sentence import Sentence


class WithoutEnd(Remedy):
    """An output without a loss or a target, taken away with all that leads to it alone."""

    codes = frozenset({"missing-target", "missing-loss"})
    order = 60

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """If others are left."""
        others = [node for node in outputs_of(case.network) if node.id != problem.node]
        if others and case.node(problem.node) is not None:
            label = Sentence("Keep only what leads to {nodes}", nodes=in_words(others))
            yield Fix(label, leading_to(case.document, [node.id for node in others]))


class FirstLayer(Remedy):
    """A layer that gives what the loss takes, behind an Input that leads nowhere."""

    codes = frozenset({"unused-input"})
    order = 70

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Where there is nothing else that it could lead to."""
        source = case.node(problem.node)
        if source is None or len(case.network.nodes) > len(case.network.inputs):
            return
        shape = case.shape(source.id) or ()
        output = Dense(units=_units(case), activation=function_for(case.document.training.loss_of("")))
        layers: list[Layer] = [output] if len(shape) == 1 else [Flatten(), output]
        change, _ = appended(case.document, source, layers)
        yield Fix(Sentence("Add {layers} at the end", layers=layers_text(layers)), change)


def _units(case: Case) -> int:
    """As many as the loss needs for the target; one where that is not known."""
    target = None if case.description is None else case.description.target_of("")
    with suppress(DataError):
        if target is not None:
            return (*wanted_shape(as_taken(case.document.training.loss_of(""), target, (1,))), 1)[0]
    return 1
