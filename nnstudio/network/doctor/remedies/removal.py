"""Layers that are better left out."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.core import Input
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.doctor.removal import removed
from nnstudio.network.problem import Fix, Problem

_SHAPING = ("Reshaping", "Pooling")


class RemoveBefore(Remedy):
    """A layer just before that took away the axes which are needed."""

    codes = frozenset({"shape"})
    order = 16

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Only such as rearrange or summarize, and feed nothing else."""
        node = case.node(problem.node)
        for edge in case.network.incoming[node.id] if node is not None else ():
            source = case.network.by_id[edge.source]
            if source.layer.category in _SHAPING and len(case.network.outgoing[source.id]) == 1:
                yield from removed(case.document, source)


class RemoveLonely(Remedy):
    """A layer that no edge leads to or from."""

    codes = frozenset({"missing-input"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """It computes nothing."""
        node = case.node(problem.node)
        if node is not None and not case.network.incoming[node.id] and not case.network.outgoing[node.id]:
            yield from removed(case.document, node)


class RemoveNode(Remedy):
    """The layer that refuses its inputs, or has too few."""

    codes = frozenset({"shape", "missing-input", "surplus-input"})
    order = 80
    is_last_resort = True

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """With its neighbors joined again."""
        node = case.node(problem.node)
        if node is not None and not isinstance(node.layer, Input):
            yield from removed(case.document, node)
