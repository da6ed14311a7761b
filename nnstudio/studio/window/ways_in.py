"""The ways to open something in a window: the dialog, the recent files, the welcome page, and files dragged onto it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QMainWindow

from nnstudio.studio.files.file_choices import FileChoices
from nnstudio.studio.files.recent_menu import RecentMenu
from nnstudio.studio.files.recent_projects import RecentProjects
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.welcome.welcome import WelcomePage
from nnstudio.studio.window.file_drops import FileDrops


class WaysIn(QObject):
    """Whatever way it comes, it is told once what is wanted."""

    file_wanted = Signal(object)
    """This document is to be opened here."""
    others_wanted = Signal(list)
    """These documents are to be opened in windows of their own."""
    data_wanted = Signal(object)
    """This file is to be trained on."""
    message = Signal(str)
    """A sentence for the status bar."""
    refused = Signal(str)
    """A sentence about what cannot be opened or deleted."""

    def __init__(self, workspace: Workspace, welcome: WelcomePage, choices: FileChoices, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._files = workspace.session, workspace.files
        self._welcome = welcome
        self._choices = choices
        self._projects = RecentProjects(workspace.files, self)
        self._projects.may_delete = choices.may_delete
        self._projects.changed.connect(self.show_recent)
        self._projects.message.connect(self.message)
        self._projects.failed.connect(self.refused)
        self.recent = RecentMenu(self._projects, window)
        self.recent.chosen.connect(self.file_wanted)
        self._drops = FileDrops(self)
        self._drops.documents_dropped.connect(self._place)
        self._drops.data_dropped.connect(self.data_wanted)
        self._drops.weights_dropped.connect(workspace.begin_with)
        self._drops.refused.connect(self.refused)
        welcome.open_requested.connect(self.ask)
        welcome.recent_chosen.connect(self._open_recent)
        welcome.recent_unwanted.connect(self._remove_recent)
        self.show_recent()

    def ask(self) -> None:
        """Ask for a document."""
        self._choices.open(self.file_wanted.emit)

    def take(self, content: QMimeData) -> None:
        """Use the files that were dropped."""
        self._drops.take(content)

    def show_recent(self) -> None:
        """Let the welcome page list what was open last."""
        self._welcome.set_recent(self._projects.listed())

    def _open_recent(self, path: str) -> None:
        self.file_wanted.emit(Path(path))

    def _remove_recent(self, path: str) -> None:
        self._projects.remove(Path(path))

    def _place(self, paths: list[Path]) -> None:
        """Documents go into windows of their own, but for the first one where this window has nothing in it."""
        if self._files.path is None and not self._session.document.network.nodes:
            self.file_wanted.emit(paths.pop(0))
        self.others_wanted.emit(paths)
