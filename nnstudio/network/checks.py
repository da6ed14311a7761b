"""Everything that can be said about a document before it trains: the list behind the Problems panel and `check`."""

from __future__ import annotations

from nnstudio.data.preparation import DataDescription
from nnstudio.network.document import Document
from nnstudio.network.inference import Inference, infer
from nnstudio.network.problem import Problem
from nnstudio.network.shape_checks import shape_problems
from nnstudio.network.structure_checks import structure_problems
from nnstudio.network.training_checks import training_problems


def check(
    document: Document, description: DataDescription | None = None, inference: Inference | None = None
) -> tuple[Problem, ...]:
    """All problems of a document, errors first; with a description of its data also whether the two fit."""
    found = infer(document.network) if inference is None else inference
    problems = [*structure_problems(document), *shape_problems(document, found)]
    if not any(problem.severity == "error" for problem in problems):
        problems += training_problems(document, found, description)
    return tuple(sorted(problems, key=lambda problem: problem.severity != "error"))


def first_error(problems: tuple[Problem, ...]) -> Problem | None:
    """The problem that keeps a document from training, if there is one."""
    return next((problem for problem in problems if problem.severity == "error"), None)
