"""A view that hands what the mouse does to gestures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.gestures.begin import Press, gesture_at
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.gestures.pan import Pan
from nnstudio.studio.canvas.hovering import Hovering
from nnstudio.studio.canvas.menu_target import MenuTarget, selected_target, target_at
from nnstudio.studio.canvas.overlays import Overlays
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.zoomable_view import ZoomableView
from nnstudio.studio.theme import ThemeSource

_BY_KEY = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


class GestureView(ZoomableView):
    """Runs one gesture at a time, from press to release; Escape or a change of the document cancels it."""

    node_activated = Signal(str)
    """A node was double-clicked, or Enter was pressed on it."""
    layer_wanted = Signal(object, object)
    """A layer is wanted: behind this `Port`, from which an edge was drawn, or None; and at this `Pointer`."""
    menu_wanted = Signal(object, object)
    """The menu of this `MenuTarget`, which is selected, is wanted at this point of the screen."""
    frame_toggled = Signal(str)
    """The frame with this id is to collapse or to expand."""
    writing_wanted = Signal(str)
    """The text of this note, or the title of this frame, is to be written anew."""

    def __init__(self, network: NetworkScene, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(network, parent)
        self._session = network.session
        self._overlays = Overlays(self, network, self._camera, theme_source)
        self._hovering = Hovering(network, self)
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._space_held = False
        self._menu_place: QPoint | None = None
        """Where the menu was opened, while what is chosen there may ask."""
        self._session.changed.connect(self.cancel_gesture)
        self._session.replaced.connect(self.cancel_gesture)

    @property
    def overlays(self) -> Overlays:
        """What stands on the view: hint, bubble, minimap and legend."""
        return self._overlays

    def mouse_place(self) -> QPoint:
        """Where the mouse is, or was when it opened the menu; the middle of the view, if it is elsewhere."""
        if self._menu_place is not None:
            return self._menu_place
        mouse, shown = self.mapFromGlobal(QCursor.pos()), self.viewport().rect()
        return mouse if shown.contains(mouse) else shown.center()

    def open_menu(self) -> None:
        """Ask for the menu of what is selected, below it."""
        if QApplication.activePopupWidget() is None:
            self.reveal_selection()
            shown = self.mapFromScene(self.selected_bounds()).boundingRect() & self.viewport().rect()
            place = self.mouse_place() if self.selected_bounds().isNull() else shown.bottomLeft()
            self._ask_for_menu(selected_target(self._network), place)

    def leave_menu(self) -> None:
        """The menu is gone, and what was chosen there is done."""
        self._menu_place = None

    def cancel_gesture(self) -> bool:
        """Leave everything as it was before the press; False if there is no gesture."""
        if self._gesture is None:
            return False
        gesture, self._gesture = self._gesture, None
        gesture.cancel()
        self._end()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a gesture."""
        if event.buttons() == event.button():
            self.cancel_gesture()  # whose release went elsewhere, such as into a dialog
        if self._gesture is not None:
            return
        pointer = self._pointer(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_held):
            self._begin(Pan(self._camera, pointer), event.button())
        elif left:
            hint, offer, toggle = self._overlays.hint, self.layer_wanted.emit, self.frame_toggled.emit
            press = Press(self._network, hint, self._camera, pointer, offer, toggle)
            before = self._session.document
            gesture = gesture_at(press)
            if self._session.document is before:
                self._begin(gesture, event.button())
            else:  # another selection ended typing, and what was pressed may have another name now
                gesture.cancel()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Continue the gesture, or show what one would take."""
        pointer = self._pointer(event)
        if self._gesture is not None:
            self._gesture.move(pointer)
        elif not self._space_held:
            self._hovering.at(pointer.scene)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Finish the gesture."""
        if self._gesture is None or event.button() != self._button:
            return
        gesture, self._gesture = self._gesture, None
        gesture.finish(self._pointer(event))
        self._end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open a node, expand a frame's card, write in a note or a title; on the empty canvas, ask for a layer."""
        pointer = self._pointer(event)
        item, annotation = self._network.node_at(pointer.scene), self._network.annotation_at(pointer.scene)
        is_taken = self._network.port_at(pointer.scene) or self._network.edge_at(pointer.scene)
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        elif item is not None:
            self.node_activated.emit(item.card.node_id)
        elif isinstance(annotation, FrameItem) and annotation.chevron_rect.contains(pointer.scene):
            self.mousePressEvent(event)
        elif isinstance(annotation, FrameItem) and annotation.is_folded:
            self.frame_toggled.emit(annotation.annotation_id)
        elif annotation is not None:
            self.writing_wanted.emit(annotation.annotation_id)
        elif not is_taken:
            self.layer_wanted.emit(None, pointer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of what lies below the mouse; some systems make such an event for a key, too."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
        elif not self.cancel_gesture():
            self._ask_for_menu(target_at(self._network, self.mapToScene(event.pos())), event.pos())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Mark nothing."""
        self._hovering.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the canvas with the space bar."""
        if event.key() == Qt.Key.Key_Space:
            self._hold_space(held=True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of the canvas with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(held=False)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of the canvas: a space bar that was held before has been released elsewhere.

        Who came here by a key sees a line around the canvas; who clicked knows where they are.
        """
        self._hold_space(held=False)
        self._set_outlined(event.reason() in _BY_KEY)
        super().focusInEvent(event)

    def _set_outlined(self, outlined: bool) -> None:
        if self.property("reachedByKey") != outlined:
            self.setProperty("reachedByKey", outlined)
            self.style().polish(self)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        position = event.position().toPoint()
        return Pointer(self.mapToScene(position), position, event.modifiers())

    def _ask_for_menu(self, target: MenuTarget, place: QPoint) -> None:
        self._menu_place = place
        self.menu_wanted.emit(target, self.viewport().mapToGlobal(place))

    def _begin(self, gesture: Gesture, button: Qt.MouseButton) -> None:
        self._gesture, self._button = gesture, button
        self._hovering.leave()
        self._overlays.set_suspended(True)
        self.viewport().setCursor(gesture.cursor)

    def _end(self) -> None:
        self.viewport().unsetCursor()
        self._overlays.set_suspended(False)

    def _hold_space(self, *, held: bool) -> None:
        self._space_held = held
        if self._gesture is None:
            self._hovering.leave()
            if held:
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
