"""What every remedy is: a way to mend problems of some codes, by changes that are worth a try."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import ClassVar

from nnstudio.network.doctor import remedies
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.discovery import all_of
from nnstudio.network.problem import Fix, Problem


class Remedy:
    """Proposes changes, the most usual one first; whether they help is found out by trying."""

    codes: ClassVar[frozenset[str]] = frozenset()
    """The problems that it is for."""
    order: ClassVar[int] = 50
    """How late it is thought of: small for what changes little and what most people would do."""

    is_last_resort: ClassVar[bool] = False
    """Whether it gives up something that was wanted, so that anything else comes first, however many steps it takes."""

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Changes that might mend a problem."""
        raise NotImplementedError


def remedies_for(problem: Problem) -> list[Remedy]:
    """Those for a problem of this code, the most usual first."""
    return [remedy for remedy in _all_remedies() if problem.code in remedy.codes]


@cache
def _all_remedies() -> tuple[Remedy, ...]:
    return tuple(sorted(all_of(Remedy, remedies), key=lambda remedy: remedy.order))
