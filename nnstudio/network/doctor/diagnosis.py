"""What every diagnosis is: one kind of mistake, and how it is found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nnstudio.network.doctor import diagnoses
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.discovery import all_of
from nnstudio.network.problem import Problem


class Diagnosis:
    """One kind of mistake in a document whose network computes.

    Problems carry repairs that are plain from what was found; those that have to be searched for are remedies.
    """

    def problems(self, case: Case) -> Iterator[Problem]:
        """Every mistake of this kind."""
        raise NotImplementedError


def diagnosed(case: Case) -> Iterator[Problem]:
    """What all diagnoses find."""
    for diagnosis in _all_diagnoses():
        yield from diagnosis.problems(case)


@cache
def _all_diagnoses() -> tuple[Diagnosis, ...]:
    return all_of(Diagnosis, diagnoses)
