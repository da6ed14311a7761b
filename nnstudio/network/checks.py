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


def check(
    document: Document, description: DataDescription | None = None, inference: Inference | None = None
) -> tuple[Problem, ...]:
    """All problems of a document, errors first; with a description of its data also whether the two fit."""
    found = infer(document.network) if inference is None else inference
    problems = [*network_problems(document, found), *output_naming_problems(document, description)]
    if first_error(problems) is None:
        problems += training_problems(document, found, description)
    if first_error(problems) is None:
        problems += diagnosed(Case(document, found, description))
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


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
