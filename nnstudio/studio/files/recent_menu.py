"""The menu of what was open last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.project.drafts import is_draft
from nnstudio.studio.files.recent_names import recent_name, recent_tip, removal_name
from nnstudio.studio.files.recent_projects import RecentProjects

_FOLDER_WIDTH: Final = 240


class RecentMenu(QMenu):
    """Made anew each time it opens, because all windows share the list; what is gone is not on it.

    Del, or the menu of an entry, takes the entry off the list.
    """

    chosen = Signal(object)
    """The path of a file to open."""

    def __init__(self, projects: RecentProjects, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("menu.recent")
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)
        self._projects = projects
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what is there now."""
        self.clear()
        paths, missing = self._projects.listed(), self._projects.missing()
        for path in paths:
            where = _when(path) if is_draft(path) else self._shortened(path.parent)
            text = f"{recent_name(path)}\t{where}".replace("&", "&&")
            self._add(text, partial(self.chosen.emit, path), recent_tip(path)).setData(str(path))
        if not paths:
            self._add(self.tr("Nothing was opened yet"), None, "")
        self.addSeparator()
        if missing:
            tip = "\n".join(map(str, missing))
            self._add(
                self.tr("Forget files that are gone ({0})").format(len(missing)), self._projects.forget_missing, tip
            )
        tip = self.tr("Forget the files; documents that were never saved stay on the list.")
        self._add(self.tr("Clear the list"), self._projects.clear if paths or missing else None, tip)

    def event(self, event: QEvent) -> bool:
        """Keeps Del from the window's own action while an entry is marked."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_removal(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Del takes the entry that is marked off the list."""
        if self._is_removal(event):
            self._remove(self.activeAction())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The right button opens the menu of an entry, not its file."""
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Offer what can be done with an entry."""
        is_pointed_at = event.reason() == QContextMenuEvent.Reason.Mouse
        entry = self.actionAt(event.pos()) if is_pointed_at else self.activeAction()
        if entry is None or entry.data() is None:
            return
        menu = QMenu(self)
        menu.setObjectName("menu.recent.entry")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(removal_name(Path(entry.data()))).triggered.connect(lambda: self._remove(entry))
        menu.popup(event.globalPos() if is_pointed_at else self.mapToGlobal(self.actionGeometry(entry).bottomLeft()))

    def _is_removal(self, event: QKeyEvent) -> bool:
        entry = self.activeAction()
        return event.key() == Qt.Key.Key_Delete and entry is not None and entry.data() is not None

    def _remove(self, entry: QAction) -> None:
        place = self.actions().index(entry)
        self._projects.remove(Path(entry.data()))
        self.fill()
        self.setActiveAction(self.actions()[place])

    def _add(self, text: str, act: Callable[[], object] | None, tip: str) -> QAction:
        action = self.addAction(text)
        action.setToolTip(tip)
        action.setEnabled(act is not None)
        if act is not None:
            action.triggered.connect(lambda _checked=False: act())
        return action

    def _shortened(self, folder: Path) -> str:
        """A folder as people write it; of a long way the end counts."""
        home = Path.home()
        text = f"~/{folder.relative_to(home).as_posix()}" if folder.is_relative_to(home) else str(folder)
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideLeft, _FOLDER_WIDTH)


def _when(draft: Path) -> str:
    """When a draft was kept last, which tells drafts of one name apart."""
    return f"{datetime.fromtimestamp(draft.stat().st_mtime).astimezone():%Y-%m-%d %H:%M}"
