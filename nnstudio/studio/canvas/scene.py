"""The scene: a mirror of the session's document. It draws what the session tells and never changes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from nnstudio.engine.health import NodeHealth
from nnstudio.network.change import AnnotationStep, Change, EdgeStep, NodeStep, Step
from nnstudio.network.graph import Edge, Node
from nnstudio.network.known import Known
from nnstudio.studio.canvas.annotation_items import AnnotationItems
from nnstudio.studio.canvas.card import card_of, first_problems
from nnstudio.studio.canvas.edge_item import EdgeItem
from nnstudio.studio.canvas.edge_look import edge_look, refusing_nodes
from nnstudio.studio.canvas.edge_path import TOP, Box, is_long
from nnstudio.studio.canvas.flow import flow_levels
from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.node_item import NodeItem
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.style import CanvasStyle
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH

_NEAR = 8.0
"""How far outside its item a port can still be taken."""


class NetworkScene(QGraphicsScene):
    """One item for each node and each edge of the document; `annotations` has those of its notes and frames.

    A change names the nodes and edges that it touches; exactly those are brought in line with the document. Gestures
    may `place` items elsewhere for a while; `restore` puts them back where the document has them.
    """

    arranged = Signal()
    """Items came, went, moved or look different."""
    notes_selected = Signal()
    """Other notes are selected."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.session = session
        self.canvas_style = CanvasStyle(theme_source.theme)
        self.nodes: dict[str, NodeItem] = {}
        self.edges: dict[Edge, EdgeItem] = {}
        self._boxes: dict[str, Box] = {}
        """Where the cards are, for whoever needs all of them: asking a thousand items takes long."""
        self.annotations = AnnotationItems(self, session, self.nodes, self.notes_selected.emit)
        self._selected_edges: frozenset[Edge] = frozenset()
        self._has_moved_labels = False
        self._healths: Mapping[str, NodeHealth] = {}
        self._shown = Known()
        """The network, with what is known of it, as the items show it."""
        session.changed.connect(self._mirror)
        session.replaced.connect(self._rebuild)
        session.problems_changed.connect(self._refresh)
        session.selection_changed.connect(self._show_selection)
        theme_source.changed.connect(self._restyle)
        self._rebuild()

    @property
    def selected_edges(self) -> frozenset[Edge]:
        """The edges that are selected, of which the session need not know."""
        return self._selected_edges

    def select_edges(self, edges: Iterable[Edge]) -> None:
        """Select these edges and no others."""
        self._selected_edges = frozenset(edges) & self.edges.keys()
        for edge, item in self.edges.items():
            item.set_selected(edge in self._selected_edges)

    def bounds(self) -> QRectF:
        """The rectangle around all that is shown; null where there is nothing."""
        bounds = self._bounds_of_cards()
        for annotation in self.annotations.items():
            bounds |= annotation.shown_rect
        return bounds

    def first_rect(self) -> QRectF:
        """The topmost card that is shown; null where there is none."""
        shown = (item for item in self.nodes.values() if item.isVisible())
        first = min(shown, key=lambda item: (item.y(), item.x()), default=None)
        return QRectF() if first is None else first.card_rect

    def _bounds_of_cards(self) -> QRectF:
        shown = [box for _, box in self.shown_boxes()]
        if not shown:
            return QRectF()
        lefts, tops = [box.left for box in shown], [box.top for box in shown]
        left, top = min(lefts), min(tops)
        return QRectF(left, top, max(lefts) - left + CARD_WIDTH, max(tops) - top + CARD_HEIGHT)

    def shown_boxes(self) -> Iterator[tuple[str, Box]]:
        """Where the card is of every node that is not in a folded frame."""
        hidden = self.annotations.hidden
        return ((name, box) for name, box in self._boxes.items() if name not in hidden)

    def shown_rect(self, node_id: str) -> QRectF:
        """The card of a node, or that of the folded frame which stands for it."""
        frame = self.annotations.folded_frame_of(node_id)
        return self.nodes[node_id].card_rect if frame is None else frame.shown_rect

    def node_at(self, point: QPointF) -> NodeItem | None:
        """The topmost node whose card is at a point."""
        return next((item for item in reversed(self.nodes.values()) if item.is_at(point)), None)

    def port_at(self, point: QPointF) -> Port | None:
        """The port that the mouse at a point would take; a card on top hides those below."""
        for item in filter(NodeItem.isVisible, reversed(self.nodes.values())):
            if item.sceneBoundingRect().adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(point):
                port = item.port_at(point)
                if port is not None:
                    return port
                if item.card_rect.contains(point):
                    return None
        return None

    def edge_at(self, point: QPointF) -> EdgeItem | None:
        """The edge that the mouse at a point would take."""
        return next((item for item in reversed(self.edges.values()) if item.isVisible() and item.is_near(point)), None)

    def annotation_at(self, point: QPointF) -> FrameItem | NoteItem | None:
        """What the mouse at a point would take of frames and notes: a card, a title, a note, or beside a title.

        Nodes hide all of them, and an edge that crosses the strip with a title can be taken there.
        """
        annotations = self.annotations
        if self.node_at(point) is not None:
            return None
        taken = annotations.card_at(point) or annotations.title_at(point) or annotations.note_at(point)
        strip = annotations.strip_at(point) if taken is None else None
        return taken if strip is None or self.edge_at(point) else strip

    def place(self, positions: Mapping[str, QPointF]) -> None:
        """Show nodes elsewhere than the document has them; their edges and frames follow."""
        ways = {name: position - self.nodes[name].pos() for name, position in positions.items()}
        for name, position in positions.items():
            self._put(name, position)
        self.annotations.follow(positions)
        touched = self._edges_at(positions)
        together = {edge for edge in touched if ways.get(edge.source) == ways.get(edge.target)}
        together -= {edge for edge in together if self.annotations.hides_end(edge)}
        for edge in together:
            self.edges[edge].shift(ways[edge.source])
        self._route(touched - together)
        self._write_labels(touched)
        self.arranged.emit()

    def restore(self) -> None:
        """Show everything where the document has it."""
        self.annotations.restore()
        self.place({node.id: QPointF(*node.position) for node in self.session.document.network.nodes})

    def set_live(self, healths: Mapping[str, NodeHealth] | None) -> None:
        """Show what the training looks like at the nodes and on the edges; None where nothing trains."""
        self._healths = healths or {}
        for name, item in self.nodes.items():
            item.set_health(self._healths.get(name))
        self._refresh_edges(self.session.document.network.edges)

    def _rebuild(self) -> None:
        self._selected_edges = frozenset()
        self._healths = {}
        self._shown = Known()
        network = self.session.document.network
        for item in (*self.edges.values(), *self.nodes.values()):
            self.removeItem(item)
        self.nodes.clear()
        self.edges.clear()
        self._boxes.clear()
        self.annotations.clear()
        self._mirror_nodes(node.id for node in network.nodes)
        self._mirror_edges(network.edges)
        self.annotations.mirror(self.canvas_style)
        self._refresh()
        self._redraw(self.edges)
        self._write_labels(self.edges)
        self._show_selection()
        self.arranged.emit()

    def _mirror(self, change: Change) -> None:
        """Bring what a change touched in line with the document."""
        nodes = [node for step in change.steps if isinstance(step, NodeStep) for node in (step.before, step.after)]
        edges = [edge for step in change.steps if isinstance(step, EdgeStep) for edge in (step.before, step.after)]
        self._mirror_edges(edge for edge in edges if edge is not None)
        self._mirror_nodes(node.id for node in nodes if node is not None)
        changed = self.annotations.mirror(self.canvas_style)
        self._refresh()
        if any(_rearranges(step) for step in change.steps):
            touched = {node.id for node in nodes if node is not None}
            touched |= {edge.target for edge in edges if edge is not None}
            self._redraw(self._edges_at(touched | changed | self.annotations.hidden) | self._long_edges())
            self._write_labels(self.edges)
            self.arranged.emit()

    def _mirror_nodes(self, names: Iterable[str]) -> None:
        """Let a node have an item exactly if the document has the node, at the same place."""
        by_id = self.session.document.network.by_id
        for name in names:
            node = by_id.get(name)
            if node is None:
                if item := self.nodes.pop(name, None):
                    del self._boxes[name]
                    self.removeItem(item)
                continue
            if name not in self.nodes:
                self.nodes[name] = NodeItem(card_of(self.session, node, None), self.canvas_style)
                self.nodes[name].set_health(self._healths.get(name))
                self.addItem(self.nodes[name])
            self._put(name, QPointF(*node.position))

    def _put(self, name: str, place: QPointF) -> None:
        self.nodes[name].setPos(place)
        self._boxes[name] = Box(place.x(), place.y())

    def _mirror_edges(self, edges: Iterable[Edge]) -> None:
        """Let an edge have an item exactly if the document has the edge."""
        incoming = self.session.document.network.incoming
        for edge in edges:
            if edge not in incoming.get(edge.target, ()):
                if item := self.edges.pop(edge, None):
                    self.removeItem(item)
            elif edge not in self.edges:
                self.edges[edge] = EdgeItem(edge, self.canvas_style)
                self.addItem(self.edges[edge])
        self._selected_edges &= self.edges.keys()

    def _refresh(self) -> None:
        """Show what is known of nodes and edges, where that is something else than they show."""
        known = self.session.known
        differing = known.differing(self._shown)
        self._shown = known
        if differing:
            self._refresh_cards(differing)
            self._refresh_edges(self._edges_at(differing))

    def _refresh_cards(self, names: Iterable[str]) -> None:
        problems = first_problems(self.session.problems)
        by_id = self.session.document.network.by_id
        differs = False
        for node in filter(None, map(by_id.get, names)):
            item = self.nodes[node.id]
            card = card_of(self.session, node, problems.get(node.id))
            differs |= not card.has_hue_of(item.card)
            item.set_card(card)
        self.annotations.refresh(problems)
        if differs:
            self.arranged.emit()

    def _refresh_edges(self, edges: Iterable[Edge]) -> None:
        refusing, levels = refusing_nodes(self.session), flow_levels(self._healths)
        there = [edge for edge in edges if edge in self.edges]
        for edge in there:
            self.edges[edge].set_look(edge_look(self.session, edge, refusing, levels.get(edge.source)))
        self._write_labels(there)

    def _edges_at(self, names: Iterable[str]) -> set[Edge]:
        """The edges into these nodes and out of them."""
        network = self.session.document.network
        incoming, outgoing = network.incoming, network.outgoing
        there = [name for name in names if name in incoming]
        return {edge for name in there for edge in chain(incoming[name], outgoing[name])}

    def _long_edges(self) -> set[Edge]:
        """Those that go around cards, wherever these are."""
        return {edge for edge, item in self.edges.items() if item.is_long}

    def show_edge(self, edge: Edge) -> None:
        """Show an edge that a gesture has hidden, unless it is inside a folded frame."""
        self.edges[edge].setVisible(not self.annotations.hides(edge))

    def _redraw(self, edges: Iterable[Edge]) -> None:
        """Show edges, or hide them in folded frames, and route them."""
        there = [*edges]
        for edge in there:
            self.show_edge(edge)
        if any(map(self.annotations.hides, self._selected_edges)):
            self.select_edges(edge for edge in self._selected_edges if not self.annotations.hides(edge))
        self._route(there)

    def _route(self, edges: Iterable[Edge]) -> None:
        ends = {edge: self._ends(edge) for edge in edges if not self.annotations.hides(edge)}
        cards = self._obstacles() if any(is_long(start, end) for start, end in ends.values()) else []
        for edge, (start, end) in ends.items():
            self.edges[edge].connect_points(start, end, cards)

    def _write_labels(self, edges: Iterable[Edge]) -> None:
        """Write the shapes on edges where neither titles nor notes hide them."""
        taken = self.annotations.hiding_labels()
        if taken or self._has_moved_labels:
            for edge in edges if taken else self.edges:
                self.edges[edge].place_label(taken)
            self._has_moved_labels = bool(taken)

    def _obstacles(self) -> list[Box]:
        """What long edges go around: cards, and those of folded frames."""
        folded = [Box(*item.shown_rect.topLeft().toTuple()) for item in self.annotations.folded()]
        return sorted([*(box for _, box in self.shown_boxes()), *folded], key=TOP)

    def _ends(self, edge: Edge) -> tuple[QPointF, QPointF]:
        """Where an edge begins and where it ends: at ports, or at the cards of folded frames."""
        before, behind = map(self.annotations.folded_frame_of, (edge.source, edge.target))
        source, target = self.nodes[edge.source], self.nodes[edge.target]
        return (
            before.way_out(edge.source) if before else source.port_position(Port(edge.source, Side.OUTPUT)),
            behind.way_in(edge.source) if behind else target.port_position(Port(edge.target, Side.INPUT, edge.port)),
        )

    def _show_selection(self) -> None:
        selection = self.session.selection
        for name, item in self.nodes.items():
            item.set_selected(name in selection)
        changed = self.annotations.fold()
        if changed:
            self._redraw(self._edges_at(changed) | self._long_edges())
            self._write_labels(self.edges)
            self.arranged.emit()

    def _restyle(self, theme: Theme) -> None:
        self.canvas_style = CanvasStyle(theme)
        for node in self.nodes.values():
            node.set_style(self.canvas_style)
        for edge in self.edges.values():
            edge.set_style(self.canvas_style)
        self.annotations.set_style(self.canvas_style)
        self.setBackgroundBrush(self.canvas_style.canvas)
        self.arranged.emit()


def _rearranges(step: Step) -> bool:
    """Whether cards or ports are elsewhere after a step."""
    match step:
        case NodeStep(_, Node() as before, Node() as after):
            return (before.id, before.position) != (after.id, after.position)
        case NodeStep() | EdgeStep() | AnnotationStep():
            return True
        case _:
            return False
