"""What an edge shows, as one comparable value: its item repaints when this differs, and only then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nnstudio.catalog.layers.base import shape_text
from nnstudio.network.graph import Edge
from nnstudio.studio.edited_network import EditedNetwork

UNKNOWN_SHAPE: Final = "?"

_REFUSALS = frozenset({"shape", "output-shape", "surplus-input", "cycle", "ports"})
"""The codes of problems that lie in what the edges into a node bring."""


@dataclass(frozen=True)
class EdgeLook:
    """The shape that an edge carries, where it leads, and how its gradient flows."""

    shape: str = UNKNOWN_SHAPE
    refused: bool = False
    """Whether the target cannot take what comes."""
    source_category: str = ""
    target_category: str = ""
    flow: int | None = None
    """The level of the gradient that flows back here; None while nothing trains."""


def edge_look(session: EditedNetwork, edge: Edge, refusing: frozenset[str], flow: int | None) -> EdgeLook:
    """The look of an edge as the session knows it."""
    by_id, shapes = session.document.network.by_id, session.inference.shapes
    return EdgeLook(
        shape=shape_text(shapes[edge.source]) if edge.source in shapes else UNKNOWN_SHAPE,
        refused=edge.target in refusing,
        source_category=by_id[edge.source].layer.category,
        target_category=by_id[edge.target].layer.category,
        flow=flow,
    )


def refusing_nodes(session: EditedNetwork) -> frozenset[str]:
    """The nodes that cannot take what their edges bring."""
    return frozenset(problem.node for problem in session.problems if problem.node and problem.code in _REFUSALS)
