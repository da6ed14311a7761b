"""Numbers that are looked up though they are no names of anything."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.reshaping import Reshape
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import insertion, layer_text
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.doctor.setting import with_settings
from nnstudio.network.index_checks import MOST_NAMES
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class AnyNumbers(Remedy):
    """An Input that takes fractions, too."""

    codes = frozenset({"input-type"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """For the one whose data holds some."""
        node = case.node(problem.node)
        if node is not None:
            yield with_settings(case, node, named=False, dtype="float32")


class DenseInstead(Remedy):
    """A layer that multiplies every number, in place of one that looks it up: the result has the same shape."""

    codes = frozenset({"index-range", "fractions-looked-up", "computed-indices"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """For numbers with fractions or below 0, which are no names; every one on an axis of its own first."""
        node = case.node(problem.node)
        if node is None or not isinstance(node.layer, Embedding) or not _are_numbers(case, problem):
            return
        dense = Dense(units=node.layer.output_dim)
        for edge, given in case.given(node):
            row = Reshape(target_shape=(*given, 1))
            label = Sentence(
                "Replace “{node}” by {first} and {next}", node=node.id, first=layer_text(row), next=layer_text(dense)
            )
            change = insertion(case.document, edge, [row])
            replacement = edits.replace_nodes(
                apply(case.document, change), [node.id], lambda other: structs.replace(other, layer=dense), label
            )
            yield Fix(label, change.then(replacement))


def _are_numbers(case: Case, problem: Problem) -> bool:
    """Whether whole numbers from 0 on are not what comes; such as are too large may well be names, up to a limit."""
    description = case.description
    if problem.code != "index-range" or description is None or description.fractions:
        return True
    return any(low < 0 or high > MOST_NAMES for low, high in description.ranges.values())
