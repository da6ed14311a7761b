"""What would come out of a layer if it were put behind a given shape, or before a node that waits for one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.network.graph import Network
from nnstudio.network.inference import shape_and_weights
from nnstudio.studio.language import told
from nnstudio.studio.palette.starting_layer import starting_layer
from nnstudio.studio.session.edited_network import EditedNetwork

_MOST_TRIED: Final = 4
_ANY: Final = ((8,), (8, 8), (8, 8, 8), (8, 8, 8, 8))
"""What could come in where nothing is there yet that might."""


@dataclass(frozen=True)
class Outcome:
    """The shape that comes out, or why none does: "needs an input of 3 axes ..."."""

    shape: Shape | None
    reason: str = ""
    given: Shape | None = None
    """What has to come in for that; None for an Input."""
    is_guess: bool = False
    """Whether nothing is known that could come in, so that only the number of axes counts."""


def outcome(type_name: str, session: EditedNetwork, given: Shape) -> Outcome:
    """What a layer of this type, set as it starts, makes of a shape; of several where it needs them."""
    kind = types_of(Layer)[type_name]
    if kind.most_inputs == 0:
        return Outcome(None, QCoreApplication.translate("Outcome", "takes no edge"))
    try:
        return Outcome(starting_layer(type_name, session, given).result_shape(*[given] * kind.least_inputs), "", given)
    except ShapeError as error:
        return Outcome(None, told(error.args[0]))


class Before:
    """Tells which layers can come before a port of a node: those that make what it takes of something that is there."""

    def __init__(self, session: EditedNetwork, node_id: str, port: int) -> None:
        network, shapes = session.document.network, session.inference.shapes
        self._session = session
        self._node = network.by_id[node_id]
        self._port = port
        self._beside = {edge.port: shapes.get(edge.source) for edge in network.incoming[node_id] if edge.port != port}
        data = session.description.input_shapes.values() if session.description is not None else ()
        known = [*(shapes.get(name) for name in _feeding(network, node_id)), *data]
        self._known = [*dict.fromkeys(shape for shape in known if shape is not None)][:_MOST_TRIED]

    def outcome(self, type_name: str) -> Outcome:
        """What a layer of this type would hand on to the node, made of the first shape there of which it can."""
        if types_of(Layer)[type_name].most_inputs == 0:
            return self._judged(self._of_input(type_name))
        tried = [self._judged(outcome(type_name, self._session, given)) for given in self._known or _ANY]
        best = next((found for found in tried if found.shape is not None), tried[0])
        return replace(best, is_guess=not self._known)

    def _of_input(self, type_name: str) -> Outcome:
        try:
            return Outcome(starting_layer(type_name, self._session).result_shape())
        except ShapeError as error:
            return Outcome(None, told(error.args[0]))

    def _judged(self, found: Outcome) -> Outcome:
        """The same, unless the node does not take what comes out."""
        if found.shape is None:
            return found
        taken = {**self._beside, self._port: found.shape}
        given = [taken[port] for port in sorted(taken)]
        given += [found.shape] * (self._node.layer.least_inputs - len(given))
        try:
            shape_and_weights(self._node.layer, tuple(shape for shape in given if shape is not None))
        except ShapeError:
            reason = QCoreApplication.translate("Outcome", "gives {shape}, which {node} does not take")
            return Outcome(None, reason.format(shape=shape_text(found.shape), node=self._node.title))
        return found


def _feeding(network: Network, node_id: str) -> list[str]:
    """The nodes that may come before a node: those with nothing behind them first, and of the others the last ones."""
    behind, reached = {node_id}, [node_id]
    while reached:
        following = {edge.target for edge in network.outgoing[reached.pop()]} - behind
        behind |= following
        reached += following
    free = [node.id for node in reversed(network.nodes) if node.id not in behind]
    return sorted(free, key=lambda name: bool(network.outgoing[name]))
