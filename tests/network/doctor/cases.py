"""Documents as the doctor sees them."""

from __future__ import annotations

from nnstudio.data.preparation import DataDescription
from nnstudio.network.checks import check
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.document import Document
from nnstudio.network.inference import infer
from nnstudio.network.problem import Problem


def case_of(document: Document, description: DataDescription | None = None) -> Case:
    return Case(document, infer(document.network), description)


def found(case: Case, code: str) -> Problem:
    """The first problem with this code."""
    return next(problem for problem in check(case.document, case.description, case.inference) if problem.code == code)


def repairs_of(document: Document, code: str, description: DataDescription | None = None) -> tuple[Repair, ...]:
    case = case_of(document, description)
    return repairs(case, found(case, code))


def titles_of(document: Document, code: str, description: DataDescription | None = None) -> list[str]:
    return [repair.title for repair in repairs_of(document, code, description)]
