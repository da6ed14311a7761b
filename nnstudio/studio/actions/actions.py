"""Every action of the window, declared once: name, text, menu, shortcut, icon. Menus and buttons are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from nnstudio.network.alignment import Alignment
from nnstudio.studio.actions.shortcuts import Shortcuts
from nnstudio.studio.theme import Theme, icon
from nnstudio.studio.window.docks import DOCKS

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
    checkable: bool = False
    """Whether it is on or off, rather than done."""
    choice: str = ""
    """What it is one of several answers to; the last one given has a check mark."""


FILE = "File"
EDIT = "Edit"
VIEW = "View"
NETWORK = "Network"
TRAINING = "Training"
HELP = "Help"
MENUS = (FILE, EDIT, VIEW, NETWORK, TRAINING, HELP)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("file.new", FILE, "New", "Ctrl+N", "new", "Start with an empty canvas."),
    ActionSpec("file.new_window", FILE, "New window", "Ctrl+Alt+N", "", "Work on another document beside this one."),
    ActionSpec("file.welcome", FILE, "Templates…", "Ctrl+Shift+N", "", "Choose a template that trains at one click."),
    ActionSpec("file.open", FILE, "Open…", "Ctrl+O", "open", "Open a project or a document."),
    ActionSpec("file.save", FILE, "Save", "Ctrl+S", "save", "Save the project.", 1),
    ActionSpec("file.save_as", FILE, "Save as…", "Ctrl+Shift+S", "", "Save the project under another name.", 1),
    ActionSpec("file.export", FILE, "Export weights…", "Ctrl+E", "export", "Take the trained network home.", 2),
    ActionSpec("file.close", FILE, "Close window", "Ctrl+Shift+W", "", "Close this window; others stay open.", 3),
    ActionSpec("file.quit", FILE, "Quit", "Ctrl+Q", "", "Close every window of NN Studio.", 3),
    ActionSpec("edit.undo", EDIT, "Undo", "Ctrl+Z", "undo"),
    ActionSpec("edit.redo", EDIT, "Redo", "Ctrl+Shift+Z", "redo"),
    ActionSpec("edit.cut", EDIT, "Cut", "Ctrl+X", "", group=1),
    ActionSpec("edit.copy", EDIT, "Copy", "Ctrl+C", "copy", group=1),
    ActionSpec("edit.paste", EDIT, "Paste", "Ctrl+V", "paste", group=1),
    ActionSpec("edit.duplicate", EDIT, "Duplicate", "Ctrl+D", "duplicate", group=1),
    ActionSpec("edit.delete", EDIT, "Delete", "Del", "delete", group=1),
    ActionSpec("edit.select_all", EDIT, "Select all", "Ctrl+A", "", group=2),
    ActionSpec("edit.settings", EDIT, "Settings", "Ctrl+I", "", "Go to the settings of the selected nodes.", 3),
    ActionSpec("edit.rename", EDIT, "Rename", "F2", "", "Give the selected node another name.", 3),
    ActionSpec(
        "edit.reset_setting",
        EDIT,
        "Reset setting",
        "Ctrl+Shift+Backspace",
        "",
        "Give the setting that has the focus its default again.",
        3,
    ),
    ActionSpec("edit.reset_settings", EDIT, "Reset all settings", "", "", "Give them all their defaults again.", 3),
    ActionSpec("edit.preferences", EDIT, "Preferences…", "Ctrl+,", "", "Choose theme, language and shortcuts.", 4),
    ActionSpec("view.fit", VIEW, "Fit", "F", "fit", "Show the whole network."),
    ActionSpec("view.zoom_in", VIEW, "Zoom in", "Ctrl++", "zoom-in"),
    ActionSpec("view.zoom_out", VIEW, "Zoom out", "Ctrl+-", "zoom-out"),
    ActionSpec("view.actual_size", VIEW, "Actual size", "Ctrl+0"),
    ActionSpec("view.theme_system", VIEW, "Follow the system", group=1, choice="theme"),
    ActionSpec("view.theme_light", VIEW, "Light", group=1, choice="theme"),
    ActionSpec("view.theme_dark", VIEW, "Dark", group=1, choice="theme"),
    ActionSpec("view.canvas", VIEW, "Canvas", "F4", "", "Go to the canvas.", 2),
    *(ActionSpec(dock.action, VIEW, dock.title, dock.shortcut, "", "Go to this panel.", 2) for dock in DOCKS),
    ActionSpec("view.reset_layout", VIEW, "Reset panels", group=3),
    ActionSpec("network.layout", NETWORK, "Arrange automatically", "Ctrl+L", "layout", "Put the nodes into layers."),
    *(ActionSpec(f"network.align_{alignment.name.lower()}", NETWORK, alignment.value) for alignment in Alignment),
    ActionSpec("network.search", NETWORK, "Search layers", "Ctrl+F", "search", "Find a layer in the palette."),
    ActionSpec("network.add_layer", NETWORK, "Add a layer…", "Shift+A", "plus", "Find a layer and add it here."),
    ActionSpec(
        "network.replace",
        NETWORK,
        "Replace layer…",
        "Ctrl+R",
        "",
        "Put another layer in place of the selected one; edges and settings stay where they can.",
    ),
    ActionSpec("network.connect", NETWORK, "Connect", "C", "", "Connect the selected nodes from top to bottom.", 1),
    ActionSpec("network.disconnect", NETWORK, "Disconnect", "Shift+C", "", "Take the selected nodes' edges away.", 1),
    ActionSpec(
        "network.mute",
        NETWORK,
        "Mute",
        "M",
        "",
        "Let data pass the selected layers by as if they were not there, or let them compute again.",
        1,
    ),
    ActionSpec("network.group", NETWORK, "Group into block", "Ctrl+G", "block", "Make the selected nodes one node.", 2),
    ActionSpec("network.unpack", NETWORK, "Unpack", "Ctrl+Shift+G", "", "Put what is inside a block in its place.", 2),
    ActionSpec("network.open_block", NETWORK, "Open block", "Ctrl+Down", "", "Edit what is inside the block.", 2),
    ActionSpec("network.close_block", NETWORK, "Back", "Ctrl+Up", "", "Go back to the network around the block.", 2),
    ActionSpec(
        "network.link_copy",
        NETWORK,
        "Make linked copy",
        "Ctrl+Shift+D",
        "",
        "Add a block that changes with this one and has weights of its own.",
        3,
    ),
    ActionSpec("network.make_unique", NETWORK, "Make unique", "", "", "Let edits inside change no other block.", 3),
    ActionSpec("network.save_block", NETWORK, "Save to palette…", "", "", "Keep the block for every document.", 3),
    ActionSpec("network.frame", NETWORK, "Frame selection", "Ctrl+J", "frame", "Put a title around the nodes.", 4),
    ActionSpec("network.unframe", NETWORK, "Unframe", "Ctrl+Shift+J", "", "Take the nodes out of their frame.", 4),
    ActionSpec("network.collapse", NETWORK, "Collapse or expand frame", "H", "", "Show a frame as one card.", 4),
    ActionSpec("network.add_note", NETWORK, "Add a note", "N", "note", "Write on the canvas.", 5),
    ActionSpec("network.next_note", NETWORK, "Select next note", "Shift+N", "", "Go from note to note.", 5),
    ActionSpec("network.write", NETWORK, "Edit text", "", "", "Write in the note, or rename the frame (F2).", 5),
    ActionSpec("network.color", NETWORK, "Next color", "", "", "Give the note or the frame another color.", 5),
    ActionSpec(
        "train.start", TRAINING, "Train", "F5", "play", "Train the network on its data, or go on after a pause."
    ),
    ActionSpec("train.pause", TRAINING, "Pause", "F6", "pause", "Wait after the current batch."),
    ActionSpec("train.step_batch", TRAINING, "Step batch", "F7", "step", "Train on one batch, then wait."),
    ActionSpec(
        "train.step_epoch", TRAINING, "Step epoch", "F8", "step-epoch", "Train to the end of the epoch, then wait."
    ),
    ActionSpec("train.stop", TRAINING, "Stop", "Shift+F5", "stop", "End the training after the current batch."),
    ActionSpec(
        "train.watch",
        TRAINING,
        "Watch it learn",
        "Ctrl+W",
        "watch",
        "Slow a small network down, so that every step of its learning can be seen.",
        group=1,
        checkable=True,
    ),
    ActionSpec("train.plan", TRAINING, "Show the plan", "Ctrl+Shift+L", "", "See every step and where time goes.", 1),
    ActionSpec(
        "train.begin_with",
        TRAINING,
        "Begin with weights…",
        "",
        "import",
        "Begin the next training with the weights of a safetensors file instead of random ones.",
        group=2,
    ),
    ActionSpec("train.begin_anew", TRAINING, "Begin with random weights", "", "reset", group=2),
    ActionSpec(
        "help.commands", HELP, "Search commands…", "Ctrl+Shift+P", "search", "Find a command or a node by name."
    ),
    ActionSpec("help.layer", HELP, "Help on what is selected", "F1", "help", "Read about a setting or a layer."),
    ActionSpec("help.about", HELP, "About NN Studio", "", "", group=1),
)


class Actions:
    """The actions of one window by name, each a QAction whose object name is that name."""

    def __init__(
        self, window: QMainWindow, handlers: Mapping[str, Callable[..., object]], settings: Callable[[], QSettings]
    ) -> None:
        """`handlers` says what each action does; one that is on or off is told which."""
        self._actions: dict[str, QAction] = {}
        self._menus: list[QMenu] = []
        self._choices = {spec.choice: QActionGroup(window) for spec in ACTIONS if spec.choice}
        for spec in ACTIONS:
            action = QAction(translated(spec.text), window)
            action.setObjectName(spec.name)
            action.setStatusTip(translated(spec.tip))
            action.setCheckable(spec.checkable or bool(spec.choice))
            action.setShortcutVisibleInContextMenu(True)
            if spec.choice:
                self._choices[spec.choice].addAction(action)
            if spec.checkable:
                action.toggled.connect(handlers[spec.name])
            else:
                action.triggered.connect(_without_argument(handlers[spec.name]))
            window.addAction(action)
            self._actions[spec.name] = action
            action.changed.connect(partial(_tell_shortcut, action, spec))
        self.shortcuts = Shortcuts(self._actions, {spec.name: spec.shortcut for spec in ACTIONS}, settings)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def by_title(self) -> dict[str, QAction]:
        """Every action by its menu and its text, such as “Edit: Undo Add Dense”."""
        together = translated("{0}: {1}")
        return {
            together.format(translated(spec.menu), self._actions[spec.name].text()): self._actions[spec.name]
            for spec in ACTIONS
        }

    def fill_menus(self, window: QMainWindow) -> None:
        """Make the menu bar from the declarations."""
        for menu_name in MENUS:
            menu = window.menuBar().addMenu(translated(menu_name))
            menu.setObjectName(f"menu.{menu_name.lower()}")
            self._menus.append(menu)
            last_group = 0
            for spec in (spec for spec in ACTIONS if spec.menu == menu_name):
                if spec.group != last_group:
                    menu.addSeparator()
                    last_group = spec.group
                menu.addAction(self._actions[spec.name])

    def put_after(self, name: str, submenu: QMenu) -> None:
        """Show a menu within a menu, after an action."""
        for menu in (menu for menu in self._menus if self._actions[name] in menu.actions()):
            following = menu.actions()[menu.actions().index(self._actions[name]) + 1]
            menu.insertMenu(following, submenu)

    def tint(self, theme: Theme) -> None:
        """Draw the icons in the theme's color."""
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.name].setIcon(icon(spec.icon, theme.text))


def translated(text: str) -> str:
    """An action's text in the user's language."""
    return QCoreApplication.translate(_CONTEXT, text)


def _tell_shortcut(action: QAction, spec: ActionSpec) -> None:
    """Let the tool tip tell what the action does and the keys that do it."""
    text = translated(spec.tip or spec.text)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{text} ({keys})" if keys else text)


def _without_argument(handler: Callable[[], object]) -> Callable[[], None]:
    """QAction.triggered passes its check mark along; handlers do not want it."""

    def call() -> None:
        handler()

    return call
