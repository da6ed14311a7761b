"""Making a note larger or smaller by its corner."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt

from nnstudio.network.annotation_edits import resize_note
from nnstudio.network.annotations import LARGEST_NOTE, SMALLEST_NOTE
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.theme.spacing import CANVAS_DOTS


class ResizeNote(Gesture):
    """The corner goes with the mouse, in steps of the grid."""

    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, scene: NetworkScene, item: NoteItem, pointer: Pointer) -> None:
        self._scene = scene
        self._item = item
        self._start = pointer
        scene.select_edges([])
        scene.session.select([])
        scene.annotations.select_notes([item.annotation_id])

    def move(self, pointer: Pointer) -> None:
        """Be as large as the mouse says."""
        self._item.set_size(QSizeF(*self._size(pointer)))

    def finish(self, pointer: Pointer) -> None:
        """Stay so, as one change."""
        session = self._scene.session
        session.do(resize_note(session.document, self._item.annotation_id, self._size(pointer)))

    def cancel(self) -> None:
        """Be as large as before."""
        self._scene.annotations.restore()

    def _size(self, pointer: Pointer) -> tuple[float, float]:
        way = pointer.scene - self._start.scene
        grid = 1 if pointer.is_free else CANVAS_DOTS
        width, height = (
            min(max(round((size + step) / grid) * grid, least), most)
            for size, step, least, most in zip(
                self._item.note.size, way.toTuple(), SMALLEST_NOTE, LARGEST_NOTE, strict=True
            )
        )
        return float(width), float(height)
