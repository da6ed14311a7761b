"""Keeps the menus and the training bar true to what can be done at the moment."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.actions.block_actions import BlockActions
from nnstudio.studio.language import told
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.window.toolbar import TrainingBar


class Availability(QObject):
    """Enables and names the actions of a window, and tells beside Train what keeps the document from it."""

    def __init__(
        self, workspace: Workspace, actions: Actions, blocks: BlockActions, bar: TrainingBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = workspace.session
        self._opened = workspace.opened
        self._training = workspace.training
        self._forecaster = workspace.forecaster
        self._actions = actions
        self._blocks = blocks
        self._bar = bar
        session, training, opened = workspace.session, workspace.training, workspace.opened
        for change in (session.changed, session.replaced, session.problems_changed):
            change.connect(self._update_all)
        for change in (workspace.loader.changed, workspace.forecaster.changed):
            change.connect(self._update_all)
        for change in (training.started, training.ended, training.snapshot_changed):
            change.connect(self._update_actions)
        for change in (opened.moved, opened.selection_changed):
            change.connect(self._update_actions)
        self._update_all()

    def _update_all(self) -> None:
        history = self._session.history
        for name, verb, label in (
            ("edit.undo", self.tr("Undo"), history.undo_label),
            ("edit.redo", self.tr("Redo"), history.redo_label),
        ):
            self._actions[name].setEnabled(label is not None)
            self._actions[name].setText(f"{verb} {told(label)}" if label else verb)
        if not self._training.active:
            optimizer = self._session.document.training.optimizer
            if optimizer.objection() is None:
                self._bar.set_learning_rate(optimizer.rate_at(0))
            self._bar.show_obstacle(*self._obstacle())
        self._update_actions()

    def _update_actions(self) -> None:
        training, session = self._training, self._session
        self._bar.enable(
            active=training.active,
            paused=training.paused,
            possible=session.error is None and session.document.data is not None,
        )
        self._actions["file.export"].setEnabled(not training.active)
        nodes = [node for node in self._opened.selected_nodes if node.layer.most_inputs != 0]
        all_muted = bool(nodes) and all(node.muted for node in nodes)
        self._actions["network.mute"].setText(self.tr("Unmute") if all_muted else self.tr("Mute"))
        for name, possible in self._blocks.possible().items():
            self._actions[name].setEnabled(possible)

    def _obstacle(self) -> tuple[str, bool]:
        """What stands between the document and its training, and whether that is a mistake."""
        if not self._session.document.network.nodes:
            return "", False
        count = sum(problem.severity == "error" for problem in self._session.problems)
        if count == 1 and self._session.problems[0].code == "data":
            return self.tr("The data cannot be used, see the Data panel"), True
        if count == 1:
            return self.tr("1 problem to solve before training"), True
        if count:
            return self.tr("{0} problems to solve before training").format(count), True
        if self._session.document.data is None:
            return self.tr("Choose data to train on, in the Data panel"), False
        return self._forecaster.remark
