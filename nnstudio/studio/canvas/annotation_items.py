"""The notes and frames of a scene: which there are, which frames are folded, and what stands for a node in one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from nnstudio.network.annotations import Frame
from nnstudio.network.graph import Edge
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.frame_item import FrameItem, frame_rect
from nnstudio.studio.canvas.frame_look import frame_look
from nnstudio.studio.canvas.node_item import NodeItem
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.style import CanvasStyle
from nnstudio.studio.session.edited_network import EditedNetwork


class AnnotationItems:
    """One item for each note and each frame of the document.

    A collapsed frame is folded to a card, unless some of its nodes are selected and others are not: whoever goes to
    one of them, from the list of problems or with the keyboard, is to see it.
    """

    def __init__(
        self,
        scene: QGraphicsScene,
        session: EditedNetwork,
        nodes: Mapping[str, NodeItem],
        tell_selected: Callable[[], object],
    ) -> None:
        """`tell_selected` is called when other notes are selected."""
        self._scene = scene
        self._tell_selected = tell_selected
        self._session = session
        self._nodes = nodes
        self._held: frozenset[str] = frozenset()
        self._selected: frozenset[str] = frozenset()
        self._hidden: set[str] = set()
        self.notes: dict[str, NoteItem] = {}
        self.frames: dict[str, FrameItem] = {}

    @property
    def selected_notes(self) -> frozenset[str]:
        """The notes that are selected, of which the session need not know."""
        return self._selected

    def items(self) -> tuple[NoteItem | FrameItem, ...]:
        """All of them."""
        return (*self.frames.values(), *self.notes.values())

    def select_notes(self, note_ids: Iterable[str]) -> None:
        """Select these notes and no others."""
        before, self._selected = self._selected, frozenset(note_ids) & self.notes.keys()
        for name, item in self.notes.items():
            item.set_selected(name in self._selected)
        if self._selected != before:
            self._tell_selected()

    def note_at(self, point: QPointF) -> NoteItem | None:
        """The topmost note at a point."""
        return next((item for item in reversed(self.notes.values()) if item.shown_rect.contains(point)), None)

    def card_at(self, point: QPointF) -> FrameItem | None:
        """The folded frame whose card is at a point."""
        return next((item for item in self.folded() if item.shown_rect.contains(point)), None)

    def title_at(self, point: QPointF) -> FrameItem | None:
        """The frame whose title is written at a point, or the mark before it."""
        return next((item for item in self._open() if item.chip_rect.contains(point)), None)

    def hiding_labels(self) -> list[QRectF]:
        """What would hide the shape that is written on an edge: titles and notes."""
        return [*(item.chip_rect for item in self._open()), *(item.shown_rect for item in self.notes.values())]

    def strip_at(self, point: QPointF) -> FrameItem | None:
        """The frame that can be taken hold of at a point: anywhere beside its title."""
        return next((item for item in self._open() if item.title_rect.contains(point)), None)

    def frame_around(self, point: QPointF) -> FrameItem | None:
        """The frame in which a point lies, or on whose card; of several the smallest."""
        around = [item for item in self.frames.values() if item.shown_rect.contains(point)]
        return min(around, key=lambda item: item.rect.width() * item.rect.height(), default=None)

    @property
    def hidden(self) -> frozenset[str]:
        """The nodes in folded frames."""
        return frozenset(self._hidden)

    def nodes_in(self, frame_id: str) -> tuple[str, ...]:
        """The nodes of a frame."""
        return next(frame.nodes for frame in self._session.document.network.frames if frame.id == frame_id)

    def frame_of(self, node_id: str) -> Frame | None:
        """The frame that a node is in."""
        return self._session.document.network.frame_of.get(node_id)

    def folded_frame_of(self, node_id: str) -> FrameItem | None:
        """The frame whose card stands for a node, if the node is hidden in one."""
        frame = self.frame_of(node_id)
        item = self.frames.get(frame.id) if frame is not None else None
        return item if item is not None and item.is_folded else None

    def folded(self) -> Iterator[FrameItem]:
        """The frames whose cards are shown, the topmost first."""
        return (item for item in reversed(self.frames.values()) if item.is_folded)

    def mirror(self, style: CanvasStyle) -> set[str]:
        """Have exactly the notes and frames of the document, folded as they are to be; as `fold` does."""
        network = self._session.document.network
        for items, wanted in ((self.notes, network.notes), (self.frames, network.frames)):
            for name in items.keys() - {one.id for one in wanted}:
                self._remove(items.pop(name))
        for note in network.notes:
            if note.id not in self.notes:
                self.notes[note.id] = NoteItem(note, style)
                self._scene.addItem(self.notes[note.id])
            self.notes[note.id].set_note(note)
        for frame in network.frames:
            if frame.id not in self.frames:
                self.frames[frame.id] = FrameItem(frame.id, frame_look(self._session, frame, {}), style)
                self._scene.addItem(self.frames[frame.id].ground)
                self._scene.addItem(self.frames[frame.id])
        self.select_notes(self._selected)
        changed = self.fold()
        self.follow()
        return changed

    def refresh(self, problems: Mapping[str, Problem]) -> None:
        """Show what is known of every frame now."""
        for frame in self._session.document.network.frames:
            self.frames[frame.id].set_look(frame_look(self._session, frame, problems))

    def fold(self) -> set[str]:
        """Show every frame as it is to be shown now, and hide the nodes of folded ones: those shown elsewhere now."""
        selection, before = self._session.selection, self._hidden
        for frame in self._session.document.network.frames:
            chosen = selection.intersection(frame.nodes)
            item = self.frames[frame.id]
            item.set_folded(frame.collapsed and len(chosen) in (0, len(frame.nodes)))
            item.set_selected(len(chosen) == len(frame.nodes))
        self._hide({name for item in self.folded() for name in self.nodes_in(item.annotation_id)})
        self._tell_ends()
        return before ^ self._hidden

    def follow(self, node_ids: Iterable[str] | None = None) -> None:
        """Let frames stand around their nodes, but for those that are held; only those of some nodes, if told so."""
        network = self._session.document.network
        moved = network.frames if node_ids is None else self._frames_of(node_ids)
        for frame in moved:
            if frame.id not in self._held:
                self.frames[frame.id].set_rect(frame_rect([self._nodes[name] for name in frame.nodes]))

    def hold(self, frame_ids: Iterable[str]) -> None:
        """Let these frames and no others stay as they are while their nodes move."""
        self._held = frozenset(frame_ids)
        self.follow()

    def place(self, positions: Mapping[str, QPointF]) -> None:
        """Show notes elsewhere than the document has them."""
        for name, position in positions.items():
            self.notes[name].setPos(position)

    def hides(self, edge: Edge) -> bool:
        """Whether both ends of an edge are in the same folded frame."""
        source = self.folded_frame_of(edge.source)
        return source is not None and source is self.folded_frame_of(edge.target)

    def hides_end(self, edge: Edge) -> bool:
        """Whether an edge begins or ends at the card of a folded frame."""
        return not self._hidden.isdisjoint((edge.source, edge.target))

    def restore(self) -> None:
        """Show every note where the document has it."""
        for note in self._session.document.network.notes:
            self.notes[note.id].set_note(note)

    def clear(self) -> None:
        """Have none."""
        for item in self.items():
            self._remove(item)
        self.notes.clear()
        self.frames.clear()
        self._selected = self._held = frozenset()
        self._hidden = set()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        for item in self.items():
            item.set_style(style)

    def _open(self) -> Iterator[FrameItem]:
        return (item for item in reversed(self.frames.values()) if not item.is_folded)

    def _frames_of(self, node_ids: Iterable[str]) -> Collection[Frame]:
        frame_of = self._session.document.network.frame_of
        frames = {frame_of[name].id: frame_of[name] for name in node_ids if name in frame_of}
        return frames.values()

    def _remove(self, item: NoteItem | FrameItem) -> None:
        if isinstance(item, FrameItem):
            self._scene.removeItem(item.ground)
        self._scene.removeItem(item)

    def _hide(self, names: set[str]) -> None:
        """Hide the items of these nodes and no others."""
        for name in (names | self._hidden) & self._nodes.keys():
            self._nodes[name].setVisible(name not in names)
        self._hidden = names

    def _tell_ends(self) -> None:
        """Let the card of a folded frame have an end for each node outside that leads in, and inside that leads out."""
        network = self._session.document.network
        for item in self.folded():
            inner = self.nodes_in(item.annotation_id)
            sources = [edge.source for name in inner for edge in network.incoming[name] if edge.source not in inner]
            results = [edge.source for name in inner for edge in network.outgoing[name] if edge.target not in inner]
            item.set_ends(dict.fromkeys(sources), dict.fromkeys(results))
