"""Drawing an edge from a port, either way, or taking an edge by one of its ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QPointF, Qt

from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.connection import Verdict, judge
from nnstudio.studio.canvas.edge_preview import EdgePreview
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.scene import NetworkScene

Offer: TypeAlias = Callable[[Port, Pointer], None]
"""What to do with an edge that is dropped on the empty canvas: ask which layer is to come there."""


class DrawEdge(Gesture):
    """A press on a port: an edge from there follows the mouse and tells what would become of it.

    `taken` is an edge whose other end has been taken off: dropped on a node it is rewired, dropped elsewhere it goes.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self, scene: NetworkScene, hint: Hint, fixed: Port, taken: Edge | None = None, offer: Offer | None = None
    ) -> None:
        self._scene = scene
        self._hint = hint
        self._offer = offer
        self._fixed = fixed
        self._taken = taken
        self._verdict: Verdict | None = None
        self._candidate: Port | None = None
        self._preview = EdgePreview(scene.canvas_style)
        scene.addItem(self._preview)
        self._anchor = scene.nodes[fixed.node_id].port_position(fixed)
        if taken is not None:
            self._anchor = scene.edges[taken].ends[fixed.side is Side.INPUT]
            scene.edges[taken].setVisible(False)

    @classmethod
    def taking_off(cls, scene: NetworkScene, hint: Hint, edge: Edge, near: QPointF) -> DrawEdge:
        """Take an edge by the end that is nearer to a point."""
        start, end = scene.edges[edge].ends
        if (near - start).manhattanLength() < (near - end).manhattanLength():
            return cls(scene, hint, Port(edge.target, Side.INPUT, edge.port), edge)
        return cls(scene, hint, Port(edge.source, Side.OUTPUT), edge)

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse; over a node, say whether it would take the edge."""
        candidate = self._port_below(pointer.scene)
        if candidate != self._candidate:
            self._consider(candidate)
        loose = pointer.scene
        if candidate is not None:
            loose = self._scene.nodes[candidate.node_id].port_position(candidate)
        ends = (self._anchor, loose) if self._fixed.side is Side.OUTPUT else (loose, self._anchor)
        self._preview.show_between(*ends, refused=self._verdict is not None and not self._verdict.fits)
        obstacle = self._obstacle(pointer)
        if self._verdict is not None:
            self._hint.say(self._verdict.sentence, pointer.view, refused=not self._verdict.fits)
        elif obstacle:
            self._hint.say(obstacle, pointer.view, refused=True)
        else:
            self._hint.hide()

    def finish(self, pointer: Pointer) -> None:
        """Draw, rewire or remove the edge, as one change."""
        self.move(pointer)
        verdict, candidate = self._verdict, self._candidate
        self.cancel()
        session, obstacle = self._scene.session, self._obstacle(pointer)
        if verdict is None and obstacle:
            self._hint.announce(obstacle)
        elif verdict is None:
            if self._taken is not None:
                session.do(edits.disconnect(session.document, [self._taken]))
            elif self._offer is not None and self._scene.node_at(pointer.scene) is None:
                self._offer(self._fixed, pointer)
        elif verdict.change is None:
            self._hint.announce(verdict.sentence)
        else:
            session.do(verdict.change)
            if not verdict.fits and candidate is not None:
                session.select([self._fixed.node_id if candidate.side is Side.OUTPUT else candidate.node_id])

    def cancel(self) -> None:
        """Take the preview away."""
        self._hint.hide()
        if self._preview.scene() is not None:
            self._scene.removeItem(self._preview)
        self._hover(None)
        if self._taken in self._scene.edges:
            self._scene.show_edge(self._taken)

    def _obstacle(self, pointer: Pointer) -> str:
        """Why there is nothing to connect where a collapsed frame hides what is in it."""
        frame = self._scene.annotations.card_at(pointer.scene)
        if frame is None:
            return ""
        text = QCoreApplication.translate("Frame", "Expand “{title}” to connect what is inside.")
        return text.format(title=frame.look.title)

    def _consider(self, candidate: Port | None) -> None:
        self._hover(candidate)
        self._candidate = candidate
        self._verdict = None
        if candidate is None:
            return
        session = self._scene.session
        source, target = (self._fixed, candidate) if candidate.side is Side.INPUT else (candidate, self._fixed)
        edge = Edge(source.node_id, target.node_id, target.index)
        if edge == self._taken:
            self._verdict = Verdict(Change("Rewire"), fits=True, sentence="")
        else:
            self._verdict = judge(
                session.document, session.inference, source.node_id, target.node_id, target.index, self._taken
            )

    def _port_below(self, point: QPointF) -> Port | None:
        """The port of the other side that an edge dropped at a point would go to."""
        port, item = self._scene.port_at(point), self._scene.node_at(point)
        node_id = port.node_id if port is not None else item.card.node_id if item is not None else None
        if node_id is None or node_id == self._fixed.node_id:
            return None
        return Port(node_id, Side.OUTPUT) if self._fixed.side is Side.INPUT else self._input_of(node_id, point)

    def _input_of(self, node_id: str, point: QPointF) -> Port:
        """The free input port nearest to a point; where any number of edges is taken, the next one in order."""
        network, item = self._scene.session.document.network, self._scene.nodes[node_id]
        taken = {edge.port for edge in network.incoming[node_id] if edge != self._taken}
        ports = [Port(node_id, Side.INPUT, index) for index in range(max(item.card.inputs, 1))]
        free = [port for port in ports if port.index not in taken]
        if free and network.by_id[node_id].layer.most_inputs is None:
            return free[0]
        return item.nearest_port(free or ports, point)

    def _hover(self, port: Port | None) -> None:
        for node_id, hovered in ((self._candidate and self._candidate.node_id, None), (port and port.node_id, port)):
            if node_id in self._scene.nodes:
                self._scene.nodes[node_id].set_hovered_port(hovered)
