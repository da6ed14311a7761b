"""Tells what would come of a value while it is typed or pointed at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic, sleep
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from nnstudio.cancellation import Cancelled
from nnstudio.engine.forecast import forecast
from nnstudio.engine.memory import require_room
from nnstudio.errors import NetworkError
from nnstudio.network.change import Change
from nnstudio.network.checks import first_error
from nnstudio.network.document import Document
from nnstudio.network.effect import Effect, Standing
from nnstudio.network.problem import Problem
from nnstudio.studio.background import Background
from nnstudio.studio.forms.field_editor import FieldEditor
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.session.edited_network import EditedNetwork

MakeChange: TypeAlias = Callable[[Document], Change]
Answer: TypeAlias = tuple[Effect, tuple[int, int] | None]
"""An effect, and the bytes that a training takes before and after, where they are known."""
Describe: TypeAlias = Callable[[Effect, tuple[int, int] | None], Outlook]

_PAUSE_MILLISECONDS: Final = 40
"""Keys come faster than anyone reads."""
_MEMORY_AFTER_SECONDS: Final = 0.2
"""The memory of a training takes a plan to know; it is asked for where somebody hesitates."""
_MOST_NODES: Final = 200
"""Plans of larger networks take too long for that."""
_LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True)
class _Question:
    """What would come of a change, asked in an editor."""

    editor: FieldEditor
    standing: Standing
    network: Document
    """The network that is changed, in a document: the whole one, or that inside a block."""
    make: MakeChange
    node_ids: Sequence[str]


class Foresight(QObject):
    """Tries changes on a copy of the document, on a thread, and has the outlook shown where it was asked for.

    All questions until it is settled are about the document as it was at the first of them: a row of steps is told as
    a whole, though each step is carried out at once.
    """

    def __init__(self, network: EditedNetwork, describe: Describe, parent: QObject | None = None) -> None:
        """`describe` puts an effect into words, with the memory of a training before and after where it is known."""
        super().__init__(parent)
        self._network = network
        self._describe = describe
        self._standing: Standing | None = None
        self._document = network.document
        self._question: _Question | None = None
        self._background = Background(self)
        self._background.arrived.connect(self._tell)
        self._background.failed.connect(self._refuse)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._ask)
        network.replaced.connect(self.settle)

    def consider(self, editor: FieldEditor, make: MakeChange, node_ids: Sequence[str] = ()) -> None:
        """Tell what a change would do to nodes, soon and in this editor; the last question counts."""
        if self._standing is None:
            self._standing, self._document = self._network.standing, self._network.document
        self._question = _Question(editor, self._standing, self._document, make, node_ids)
        if not self._pause.isActive():
            self._pause.start()

    def settle(self) -> None:
        """Nothing is asked any more."""
        self._standing = self._question = None
        self._pause.stop()
        self._background.cancel()

    def _ask(self) -> None:
        if self._question is not None:
            self._background.start(partial(_answers, self._question))

    def _tell(self, answer: Answer) -> None:
        if self._question is not None and isValid(self._question.editor):
            self._question.editor.foretell(self._describe(*answer))

    def _refuse(self, sentence: str) -> None:
        if self._question is not None and isValid(self._question.editor):
            self._question.editor.foretell(Outlook(doubt=sentence, is_error=True))


def _answers(question: _Question, cancelled: Cancelled) -> Iterator[Answer]:
    """The effect at once; with what it does to the memory of a training when nobody asked anything else meanwhile."""
    standing = question.standing
    effect = standing.effect(question.make(question.network), question.node_ids)
    yield effect, None
    until = monotonic() + _MEMORY_AFTER_SECONDS
    while monotonic() < until:
        if cancelled():
            return
        sleep(_LOOK_SECONDS)
    if _can_be_planned(standing, effect):
        yield _with_memory(standing, effect)


def _can_be_planned(standing: Standing, effect: Effect) -> bool:
    """Whether there is a training to foresee before and after, of a network that is quickly planned."""
    problems = (*standing.problems, *effect.problems)
    is_small = len(effect.document.network.nodes) <= _MOST_NODES
    return standing.case.description is not None and is_small and first_error(problems) is None


def _with_memory(standing: Standing, effect: Effect) -> Answer:
    """The effect with the bytes that a training takes before and after, or with the objection to so many."""
    data = standing.case.description
    if data is None:
        return effect, None
    before = forecast(standing.case.document, data)
    try:
        after = forecast(effect.document, data)
        require_room(after.memory, effect.document.network, after.batch)
    except NetworkError as error:
        return replace(effect, problems=(*effect.problems, Problem(code="memory", message=error.sentence))), None
    return effect, (before.memory.total, after.memory.total)
