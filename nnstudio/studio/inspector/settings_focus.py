"""The ways between the canvas and the settings without a mouse, and what is done to the setting in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.network.document import Training
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.declaration_editor import DeclarationEditor
from nnstudio.studio.forms.row import FieldRow
from nnstudio.studio.inspector import Inspector
from nnstudio.studio.session.open_network import OpenNetwork
from nnstudio.studio.training.training_settings import TrainingSettings
from nnstudio.studio.window.panels import Panels

W = TypeVar("W", bound=QWidget)


class SettingsFocus(QObject):
    """Puts the focus where it is expected: into the settings of what is selected, and back onto the canvas."""

    help_requested = Signal(object)
    """The help page of this type of declaration is wanted."""
    message = Signal(str)
    """A sentence about something that could not be done."""

    def __init__(self, canvas: CanvasView, opened: OpenNetwork, panels: Panels, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._opened = opened
        self._panels = panels
        canvas.node_activated.connect(self.activate)
        canvas.settings_wanted.connect(self.edit)
        panels.outline.node_activated.connect(opened.open)
        for left in (panels.docks.left, panels.inspector.left):
            left.connect(canvas.setFocus)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What it does for the actions of the window."""
        return {
            "edit.settings": self.edit,
            "edit.rename": self.rename,
            "edit.reset_setting": self.reset_setting,
            "edit.reset_settings": self.reset_settings,
            "help.layer": self.help,
        }

    def activate(self, node_id: str) -> None:
        """Open a block, or else the settings of a node."""
        if not self._opened.open(node_id):
            self._opened.select([node_id])
            self.edit()

    def edit(self) -> None:
        """Begin with the first setting of the selected nodes."""
        self._show().focus_first()

    def rename(self) -> None:
        """Begin to rename what is selected: in a list right there, a note or a frame in its place, or the node."""
        view = QApplication.focusWidget()
        if isinstance(view, QAbstractItemView) and view.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            view.edit(view.currentIndex())
        elif self._canvas.selected_annotation is not None:
            self._canvas.write_selected()
        else:
            self._show().focus_name()

    def reset_setting(self) -> None:
        """Give the setting that has the focus its default again."""
        row = _above(QApplication.focusWidget(), FieldRow)
        if row is not None and row.resettable:
            row.reset()
        else:
            self.message.emit(self.tr("Go to a setting that differs from its default, and reset it there."))

    def reset_settings(self) -> None:
        """Give all settings of the panel that has the focus their defaults again; of no panel, those of the nodes."""
        focus = QApplication.focusWidget()
        panel = _above(focus, Inspector) or _above(focus, TrainingSettings)
        (panel or self._panels.inspector).reset_all()

    def help(self) -> None:
        """Explain what the focus is in, such as the loss that is set there; otherwise the selected layer."""
        focus = QApplication.focusWidget()
        editor, form = _above(focus, DeclarationEditor), _above(focus, Form)
        nodes = self._opened.selected_nodes
        if editor is not None and isinstance(editor.value, Declaration):
            self.help_requested.emit(type(editor.value))
        elif form is not None and form.declaration is not Training:
            self.help_requested.emit(form.declaration)
        elif nodes:
            self.help_requested.emit(type(nodes[0].layer))
        else:
            self.message.emit(self.tr("Select a layer, or go to a setting, to read about it."))

    def _show(self) -> Inspector:
        self._panels.show_layer()
        return self._panels.inspector


def _above(widget: QWidget | None, kind: type[W]) -> W | None:
    """The nearest of a kind that a widget stands in."""
    while widget is not None:
        if isinstance(widget, kind):
            return widget
        widget = widget.parentWidget()
    return None
