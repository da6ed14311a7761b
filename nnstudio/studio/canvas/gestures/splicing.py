"""Dragged nodes over an edge: what would become of them if they were dropped there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QPainterPath

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.network.splicing import is_loose, line_of, put_into_edge
from nnstudio.studio.canvas.connection import Verdict, judge_change
from nnstudio.studio.canvas.edge_preview import EdgePreview
from nnstudio.studio.canvas.gestures.gesture import Pointer
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.scene import NetworkScene


class Splicing:
    """Shows a line of dragged nodes in the edge below the mouse, with room made for it, and tells what comes of it.

    Nodes that have edges stay where they are connected, unless Ctrl is held.
    """

    def __init__(self, scene: NetworkScene, hint: Hint, node_ids: Iterable[str]) -> None:
        network = scene.session.document.network
        self._scene = scene
        self._hint = hint
        self._line = line_of(network, node_ids)
        self._is_loose = bool(self._line) and is_loose(network, self._line)
        self._edge: Edge | None = None
        self._zone = QPainterPath()
        """Where the edge was before anything made room: the mouse has to leave it."""
        self._verdict: Verdict | None = None
        self._previews: tuple[EdgePreview, ...] = ()

    @property
    def is_aimed(self) -> bool:
        """Whether the nodes are shown in an edge."""
        return self._edge is not None

    def place(self, pointer: Pointer, places: Mapping[str, QPointF]) -> None:
        """Show the nodes where the mouse has them, or in the edge that is there."""
        edge = self._edge_below(pointer)
        self._aim(edge if self._is_loose or pointer.takes_out else None)
        self._scene.place(self._with_room(places))
        self._draw()
        if self._verdict is not None:
            self._hint.say(self._verdict.sentence, pointer.view, refused=not self._verdict.fits)
        elif edge is not None:
            offer = QCoreApplication.translate("Splicing", "Hold Ctrl to move {nodes} into this edge.")
            self._hint.say(offer.format(nodes=", ".join(f"“{name}”" for name in self._line)), pointer.view)
        else:
            self._hint.hide()

    def leave(self) -> None:
        """Show the edge as it is, and say nothing."""
        self._aim(None)
        self._hint.hide()

    def change(self, document: Document) -> Change | None:
        """What puts the nodes into the edge in a document where they may stand elsewhere; None if there is no edge."""
        return None if self._edge is None else put_into_edge(document, self._edge, self._line)

    def _edge_below(self, pointer: Pointer) -> Edge | None:
        """The edge into which the nodes could go, none of their own."""
        if self._edge is not None and self._zone.contains(pointer.scene):
            return self._edge
        self._aim(None)
        item = self._scene.edge_at(pointer.scene) if self._line else None
        return None if item is None or {item.edge.source, item.edge.target} & {*self._line} else item.edge

    def _aim(self, edge: Edge | None) -> None:
        if edge == self._edge:
            return
        if self._edge in self._scene.edges:
            self._scene.show_edge(self._edge)
            self._scene.restore()
        for preview in self._previews:
            self._scene.removeItem(preview)
        self._edge, self._verdict, self._previews = edge, None, ()
        if edge is not None:
            document = self._scene.session.document
            change = put_into_edge(document, edge, self._line)
            self._verdict = judge_change(document, change, (*self._line, edge.target))
            self._zone = self._scene.edges[edge].surroundings()
            self._scene.edges[edge].setVisible(False)
            self._previews = tuple(EdgePreview(self._scene.canvas_style) for _ in range(2))
            for preview in self._previews:
                self._scene.addItem(preview)

    def _with_room(self, places: Mapping[str, QPointF]) -> Mapping[str, QPointF]:
        """These places, with those that nodes will have if they come into the edge."""
        if self._edge is None:
            return places
        document = self._scene.session.document
        moved = edits.move(document, {name: place.toTuple() for name, place in places.items()})
        put = put_into_edge(apply(document, moved), self._edge, self._line)
        after = apply(document, moved.then(put)).network
        touched = {node.id for node, old in zip(after.nodes, document.network.nodes, strict=True) if node != old}
        return {name: QPointF(*after.by_id[name].position) for name in touched | places.keys()}

    def _draw(self) -> None:
        if self._edge is None:
            return
        ends = (
            (Port(self._edge.source, Side.OUTPUT), Port(self._line[0], Side.INPUT)),
            (Port(self._line[-1], Side.OUTPUT), Port(self._edge.target, Side.INPUT, self._edge.port)),
        )
        refused = self._verdict is not None and not self._verdict.fits
        for preview, ports in zip(self._previews, ends, strict=True):
            start, end = (self._scene.nodes[port.node_id].port_position(port) for port in ports)
            preview.show_between(start, end, refused=refused)
