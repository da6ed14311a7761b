"""A repair with what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.catalog.kernels import Shape
from nnstudio.network.change import Change
from nnstudio.network.doctor.case import Case
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network
from nnstudio.network.inference import input_shapes


@dataclass(frozen=True)
class Preview:
    """What a document is like once a repair was carried out."""

    node: str | None
    """The node that the repair is about: the one with the problem, or what became the output in its stead."""
    given: tuple[Shape, ...]
    """The shapes at its ports; none where it is about no node."""
    result: Shape | None
    """The shape of its result."""
    weights: int
    """The number of weight values of the whole network."""
    more_weights: int
    """How many of them are new; negative where there are fewer."""
    errors: int
    """How many problems still have to be solved before training."""

    @property
    def trains(self) -> bool:
        """Whether the network can be trained then."""
        return not self.errors


@dataclass(frozen=True)
class Repair:
    """A change that mends a problem: one undo step."""

    title: str
    """What is done, such as "Insert Flatten"; also the name of the undo step."""
    change: Change
    preview: Preview


def preview(before: Case, after: Case, node_id: str | None, errors: int) -> Preview:
    """What is to be known of a repaired case."""
    weights = after.inference.total_weights
    node_id = _in_its_stead(before.network, after.network, node_id)
    network = after.network if node_id in after.network.by_id else expand(after.network).network
    node = network.by_id.get(node_id or "")
    return Preview(
        node=node_id,
        given=() if node is None else input_shapes(network, node, after.inference.shapes) or (),
        result=after.inference.shapes.get(node_id or ""),
        weights=weights,
        more_weights=weights - before.inference.total_weights,
        errors=errors,
    )


def _in_its_stead(before: Network, after: Network, node_id: str | None) -> str | None:
    """The end of the line that follows an output now, if one does; otherwise the node itself."""
    if node_id in before.by_id and node_id in after.by_id and not before.outgoing[node_id]:
        passed: set[str | None] = set()
        while len(after.outgoing[node_id]) == 1 and node_id not in passed:  # the line may lead into a circle
            passed.add(node_id)
            node_id = after.outgoing[node_id][0].target
    return node_id
