"""What is wrong with the selected node, with its repairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.network.problem import Fix, Problem
from nnstudio.studio.edited_network import EditedNetwork
from nnstudio.studio.elided_link import ElidedLink
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.forms.row import Sentence
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import Role, spacing


class ProblemNotes(QWidget):
    """A sentence for each problem, and under it a link for each of its repairs."""

    def __init__(self, session: EditedNetwork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._problems: tuple[Problem, ...] = ()
        self._notes: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing.SMALL)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these problems in place of those before."""
        if tuple(problems) == self._problems:
            return
        self._problems = tuple(problems)
        for note in self._notes:
            discard(note)
        self._notes = [self._note(problem) for problem in problems]
        self.setVisible(bool(problems))

    def _note(self, problem: Problem) -> QWidget:
        note = QWidget()
        sentence = Sentence(Role.ERROR if problem.severity == "error" else Role.WARNING)
        sentence.setContentsMargins(0, 0, 0, 0)
        sentence.say(words(problem.message))
        column = QVBoxLayout(note)
        column.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        column.setSpacing(spacing.TIGHT)
        column.addWidget(sentence)
        for fix in problem.fixes:
            column.addWidget(self._link(fix))
        self._column.addWidget(note)
        note.show()
        return note

    def _link(self, fix: Fix) -> ElidedLink:
        title, _, outcome = words(fix.label).partition(": ")
        link = ElidedLink(title)
        link.setToolTip(outcome[:1].upper() + outcome[1:])
        link.clicked.connect(lambda: self._session.do(fix.change))
        return link
