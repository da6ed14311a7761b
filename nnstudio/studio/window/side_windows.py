"""The windows that open beside the main one: help, the plan, the preferences, and what the program is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMainWindow, QMessageBox

import nnstudio
from nnstudio.engine.blas import numpy_name
from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.help.help_view import HelpView
from nnstudio.studio.language import Language, told
from nnstudio.studio.preferences import Preferences
from nnstudio.studio.results.plan_window import PlanWindow
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.settings import settings
from nnstudio.studio.theme import ThemeSource


class SideWindows:
    """Opens them for one main window; each is there once."""

    def __init__(self, window: QMainWindow, workspace: Workspace, theme_source: ThemeSource) -> None:
        self._window = window
        self._session = workspace.session
        self._training = workspace.training
        self._forecaster = workspace.forecaster
        self._theme_source = theme_source

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What they do for the actions of the window."""
        return {"train.plan": self._show_plan, "help.about": self._show_about}

    def help_on(self, declaration: type) -> None:
        """Show the help page of a declaration."""
        HelpView.show_help(declaration, self._window)

    def show_preferences(self, actions: Actions, speak: Callable[[Language], object]) -> Preferences:
        """Show what a user sets once; another language is handed to `speak`."""
        return Preferences.show_for(self._window, actions, settings, speak)

    def _show_plan(self) -> None:
        PlanWindow.show_for(self._window, self._training, self._forecaster, self._theme_source)

    def _show_about(self) -> None:
        title = QCoreApplication.translate("MainWindow", "About NN Studio")
        text = QCoreApplication.translate(
            "MainWindow", "NN Studio {0}\n\nBuild, train, understand and hand on neural networks.\n\n{1}"
        )
        QMessageBox.about(self._window, title, text.format(nnstudio.__version__, told(numpy_name())))
