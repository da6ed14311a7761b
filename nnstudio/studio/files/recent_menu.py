"""The menu of the files that were open last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.project.drafts import is_draft
from nnstudio.studio.files.project_files import ProjectFiles
from nnstudio.studio.files.recent_names import recent_name

_FOLDER_WIDTH: Final = 240


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
            where = _when(path) if is_draft(path) else self._shortened(path.parent)
            self._add(f"{recent_name(path)}\t{where}".replace("&", "&&"), partial(self.chosen.emit, path), str(path))
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

    def _shortened(self, folder: Path) -> str:
        """A folder as people write it; of a long way the end counts."""
        home = Path.home()
        text = f"~/{folder.relative_to(home).as_posix()}" if folder.is_relative_to(home) else str(folder)
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideLeft, _FOLDER_WIDTH)


def _when(draft: Path) -> str:
    """When a draft was kept last, which tells drafts of one name apart."""
    return f"{datetime.fromtimestamp(draft.stat().st_mtime).astimezone():%Y-%m-%d %H:%M}"
