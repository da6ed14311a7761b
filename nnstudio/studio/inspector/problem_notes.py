"""What is wrong with the selected node, with its repairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnstudio.network.problem import Fix, Problem
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.forms.row import Sentence
from nnstudio.studio.forms.wording import words
from nnstudio.studio.session import Session
from nnstudio.studio.theme import Role, set_role, spacing


class ProblemNotes(QWidget):
    """A sentence for each problem, and under it a link for each of its repairs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._problems: tuple[Problem, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing.TIGHT)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these problems in place of those before."""
        if tuple(problems) == self._problems:
            return
        self._problems = tuple(problems)
        while item := self._column.takeAt(0):
            if widget := item.widget():
                discard(widget)
        for problem in problems:
            self._add(problem)
        self.setVisible(bool(problems))

    def _add(self, problem: Problem) -> None:
        sentence = Sentence(Role.ERROR if problem.severity == "error" else Role.WARNING)
        self._column.addWidget(sentence)
        sentence.say(words(problem.message))
        for fix in problem.fixes:
            self._column.addWidget(self._link(fix))

    def _link(self, fix: Fix) -> QPushButton:
        link = QPushButton(words(fix.label))
        set_role(link, Role.LINK)
        link.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        link.clicked.connect(lambda: self._session.do(fix.change))
        return link
