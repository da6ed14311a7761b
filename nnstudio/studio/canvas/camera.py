"""The camera: which part of the scene the view shows, and how large."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsView

SMALLEST: Final = 0.1
LARGEST: Final = 4.0
STEP: Final = 1.2
"""What one notch of the wheel, or one Ctrl+Plus, does."""

_ROOM = 50_000.0
"""How far beyond the outermost card the view can go."""
_MARGIN = 16.0


class Camera(QObject):
    """Zooms and pans a view. Scroll bars are its only memory, so Qt's own painting tricks keep working."""

    moved = Signal()
    """The view shows another part of the scene, or shows it in another size."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view

    @property
    def zoom(self) -> float:
        """Pixels for each unit of the scene."""
        return self._view.transform().m11()

    def visible_rect(self) -> QRectF:
        """The part of the scene that is shown."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def make_room(self, bounds: QRectF) -> None:
        """Let the view go anywhere around these bounds."""
        wanted = bounds.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
        if not self._view.sceneRect().contains(bounds.adjusted(-_ROOM / 2, -_ROOM / 2, _ROOM / 2, _ROOM / 2)):
            middle = self.visible_rect().center()
            self._view.setSceneRect(wanted)
            self._view.centerOn(middle)

    def pan(self, delta: QPoint) -> None:
        """Move what is shown by pixels."""
        horizontal, vertical = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        horizontal.setValue(horizontal.value() - delta.x())
        vertical.setValue(vertical.value() - delta.y())
        self.moved.emit()

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Zoom, and keep what is at a point of the view, or in its middle, where it is."""
        fixed = at if at is not None else self._view.viewport().rect().center()
        below = self._view.mapToScene(fixed)
        zoom = min(max(self.zoom * factor, SMALLEST), LARGEST)
        self._view.setTransform(self._view.transform().fromScale(zoom, zoom))
        self.pan(fixed - self._view.mapFromScene(below))

    def set_zoom(self, zoom: float) -> None:
        """Zoom to a size and keep the middle where it is."""
        self.zoom_by(zoom / self.zoom)

    def fit(self, bounds: QRectF) -> None:
        """Show all of these bounds, but never larger than life."""
        if bounds.isNull():
            self.set_zoom(1)
            self.look_at(QPointF())
            return
        space = self._view.viewport().rect().toRectF().adjusted(0, 0, -2 * _MARGIN, -2 * _MARGIN)
        scale = min(space.width() / bounds.width(), space.height() / bounds.height(), 1.0)
        self.set_zoom(max(scale, SMALLEST))
        self.look_at(bounds.center())

    def begin(self, bounds: QRectF, first: QRectF, legible: float) -> None:
        """Show all of these bounds where it can be read so, and otherwise in its own size from what comes first."""
        self.fit(bounds)
        if self.zoom >= legible or first.isNull():
            return
        self.set_zoom(1)
        shown = self.visible_rect()
        middle = bounds.center().x() if bounds.width() <= shown.width() else first.center().x()
        self.look_at(QPointF(middle, first.top() - _MARGIN + shown.height() / 2))

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self._view.centerOn(point)
        self.moved.emit()

    def reveal(self, bounds: QRectF) -> None:
        """Move just as far as is needed to see these bounds."""
        if not self.visible_rect().contains(bounds):
            self._view.ensureVisible(bounds, round(_MARGIN), round(_MARGIN))
            self.moved.emit()
