"""What is open in a window: the document being edited, what is known about it, and what is selected."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from nnstudio.data.preparation import DataDescription
from nnstudio.data.refusal import DataRefusal
from nnstudio.network.change import Change, touches_computation
from nnstudio.network.checks import first_error, problems_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.document import Document
from nnstudio.network.effect import Standing
from nnstudio.network.graph import Node
from nnstudio.network.history import History
from nnstudio.network.inference import Inference, infer
from nnstudio.network.inside import every_node, followed, node_at
from nnstudio.network.problem import Problem
from nnstudio.studio.problems.repair_search import RepairSearch
from nnstudio.studio.session.edited_network import EditedNetwork


class Session(EditedNetwork):
    """The single source that every view of a window mirrors: the document, with all that is in its blocks.

    Nodes inside a block are known by their paths.
    """

    modified_changed = Signal(bool)
    """Whether there are changes that have not been saved."""

    def __init__(self, document: Document | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._description: DataDescription | None = None
        self._refusal: DataRefusal | None = None
        self._selection: frozenset[str] = frozenset()
        self._inference = Inference(())
        self._search = RepairSearch(self)
        self._search.found.connect(self.repairs_found)
        self._open(document or Document())

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._history.document

    @property
    def history(self) -> History:
        """The changes behind and ahead of the document; carry them out through the session."""
        return self._history

    @property
    def inference(self) -> Inference:
        """The shapes and weights of the network as it is now."""
        return self._inference

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong or doubtful, errors first."""
        return self._problems

    @property
    def error(self) -> Problem | None:
        """The problem that keeps the document from training, if there is one."""
        return first_error(self._problems)

    @property
    def description(self) -> DataDescription | None:
        """What is known of the data; None while it is being read or when it cannot be."""
        return self._description

    @property
    def standing(self) -> Standing:
        """The document as it is now, to ask what changes of it would do."""
        return Standing(self._case, self._problems)

    @property
    def _case(self) -> Case:
        return Case(self.document, self._inference, self._description, self._refusal)

    @property
    def modified(self) -> bool:
        """Whether the document differs from the one that was saved."""
        return self.document != self._saved

    @property
    def saved(self) -> Document:
        """The document as it was opened or saved last."""
        return self._saved

    @property
    def selection(self) -> frozenset[str]:
        """The ids of the selected nodes; the paths of those inside a block."""
        return self._selection

    @property
    def selected_nodes(self) -> tuple[Node, ...]:
        """The selected nodes in the document's order, with their paths as their ids."""
        return tuple(node for node in every_node(self.document.network) if node.id in self._selection)

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """What would mend a problem, if the document still has it; known until the document or its data changes."""
        return self._search.now(problem)

    def found_repairs(self, problem: Problem) -> tuple[Repair, ...] | None:
        """The same as far as it is known; where it is not, a search for it begins."""
        return self._search.known(problem)

    def mend(self, problem: Problem, title: str) -> None:
        """Carry out the repair with this title."""
        for repair in self.repairs(problem):
            if repair.title == title:
                self.do(repair.change)
                return

    def do(self, change: Change, *, merge: bool = False) -> None:
        """Carry out a change as one undo step; with `merge` it may join the last one."""
        self._history.do(change, merge=merge)

    def undo(self) -> None:
        """Take back the last change, if there is one."""
        self._history.undo()

    def redo(self) -> None:
        """Do again what was undone last, if there is something."""
        self._history.redo()

    def go_to(self, position: int) -> None:
        """Undo or redo until so many changes lie behind the document."""
        self._history.go_to(position)

    def select(self, node_ids: Iterable[str]) -> None:
        """Select these nodes and no others."""
        wanted = frozenset(name for name in node_ids if node_at(self.document.network, name) is not None)
        if wanted != self._selection:
            self._selection = wanted
            self.selection_changed.emit()

    def replace(self, document: Document) -> None:
        """Show another document, which counts as saved."""
        self._open(document)
        self._selection = frozenset()
        self.replaced.emit()
        self.problems_changed.emit()
        self.selection_changed.emit()
        self.modified_changed.emit(False)

    def mark_saved(self) -> None:
        """The document as it is now has been written."""
        self._saved = self.document
        self.modified_changed.emit(False)

    def set_description(self, description: DataDescription | None, refusal: DataRefusal | None = None) -> None:
        """Tell what is known of the data, so that the network can be held against it, or why it cannot be used."""
        if (description, refusal) == (self._description, self._refusal):
            return
        self._description, self._refusal = description, refusal
        self._check()
        self.problems_changed.emit()

    def _open(self, document: Document) -> None:
        self._history = History(document)
        self._history.subscribe(self._after)
        self._saved = document
        self._description = self._refusal = None
        self._inference = infer(document.network)
        self._check()

    def _after(self, change: Change) -> None:
        if touches_computation(change):
            self._inference = infer(self.document.network, self._inference)
        # Also after a mere move: the repairs of a problem are changes of this very document.
        self._check()
        self.changed.emit(change)
        self.problems_changed.emit()
        self.select(followed(name, change) for name in self._selection)
        self.modified_changed.emit(self.modified)

    def _check(self) -> None:
        case = self._case
        self._problems = problems_of(case)
        self._search.begin(case, self._problems)
