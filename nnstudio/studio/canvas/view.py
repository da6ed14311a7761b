"""The view of the canvas: it hands what the hands do to gestures, and what the keys say to `Editing`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from nnstudio.engine.health import NodeHealth
from nnstudio.network.alignment import Alignment
from nnstudio.studio.canvas.annotation_editing import AnnotationEditing
from nnstudio.studio.canvas.annotation_writing import AnnotationWriting
from nnstudio.studio.canvas.arranging import Arranging
from nnstudio.studio.canvas.copying import Copying
from nnstudio.studio.canvas.dropping import LayerDrop
from nnstudio.studio.canvas.editing import Editing
from nnstudio.studio.canvas.gesture_view import GestureView
from nnstudio.studio.canvas.gestures.gesture import Pointer
from nnstudio.studio.canvas.keyboard import bindings, key_name
from nnstudio.studio.canvas.layer_asking import LayerAsking
from nnstudio.studio.canvas.layer_search import LayerSearch
from nnstudio.studio.canvas.node_item import NodeItem
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.screen_reading import ScreenReading
from nnstudio.studio.canvas.walking import Direction
from nnstudio.studio.plots.empty import EmptyText, paint_empty
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import ThemeSource


class CanvasView(GestureView):
    """The network of a session, to look at and to edit."""

    settings_wanted = Signal()
    """Enter was pressed on several nodes, whose settings are to be changed."""
    message = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(NetworkScene(session, theme_source), theme_source, parent)
        self._network.setParent(self)
        self._editing = Editing(session, self._network.annotations, self)
        self._copying = Copying(session, self._network.annotations, self)
        self._annotating = AnnotationEditing(session, self._network.annotations, self)
        self._writing = AnnotationWriting(self, self._network, self._annotating, self._camera)
        self._arranging = Arranging(self._network, self._editing, self)
        self._drop = LayerDrop(self._network, self._editing, self._overlays.hint)
        search = LayerSearch(theme_source, self)
        self._asking = LayerAsking(self._network, self._editing, search, self)
        self._reading = ScreenReading(self, self._network)
        self._has_begun = False
        self._bindings = bindings(self)
        # Tab never arrives as a key, because it moves the focus; Shift+Tab still leaves the canvas.
        tab = QShortcut(Qt.Key.Key_Tab, self, self.search_layer)
        tab.setContext(Qt.ShortcutContext.WidgetShortcut)  # as a keyword, PySide6 would pass it over
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setAcceptDrops(True)
        for verbs in (
            self._editing,
            self._copying,
            self._annotating,
            self._writing,
            self._arranging,
            self._asking,
        ):
            verbs.message.connect(self.message)
        self._arranging.arranged.connect(self.fit)
        self._overlays.hint.announced.connect(self.message)
        self._asking.placed.connect(self.reveal_selection)
        self.writing_wanted.connect(self._writing.write)
        self.frame_toggled.connect(lambda name: self._annotating.toggle([name]))
        self._annotating.titled.connect(self._writing.write)
        self.layer_wanted.connect(self._asking.ask)
        session.replaced.connect(self._show_other_document)

    @property
    def selected_annotation(self) -> str | None:
        """The note, or the whole frame of several nodes, that is selected and nothing else."""
        return self._annotating.selected

    @property
    def editing(self) -> Editing:
        """What can be done with nodes and edges."""
        return self._editing

    @property
    def annotating(self) -> AnnotationEditing:
        """What can be done with notes and frames."""
        return self._annotating

    @property
    def reading(self) -> ScreenReading:
        """What screen readers are told."""
        return self._reading

    def node_item(self, node_id: str) -> NodeItem:
        """The item of a node; KeyError if there is none."""
        return self._network.nodes[node_id]

    def set_live(self, values: Mapping[str, NodeHealth] | None) -> None:
        """Show how the nodes train, as often as 20 times a second; None when nothing trains."""
        self._network.set_live(values)
        self._overlays.set_live(values is not None)

    def delete_selection(self) -> None:
        """Delete the selected nodes, joining what was around them, and the selected edges."""
        self._editing.delete(self._network.selected_edges)

    def copy(self) -> None:
        """Put the selected nodes on the clipboard."""
        self._copying.copy()

    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        self._copying.copy()
        self.delete_selection()

    def paste(self) -> None:
        """Add the nodes on the clipboard."""
        self._copying.paste()
        self.reveal_selection()

    def duplicate(self) -> None:
        """Add copies of the selected nodes."""
        self._copying.duplicate()
        self.reveal_selection()

    def select_all(self) -> None:
        """Select every node."""
        self._editing.select_all()

    def connect_selection(self) -> None:
        """Connect the selected nodes from top to bottom."""
        self._editing.connect_selection()

    def disconnect_selection(self) -> None:
        """Take away the edges among the selected nodes."""
        self._editing.disconnect_selection()

    def toggle_mute(self) -> None:
        """Let data pass the selected nodes by, or let them compute again."""
        self._editing.toggle_mute()

    def add_layer(self, type_name: str) -> None:
        """Add a layer after the selected nodes, or in the middle of the view if none is selected."""
        self._editing.add_layer(type_name, self._camera.visible_rect().center())
        self.reveal_selection()

    def add_block(self, text: str) -> None:
        """Add a block, as the clipboard has it, in the same way."""
        self._editing.add_block(text, self._camera.visible_rect().center())
        self.reveal_selection()

    def nudge(self, direction: Direction, step: int) -> None:
        """Move the selected nodes by a step."""
        self._editing.nudge(direction, step)
        self.reveal_selection()

    def walk(self, direction: Direction, *, extend: bool = False) -> None:
        """Select the next node in a direction; with `extend` besides those that are selected."""
        self._editing.walk(direction, extend=extend)
        self.reveal_selection()

    def auto_layout(self) -> None:
        """Lay the network out anew and show all of it."""
        self._arranging.begin()

    def align(self, alignment: Alignment) -> None:
        """Put the selected nodes in line, or at equal distances."""
        self._arranging.align(alignment)

    def search_layer(self) -> None:
        """Ask for a layer where the mouse is; it will come after the selected nodes."""
        place = self.mouse_place()
        self._asking.ask(None, Pointer(self.mapToScene(place), place))

    def replace_layer(self) -> None:
        """Ask for a layer that is to take the place of the selected one."""
        self.reveal_selection()
        self._asking.ask_for_other(self.mapFromScene(self.selected_bounds().topLeft()))

    def write_note(self) -> None:
        """Write a note where the mouse is."""
        self._writing.write_new(self.mapToScene(self.mouse_place()))

    def select_next_note(self) -> None:
        """Select the note after the selected one."""
        self._annotating.select_next_note()
        self.reveal_selection()

    def write_selected(self) -> None:
        """Write in the selected note, or the title of the selected frame."""
        self._writing.write_selected()

    def accept(self) -> None:
        """Apply the first repair that is offered; if none is, open what is selected, or the settings of several."""
        selection, annotations = self._session.selection, self._network.annotations
        if self._overlays.accept():
            return
        folded = [frame.annotation_id for frame in annotations.folded() if frame.is_selected]
        if folded:
            self._annotating.toggle(folded)
        elif len(selection) == 1:
            self.node_activated.emit(*selection)
        elif selection:
            self.settings_wanted.emit()
        elif annotations.selected_notes:
            self._writing.write_selected()

    def dismiss(self) -> None:
        """Cancel the gesture; or take away the bubble; or select nothing."""
        if not self.cancel_gesture() and not self._overlays.dismiss():
            self._network.select_edges([])
            self._network.annotations.select_notes([])
            self._session.select([])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Look the key up in the table."""
        verb = self._bindings.get(key_name(event.keyCombination()))
        if verb is not None:
            verb()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell where they are."""
        super().focusInEvent(event)
        self._reading.tell_focus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take layers, nothing else."""
        event.setAccepted(self._drop.would_take(event.mimeData()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Mark the edge into which the layer would go."""
        place = event.position().toPoint()
        self._drop.hover(event.mimeData(), self.mapToScene(place), place)
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
        if not self._network.nodes and not self._network.annotations.notes:
            painter.resetTransform()
            hint = self.tr("Drag a layer onto the canvas, or open a template.")
            if self._session.document.data is not None:
                hint = self.tr("Drag a layer onto the canvas, or build a first network in the Data panel.")
            text = EmptyText(self.tr("Nothing here yet"), hint)
            paint_empty(painter, self.viewport().rect().toRectF(), text, self._network.canvas_style.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the overlays in their corners."""
        super().resizeEvent(event)
        self._overlays.place()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show the network the first time."""
        super().showEvent(event)
        if not self._has_begun:
            self._has_begun = True
            self.begin()

    def _show_other_document(self) -> None:
        self._asking.end()
        self._overlays.set_live(False)
        self._has_begun = self.isVisible()
        self.begin()
