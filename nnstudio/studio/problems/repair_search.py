"""Searches for repairs on a thread: every proposal is tried on the whole network, which may take a while."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.cancellation import Cancelled
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.problem import Problem
from nnstudio.studio.background import Background

_Key: TypeAlias = tuple[str | None, ...]
_Answer: TypeAlias = tuple[Case, _Key, tuple[Repair, ...]]

_REST_MILLISECONDS: Final = 100


class RepairSearch(QObject):
    """Knows what was found for the problems of one case; one search runs at a time, that wanted last comes first.

    It waits for the end of a burst of edits, and gives up what nobody wants any more: a thread that computes takes its
    turns from the hands. A problem of an earlier case is taken for the one of this case that is told alike; where there
    is none, nothing is to be mended.
    """

    found = Signal()
    """The repairs of one more problem are known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._case: Case | None = None
        self._problems: dict[_Key, Problem] = {}
        self._known: dict[_Key, tuple[Repair, ...]] = {}
        self._asked: set[_Key] = set()
        self._wanted: list[_Key] = []
        self._background = Background(self)
        self._background.arrived.connect(self._take)
        self._background.finished.connect(self._go_on)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MILLISECONDS)
        self._rest.timeout.connect(self._begin_searching)
        self._has_rested = False

    def begin(self, case: Case, problems: Iterable[Problem]) -> None:
        """Forget what was found: there is another case now, with these problems."""
        self._case = case
        self._problems = {problem.key: problem for problem in reversed([*problems])}
        self._known.clear()
        self._asked.clear()
        self._wanted.clear()
        self._background.cancel()
        self._rest.stop()
        self._has_rested = False

    def known(self, problem: Problem) -> tuple[Repair, ...] | None:
        """The repairs of a problem of the case; None while they are searched for."""
        key = problem.key
        if key not in self._problems:
            return ()
        if key not in self._asked:
            self._asked.add(key)
            self._wanted.append(key)
            if self._has_rested:
                self._go_on()
            elif not self._rest.isActive():
                self._rest.start()
        return self._known.get(key)

    def now(self, problem: Problem) -> tuple[Repair, ...]:
        """The repairs of a problem of the case, however long it takes."""
        key = problem.key
        if key not in self._problems or self._case is None:
            return ()
        if key not in self._known:
            self._asked.add(key)
            self._known[key] = repairs(self._case, self._problems[key])
            self.found.emit()
        return self._known.get(key, ())

    def _begin_searching(self) -> None:
        self._has_rested = True
        self._go_on()

    def _go_on(self) -> None:
        while self._wanted and self._wanted[-1] in self._known:
            self._wanted.pop()
        if self._case is None or self._background.busy or not self._wanted:
            return
        case, key = self._case, self._wanted.pop()
        problem = self._problems[key]

        def work(cancelled: Cancelled) -> Iterator[_Answer]:
            yield case, key, repairs(case, problem, cancelled)

        self._background.start(work)

    def _take(self, answer: _Answer) -> None:
        case, key, found = answer
        if case is self._case and key not in self._known:
            self._known[key] = found
            self.found.emit()
