"""What is wrong with the selected node, with its repairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.network.doctor.repair import Repair
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.repairs import repair_text
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.forms.sentence_label import SentenceLabel
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import Role, spacing
from nnstudio.studio.widgets.elided_link import ElidedLink

_MOST_LINKS = 3
_MOST_NOTES = 4


class ProblemNotes(QWidget):
    """A sentence for each problem, and under it a link for each of its repairs."""

    def __init__(self, session: EditedNetwork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._problems: Sequence[Problem] = ()
        self._shown: tuple[tuple[Problem, tuple[str, ...]], ...] = ()
        self._notes: list[QWidget] = []
        self._more = SentenceLabel(Role.SECOND)
        self._column = QVBoxLayout()
        self._column.setSpacing(spacing.SMALL)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(spacing.SMALL)
        outer.addLayout(self._column)
        outer.addWidget(self._more)
        self.hide()
        session.repairs_found.connect(self._refresh)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these problems in place of those before; of many only the first."""
        self._problems, left = problems[:_MOST_NOTES], len(problems) - _MOST_NOTES
        text = (
            self.tr("1 more is listed under Problems.")
            if left == 1
            else self.tr("{count} more are listed under Problems.")
        )
        self._more.say(text.format(count=left) if left > 0 else "")
        self._refresh()

    def _refresh(self) -> None:
        problems = self._problems
        titles = [tuple(repair.title for repair in self._found(problem)) for problem in problems]
        shown = tuple(zip(problems, titles, strict=True))
        if shown == self._shown:
            return
        self._shown = shown
        for note in self._notes:
            discard(note)
        self._notes = [self._note(problem) for problem in problems]
        self.setVisible(bool(problems))

    def _note(self, problem: Problem) -> QWidget:
        note = QWidget()
        sentence = SentenceLabel(Role.ERROR if problem.severity == "error" else Role.WARNING)
        sentence.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(note)
        column.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        column.setSpacing(spacing.TIGHT)
        column.addWidget(sentence)
        sentence.say(told(problem.message))  # not before it has its place: a widget without one is a window
        for repair in self._found(problem)[:_MOST_LINKS]:
            column.addWidget(self._link(problem, repair))
        self._column.addWidget(note)
        note.show()
        return note

    def _found(self, problem: Problem) -> tuple[Repair, ...]:
        """The repairs that are known so far."""
        return self._session.found_repairs(problem) or ()

    def _link(self, problem: Problem, repair: Repair) -> ElidedLink:
        text = repair_text(repair, None)
        link = ElidedLink(text.title)
        link.setToolTip(text.outcome)
        link.clicked.connect(lambda: self._session.mend(problem, repair.title))
        return link
