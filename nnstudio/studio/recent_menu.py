"""The menu of the files that were open last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.project.drafts import is_draft
from nnstudio.studio.project_files import ProjectFiles
from nnstudio.studio.recent_names import recent_name


class RecentMenu(QMenu):
    """Made anew each time it opens, because all windows share the list; what is gone is not on it."""

    chosen = Signal(object)
    """The path of a file to open."""

    def __init__(self, files: ProjectFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("menu.recent")
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)
        self._files = files
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what is there now."""
        self.clear()
        paths = self._files.recent()
        for path in paths:
            folder = "" if is_draft(path) else f"\t{_short(path.parent)}"
            self._add(recent_name(path).replace("&", "&&") + folder, partial(self.chosen.emit, path), str(path))
        if not paths:
            self._add(self.tr("Nothing was opened yet"), None, "")
        self.addSeparator()
        tip = self.tr("Forget the files; documents that were never saved stay on the list.")
        self._add(self.tr("Clear the list"), self._files.recent_files.clear if paths else None, tip)

    def _add(self, text: str, act: Callable[[], object] | None, tip: str) -> None:
        action = self.addAction(text)
        action.setToolTip(tip)
        action.setEnabled(act is not None)
        if act is not None:
            action.triggered.connect(lambda _checked=False: act())


def _short(folder: Path) -> str:
    """A folder as people write it."""
    home = Path.home()
    return f"~/{folder.relative_to(home).as_posix()}" if folder.is_relative_to(home) else str(folder)
