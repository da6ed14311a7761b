"""What was open last and what was never saved, and how it is taken off the list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFile, QObject, Signal

from nnstudio.errors import ProjectError
from nnstudio.project.atomic import why_not
from nnstudio.project.claim import Claims
from nnstudio.project.drafts import finish_draft, is_draft
from nnstudio.project.locations import is_file, is_there
from nnstudio.project.project import Project
from nnstudio.studio.files.project_files import ProjectFiles
from nnstudio.studio.files.recent_names import draft_name
from nnstudio.studio.language import told


class RecentProjects(QObject):
    """The list that the welcome page and the menu show; a draft on it is the only place where its document is."""

    changed = Signal()
    """Something was taken off the list."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A sentence about a draft that could not be deleted."""

    def __init__(self, files: ProjectFiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.may_delete: Callable[[str], bool] = lambda _: False
        """Asked where there is no trash: whether the document of this name is to be deleted for good."""

    def listed(self) -> tuple[Path, ...]:
        """All that can be opened again, newest first."""
        return self._files.recent()

    def missing(self) -> tuple[Path, ...]:
        """The files that were open and are not there now, such as those of a drive that is not connected."""
        return tuple(path for path in self._files.recent_files.paths() if not is_file(path))

    def forget_missing(self) -> None:
        """Remember no file that is not there."""
        for path in self.missing():
            self._files.recent_files.forget(path)
        self.changed.emit()

    def clear(self) -> None:
        """Remember no file at all; drafts stay."""
        self._files.recent_files.clear()
        self.changed.emit()

    def remove(self, path: Path) -> None:
        """Take a file off the list, or put a draft into the system's trash; a draft that is open stays."""
        if is_draft(path) and not self._is_thrown_away(path):
            return
        self._files.recent_files.forget(path)
        self.changed.emit()

    def _is_thrown_away(self, draft: Path) -> bool:
        claims, name = Claims(), draft_name(draft)
        if self._files.holds(draft) or not claims.take(draft):
            self.failed.emit(self.tr("“{0}” is open in a window. Close it there before you delete it.").format(name))
            return False
        with suppress(ProjectError):  # what cannot be put into it becomes a draft of its own
            finish_draft(Project(draft))
        try:
            if not is_there(draft):
                return True
            if QFile(str(draft)).moveToTrash():
                self.message.emit(self.tr("“{0}” is in the trash of your computer now.").format(name))
                return True
            return self._is_deleted(draft, name)
        finally:
            claims.keep()

    def _is_deleted(self, draft: Path, name: str) -> bool:
        """Delete for good what no trash can take."""
        if not self.may_delete(name):
            return False
        try:
            draft.unlink(missing_ok=True)
        except OSError as error:
            sentence = self.tr("“{0}” cannot be deleted from {1}: {2}.")
            self.failed.emit(sentence.format(name, draft.parent, told(why_not(error))))
            return False
        self.message.emit(self.tr("“{0}” is deleted.").format(name))
        return True
