"""Every action of the window, declared once: name, text, menu, shortcut, icon. Menus and buttons are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from nnstudio.studio.theme import Theme, icon

_CONTEXT = "Actions"


@dataclass(frozen=True)
class ActionSpec:
    """What an action is called, where it stands and how it is reached."""

    name: str
    menu: str
    text: str
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    group: int = 0
    """Actions of a menu with different groups are parted by a line."""


def _spec(
    name: str, menu: str, text: str, shortcut: str = "", icon: str = "", tip: str = "", group: int = 0
) -> ActionSpec:
    return ActionSpec(name, menu, text, shortcut, icon, tip, group)


FILE = QT_TRANSLATE_NOOP("Actions", "File")
EDIT = QT_TRANSLATE_NOOP("Actions", "Edit")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
NETWORK = QT_TRANSLATE_NOOP("Actions", "Network")
TRAINING = QT_TRANSLATE_NOOP("Actions", "Training")
HELP = QT_TRANSLATE_NOOP("Actions", "Help")
MENUS = (FILE, EDIT, VIEW, NETWORK, TRAINING, HELP)

ACTIONS: tuple[ActionSpec, ...] = (
    _spec("file.new", FILE, "New", "Ctrl+N", "new", "Start with an empty canvas."),
    _spec("file.welcome", FILE, "Templates…", "Ctrl+Shift+N", "", "Choose a template that trains at one click."),
    _spec("file.open", FILE, "Open…", "Ctrl+O", "open", "Open a project or a document."),
    _spec("file.save", FILE, "Save", "Ctrl+S", "save", "Save the project.", 1),
    _spec("file.save_as", FILE, "Save as…", "Ctrl+Shift+S", "", "Save the project under another name.", 1),
    _spec("file.export", FILE, "Export weights…", "Ctrl+E", "export", "Take the trained network home.", 2),
    _spec("file.quit", FILE, "Quit", "Ctrl+Q", "", "Close NN Studio.", 3),
    _spec("edit.undo", EDIT, "Undo", "Ctrl+Z", "undo"),
    _spec("edit.redo", EDIT, "Redo", "Ctrl+Shift+Z", "redo"),
    _spec("edit.cut", EDIT, "Cut", "Ctrl+X", "", group=1),
    _spec("edit.copy", EDIT, "Copy", "Ctrl+C", "copy", group=1),
    _spec("edit.paste", EDIT, "Paste", "Ctrl+V", "paste", group=1),
    _spec("edit.duplicate", EDIT, "Duplicate", "Ctrl+D", "duplicate", group=1),
    _spec("edit.delete", EDIT, "Delete", "Del", "delete", group=1),
    _spec("edit.select_all", EDIT, "Select all", "Ctrl+A", "", group=2),
    _spec("view.fit", VIEW, "Fit", "F", "fit", "Show the whole network."),
    _spec("view.zoom_in", VIEW, "Zoom in", "Ctrl++", "zoom-in"),
    _spec("view.zoom_out", VIEW, "Zoom out", "Ctrl+-", "zoom-out"),
    _spec("view.actual_size", VIEW, "Actual size", "Ctrl+0"),
    _spec("view.theme_system", VIEW, "Follow the system", group=1),
    _spec("view.theme_light", VIEW, "Light", "", "sun", group=1),
    _spec("view.theme_dark", VIEW, "Dark", "", "moon", group=1),
    _spec("view.reset_layout", VIEW, "Reset panels", group=2),
    _spec("network.layout", NETWORK, "Arrange automatically", "Ctrl+L", "layout", "Put the nodes into layers."),
    _spec("network.search", NETWORK, "Search layers", "Ctrl+F", "search", "Find a layer in the palette."),
    _spec("train.start", TRAINING, "Train", "F5", "play", "Train the network on its data, or go on after a pause."),
    _spec("train.pause", TRAINING, "Pause", "F6", "pause", "Wait after the current batch."),
    _spec("train.step_batch", TRAINING, "Step batch", "F7", "step", "Train on one batch, then wait."),
    _spec("train.step_epoch", TRAINING, "Step epoch", "F8", "step-epoch", "Train to the end of the epoch, then wait."),
    _spec("train.stop", TRAINING, "Stop", "Shift+F5", "stop", "End the training after the current batch."),
    _spec("help.layer", HELP, "Help on the selected layer", "F1", "help"),
    _spec("help.about", HELP, "About NN Studio", "", "", group=1),
)


class Actions:
    """The actions of one window by name, each a QAction whose object name is that name."""

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Callable[[], object]]) -> None:
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS:
            action = QAction(translated(spec.text), window)
            action.setObjectName(spec.name)
            action.setShortcut(QKeySequence(spec.shortcut))
            action.setToolTip(_tool_tip(spec))
            action.setStatusTip(translated(spec.tip))
            action.triggered.connect(_without_argument(handlers[spec.name]))
            window.addAction(action)
            self._actions[spec.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill_menus(self, window: QMainWindow) -> None:
        """Make the menu bar from the declarations."""
        for menu_name in MENUS:
            menu = window.menuBar().addMenu(translated(menu_name))
            menu.setObjectName(f"menu.{menu_name.lower()}")
            last_group = 0
            for spec in (spec for spec in ACTIONS if spec.menu == menu_name):
                if spec.group != last_group:
                    menu.addSeparator()
                    last_group = spec.group
                menu.addAction(self._actions[spec.name])

    def tint(self, theme: Theme) -> None:
        """Draw the icons in the theme's color."""
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.name].setIcon(icon(spec.icon, theme.text))


def translated(text: str) -> str:
    """An action's text in the user's language."""
    return QCoreApplication.translate(_CONTEXT, text)


def _tool_tip(spec: ActionSpec) -> str:
    text = translated(spec.tip or spec.text)
    keys = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({keys})" if keys else text


def _without_argument(handler: Callable[[], object]) -> Callable[[], None]:
    """QAction.triggered passes its check mark along; handlers do not want it."""

    def call() -> None:
        handler()

    return call
