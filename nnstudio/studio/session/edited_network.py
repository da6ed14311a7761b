"""What the canvas, the inspector and the palette show: a network that is being edited."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from nnstudio.data.preparation import DataDescription
from nnstudio.network.change import Change
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.document import Document
from nnstudio.network.effect import Standing
from nnstudio.network.graph import Node
from nnstudio.network.inference import Inference
from nnstudio.network.known import Known
from nnstudio.network.problem import Problem


class EditedNetwork(QObject):
    """The network of the document, or one inside a block of it.

    Views never change each other: they ask for a change, and redraw what the signals tell.
    All of it happens on the GUI thread.
    """

    changed = Signal(object)
    """A `Change` was carried out, undone or redone; `inference` and `problems` are already up to date."""
    replaced = Signal()
    """Another network is shown; everything is to be drawn anew."""
    problems_changed = Signal()
    """The problems may differ: after a change, or when the data became known."""
    repairs_found = Signal()
    """Repairs of one more problem are known."""
    selection_changed = Signal()
    """Other nodes are selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known = Known()

    @property
    def document(self) -> Document:
        """The network as it is now, in a document."""
        raise NotImplementedError

    @property
    def inference(self) -> Inference:
        """The shapes and weights of the network as it is now."""
        raise NotImplementedError

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong or doubtful, errors first."""
        raise NotImplementedError

    @property
    def known(self) -> Known:
        """All of that as one value, which tells of which nodes something else is known than in an earlier one."""
        parts = self.document.network, self.inference, self.problems
        if not self._known.is_about(*parts):
            self._known = Known(*parts)
        return self._known

    @property
    def description(self) -> DataDescription | None:
        """What is known of the data that enters; None while nothing is."""
        raise NotImplementedError

    @property
    def standing(self) -> Standing:
        """The network as it is now with all that is known of it, to ask what changes of it would do."""
        raise NotImplementedError

    @property
    def selection(self) -> frozenset[str]:
        """The ids of the selected nodes."""
        raise NotImplementedError

    @property
    def selected_nodes(self) -> tuple[Node, ...]:
        """The selected nodes in the network's order."""
        raise NotImplementedError

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """What would mend one of the problems as they are now, the best first, however long it takes to find."""
        raise NotImplementedError

    def found_repairs(self, problem: Problem) -> tuple[Repair, ...] | None:
        """The same without waiting; None where a search for it has begun, of which `repairs_found` will tell."""
        raise NotImplementedError

    def mend(self, problem: Problem, title: str) -> None:
        """Carry out the repair of a problem that has this title, as one undo step; nothing if there is none now."""
        raise NotImplementedError

    def do(self, change: Change, *, merge: bool = False) -> None:
        """Carry out a change as one undo step; with `merge` it may join the last one."""
        raise NotImplementedError

    def select(self, node_ids: Iterable[str]) -> None:
        """Select these nodes and no others."""
        raise NotImplementedError
