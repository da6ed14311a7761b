"""What can be done to the network from the canvas. Everything is one change that the session carries out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Signal

from nnstudio.catalog.layers.base import Layer
from nnstudio.errors import NNStudioError
from nnstudio.network import edits
from nnstudio.network.alignment import Alignment
from nnstudio.network.annotation_edits import join, move_notes, remove_notes
from nnstudio.network.block_edits import with_adopted
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.edits import Position
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.healing import take_out
from nnstudio.network.layout import COLUMN, ROW
from nnstudio.network.replacing import replace_layer
from nnstudio.network.room import with_room
from nnstudio.sentence import Sentence
from nnstudio.studio.canvas.annotation_items import AnnotationItems
from nnstudio.studio.canvas.clipboard import pasted_network
from nnstudio.studio.canvas.connection import Verdict, judge, judge_change
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.walking import Direction, neighbor
from nnstudio.studio.language import told
from nnstudio.studio.palette.starting_layer import starting_layer
from nnstudio.studio.search.layer_outcome import Before
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, GRID


@dataclass(frozen=True)
class _Arrival:
    """A layer on its way, and the document as it is to be when it arrives."""

    document: Document
    layer: Layer
    name: str | None = None


class Editing(QObject):
    """The canvas' verbs, without a mouse."""

    message = Signal(str)
    """A sentence about something that could not be done."""

    def __init__(self, session: EditedNetwork, annotations: AnnotationItems, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._annotations = annotations
        self._walked_to = ""

    def add_layer(self, type_name: str, middle: QPointF) -> None:
        """Add a layer below the selected nodes and connect them to it; if none is selected, around a point."""
        selected = self._session.selected_nodes
        given = self._session.inference.shapes.get(selected[0].id) if selected else None
        self._add(_Arrival(self._session.document, starting_layer(type_name, self._session, given)), middle)

    def add_block(self, text: str, middle: QPointF) -> None:
        """Add a block, as the clipboard has it, in the same way."""
        arrival = self._arrival(text)
        if arrival is not None:
            self._add(arrival, middle)

    def drop_layer(self, type_name: str, middle: QPointF, edge: Edge | None = None) -> None:
        """Add a layer around a point; on an edge, between its ends."""
        given = self._session.inference.shapes.get(edge.source) if edge else None
        self._drop(_Arrival(self._session.document, starting_layer(type_name, self._session, given)), middle, edge)

    def judged_drop(self, type_name: str, edge: Edge) -> Verdict | None:
        """What would come of a layer that is dropped on an edge; None for one that would lie beside it."""
        document = self._session.document
        layer = starting_layer(type_name, self._session, self._session.inference.shapes.get(edge.source))
        if layer.most_inputs == 0:
            return None
        change = edits.insert_on_edge(document, edge, layer, (0.0, 0.0))
        return judge_change(document, change, (*edits.added_ids(change), edge.target))

    def drop_block(self, text: str, middle: QPointF, edge: Edge | None = None) -> None:
        """Add a block, as the clipboard has it, around a point; on an edge, between its ends."""
        arrival = self._arrival(text)
        if arrival is not None:
            self._drop(arrival, middle, edge)

    def add_connected(self, type_name: str, point: QPointF, port: Port) -> None:
        """Add a layer whose port is at a point, and connect that to a port that is there already."""
        document, is_source = self._session.document, port.side is Side.OUTPUT
        if is_source:
            given = self._session.inference.shapes.get(port.node_id)
        else:
            given = Before(self._session, port.node_id, port.index).outcome(type_name).given
        layer = starting_layer(type_name, self._session, given)
        down = QPointF(0, CARD_HEIGHT / 2)
        change = edits.add_node(document, layer, _centered(point + down if is_source else point - down))
        (added,) = edits.added_ids(change)
        ends = (port.node_id, added) if is_source else (added, port.node_id, port.index)
        if not is_source or layer.most_inputs != 0:
            change = change.then(edits.connect(apply(document, change), *ends))
        self._do_and_select(change)

    def replace(self, node_id: str, type_name: str) -> None:
        """Put another layer in place of a node's."""
        document = self._session.document
        sources = document.network.incoming[node_id]
        given = self._session.inference.shapes.get(sources[0].source) if sources else None
        layer = starting_layer(type_name, self._session, given)
        position = document.network.nodes.index(document.network.by_id[node_id])
        self._session.do(replace_layer(document, node_id, layer))
        self._session.select([self._session.document.network.nodes[position].id])

    def delete(self, edges: Iterable[Edge] = ()) -> None:
        """Delete the selected nodes and join what was around them; further edges go without that, and notes."""
        document, chosen, notes = self._session.document, tuple(edges), self._annotations.selected_notes
        change = take_out(document, self._session.selection, chosen)
        without_notes = remove_notes(apply(document, change), notes)
        self._session.do(change.then(without_notes) if self._session.selection or chosen else without_notes)

    def select_all(self) -> None:
        """Select every node and every note."""
        self._session.select(self._session.document.network.by_id)
        self._annotations.select_notes(self._annotations.notes)

    def nudge(self, direction: Direction, step: int = GRID) -> None:
        """Move the selected nodes and notes a little; nudges that follow each other are one undo step."""
        notes = [self._annotations.notes[name].note for name in self._annotations.selected_notes]
        if not self._session.selection and not notes:
            self.walk(direction)
            return
        x, y = (part * step for part in direction.vector)
        positions, note_positions = (
            {one.id: (one.position[0] + x, one.position[1] + y) for one in chosen}
            for chosen in (self._session.selected_nodes, notes)
        )
        document = self._session.document
        change = edits.move(document, positions, Sentence("Nudge")).then(move_notes(document, note_positions))
        self._session.do(change, merge=True)

    def walk(self, direction: Direction, *, extend: bool = False) -> None:
        """Select the next node in a direction, or the first one if none is selected; with `extend` besides the others.

        A walk goes on from where it came to last.
        """
        network, selected = self._session.document.network, [node.id for node in self._session.selected_nodes]
        if selected:
            start = self._walked_to if self._walked_to in selected else selected[-1]
            following = neighbor(network, start, direction)
        else:
            following = network.nodes[0].id if network.nodes else None
        if following is not None:
            self._walked_to = following
            self._session.select([*selected, following] if extend else [following])

    def connect_selection(self) -> None:
        """Draw edges down through the selected nodes; into a last one that takes many, from all others."""
        nodes = sorted(self._session.selected_nodes, key=lambda node: (node.position[1], node.position[0]))
        if len(nodes) < 2:
            self.message.emit(self.tr("Select two or more nodes to connect them from top to bottom."))
            return
        joins = nodes[-1].layer.most_inputs != 1
        targets = [nodes[-1]] * (len(nodes) - 1) if joins else nodes[1:]
        document, change = self._session.document, Change("Connect")
        for source, target in zip(nodes[:-1], targets, strict=True):
            after = apply(document, change)
            verdict = judge(after, self._session.inference, source.id, target.id)
            if verdict.change is None:
                self.message.emit(verdict.sentence)
                return
            change = change.then(verdict.change)
        self._session.do(change)

    @property
    def loosened_edges(self) -> tuple[Edge, ...]:
        """The edges among the selected nodes; of a single one, all its edges."""
        selection = self._session.selection
        among = all if len(selection) > 1 else any
        edges = self._session.document.network.edges
        return tuple(edge for edge in edges if among(end in selection for end in (edge.source, edge.target)))

    def disconnect_selection(self) -> None:
        """Take those away."""
        self._session.do(edits.disconnect(self._session.document, self.loosened_edges))

    def toggle_mute(self) -> None:
        """Let data pass the selected nodes by; if it passes all of them by, let them compute again."""
        nodes = [node for node in self._session.selected_nodes if node.layer.most_inputs != 0]
        if nodes:
            muted = not all(node.muted for node in nodes)
            self._session.do(edits.set_muted(self._session.document, [node.id for node in nodes], muted))
        elif self._session.selection:
            self.message.emit(self.tr("An Input cannot be muted: data enters the network there."))
        else:
            self.message.emit(self.tr("Select the layers that data is to pass by."))

    def align(self, alignment: Alignment) -> None:
        """Put the selected nodes in line, or at equal distances."""
        nodes = self._session.selected_nodes
        if len(nodes) < 2:
            self.message.emit(self.tr("Select the nodes that are to be put in order."))
            return
        self._session.do(edits.move(self._session.document, alignment.positions(nodes), alignment.value))

    def _arrival(self, text: str) -> _Arrival | None:
        """The block in a text, and the document that knows its definitions; a sentence if there is none."""
        try:
            network, definitions = pasted_network(text, ["nodes"])
            document, network = with_adopted(self._session.document, network, definitions)
        except NNStudioError as error:
            self.message.emit(told(error.sentence))
            return None
        return _Arrival(document, network.nodes[0].layer, network.nodes[0].id)

    def _add(self, arrival: _Arrival, middle: QPointF) -> None:
        document, layer, selected = arrival.document, arrival.layer, self._session.selected_nodes
        sources = selected if layer.most_inputs is None else selected[len(selected) - layer.most_inputs :]
        position = _below(sources) if sources else _centered(middle)
        change = edits.add_node(document, layer, _free_place(document.network, position), arrival.name)
        (added,) = edits.added_ids(change)
        for source in sources:
            change = change.then(edits.connect(apply(document, change), source.id, added))
        self._finish(arrival, change)

    def _drop(self, arrival: _Arrival, middle: QPointF, edge: Edge | None) -> None:
        document, layer, place = arrival.document, arrival.layer, _centered(middle)
        if edge is None or layer.most_inputs == 0:
            self._finish(arrival, edits.add_node(document, layer, place, arrival.name))
        else:
            change = edits.insert_on_edge(document, edge, layer, place, arrival.name)
            self._finish(arrival, with_room(document, change))

    def _finish(self, arrival: _Arrival, change: Change) -> None:
        before = self._session.document
        if arrival.document is not before:
            change = change_between(before, apply(arrival.document, change), change.label)
        self._do_and_select(change)

    def _do_and_select(self, change: Change) -> None:
        """Add nodes, which join the frames that they come to lie in."""
        added = edits.added_ids(change)
        for name in added:
            after = apply(self._session.document, change)
            x, y = after.network.by_id[name].position
            frame = self._annotations.frame_around(QPointF(x + CARD_WIDTH / 2, y + CARD_HEIGHT / 2))
            if frame is not None and name not in after.network.frame_of:
                change = change.then(join(after, [name], frame.annotation_id))
        self._session.do(change)
        self._session.select(added)


def _centered(middle: QPointF) -> Position:
    """The place of a card whose middle is near a point, on the grid."""
    x, y = middle.x() - CARD_WIDTH / 2, middle.y() - CARD_HEIGHT / 2
    return float(round(x / GRID) * GRID), float(round(y / GRID) * GRID)


def _below(nodes: Sequence[Node]) -> Position:
    """The place a row below the lowest of some nodes, in their middle."""
    x = sum(node.position[0] for node in nodes) / len(nodes)
    return float(round(x / GRID) * GRID), max(node.position[1] for node in nodes) + ROW


def _free_place(network: Network, wish: Position) -> Position:
    """The first place at the right of the wished one where no card is."""
    x, y = wish
    while any(
        abs(node.position[0] - x) < CARD_WIDTH and abs(node.position[1] - y) < CARD_HEIGHT for node in network.nodes
    ):
        x += COLUMN
    return x, y
