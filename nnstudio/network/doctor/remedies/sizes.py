"""The size of a layer before: units and filters that a merging layer can take."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.doctor.sized import last_sized, resized
from nnstudio.network.problem import Fix, Problem


class SameSize(Remedy):
    """For a layer with several inputs: the size of one as that of another."""

    codes = frozenset({"shape"})
    order = 10

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Every such pair."""
        node = case.node(problem.node)
        given = list(case.given(node)) if node is not None else []
        lengths = dict.fromkeys(shape[-1] for _, shape in given if shape)
        for edge, shape in given if len(given) > 1 else ():
            sized = last_sized(case, case.network.by_id[edge.source])
            if sized is not None:
                yield from (resized(case, sized, length) for length in lengths if shape and length != shape[-1])
