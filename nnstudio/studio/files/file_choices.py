"""What the user is asked about files, and what is offered where a file holds a surprise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from nnstudio.exchange import exporters
from nnstudio.project.document_files import JSON
from nnstudio.project.drafts import file_name
from nnstudio.project.project import SUFFIX
from nnstudio.project.settings import settings_folder
from nnstudio.studio.language import told
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.window.notice import Notice


class FileChoices(QObject):
    """The file dialogs of a window, and its offers about files."""

    def __init__(self, workspace: Workspace, notice: Notice, window: QMainWindow) -> None:
        super().__init__(window)
        self._session = workspace.session
        self._files = workspace.files
        self._exporting = workspace.exporting
        self._notice = notice
        self._window = window
        self._found_edits = self.tr("This file has edits that were not saved. Do you want them back?")
        self._files.unsaved.found.connect(self._offer_edits)
        self._files.unsaved.settled.connect(self._withdraw_edits)
        self._files.changed_elsewhere.connect(self._offer_overwriting)
        self._files.not_saved.connect(self._offer_another_place)
        self._files.moved_to_draft.connect(self._offer_saving)
        self._files.keeping.ask_before_loss = self._ask_before_loss
        if self._files.unsaved.offered is not None:
            self._offer_edits()

    def open(self, use: Callable[[Path], object]) -> None:
        """Ask for a project or a document."""
        self._ask(self.tr("Open"), self.tr("Projects and documents (*{0} *.json)").format(SUFFIX), use)

    def begin_with(self, use: Callable[[Path], object]) -> None:
        """Ask for weights to begin with."""
        self._ask(self.tr("Begin with weights"), self.tr("Weights (*.safetensors)"), use)

    def save(self) -> None:
        """Save to the document's file, and ask for one if it has none yet."""
        if self._files.path is None:
            self.save_as()
        else:
            self._files.save()

    def save_as(self) -> None:
        """Ask for a name and save under it; without an ending it becomes a project."""
        filters = self.tr("Projects (*{0});;Documents (*.json)").format(SUFFIX)
        suggestion = str(self._files.path or f"{file_name(self._session.document.name)}{SUFFIX}")
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save as"), suggestion, filters)
        if chosen:
            path = Path(chosen)
            known = path.suffix.lower() in (SUFFIX, JSON)
            self._files.save_as(path if known else path.with_name(path.name + SUFFIX))

    def export(self) -> None:
        """Ask for a file and export the trained network to it."""
        trained = self._exporting.model()
        if trained is None:
            return
        filters = ";;".join(f"{told(exporter.label)} (*{exporter.suffix})" for exporter in exporters())
        suggestion = f"{trained.document.name}{exporters()[0].suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export weights"), suggestion, filters)
        if chosen:
            self._exporting.write(trained, Path(chosen))

    def may_delete(self, name: str) -> bool:
        """Ask whether a document that was never saved is to be deleted for good, where there is no trash."""
        question = self.tr("“{0}” cannot be moved to the trash. Delete it for good?").format(name)
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel
        title, stay = self.tr("Delete for good"), QMessageBox.StandardButton.Cancel
        return QMessageBox.warning(self._window, title, question, buttons, stay) == QMessageBox.StandardButton.Yes

    def _ask_before_loss(self) -> bool:
        """Whether to go on where edits can be kept nowhere; they may be saved or given up first."""
        question = QMessageBox(self._window)
        question.setObjectName("unsaved")
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(self.tr("Unsaved edits"))
        question.setText(self.tr("“{0}” has edits that are not saved.").format(self._session.document.name))
        question.setInformativeText(
            self.tr("They cannot be kept in {0} either: nothing can be written there.").format(settings_folder())
        )
        save = question.addButton(self.tr("Save as…"), QMessageBox.ButtonRole.AcceptRole)
        lose = question.addButton(self.tr("Lose the edits"), QMessageBox.ButtonRole.DestructiveRole)
        stay = question.addButton(QMessageBox.StandardButton.Cancel)
        question.setDefaultButton(save)
        question.setEscapeButton(stay)
        question.exec()
        answer = question.clickedButton()
        question.deleteLater()
        if answer is lose:
            self._files.keeping.give_up()
        elif answer is save:
            self.save_as()
        return answer is lose or not self._session.modified

    def _ask(self, title: str, filters: str, use: Callable[[Path], object]) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", filters)
        if chosen:
            use(Path(chosen))

    def _offer_edits(self) -> None:
        unsaved = self._files.unsaved
        actions = {self.tr("Take them over"): self._files.restore, self.tr("Forget them"): unsaved.forget}
        self._notice.tell(self._found_edits, actions, bad=False)

    def _withdraw_edits(self) -> None:
        self._notice.withdraw(self._found_edits)

    def _offer_overwriting(self) -> None:
        self._notice.tell(
            self.tr("This file was changed elsewhere since it was opened here. What was saved there would be lost."),
            {self.tr("Save all the same"): self._files.overwrite, self.tr("Save as…"): self.save_as},
        )

    def _offer_another_place(self, sentence: str) -> None:
        self._notice.tell(sentence, {self.tr("Save as…"): self.save_as})

    def _offer_saving(self, sentence: str) -> None:
        self._notice.tell(sentence, {self.tr("Save as…"): self.save_as}, bad=False)
