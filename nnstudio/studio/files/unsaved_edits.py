"""The edits of a window that are in no file yet: written down as they are made, and found again after a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.errors import ProjectError
from nnstudio.network.document import Document
from nnstudio.project.drafts import draft_of
from nnstudio.project.journal import Journal
from nnstudio.project.locations import real
from nnstudio.project.lost_edits import LostEdits, journal_folder, lost_edits
from nnstudio.project.recent import RecentFiles
from nnstudio.studio.language import told

_MILLISECONDS: Final = 1500
"""Long enough for edits to be written down, or for that to fail."""


class UnsavedEdits(QObject):
    """The journal of a window, and what an earlier one holds for the file that is open."""

    found = Signal(object)
    """`LostEdits` of the file that was just opened, which the user may want back."""
    settled = Signal()
    """What was found is no longer offered."""
    failed = Signal(str)
    """Edits are not safe before they are saved; told once each time."""
    _kept = Signal()

    def __init__(self, recent: RecentFiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.offered: LostEdits | None = None
        """What the user has not decided about."""
        self._recent = recent
        self._journal = Journal()
        self._warned = False
        self._look = QTimer(self, singleShot=True, interval=_MILLISECONDS)
        self._look.timeout.connect(self._warn)
        self._kept.connect(self._look_soon)

    @property
    def journal(self) -> str:
        """The name of the journal, by which a draft of it is found."""
        return self._journal.name

    def keep(self, document: Document, path: Path | None) -> None:
        """Have an unsaved document written down, soon; `path` is the file it will be saved to, if it has one.

        A run that begins calls this on a thread of its own, where no timer can be started.
        """
        self._journal.keep(document, path)
        self._kept.emit()

    def are_safe(self) -> bool:
        """Write down at once what is to be kept; False if that cannot be."""
        return self._journal.flush()

    def discard(self) -> None:
        """Everything is saved, or is not wanted."""
        self._journal.discard()

    def begin_anew(self, *, keep: bool) -> None:
        """Another document comes; with `keep`, what is not saved of this one is offered later."""
        self._settle()
        self._journal.close(keep=keep)
        self._journal = Journal()

    def look_for(self, path: Path, document: Document) -> None:
        """Offer the newest edits of a file that differ from what it holds; others become drafts."""
        lost = _lost_of(path)
        for same in (one for one in lost if one.document == document):
            same.discard()
        differing = [one for one in lost if one.document != document]
        for one in differing[1:]:
            self._set_aside(one)
        if differing:
            self.offered = differing[0]
            self.found.emit(self.offered)

    def take(self) -> Document | None:
        """Go on with what is offered; None if somebody else took it meanwhile."""
        lost = self.offered
        self._settle()
        return lost.document if lost is not None and self._journal.adopt(lost) else None

    def forget(self) -> None:
        """What is offered is not wanted."""
        if self.offered is not None:
            self.offered.discard()
            self._settle()

    def outlive(self, path: Path) -> None:
        """A file is about to be saved: edits of what it held, which nobody took over, become drafts."""
        for lost in _lost_of(path):
            self._set_aside(lost)
        self._settle()

    def close(self) -> None:
        """The window closes; nothing is left to be kept."""
        self._look.stop()
        self._journal.close()

    def _warn(self) -> None:
        """Tell once that nothing can be written, and again if that happens again."""
        if self._journal.failing and not self._warned:
            sentence = self.tr("Edits cannot be kept in {0} until they are saved: nothing can be written there.")
            self.failed.emit(sentence.format(journal_folder()))
        self._warned = self._journal.failing

    def _look_soon(self) -> None:
        if not self._look.isActive():
            self._look.start()

    def _settle(self) -> None:
        self.offered = None
        self.settled.emit()

    def _set_aside(self, lost: LostEdits) -> None:
        try:
            draft = draft_of(lost)
        except ProjectError as error:
            self.failed.emit(told(error.sentence))
            return
        if draft is not None:
            self._recent.add(draft.path)


def _lost_of(path: Path) -> list[LostEdits]:
    """The edits of a file that nobody has, newest first."""
    here = real(path)
    return [one for one in lost_edits() if one.path is not None and real(one.path) == here]
