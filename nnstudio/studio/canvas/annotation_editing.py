"""What can be done with notes and frames from the canvas. Everything is one change that the session carries out."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QPointF, Signal

from nnstudio.network.annotation_edits import add_note, collapse, frame, recolor, rename_frame, unframe, write_note
from nnstudio.network.annotations import HUES, LONGEST_NOTE, Frame, plain_title, within
from nnstudio.network.room import with_title_room
from nnstudio.studio.canvas.annotation_items import AnnotationItems
from nnstudio.studio.session.edited_network import EditedNetwork

_COLORS = (None, *HUES)


class AnnotationEditing(QObject):
    """The verbs of notes and frames, without a mouse."""

    message = Signal(str)
    """A sentence about what could not be done."""
    titled = Signal(str)
    """This frame is new and wants a title of its own."""

    def __init__(self, session: EditedNetwork, items: AnnotationItems, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._items = items

    @property
    def whole_frames(self) -> tuple[Frame, ...]:
        """The frames all of whose nodes are selected."""
        return within(self._session.document.network.frames, self._session.selection)

    @property
    def selected(self) -> str | None:
        """The note that is selected and nothing else, or the frame of several nodes that is; None for all else."""
        notes, nodes = self._items.selected_notes, self._session.selection
        if len(notes) == 1 and not nodes:
            return next(iter(notes))
        whole = [one.id for one in self.whole_frames if len(nodes) > 1 and nodes == {*one.nodes}]
        return whole[0] if whole and not notes else None

    @property
    def touched_frames(self) -> tuple[Frame, ...]:
        """The frames of the selected nodes."""
        frames = self._session.document.network.frames
        return tuple(one for one in frames if not self._session.selection.isdisjoint(one.nodes))

    def frame(self) -> None:
        """Put a frame around the selected nodes; with a whole frame among them, put the others into it."""
        if not self._session.selection:
            self.message.emit(self.tr("Select the layers that are to be framed."))
            return
        before = {one.id for one in self._session.document.network.frames}
        document = self._session.document
        framed = frame(document, self._session.selection, self.tr("Frame"))
        self._session.do(with_title_room(document, framed))
        for one in self._session.document.network.frames:
            if one.id not in before:
                self.titled.emit(one.id)

    def unframe(self) -> None:
        """Take the selected nodes out of their frames; a frame goes with its last node."""
        if not self.touched_frames:
            self.message.emit(self.tr("Select a frame, or layers in one."))
            return
        self._session.do(unframe(self._session.document, self._session.selection))

    def collapse(self) -> None:
        """Collapse the frames of the selected nodes, or expand them if all of them are collapsed."""
        if not self.touched_frames:
            self.message.emit(self.tr("Select a frame, or layers in one."))
            return
        self.toggle([one.id for one in self.touched_frames])

    def toggle(self, frame_ids: Collection[str]) -> None:
        """Collapse frames, which selects them as a whole; if none of them is open, expand them."""
        frames = [one for one in self._session.document.network.frames if one.id in frame_ids]
        is_open = any(not self._items.frames[one.id].is_folded for one in frames)
        if is_open:
            self._session.select({*self._session.selection, *(name for one in frames for name in one.nodes)})
        self._session.do(collapse(self._session.document, frame_ids, collapsed=is_open))

    def next_color(self) -> None:
        """Give the selected notes and frames the next color, which follows that of the first of them."""
        network, notes = self._session.document.network, self._items.selected_notes
        colors = [note.color for note in network.notes if note.id in notes]
        colors += [one.color for one in self.whole_frames]
        if not colors:
            self.message.emit(self.tr("Select a note or a whole frame to color it."))
            return
        color = _COLORS[(_COLORS.index(colors[0]) + 1) % len(_COLORS)]
        frames = [one.id for one in self.whole_frames]
        self._session.do(recolor(self._session.document, notes, frames, color), merge=True)

    def select_next_note(self) -> None:
        """Select the note after the selected one, and nothing else."""
        names = list(self._items.notes)
        if not names:
            self.message.emit(self.tr("There is no note yet. Press N to write one."))
            return
        places = [names.index(name) for name in self._items.selected_notes]
        self.select_note(names[(max(places, default=-1) + 1) % len(names)])

    def select_note(self, note_id: str) -> None:
        """Select a note and nothing else."""
        self._session.select([])
        self._items.select_notes([note_id])

    def add_note(self, text: str, place: QPointF, size: tuple[float, float]) -> None:
        """Put a note at a place and select it; one without text is none."""
        if text.strip():
            before = set(self._items.notes)
            document = self._session.document
            self._session.do(add_note(document, text[:LONGEST_NOTE], (place.x(), place.y()), size))
            self._session.select([])
            self._items.select_notes(self._items.notes.keys() - before)

    def set_text(self, note_id: str, text: str, size: tuple[float, float]) -> None:
        """Give a note another text, for which it may have to be larger; one without text goes."""
        if note_id in self._items.notes:
            kept = text[:LONGEST_NOTE] if text.strip() else ""
            self._session.do(write_note(self._session.document, note_id, kept, size))

    def set_title(self, frame_id: str, title: str) -> None:
        """Give a frame another title; without one it keeps its own."""
        plain = plain_title(title)
        if plain and frame_id in self._items.frames:
            self._session.do(rename_frame(self._session.document, frame_id, plain))
