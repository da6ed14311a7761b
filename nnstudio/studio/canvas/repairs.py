"""The repairs of a problem with what would come of them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.layers.base import shape_text
from nnstudio.network import edits
from nnstudio.network.change import Change, NodeStep, apply
from nnstudio.network.document import Document
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network
from nnstudio.network.inference import infer, input_shapes
from nnstudio.network.layout import make_room
from nnstudio.network.problem import Fix, Problem

_MOST = 5


@dataclass(frozen=True)
class Repair:
    """One row of the bubble: what to do, and what the guilty node then makes of which input."""

    title: str
    shapes: str
    weights: str
    category: str
    """The category of the layer that is put in, or of the one that is set."""
    change: Change


def repairs(document: Document, problem: Problem) -> tuple[Repair, ...]:
    """The first few repairs of a problem; each makes room for the node that it inserts."""
    return tuple(_repair(document, problem, fix) for fix in problem.fixes[:_MOST])


def with_room(document: Document, change: Change) -> Change:
    """A change whose new nodes do not lie on those around them."""
    for name in edits.added_ids(change):
        after = apply(document, change)
        if name in after.network.by_id:
            change = change.then(edits.move(after, make_room(after.network, name)))
    return change


def _repair(document: Document, problem: Problem, fix: Fix) -> Repair:
    change = with_room(document, fix.change)
    network = apply(document, change).network
    inference = infer(network)
    shapes = weights = ""
    place = network if problem.node in network.by_id else expand(network).network
    node = place.by_id.get(problem.node or "")
    if node is not None and node.id in inference.shapes:
        given = input_shapes(place, node, inference.shapes) or ()
        shapes = " → ".join(map(shape_text, (*given[:1], inference.shapes[node.id])))
        count = inference.weight_count(node.id)
        weights = QCoreApplication.translate("Repair", "{count} weights").format(count=f"{count:,}") if count else ""
    return Repair(fix.label.partition(":")[0], shapes, weights, _category(network, problem, change), change)


def _category(network: Network, problem: Problem, change: Change) -> str:
    added = [step.after for step in change.steps if isinstance(step, NodeStep) and step.before is None and step.after]
    node = added[0] if added else network.by_id.get(problem.node or "")
    return node.layer.category if node is not None else "Core"
