"""The main window: puts the parts side by side and connects their signals; each part knows only the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedLayout, QToolBar, QVBoxLayout, QWidget

from nnstudio.catalog.optimizers import Adam
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.errors import NNStudioError
from nnstudio.exchange.initial_weights import read_weights
from nnstudio.network.document import Document, Training
from nnstudio.studio.actions import Actions
from nnstudio.studio.block_actions import BlockActions
from nnstudio.studio.breadcrumb import Breadcrumb
from nnstudio.studio.canvas.handlers import canvas_handlers
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.command_palette import CommandPalette
from nnstudio.studio.data_loading import DataLoader
from nnstudio.studio.data_view import DataView
from nnstudio.studio.docks import Docks
from nnstudio.studio.exporting import Exporting
from nnstudio.studio.file_choices import FileChoices
from nnstudio.studio.forecaster import Forecaster
from nnstudio.studio.forms import finish_typing
from nnstudio.studio.history_view import HistoryView
from nnstudio.studio.inspector import Inspector
from nnstudio.studio.notice import Notice
from nnstudio.studio.open_network import OpenNetwork
from nnstudio.studio.outline import OutlineView
from nnstudio.studio.palette import LayerPalette
from nnstudio.studio.problems_view import ProblemsView
from nnstudio.studio.project_files import ProjectFiles
from nnstudio.studio.results import CurvesView, EvaluateView, InspectView, RunLog, RunsView
from nnstudio.studio.session import Session
from nnstudio.studio.side_windows import SideWindows
from nnstudio.studio.stored_runs import StoredRuns
from nnstudio.studio.templates import Template
from nnstudio.studio.theme import Mode, ThemeSource, app_icon
from nnstudio.studio.toolbar import TrainingBar
from nnstudio.studio.training_controller import TrainingController
from nnstudio.studio.training_settings import TrainingSettings
from nnstudio.studio.welcome import WelcomePage

_MESSAGE_MILLISECONDS = 8000
_LEAST_SIZE = (1024, 640)
_FIRST_SIZE = (1440, 900)


class MainWindow(QMainWindow):
    """One document with everything around it."""

    def __init__(self, theme_source: ThemeSource) -> None:
        super().__init__()
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_FIRST_SIZE)
        self.theme_source = theme_source
        self.session = Session(parent=self)
        self.opened = OpenNetwork(self.session, self)
        self.blocks = BlockActions(self.session, self.opened, self)
        self.training = TrainingController(self.session, self)
        self.files = ProjectFiles(self.session, self.training, self)
        self.exporting = Exporting(self.files.trained, self)
        self.forecaster = Forecaster(self.session, self)
        self.loader = DataLoader(self.session, self)
        self.loader.folder = lambda: self.files.folder
        self.training.at_hand = self.loader.at_hand
        self.canvas = CanvasView(self.opened, theme_source)
        self.breadcrumb = Breadcrumb(self.session, self.opened, theme_source)
        self.welcome = WelcomePage(theme_source)
        self.notice = Notice(theme_source)
        self.choices = FileChoices(self.session, self.files, self.notice, self)
        self.beside = SideWindows(self, self.session, theme_source, self.training, self.forecaster)
        self._failure = ""
        self._make_panels()
        self.actions_by_name = Actions(self, self._handlers(), self._settings)
        self.actions_by_name.fill_menus(self)
        self.commands = CommandPalette(self.actions_by_name, self.session, theme_source, self)
        self.bar = TrainingBar(self.actions_by_name, theme_source)
        self._place()
        self._connect()
        self.docks.set_title("problems", self.problems.count)
        self._restore_geometry()
        self._show_theme()
        self._update_all()

    def open(self, path: Path) -> None:
        """Open a project or a document."""
        if self.files.open(path):
            self._show_canvas()
            self.canvas.fit()

    def open_template(self, template: Template) -> None:
        """Open a template and train it, slowly enough to be watched."""
        self.files.new(template.read())
        self._show_canvas()
        self.canvas.fit()
        self.docks.show("curves")
        self.actions_by_name["train.watch"].setChecked(True)
        self.training.train()

    def new(self) -> None:
        """Begin with an empty canvas."""
        self.files.new(starting_document())
        self._show_canvas()

    def begin_with(self, path: Path) -> None:
        """Begin the next trainings with the weights of a file."""
        try:
            self.training.begin_with(read_weights(path))
        except NNStudioError as error:
            self.notice.tell(error.sentence)
        else:
            self._say(self.tr("The next training begins with the weights of {0}.").format(path.name))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stop what is under way and keep what was not saved; nothing is asked, because nothing is lost."""
        self._settings().setValue("geometry", self.saveGeometry())
        self.hide()  # what is under way may take a moment to end
        computing = (self.curves, self.evaluate, self.inspect)
        for part in (self.training, self.loader, self.forecaster, *computing, self.exporting, self.files):
            part.close()
        event.accept()

    def _make_panels(self) -> None:
        session, theme_source, training = self.session, self.theme_source, self.training
        self.palette_panel = LayerPalette(self.opened, theme_source)
        self.inspector = Inspector(self.opened, theme_source)
        self.data = DataView(session, theme_source, self.loader)
        self.problems = ProblemsView(session, theme_source)
        self.history = HistoryView(session, theme_source)
        self.outline = OutlineView(self.opened, theme_source)
        self.curves = CurvesView(session, training, theme_source)
        self.evaluate = EvaluateView(session, training, theme_source)
        self.inspect = InspectView(session, training, theme_source)
        self.run_log = RunLog(training, self)
        self.runs = RunsView(self.run_log, theme_source)
        self.docks = Docks(
            self,
            {
                "palette": self.palette_panel,
                "inspector": self.inspector,
                "training": TrainingSettings(session, theme_source),
                "data": self.data,
                "curves": self.curves,
                "evaluate": self.evaluate,
                "inspect": self.inspect,
                "runs": self.runs,
                "problems": self.problems,
                "history": self.history,
                "outline": self.outline,
            },
        )

    def _place(self) -> None:
        bar = QToolBar(self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.bar)
        self.addToolBar(bar)
        layers = QWidget()
        stack = QStackedLayout(layers)
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        stack.addWidget(self.welcome)
        stack.addWidget(self.canvas)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.breadcrumb)
        column.addWidget(layers, 1)
        self.setCentralWidget(middle)
        self.statusBar().setSizeGripEnabled(False)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        training = self.training
        return {
            "file.new": self.new,
            "file.welcome": self._show_welcome,
            "file.open": lambda: self.choices.open(self.open),
            "file.save": self._typed(self.choices.save),
            "file.save_as": self._typed(self.choices.save_as),
            "file.export": self._typed(self.exporting.ask),
            "file.quit": self.close,
            "edit.undo": self.session.undo,
            "edit.redo": self.session.redo,
            "edit.preferences": self._show_preferences,
            "view.theme_system": lambda: self._choose_theme(Mode.SYSTEM),
            "view.theme_light": lambda: self._choose_theme(Mode.LIGHT),
            "view.theme_dark": lambda: self._choose_theme(Mode.DARK),
            "view.reset_layout": self.docks.arrange,
            "network.search": self.palette_panel.focus_search,
            **canvas_handlers(self.canvas),
            **self.blocks.handlers(),
            **self.beside.handlers(),
            "train.start": self._typed(self._train),
            "train.pause": training.pause,
            "train.step_batch": self._typed(training.step_batch),
            "train.step_epoch": self._typed(training.step_epoch),
            "train.stop": training.stop,
            "train.watch": training.set_watching,
            "train.begin_with": lambda: self.choices.begin_with(self.begin_with),
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
        training, files = self.training, self.files
        self.theme_source.changed.connect(self._show_theme)
        self.session.changed.connect(self._update_all)
        self.session.changed.connect(self._show_canvas)
        self.session.selection_changed.connect(self._show_layer)
        self.session.replaced.connect(self._update_all)
        self.session.problems_changed.connect(self._update_all)
        self.session.modified_changed.connect(self._show_title)
        self.forecaster.changed.connect(self._update_all)
        training.snapshot_changed.connect(self._show_snapshot)
        training.started.connect(self._show_start)
        training.ended.connect(self._show_end)
        self.bar.learning_rate_chosen.connect(training.set_learning_rate)
        files.path_changed.connect(self._show_title)
        files.failed.connect(self.notice.tell)
        files.opened.connect(self._show_opened)
        self.exporting.failed.connect(self.notice.tell)
        for part in (training, files, self.exporting, self.canvas, self.blocks, self.outline):
            part.message.connect(self._say)
        self.commands.node_chosen.connect(self._show_node)
        self.opened.refused.connect(self._say)
        self.opened.moved.connect(self._update_actions)
        self.opened.moved.connect(self._show_health)
        self.opened.selection_changed.connect(self._update_actions)
        for view in (self.canvas, self.outline):
            view.node_activated.connect(self.opened.open)
        self.inspector.block_opened.connect(self.opened.open)
        self.blocks.failed.connect(self.notice.tell)
        self.blocks.serve(self.palette_panel)
        self.palette_panel.block_chosen.connect(self.canvas.add_block)
        self.palette_panel.block_chosen.connect(self._show_canvas)
        self.palette_panel.layer_chosen.connect(self.canvas.add_layer)
        self.palette_panel.layer_chosen.connect(self._show_canvas)
        self.problems.count_changed.connect(lambda count: self.docks.set_title("problems", count))
        self.problems.setting_chosen.connect(self._show_setting)
        self.inspector.help_requested.connect(self.beside.help_on)
        self.runs.compare.connect(self.curves.compare)
        self.runs.moment_chosen.connect(files.use)
        self.run_log.kept = files.kept_moments
        self.welcome.template_chosen.connect(self.open_template)
        self.welcome.new_requested.connect(self.new)
        self.welcome.open_requested.connect(lambda: self.choices.open(self.open))
        self.welcome.recent_chosen.connect(lambda path: self.open(Path(path)))
        self.welcome.set_recent(files.recent())

    def _train(self) -> None:
        self.docks.show("curves")
        self.training.train()

    def _show_setting(self, name: str) -> None:
        self.docks.show("training")
        editor = self.findChild(QWidget, f"training.{name}")
        if isinstance(editor, QWidget):
            editor.setFocus()

    def _show_layer(self) -> None:
        if self.session.selection:
            self.docks.show("inspector")

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        self.bar.show_snapshot(snapshot)
        self._show_health()
        self.inspector.set_live(snapshot.watched)
        self._update_actions()

    def _show_health(self) -> None:
        self.canvas.set_live(self.opened.local(self.training.snapshot.health) or None)

    def _show_start(self) -> None:
        self.notice.withdraw(self._failure)
        self._update_actions()

    def _show_end(self, snapshot: Snapshot) -> None:
        self._update_actions()
        if snapshot.state is RunState.FAILED:
            self._failure = snapshot.reason
            self.notice.tell(snapshot.reason)
        if snapshot.guilty is not None:
            self.session.select([snapshot.guilty])

    def _update_all(self) -> None:
        history = self.session.history
        for name, verb, label in (
            ("edit.undo", self.tr("Undo"), history.undo_label),
            ("edit.redo", self.tr("Redo"), history.redo_label),
        ):
            self.actions_by_name[name].setEnabled(label is not None)
            self.actions_by_name[name].setText(f"{verb} {label}" if label else verb)
        if not self.training.active:
            optimizer = self.session.document.training.optimizer
            if optimizer.objection() is None:
                self.bar.set_learning_rate(optimizer.rate_at(0))
            self.bar.show_obstacle(*self._obstacle())
        self._update_actions()
        self._show_title()

    def _obstacle(self) -> tuple[str, bool]:
        """What stands between the document and its training, and whether that is a mistake."""
        if not self.session.document.network.nodes:
            return "", False
        count = sum(problem.severity == "error" for problem in self.session.problems)
        if count == 1:
            return self.tr("1 problem to solve before training"), True
        if count:
            return self.tr("{0} problems to solve before training").format(count), True
        if self.session.document.data is None:
            return self.tr("Choose data to train on, in the Data panel"), False
        return self.forecaster.remark

    def _update_actions(self) -> None:
        training = self.training
        self.bar.enable(
            active=training.active,
            paused=training.paused,
            possible=self.session.error is None and self.session.document.data is not None,
        )
        self.actions_by_name["file.export"].setEnabled(not training.active)
        for name, possible in self.blocks.possible().items():
            self.actions_by_name[name].setEnabled(possible)

    def _show_title(self) -> None:
        path = self.files.path
        name = path.name if path is not None else self.session.document.name
        self.setWindowTitle(f"{name} — {self.tr('edited')}" if self.session.modified else name)

    def _show_theme(self) -> None:
        self.actions_by_name.tint(self.theme_source.theme)
        self.actions_by_name[f"view.theme_{self.theme_source.mode}"].setChecked(True)

    def _choose_theme(self, mode: Mode) -> None:
        self._settings().setValue("theme", str(mode))
        self.theme_source.set_mode(mode)

    def _show_canvas(self) -> None:
        """Leave the welcome page; whoever is typing somewhere goes on there."""
        if self.welcome.isVisibleTo(self):
            self.welcome.hide()
            self.canvas.setFocus()

    def _show_welcome(self) -> None:
        self.welcome.set_recent(self.files.recent())
        self.welcome.show()

    def _say(self, sentence: str) -> None:
        self.statusBar().showMessage(sentence, _MESSAGE_MILLISECONDS)

    def _show_opened(self, runs: StoredRuns) -> None:
        self.notice.withdraw_offers()
        self.notice.withdraw(self._failure)
        self.run_log.show_stored(runs.records)

    def _search_commands(self) -> None:
        self.commands.open()

    def _show_node(self, path: str) -> None:
        self.session.select([path])
        self.canvas.reveal_selection()
        self.canvas.setFocus()

    def _show_preferences(self) -> None:
        self.beside.show_preferences(self.actions_by_name, self._settings)

    def _settings(self) -> QSettings:
        return QSettings("nnstudio", "studio")

    def _restore_geometry(self) -> None:
        geometry = self._settings().value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)


def starting_document() -> Document:
    """What an empty canvas begins with: an optimizer that suits most networks, and enough epochs to see something."""
    return Document(training=Training(optimizer=Adam(), epochs=100))
