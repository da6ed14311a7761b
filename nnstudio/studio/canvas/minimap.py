"""The whole network in the corner of the canvas, with a frame around what is shown."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPicture
from PySide6.QtWidgets import QWidget

from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.style import HAIRLINE, outline
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, FIELD_RADIUS, SMALL

_SIZE = QSize(152, 104)
_FEWEST = 6
"""Fewer nodes than this need no map."""
_MANY = 20
"""From so many on, the map stays also while all are in view."""
_THINNEST = 2.0
_TINT = 0.25
"""How much of its hue a frame or a note has."""
_DELAY_MILLISECONDS = 50
"""How far the cards of the map may be behind those of the canvas."""


class Minimap(QWidget):
    """A click or a drag on the map brings that place to the middle of the view."""

    def __init__(self, scene: NetworkScene, camera: Camera, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._camera = camera
        self._bounds = QRectF()
        self._cards: QPicture | None = None
        self._delay = QTimer(self, singleShot=True, interval=_DELAY_MILLISECONDS)
        self._delay.timeout.connect(self.repaint_cards)
        self.setFixedSize(_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Click or drag to look elsewhere."))

    def is_useful(self) -> bool:
        """Whether there is much to see, or something that is not in view."""
        count = len(self._scene.nodes)
        return count >= _MANY or (count >= _FEWEST and not self._camera.visible_rect().contains(self._scene.bounds()))

    def follow(self) -> None:
        """The cards are elsewhere now."""
        if not self._delay.isActive():
            self._delay.start()

    def repaint_cards(self) -> None:
        """The cards have other colors now, or other places."""
        self._cards = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Every card, and the frame."""
        style = self._scene.canvas_style
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.line)
        painter.setBrush(style.panel)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), FIELD_RADIUS, FIELD_RADIUS)
        if self._cards is None:
            self._bounds = self._scene.bounds()
            self._cards = self._painted_cards()
        painter.drawPicture(0, 0, self._cards)
        frame = self._projected(self._camera.visible_rect())
        painter.setPen(outline(style.accent, HAIRLINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame & self.rect().toRectF().adjusted(2, 2, -2, -2), 3, 3)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Look there."""
        self._look(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Look there while the button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The view is where it is wanted; nothing behind the map is to hear of it."""
        event.accept()

    def _painted_cards(self) -> QPicture:
        """Frames, notes, and every card as a bar in the hue of its category; kept while the view moves over them."""
        picture = QPicture()
        painter = QPainter(picture)
        painter.setPen(Qt.PenStyle.NoPen)
        for color, rects in (*self._grounds(), *self._bars()):
            painter.setBrush(color)
            painter.drawRects(rects)
        painter.end()
        return picture

    def _grounds(self) -> Iterator[tuple[QColor, list[QRectF]]]:
        """Frames and notes in their colors, those below first; a folded frame is a bar like a card."""
        theme, annotations = self._scene.canvas_style.theme, self._scene.annotations
        for frame in sorted(annotations.frames.values(), key=lambda item: item.is_folded):
            hue = theme.frame(frame.look.color)
            color = hue if frame.is_folded else mix(theme.panel, hue, _TINT)
            yield QColor(color), [self._projected(frame.shown_rect)]
        for note in annotations.notes.values():
            hue = mix(theme.panel, theme.paper(note.note.color), 1 - _TINT)
            yield QColor(hue), [self._projected(note.shown_rect)]

    def _bars(self) -> Iterator[tuple[QColor, list[QRectF]]]:
        """The cards of every category in its hue, and those of nodes that stand aside."""
        style, nodes = self._scene.canvas_style, self._scene.nodes
        scale, origin = self._projection()
        left, top = origin.toTuple()
        width, height = CARD_WIDTH * scale, max(CARD_HEIGHT * scale, _THINNEST)
        found: dict[str | None, list[QRectF]] = {}
        for name, box in self._scene.shown_boxes():
            card = nodes[name].card
            bar = QRectF((box.left - left) * scale, (box.top - top) * scale, width, height)
            found.setdefault(None if card.stands_aside else card.category, []).append(bar)
        for category, bars in found.items():
            yield style.faint if category is None else style.hue(category), bars

    def _projected(self, rect: QRectF) -> QRectF:
        scale, origin = self._projection()
        return QRectF((rect.topLeft() - origin) * scale, rect.size() * scale)

    def _look(self, point: QPointF) -> None:
        scale, origin = self._projection()
        self._camera.look_at(point / scale + origin)

    def _projection(self) -> tuple[float, QPointF]:
        """Pixels of the map for each unit of the scene, and the point of the scene in its upper left corner."""
        space = self.rect().toRectF().adjusted(SMALL, SMALL, -SMALL, -SMALL)
        bounds = self._bounds if not self._bounds.isNull() else QRectF(0, 0, 1, 1)
        scale = min(space.width() / bounds.width(), space.height() / bounds.height())
        return scale, bounds.center() - self.rect().toRectF().center() / scale
