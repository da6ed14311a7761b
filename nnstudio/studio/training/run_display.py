"""How the run of a workspace goes, shown where a window has a place for it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.window.notice import Notice
from nnstudio.studio.window.panels import Panels
from nnstudio.studio.window.toolbar import TrainingBar


class RunDisplay(QObject):
    """Hands every snapshot to the training bar, the cards of the canvas and the inspector, and tells of failures."""

    def __init__(
        self,
        workspace: Workspace,
        bar: TrainingBar,
        canvas: CanvasView,
        panels: Panels,
        notice: Notice,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._opened, self._training = workspace.session, workspace.opened, workspace.training
        self._bar = bar
        self._canvas = canvas
        self._panels = panels
        self._notice = notice
        self._failure = ""
        self._training.snapshot_changed.connect(self._show)
        self._training.started.connect(self._withdraw)
        self._training.ended.connect(self._show_end)
        self._opened.moved.connect(self._show_health)
        workspace.files.opened.connect(self._withdraw)

    def catch_up(self) -> None:
        """Show a run that began before this window was there."""
        snapshot = self._training.snapshot
        if snapshot.state is RunState.FAILED:
            self._failure = snapshot.reason
        if snapshot.epochs:
            self._show(snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        self._bar.show_snapshot(snapshot)
        self._panels.show_live(snapshot)
        self._show_health()

    def _show_health(self) -> None:
        self._canvas.set_live(self._opened.local(self._training.snapshot.health) or None)

    def _show_end(self, snapshot: Snapshot) -> None:
        if snapshot.state is RunState.FAILED:
            self._failure = snapshot.reason
            self._notice.tell(self._failure)
        if snapshot.guilty is not None:
            self._session.select([snapshot.guilty])

    def _withdraw(self) -> None:
        """A failure is of no interest any more once something else is opened or begun."""
        self._notice.withdraw(self._failure)
