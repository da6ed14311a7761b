"""The views around the canvas, each in its dock, and what they do for each other."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow, QWidget

from nnstudio.engine.snapshot import Snapshot
from nnstudio.studio.data_view import DataView
from nnstudio.studio.forms.fold import unfold
from nnstudio.studio.history_view import HistoryView
from nnstudio.studio.inspector import Inspector
from nnstudio.studio.outline import OutlineView
from nnstudio.studio.palette.palette import LayerPalette
from nnstudio.studio.problems.problems_view import ProblemsView
from nnstudio.studio.results import CurvesView, EvaluateView, InspectView, RunsView
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.training.training_settings import TrainingSettings
from nnstudio.studio.window.docks import Docks


class Panels:
    """The panels of one window; each mirrors the workspace and knows none of the others."""

    def __init__(self, window: QMainWindow, workspace: Workspace, theme_source: ThemeSource) -> None:
        session, opened, training = workspace.session, workspace.opened, workspace.training
        self._session = session
        self.palette = LayerPalette(opened, theme_source)
        self.inspector = Inspector(opened, theme_source)
        self.training = TrainingSettings(session, theme_source)
        self.data = DataView(session, theme_source, workspace.loader)
        self.curves = CurvesView(session, training, theme_source)
        self.evaluate = EvaluateView(session, training, theme_source)
        self.inspect = InspectView(session, training, theme_source)
        self.runs = RunsView(workspace.run_log, theme_source)
        self.problems = ProblemsView(session, theme_source)
        self.history = HistoryView(session, theme_source)
        self.outline = OutlineView(opened, theme_source)
        self.docks = Docks(
            window,
            {
                "palette": self.palette,
                "inspector": self.inspector,
                "training": self.training,
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
        self._connect(workspace)

    def show_live(self, snapshot: Snapshot) -> None:
        """Let the inspector show the layer that is watched as it is at this moment of the training."""
        self.inspector.set_live(snapshot.watched)

    def show_setting(self, name: str) -> None:
        """Bring an editor of the training settings to the front, ready to be typed in."""
        self.docks.show("training")
        editor = self.training.findChild(QWidget, f"training.{name}")
        if isinstance(editor, QWidget):
            unfold(editor)
            editor.setFocus()

    def show_layer(self) -> None:
        """Bring the settings of the selected layer to the front, if one is selected."""
        if self._session.selection:
            self.docks.show("inspector")

    def close(self) -> None:
        """Wait until none of them computes anything any more."""
        for view in (self.curves, self.evaluate, self.inspect):
            view.close()

    def _connect(self, workspace: Workspace) -> None:
        self.problems.count_changed.connect(self._show_count)
        self._show_count(self.problems.count)
        self.problems.setting_chosen.connect(self.show_setting)
        self.runs.compare.connect(self.curves.compare)
        self.runs.moment_chosen.connect(workspace.files.runs.use)

    def _show_count(self, count: int) -> None:
        self.docks.set_title("problems", count)
