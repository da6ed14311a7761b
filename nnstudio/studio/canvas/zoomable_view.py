"""A view that is zoomed with the wheel or a pinch and panned with two fingers, over a ground of dots."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from nnstudio.studio.canvas.background import Dots
from nnstudio.studio.canvas.camera import STEP, Camera
from nnstudio.studio.canvas.scene import NetworkScene

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

    @property
    def camera(self) -> Camera:
        """Where the view looks."""
        return self._camera

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


def _is_touch_pad(event: QWheelEvent) -> bool:
    if event.phase() != Qt.ScrollPhase.NoScrollPhase:
        return True
    return event.device().type() == QInputDevice.DeviceType.TouchPad
