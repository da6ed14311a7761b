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
    """A layer just before that took away the axes which are needed, or brought one too many."""

    codes = frozenset({"shape"})
    order = 16

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Such as rearrange or summarize and feed nothing else, and vectors that were looked up."""
        node = case.node(problem.node)
        for edge in case.network.incoming[node.id] if node is not None else ():
            source = case.network.by_id[edge.source]
            shapes = source.layer.category in _SHAPING and len(case.network.outgoing[source.id]) == 1
            if shapes or source.layer.largest_index is not None:
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
    """The layer that refuses its inputs, or has too few, and the block that cannot compute."""

    codes = frozenset({"shape", "missing-input", "surplus-input", "block-input", "block-output"})
    order = 80
    is_last_resort = True

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """With its neighbors joined again."""
        node = case.node(problem.node)
        if node is not None and not isinstance(node.layer, Input):
            yield from removed(case.document, node)
