"""Writing in notes and titles where they stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGraphicsView

from nnstudio.network.annotations import LARGEST_NOTE, NOTE_SIZE
from nnstudio.studio.canvas.annotation_editing import AnnotationEditing
from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.note_item import NOTE_PADDING, NoteItem
from nnstudio.studio.canvas.note_text import line_starts
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.forms.in_place_text import InPlaceText
from nnstudio.studio.theme.spacing import CANVAS_DOTS, GRID, SMALL

_LARGEST_ZOOM, _SMALLEST_ZOOM = 2.0, 0.75
"""Beyond these the letters that are written are no larger or smaller: they have to be read."""


class AnnotationWriting(QObject):
    """Opens an editor on top of a note or a title, and hands over what was written."""

    message = Signal(str)
    """A sentence about what could not be done."""

    def __init__(self, view: QGraphicsView, scene: NetworkScene, editing: AnnotationEditing, camera: Camera) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self._editing = editing
        self._camera = camera
        self._take: Callable[[str], None] = lambda _: None
        self._text = InPlaceText(view.viewport())
        self._text.setObjectName("canvas.writing")
        self._text.written.connect(self._written)
        self._text.closed.connect(self._close)
        camera.moved.connect(self._text.finish)
        scene.session.replaced.connect(self._text.abandon)

    def write_selected(self) -> bool:
        """Write in the note, or the title of the whole frame, that is selected; say so if it is none or several."""
        notes, frames = self._scene.annotations.selected_notes, self._editing.whole_frames
        names = [*notes] or [frame.id for frame in frames]
        if len(names) != 1:
            self.message.emit(self.tr("Select a note to write in it, or a whole frame to rename it."))
            return False
        self.write(names[0])
        return True

    def write(self, annotation_id: str) -> None:
        """Write in a note, or the title of a frame."""
        annotations = self._scene.annotations
        if annotation_id in annotations.notes:
            self._write_note(annotations.notes[annotation_id])
        elif annotation_id in annotations.frames:
            self._write_title(annotations.frames[annotation_id])

    def write_new(self, place: QPointF) -> None:
        """Write a note at a place that comes to be when it is finished."""
        corner = QPointF(*(round(value / CANVAS_DOTS) * CANVAS_DOTS for value in place.toTuple()))
        rect = QRectF(corner, QSizeF(*NOTE_SIZE))
        self._take = lambda text: self._editing.add_note(text, corner, self._fitting(text, *NOTE_SIZE))
        self._open("", rect, self._note_ground(None), self.tr("Text of the note"), is_line=False)
        self._text.setPlaceholderText(self.tr("Write a note; Ctrl+Enter ends it"))

    def _write_note(self, item: NoteItem) -> None:
        note, name = item.note, item.annotation_id
        self._camera.reveal(item.shown_rect)
        item.set_written(written=False)
        self._take = lambda text: self._editing.set_text(name, text, self._fitting(text, *note.size))
        ground = self._note_ground(note.color)
        self._open(note.text, item.shown_rect, ground, self.tr("Text of the note"), is_line=False)

    def _write_title(self, item: FrameItem) -> None:
        self._camera.reveal(item.title_rect)
        self._take = partial(self._editing.set_title, item.annotation_id)
        ground = self._scene.canvas_style.theme.card
        self._open(item.look.title, item.writing_rect, ground, self.tr("Title of the frame"), is_line=True)

    def _open(self, text: str, rect: QRectF, ground: str, name: str, *, is_line: bool) -> None:
        style = self._scene.canvas_style
        zoom = min(max(self._camera.zoom, _SMALLEST_ZOOM), _LARGEST_ZOOM)
        font = QFont(style.button_font if is_line else style.text_font)
        font.setPointSizeF(font.pointSizeF() * zoom)
        place = self._view.mapFromScene(rect).boundingRect()
        least = QRect(place.topLeft(), (rect.size() * zoom).toSize()) if not is_line else place
        across, down = (GRID, GRID // 2) if is_line else (NOTE_PADDING, SMALL)
        self._text.setPlaceholderText("")
        self._text.setAccessibleName(name)
        self._text.setStyleSheet(
            f"QPlainTextEdit {{ background: {ground}; border: 1px solid {style.theme.accent};"
            f" padding: {round(down * zoom) - 1}px {round(across * zoom) - 1}px; }}"
        )
        self._text.open(text, place.united(least), font, is_line=is_line)

    def _written(self, text: str) -> None:
        self._take(text)

    def _close(self) -> None:
        for item in self._scene.annotations.notes.values():
            item.set_written(written=True)

    def _note_ground(self, color: str | None) -> str:
        return self._scene.canvas_style.theme.paper(color)

    def _fitting(self, text: str, width: float, height: float) -> tuple[float, float]:
        """The size of a note in which all of a text can be read."""
        style = self._scene.canvas_style
        most = int(LARGEST_NOTE[1] / style.text_metrics.lineSpacing())
        count = len(line_starts(text, style.text_font, width - 2 * NOTE_PADDING, most)) - 1
        needed = ceil((count * style.text_metrics.lineSpacing() + 2 * SMALL) / CANVAS_DOTS) * CANVAS_DOTS
        return width, min(max(height, float(needed)), LARGEST_NOTE[1])
