"""The main window: puts the views of a workspace side by side and connects them; each of them knows only its model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QToolBar

from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.actions.availability import Availability
from nnstudio.studio.actions.block_actions import BlockActions
from nnstudio.studio.actions.canvas_menu import CanvasMenu
from nnstudio.studio.actions.command_palette import CommandPalette
from nnstudio.studio.canvas.handlers import canvas_handlers
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.destinations import Destination
from nnstudio.studio.files.file_choices import FileChoices
from nnstudio.studio.forms import finish_typing
from nnstudio.studio.inspector.settings_focus import SettingsFocus
from nnstudio.studio.preferences import Preferences
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.settings import settings
from nnstudio.studio.theme import ThemeSource, app_icon
from nnstudio.studio.training.run_display import RunDisplay
from nnstudio.studio.welcome.templates import Template
from nnstudio.studio.welcome.welcome import WelcomePage
from nnstudio.studio.window.breadcrumb import Breadcrumb
from nnstudio.studio.window.file_drops import local_files
from nnstudio.studio.window.middle import Middle
from nnstudio.studio.window.notice import Notice
from nnstudio.studio.window.panels import Panels
from nnstudio.studio.window.side_windows import SideWindows
from nnstudio.studio.window.theme_choice import ThemeChoice
from nnstudio.studio.window.toolbar import TrainingBar
from nnstudio.studio.window.ways_in import WaysIn

_MESSAGE_MILLISECONDS = 8000
_LEAST_SIZE = (1024, 640)
_FIRST_SIZE = (1440, 900)


class MainWindow(QMainWindow):
    """One workspace with everything around it."""

    another_requested = Signal(object)
    """A window beside this one is wanted."""
    documents_dropped = Signal(object, list)
    """These documents are to be opened in windows beside this one."""
    language_chosen = Signal(object)
    """All windows are to speak this `Language`."""
    quit_requested = Signal()
    """All windows are to be closed."""
    closed = Signal(object)
    """This window is closed, and everything in it is kept."""

    def __init__(self, workspace: Workspace, theme_source: ThemeSource) -> None:
        super().__init__()
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_FIRST_SIZE)
        workspace.setParent(self)
        self.workspace = workspace
        self.show_elsewhere: Callable[[Path], bool] = lambda _: False
        """Shows the other window that has a file open, if there is one."""
        self.session, self.opened = workspace.session, workspace.opened
        self.training, self.files = workspace.training, workspace.files
        self.theme_source = theme_source
        self.canvas = CanvasView(self.opened, theme_source)
        self.breadcrumb = Breadcrumb(self.session, self.opened, theme_source)
        self.welcome = WelcomePage(theme_source)
        self.notice = Notice(theme_source)
        self.panels = Panels(self, workspace, theme_source)
        self.docks = self.panels.docks
        self.blocks = BlockActions(self.session, self.opened, self)
        self.choices = FileChoices(workspace, self.notice, self)
        self.beside = SideWindows(self, workspace, theme_source)
        self.settings_focus = SettingsFocus(self.canvas, self.opened, self.panels, self)
        self.theme_choice = ThemeChoice(theme_source, self)
        self.ways_in = WaysIn(workspace, self.welcome, self.choices, self)
        self.actions_by_name = Actions(self, self._handlers(), settings)
        self.actions_by_name.fill_menus(self)
        self.actions_by_name.put_after("file.open", self.ways_in.recent)
        self.theme_choice.show_in(self.actions_by_name)
        self.canvas_menu = CanvasMenu(self.actions_by_name, self.canvas, self.opened)
        self.commands = CommandPalette(self.actions_by_name, self.session, theme_source, self)
        self.bar = TrainingBar(self.actions_by_name, theme_source)
        self.run_display = RunDisplay(workspace, self.bar, self.canvas, self.panels, self.notice, self)
        self._has_workspace = True
        self._was_shown = False
        self._place()
        self._connect()
        self.availability = Availability(workspace, self.actions_by_name, self.blocks, self.bar, self)
        self._restore_geometry()
        self._show_title()

    def open(self, path: Path) -> bool:
        """Open a project or a document, or show the window that has it; False if neither can be."""
        return (not self.files.holds(path) and self.show_elsewhere(path)) or self.open_here(path)

    def open_here(self, path: Path) -> bool:
        """Open a project or a document in this window; of one that another window has, a copy."""
        if not self.workspace.open(path):
            return False
        self._show_canvas()
        self.canvas.begin()
        return True

    def open_template(self, template: Template) -> None:
        """Open a template and train it, slowly enough to be watched."""
        if not self.workspace.open_template(template):
            return
        self._show_canvas()
        self.canvas.begin()
        self.actions_by_name["train.watch"].setChecked(True)
        self._train()

    def new(self) -> None:
        """Begin with an empty canvas."""
        if self.workspace.new():
            self._show_canvas()

    def bring_back_edits(self) -> None:
        """Take over what was not saved of the file when the program ended."""
        if self.files.unsaved.offered is not None:
            self.files.restore()
            self.notice.tell(self.tr("Edits that were not saved are back. Undo takes them away again."), bad=False)

    def give_up_workspace(self) -> Workspace:
        """Let another window have what this one works on; all that is left to do here is to close."""
        self.panels.close()
        self.hide()
        self._has_workspace = False
        return self.workspace

    def take_over(self, other: MainWindow) -> None:
        """Show what another window over the same workspace showed beside the document."""
        self.welcome.setVisible(other.welcome.isVisibleTo(other))
        self.notice.take_over(other.notice)
        self.run_display.catch_up()
        self.actions_by_name["train.watch"].setChecked(self.training.watching)
        if other.findChild(Preferences) is not None:  # it is there that the language was chosen
            self._show_preferences().focus_language()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Whoever comes from another window finds what was chosen, kept or deleted there."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.actions_by_name.shortcuts.read()
            self.blocks.look()
            if self.welcome.isVisible():
                self.ways_in.show_recent()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Share the room, once it is known how much there is, and begin with what is in the middle."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.docks.take_room()
            (self.welcome if self.welcome.isVisibleTo(self) else self.canvas).setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stop what is under way and keep what was not saved; something is asked only where that cannot be."""
        if self._has_workspace:
            finish_typing(self)
            if not self.files.keeping.may_leave():
                event.ignore()
                return
            settings().setValue("geometry", self.saveGeometry())
            self.hide()  # what is under way may take a moment to end
            self.panels.close()
            self.workspace.close()
            self.closed.emit(self)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome files; whatever has a use for them itself was asked before."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take them in."""
        event.acceptProposedAction()
        self.ways_in.take(event.mimeData())

    def _place(self) -> None:
        bar = QToolBar(self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.bar)
        self.addToolBar(bar)
        self.setCentralWidget(Middle([self.notice, self.breadcrumb], [self.welcome, self.canvas]))
        self.statusBar().setSizeGripEnabled(False)
        self.setAcceptDrops(True)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        training = self.training
        return {
            "file.new": self._typed(self.new),
            "file.welcome": self._show_welcome,
            "file.open": self._typed(self.ways_in.ask),
            "file.save": self._typed(self.choices.save),
            "file.save_as": self._typed(self.choices.save_as),
            "file.export": self._typed(self.choices.export),
            "file.new_window": self._ask_for_another,
            "file.close": self.close,
            "file.quit": self.quit_requested.emit,
            "edit.undo": self._typed(self.session.undo),
            "edit.redo": self.session.redo,
            "edit.preferences": self._show_preferences,
            **self.theme_choice.handlers(),
            "view.canvas": self._go_to_canvas,
            "view.reset_layout": self.docks.arrange,
            **self.docks.handlers(),
            "network.search": self.panels.palette.focus_search,
            **canvas_handlers(self.canvas),
            **self.blocks.handlers(),
            **self.beside.handlers(),
            **self.settings_focus.handlers(),
            "train.start": self._typed(self._train),
            "train.pause": training.pause,
            "train.step_batch": self._typed(training.step_batch),
            "train.step_epoch": self._typed(training.step_epoch),
            "train.stop": training.stop,
            "train.watch": training.set_watching,
            "train.begin_with": lambda: self.choices.begin_with(self.workspace.begin_with),
            "train.begin_anew": lambda: training.begin_with(None),
            "help.commands": self._search_commands,
        }

    def _typed(self, act: Callable[[], object]) -> Callable[[], None]:
        """First take over what is typed but not entered: neither shortcuts nor the toolbar end typing."""

        def call() -> None:
            finish_typing(self)
            act()

        return call

    def _connect(self) -> None:
        workspace, panels = self.workspace, self.panels
        for change in (self.session.changed, self.session.replaced, self.session.modified_changed):
            change.connect(self._show_title)
        self.files.path_changed.connect(self._show_title)
        self.session.changed.connect(self._show_canvas)
        self.session.selection_changed.connect(self._show_layer)
        self.files.opened.connect(self.notice.withdraw_offers)
        self.bar.learning_rate_chosen.connect(self.training.set_learning_rate)
        for part in (workspace, self.canvas, self.blocks, panels.outline, self.settings_focus, self.ways_in):
            part.message.connect(self._say)
        self.opened.refused.connect(self._say)
        for part in (workspace, self.blocks):
            part.failed.connect(self.notice.tell)
        self.ways_in.file_wanted.connect(self.open)
        self.ways_in.others_wanted.connect(self._ask_for_others)
        self.ways_in.data_wanted.connect(self._use_data)
        self.ways_in.refused.connect(self.notice.tell)
        panels.inspector.block_opened.connect(self.opened.open)
        panels.inspector.dropped.connect(self.notice.tell)
        for panel in (panels.inspector, panels.training, self.settings_focus):
            panel.help_requested.connect(self.beside.help_on)
        panels.data.network_begun.connect(self.canvas.begin)
        panels.data.network_begun.connect(self.canvas.setFocus)
        self.blocks.serve(panels.palette)
        panels.palette.block_chosen.connect(self.canvas.add_block)
        panels.palette.block_chosen.connect(self._show_canvas)
        panels.palette.layer_chosen.connect(self.canvas.add_layer)
        panels.palette.layer_chosen.connect(self._show_canvas)
        self.commands.destination_chosen.connect(self._go_to)
        self.welcome.template_chosen.connect(self.open_template)
        self.welcome.new_requested.connect(self.new)
        self.welcome.left.connect(self._show_canvas)

    def _train(self) -> None:
        self.docks.show("curves")
        self.training.train()

    def _ask_for_another(self) -> None:
        self.another_requested.emit(self)

    def _ask_for_others(self, paths: list[Path]) -> None:
        self.documents_dropped.emit(self, paths)

    def _use_data(self, path: Path) -> None:
        self._show_canvas()
        self.docks.show("data")
        self.panels.data.open_file(path)

    def _show_layer(self) -> None:
        self.panels.show_layer()

    def _show_title(self) -> None:
        path = self.files.path
        name = path.name if path is not None else self.session.document.name
        self.setWindowTitle(f"{name} — {self.tr('edited')}" if self.session.modified else name)

    def _show_canvas(self) -> None:
        """Leave the welcome page; whoever is typing somewhere goes on there."""
        if self.welcome.isVisibleTo(self):
            self.canvas.setFocus()
            self.welcome.hide()

    def _go_to_canvas(self) -> None:
        self.welcome.hide()
        self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_welcome(self) -> None:
        self.ways_in.show_recent()
        self.welcome.set_way_back(possible=bool(self.session.document.network.nodes))
        self.welcome.show()
        self.welcome.setFocus()

    def _say(self, sentence: str) -> None:
        self.statusBar().showMessage(sentence, _MESSAGE_MILLISECONDS)

    def _search_commands(self) -> None:
        self.commands.open()

    def _go_to(self, destination: Destination) -> None:
        self.session.select(destination.nodes)
        if destination.note is not None:
            *blocks, note = destination.note.split("/")
            self.opened.go_to(tuple(blocks))
            self.canvas.annotating.select_note(note)
        self.canvas.center_selection()
        self.canvas.setFocus()

    def _show_preferences(self) -> Preferences:
        return self.beside.show_preferences(self.actions_by_name, self.language_chosen.emit)

    def _restore_geometry(self) -> None:
        geometry = settings().value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
