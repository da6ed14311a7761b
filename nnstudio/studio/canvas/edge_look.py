"""What an edge shows, as one comparable value: its item repaints when this differs, and only then."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import shape_text
from nnstudio.network.axis_names import by_axis
from nnstudio.network.graph import Edge
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork

UNKNOWN_SHAPE: Final = "?"

_REFUSALS = frozenset({"shape", "output-shape", "surplus-input", "cycle", "ports"})
"""The codes of problems that lie in what the edges into a node bring."""


class EdgeLook(Struct, frozen=True):
    """The shape that an edge carries, where it leads, and how its gradient flows."""

    carried: Shape | None = None
    """What it carries, if that is known."""
    names: tuple[str, ...] = ()
    """What the axes of that are called."""
    refused: bool = False
    """Whether the target cannot take what comes."""
    idle: bool = False
    """Whether what it carries is not used, because the target is muted or leads to muted nodes only."""
    source_category: str = ""
    target_category: str = ""
    flow: int | None = None
    """The level of the gradient that flows back here; None while nothing trains."""

    @property
    def shape(self) -> str:
        """What it carries, in a few characters."""
        return UNKNOWN_SHAPE if self.carried is None else shape_text(self.carried)

    @property
    def axes(self) -> str:
        """The same with a name for each axis; empty where it is not known."""
        return "" if self.carried is None else told(by_axis(self.carried, self.names))


def edge_look(session: EditedNetwork, edge: Edge, refusing: frozenset[str], flow: int | None) -> EdgeLook:
    """The look of an edge as the session knows it."""
    network, inference = session.document.network, session.inference
    by_id = network.by_id
    return EdgeLook(
        carried=inference.shapes.get(edge.source),
        names=inference.axes.get(edge.source, ()),
        refused=edge.target in refusing,
        idle=_is_idle(session, edge),
        source_category=by_id[edge.source].layer.category,
        target_category=by_id[edge.target].layer.category,
        flow=flow,
    )


def _is_idle(session: EditedNetwork, edge: Edge) -> bool:
    network = session.document.network
    if network.by_id[edge.target].muted:
        return edge != network.incoming[edge.target][0]
    return session.inference.is_idle(edge.target)


def refusing_nodes(session: EditedNetwork) -> frozenset[str]:
    """The nodes that cannot take what their edges bring."""
    return frozenset(problem.node for problem in session.problems if problem.node and problem.code in _REFUSALS)
