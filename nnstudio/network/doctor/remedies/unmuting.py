"""Layers that are muted but needed."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class Unmuting(Remedy):
    """A muted layer that computes again."""

    codes = frozenset(
        {
            *("shape", "output-shape", "shared-weights", "mask-lost", "index-range", "unscaled-input"),
            *("softmax-of-one", "output-activation", "linear-network", "nothing-to-learn"),
        }
    )
    order = 3

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Every one that has to do with the node, or any where the problem is that of the network; then all at once."""
        muted = [node for node in case.network.nodes if node.muted and _concerns(case, node, problem.node)]
        for node in muted:
            change = edits.set_muted(case.document, [node.id], muted=False)
            yield Fix(Sentence("Unmute “{node}”", node=node.id), change)
        if len(muted) > 1:
            change = edits.set_muted(case.document, [node.id for node in muted], muted=False)
            yield Fix(Sentence("Unmute all of them"), change)


def _concerns(case: Case, muted: Node, node_id: str | None) -> bool:
    """Whether a muted node leads to another one or follows it, or has the weights that it shares."""
    if node_id not in case.network.by_id or node_id == muted.id:
        return True
    network = case.network
    around = network.ancestors(node_id) | network.descendants(node_id) | {network.owner_of(node_id)}
    return muted.id in around
