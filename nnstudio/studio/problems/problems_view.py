"""What keeps the network from training, or makes it train badly, with repairs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.catalog.fields import fields_of
from nnstudio.network.document import Training
from nnstudio.network.inside import node_at
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.repairs import repair_text
from nnstudio.studio.forms.column import Column
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.problems.problem_row import ProblemRow
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Role, ThemeSource, set_role, spacing

_MOST_ROWS = 100


class ProblemsView(QWidget):
    """The list of problems, errors first; choosing one selects its node."""

    count_changed = Signal(int)
    """How many problems have to be solved before training."""
    setting_chosen = Signal(str)
    """A problem of this training setting, such as "loss", was chosen."""

    def __init__(self, session: Session, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme_source = session, theme_source
        self._rows: list[ProblemRow] = []
        self._waiting: list[ProblemRow] = []
        text = EmptyText(self.tr("No problems"), self.tr("The network is ready to train."))
        self._fine = EmptyPlace(theme_source, text)
        self._fine.setObjectName("problems.none")
        self._more = _note("")
        self._list = QWidget()
        self._list_column = QVBoxLayout(self._list)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(0)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._fine)
        self._pages.addWidget(Column(self._list, self._more))
        session.repairs_found.connect(self._look_for_repairs)
        session.problems_changed.connect(self._refresh)
        self._refresh()

    @property
    def count(self) -> int:
        """How many problems have to be solved before training; an empty canvas is none yet."""
        if not self._session.document.network.nodes:
            return 0
        return sum(problem.severity == "error" for problem in self._session.problems)

    def _refresh(self) -> None:
        problems = self._session.problems[:_MOST_ROWS]
        has_focus = self._has_focus()
        while len(self._rows) < len(problems):
            self._add_row()
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(problems))
            if index < len(problems):
                row.show_problem(problems[index], node_at(self._session.document.network, problems[index].node or ""))
        self._pages.setCurrentIndex(1 if problems else 0)
        if has_focus:
            self._keep_focus(len(problems))
        self._align_sentences()
        left_out = len(self._session.problems) - len(problems)
        self._more.setText(self.tr("… and {count} more").format(count=left_out))
        self._more.setVisible(left_out > 0)
        self._waiting = [row for row in self._rows if not row.isHidden()]
        self._look_for_repairs()
        self.count_changed.emit(self.count)

    def _keep_focus(self, count: int) -> None:
        """Let those who solve one problem after the other stay here."""
        if not self._has_focus():
            (self._rows[count - 1] if count else self._fine).setFocus()

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _look_for_repairs(self) -> None:
        """For one row after the other, from the top; it goes on when they are found."""
        while self._waiting and self.isVisible():
            problem = self._waiting[0].problem
            found = () if problem is None else self._session.found_repairs(problem)
            if found is None:
                return
            row = self._waiting.pop(0)
            node = node_at(self._session.document.network, problem.node or "") if problem is not None else None
            row.show_repairs([repair_text(repair, node) for repair in found])

    def _align_sentences(self) -> None:
        """Let all sentences begin at the same place, behind the longest name."""
        rows = [row for row in self._rows if not row.isHidden()]
        width = max((row.name_width for row in rows), default=0)
        for row in rows:
            row.set_name_width(width)

    def _add_row(self) -> None:
        row = ProblemRow(self._theme_source)
        row.chosen.connect(self._choose)
        row.repaired.connect(self._session.mend)
        row.left.connect(lambda step: self._go(self._rows.index(row) + step))
        self._rows.append(row)
        self._list_column.addWidget(row)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Go on where repairs were not wanted before."""
        super().showEvent(event)
        self._look_for_repairs()

    def _choose(self, problem: Problem) -> None:
        if problem.node is not None:
            self._session.select([problem.node])
        elif problem.field in fields_of(Training):
            self.setting_chosen.emit(problem.field)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._rows) and self._rows[index].isVisible():
            self._rows[index].setFocus()


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setContentsMargins(spacing.LARGE, spacing.MEDIUM, spacing.LARGE, spacing.MEDIUM)
    set_role(label, Role.SECOND)
    return label
