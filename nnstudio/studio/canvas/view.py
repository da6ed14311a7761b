"""The view of the canvas: it hands what the hands do to gestures, and what the keys say to `Editing`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from nnstudio.engine.health import NodeHealth
from nnstudio.studio.canvas.camera import STEP
from nnstudio.studio.canvas.dropping import LayerDrop
from nnstudio.studio.canvas.editing import Editing
from nnstudio.studio.canvas.gestures.begin import gesture_at
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.gestures.pan import Pan
from nnstudio.studio.canvas.glide import Glide
from nnstudio.studio.canvas.hovering import Hovering
from nnstudio.studio.canvas.keyboard import bindings, key_name
from nnstudio.studio.canvas.node_item import NodeItem
from nnstudio.studio.canvas.overlays import Overlays
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.walking import Direction
from nnstudio.studio.canvas.zoomable_view import ZoomableView
from nnstudio.studio.plots.empty import EmptyText, paint_empty
from nnstudio.studio.session import Session
from nnstudio.studio.theme import ThemeSource


class CanvasView(ZoomableView):
    """The network of a session, to look at and to edit."""

    message = Signal(str)
    """A sentence for the status bar."""
    node_activated = Signal(str)
    """A node was double-clicked, or Enter was pressed on it."""

    def __init__(self, session: Session, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(NetworkScene(session, theme_source), parent)
        self._network.setParent(self)
        self._session = session
        self._overlays = Overlays(self, self._network, self._camera, theme_source)
        self._editing = Editing(session, self)
        self._glide = Glide(self._network, self)
        self._hovering = Hovering(self._network, self.viewport())
        self._drop = LayerDrop(self._network, self._editing)
        self._gesture: Gesture | None = None
        self._space_held = False
        self._is_fitted = False
        self._bindings = bindings(self)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setAcceptDrops(True)
        self._editing.message.connect(self.message)
        self._overlays.hint.announced.connect(self.message)
        self._network.arranged.connect(self._make_room)
        session.changed.connect(self._interrupt)
        session.replaced.connect(self._show_other_document)
        self._make_room()

    @property
    def overlays(self) -> Overlays:
        """What stands on the view: hint, bubble, minimap and legend."""
        return self._overlays

    def node_item(self, node_id: str) -> NodeItem:
        """The item of a node; KeyError if there is none."""
        return self._network.nodes[node_id]

    def set_live(self, values: Mapping[str, NodeHealth] | None) -> None:
        """Show how the nodes train, as often as 20 times a second; None when nothing trains."""
        self._network.set_live(values)
        self._overlays.set_live(values is not None)

    def delete_selection(self) -> None:
        """Delete the selected nodes and edges."""
        self._editing.delete(self._network.selected_edges)

    def copy(self) -> None:
        """Put the selected nodes on the clipboard."""
        self._editing.copy()

    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        self._editing.cut()

    def paste(self) -> None:
        """Add the nodes on the clipboard."""
        self._editing.paste()
        self._reveal_selection()

    def duplicate(self) -> None:
        """Add copies of the selected nodes."""
        self._editing.duplicate()
        self._reveal_selection()

    def select_all(self) -> None:
        """Select every node."""
        self._editing.select_all()

    def connect_selection(self) -> None:
        """Connect the selected nodes from top to bottom."""
        self._editing.connect_selection()

    def disconnect_selection(self) -> None:
        """Take away the edges among the selected nodes."""
        self._editing.disconnect_selection()

    def add_layer(self, type_name: str) -> None:
        """Add a layer after the selected nodes, or in the middle of the view if none is selected."""
        self._editing.add_layer(type_name, self._camera.visible_rect().center())
        self._reveal_selection()

    def nudge(self, direction: Direction, step: int) -> None:
        """Move the selected nodes by a step."""
        self._editing.nudge(direction, step)
        self._reveal_selection()

    def walk(self, direction: Direction) -> None:
        """Select the next node in a direction."""
        self._editing.walk(direction)
        self._reveal_selection()

    def auto_layout(self) -> None:
        """Lay the network out anew and show all of it."""
        self._glide.stop()
        before = {name: item.pos() for name, item in self._network.nodes.items()}
        self._editing.arrange()
        self.fit()
        self._glide.from_places(before)

    def fit(self) -> None:
        """Show the whole network."""
        self._camera.fit(self._network.bounds())

    def zoom_in(self) -> None:
        """Show less, larger."""
        self._camera.zoom_by(STEP)

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self._camera.zoom_by(1 / STEP)

    def reset_zoom(self) -> None:
        """Show everything in its own size."""
        self._camera.set_zoom(1)

    def accept(self) -> None:
        """Apply the first repair that is offered; if none is, open the selected node."""
        if not self._overlays.bubble.apply_first() and len(self._session.selection) == 1:
            (selected,) = self._session.selection
            self.node_activated.emit(selected)

    def dismiss(self) -> None:
        """Cancel the gesture; or take away the bubble; or select nothing."""
        if self._gesture is not None:
            self._interrupt()
        elif not self._overlays.dismiss():
            self._network.select_edges([])
            self._session.select([])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a gesture."""
        if self._gesture is not None:
            return
        pointer = self._pointer(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_held):
            self._begin(Pan(self._camera, pointer))
        elif left:
            self._begin(gesture_at(self._network, self._overlays.hint, pointer))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Continue the gesture, or show what one would take."""
        pointer = self._pointer(event)
        if self._gesture is not None:
            self._gesture.move(pointer)
        elif not self._space_held:
            self._hovering.at(pointer.scene)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Finish the gesture."""
        if self._gesture is None:
            return
        gesture, self._gesture = self._gesture, None
        gesture.finish(self._pointer(event))
        self._end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open a node."""
        item = self._network.node_at(self._pointer(event).scene)
        if event.button() == Qt.MouseButton.LeftButton and item is not None:
            self.node_activated.emit(item.card.node_id)
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Select what the menu will be about."""
        item = self._network.node_at(self.mapToScene(event.pos()))
        if item is not None and item.card.node_id not in self._session.selection:
            self._session.select([item.card.node_id])
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Mark nothing."""
        self._hovering.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Look the key up in the table."""
        if event.key() == Qt.Key.Key_Space:
            self._hold_space(held=True)
        elif verb := self._bindings.get(key_name(event.keyCombination())):
            verb()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of the canvas with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(held=False)
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take layers, nothing else."""
        event.setAccepted(self._drop.would_take(event.mimeData()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Mark the edge into which the layer would go."""
        self._drop.hover(self.mapToScene(event.position().toPoint()))
        event.setAccepted(self._drop.would_take(event.mimeData()))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Mark nothing."""
        self._drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Add the layer."""
        event.setAccepted(self._drop.drop(event.mimeData(), self.mapToScene(event.position().toPoint())))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:  # noqa: N802 - Qt's name
        """Say how to begin, while there is nothing."""
        if not self._network.nodes:
            painter.resetTransform()
            text = EmptyText(self.tr("Nothing here yet"), self.tr("Drag a layer onto the canvas, or open a template."))
            paint_empty(painter, self.viewport().rect().toRectF(), text, self._network.canvas_style.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the overlays in their corners."""
        super().resizeEvent(event)
        self._overlays.place()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show the whole network the first time."""
        super().showEvent(event)
        if not self._is_fitted:
            self._is_fitted = True
            self.fit()

    def _pointer(self, event: QMouseEvent) -> Pointer:
        position = event.position().toPoint()
        return Pointer(self.mapToScene(position), position, event.modifiers())

    def _begin(self, gesture: Gesture) -> None:
        self._gesture = gesture
        self._hovering.leave()
        self._overlays.set_suspended(True)
        self.viewport().setCursor(gesture.cursor)

    def _end(self) -> None:
        self.viewport().unsetCursor()
        self._overlays.set_suspended(False)

    def _interrupt(self) -> None:
        """Cancel the gesture, because of Escape or because the document changed under it."""
        self._glide.stop()
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()
            self._end()

    def _hold_space(self, *, held: bool) -> None:
        self._space_held = held
        if self._gesture is None:
            self._hovering.leave()
            if held:
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def _show_other_document(self) -> None:
        self._interrupt()
        self._overlays.set_live(False)
        self._is_fitted = self.isVisible()
        self.fit()

    def _make_room(self) -> None:
        self._camera.make_room(self._network.bounds())

    def _reveal_selection(self) -> None:
        bounds = QRectF()
        for name in self._session.selection:
            bounds |= self._network.nodes[name].card_rect
        if not bounds.isNull():
            self._camera.reveal(bounds)
