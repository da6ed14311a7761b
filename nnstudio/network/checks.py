"""Everything that can be said about a document before it trains: the list behind the Problems panel and `check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nnstudio.data.preparation import DataDescription
from nnstudio.network.block_checks import block_problems
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import diagnosed
from nnstudio.network.document import Document
from nnstudio.network.inference import Inference, infer
from nnstudio.network.mask_checks import mask_problems
from nnstudio.network.problem import Problem
from nnstudio.network.several_outputs import output_naming_problems
from nnstudio.network.shape_checks import shape_problems
from nnstudio.network.sharing_checks import sharing_problems
from nnstudio.network.structure_checks import structure_problems
from nnstudio.network.training_checks import training_problems

_ABOUT_ENDS = frozenset({"no-input", "several-outputs", "missing-target", "unknown-output"})
"""What is told of Inputs and outputs that data could not be shared out among."""


def check(
    document: Document, description: DataDescription | None = None, inference: Inference | None = None
) -> tuple[Problem, ...]:
    """All problems of a document, errors first; with a description of its data also whether the two fit."""
    return problems_of(Case(document, infer(document.network) if inference is None else inference, description))


def problems_of(case: Case) -> tuple[Problem, ...]:
    """The same for a document that has been looked at."""
    document, inference, description = case.document, case.inference, case.description
    problems = [*network_problems(document, inference), *output_naming_problems(document, description)]
    if first_error(problems) is None:
        problems += training_problems(document, inference, description)
    if first_error(problems) is None:
        problems += diagnosed(case)
    problems += _unusable_data(case, {problem.code for problem in problems})
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def _unusable_data(case: Case, told: set[str]) -> Iterator[Problem]:
    """Why the data cannot be used, unless that was told of the network already."""
    if case.refusal is not None and case.network.nodes and not told & _ABOUT_ENDS:
        yield Problem(code="data", message=case.refusal.reason)


def network_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """The problems of the network alone, whatever it is trained with."""
    yield from structure_problems(document)
    yield from shape_problems(document, inference)
    yield from mask_problems(document, inference)
    yield from sharing_problems(document, inference)
    yield from block_problems(document, inference)


def first_error(problems: Iterable[Problem]) -> Problem | None:
    """The problem that keeps a document from training, if there is one."""
    return next((problem for problem in problems if problem.severity == "error"), None)
