"""A view that is zoomed with the wheel or a pinch and panned with two fingers, over a ground of dots."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from nnstudio.studio.canvas.background import Dots
from nnstudio.studio.canvas.camera import STEP, Camera
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.style import LEGIBLE

_NOTCH = 120
"""What a wheel tells for one notch, in eighths of a degree."""


class ZoomableView(QGraphicsView):
    """Knows how to look at a scene and nothing of what can be done there."""

    def __init__(self, network: NetworkScene, parent: QWidget | None = None) -> None:
        super().__init__(network, parent)
        self._network = network
        self._camera = Camera(self)
        self._dots = Dots()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        network.arranged.connect(self._make_room)
        self._make_room()

    @property
    def camera(self) -> Camera:
        """Where the view looks."""
        return self._camera

    def fit(self) -> None:
        """Show the whole network."""
        self._camera.fit(self._network.bounds())

    def begin(self) -> None:
        """Show the whole network if its cards can be read then, and otherwise where it begins."""
        self._camera.begin(self._network.bounds(), self._network.first_rect(), LEGIBLE)

    def zoom_in(self) -> None:
        """Show less, larger."""
        self._camera.zoom_by(STEP)

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self._camera.zoom_by(1 / STEP)

    def reset_zoom(self) -> None:
        """Show everything in its own size."""
        self._camera.set_zoom(1)

    def reveal_selection(self) -> None:
        """Move the view so that what is selected is seen."""
        bounds = self.selected_bounds()
        if not bounds.isNull():
            self._camera.reveal(bounds)

    def center_selection(self) -> None:
        """Bring what is selected to the middle of the view, in a size that can be read."""
        bounds = self.selected_bounds()
        if not bounds.isNull():
            if self._camera.zoom < LEGIBLE:
                self._camera.set_zoom(1)
            self._camera.look_at(bounds.center())

    def selected_bounds(self) -> QRectF:
        """The rectangle around the selected nodes and notes on the scene; null where nothing is selected."""
        bounds, annotations = QRectF(), self._network.annotations
        for name in self._network.session.selection:
            bounds |= self._network.shown_rect(name)
        for name in annotations.selected_notes:
            bounds |= annotations.notes[name].shown_rect
        return bounds

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the cursor; two fingers on a touch pad pan, unless Ctrl is held."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if _is_touch_pad(event) and not ctrl:
            delta = event.pixelDelta()
            self._camera.pan(delta if not delta.isNull() else event.angleDelta() / 8)
        elif event.angleDelta().y():
            self._camera.zoom_by(STEP ** (event.angleDelta().y() / _NOTCH), event.position().toPoint())
        else:
            self._camera.pan(QPoint(event.angleDelta().x(), 0))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Zoom with a pinch."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._camera.zoom_by(1 + event.value(), event.position().toPoint())
            return True
        return super().viewportEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802 - Qt's name
        """The dots."""
        self._dots.paint(painter, QRectF(rect), self._network.canvas_style)

    def _make_room(self) -> None:
        self._camera.make_room(self._network.bounds())


def _is_touch_pad(event: QWheelEvent) -> bool:
    if event.phase() != Qt.ScrollPhase.NoScrollPhase:
        return True
    return event.device().type() == QInputDevice.DeviceType.TouchPad
