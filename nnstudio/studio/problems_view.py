"""What keeps the network from training, or makes it train badly, with repairs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.fields import fields_of
from nnstudio.network.document import Training
from nnstudio.network.problem import Problem
from nnstudio.studio.forms.column import Column
from nnstudio.studio.problem_row import ProblemRow
from nnstudio.studio.session import Session
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
        self._fine = _note(self.tr("No problems. The network is ready to train."))
        self._fine.setObjectName("problems.none")
        self._more = _note("")
        self._list = QWidget()
        self._list_column = QVBoxLayout(self._list)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Column(self._fine, self._list, self._more))
        session.problems_changed.connect(self._refresh)
        self._refresh()

    @property
    def count(self) -> int:
        """How many problems have to be solved before training."""
        return sum(problem.severity == "error" for problem in self._session.problems)

    def _refresh(self) -> None:
        problems = self._session.problems[:_MOST_ROWS]
        while len(self._rows) < len(problems):
            self._add_row()
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(problems))
            if index < len(problems):
                row.show_problem(problems[index], self._session.document.network.by_id.get(problems[index].node or ""))
        self._fine.setVisible(not problems)
        left_out = len(self._session.problems) - len(problems)
        self._more.setText(self.tr("… and {count} more").format(count=left_out))
        self._more.setVisible(left_out > 0)
        self.count_changed.emit(self.count)

    def _add_row(self) -> None:
        row = ProblemRow(self._theme_source)
        row.chosen.connect(self._choose)
        row.repaired.connect(lambda fix: self._session.do(fix.change))
        row.left.connect(lambda step: self._go(self._rows.index(row) + step))
        self._rows.append(row)
        self._list_column.addWidget(row)

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
