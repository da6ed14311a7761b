"""The network that is open on the canvas: that of the document, or one inside a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from nnstudio.data.preparation import DataDescription
from nnstudio.errors import NetworkError
from nnstudio.network.block import Block
from nnstudio.network.block_checks import inner_problems
from nnstudio.network.change import Change, NodeStep
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.effect import Standing
from nnstudio.network.graph import Node
from nnstudio.network.history import same_targets
from nnstudio.network.inference import Inference, infer
from nnstudio.network.inside import (
    block_of,
    blocks_on,
    followed,
    inside,
    lifted,
    node_at,
    with_arriving_shapes,
    without_blocks,
)
from nnstudio.network.problem import Problem
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.session.session import Session

T = TypeVar("T")


class OpenNetwork(EditedNetwork):
    """A part of the session, seen and edited as if it were all there is.

    Edits inside a block are changes of the document, with one undo for both. The network closes by itself when its
    block goes; a selection elsewhere opens the network that it is in.
    """

    moved = Signal()
    """Another network was opened, or its block has another name."""
    refused = Signal(str)
    """A sentence about a change that could not be made."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path: tuple[str, ...] = ()
        self._last = Change("")
        self._read()
        session.changed.connect(self._follow)
        session.problems_changed.connect(self._look)
        session.repairs_found.connect(self.repairs_found)
        session.selection_changed.connect(self._go_to_selection)
        session.replaced.connect(self._begin_anew)

    @property
    def path(self) -> tuple[str, ...]:
        """The ids of the blocks that lead here; empty where the document's own network is open."""
        return self._path

    @property
    def block(self) -> Block | None:
        """The block whose inside is open, if one's is."""
        return blocks_on(self._session.document.network, self._path)[-1] if self._path else None

    @property
    def document(self) -> Document:
        """The open network; Inputs inside a block have the shapes that arrive."""
        return self._document

    @property
    def inference(self) -> Inference:
        """The shapes and weights of the open network."""
        return self._inference

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong here, with repairs that are changes of the open network."""
        return self._problems

    @property
    def description(self) -> DataDescription | None:
        """What is known of the data; nothing inside a block, where no data enters."""
        return None if self._path else self._session.description

    @property
    def standing(self) -> Standing:
        """The document as it is now, to ask what changes of the open network would do."""
        return replace(self._session.standing, path=self._path)

    @property
    def selection(self) -> frozenset[str]:
        """The ids of the nodes that are selected here."""
        return frozenset(self.local(dict.fromkeys(self._session.selection)))

    @property
    def selected_nodes(self) -> tuple[Node, ...]:
        """The selected nodes in the network's order."""
        selection = self.selection
        return tuple(node for node in self._document.network.nodes if node.id in selection)

    def local(self, values: Mapping[str, T]) -> dict[str, T]:
        """What is known by paths from the document, by the ids of the nodes here."""
        prefix = "".join(f"{name}/" for name in self._path)
        found = {path.removeprefix(prefix): value for path, value in values.items() if path.startswith(prefix)}
        return {name: value for name, value in found.items() if "/" not in name}

    def do(self, change: Change, *, merge: bool = False) -> None:
        """Carry out a change of the open network as one undo step of the document."""
        goes_on = merge and same_targets(self._last, change)
        try:
            whole = lifted(self._session.document, self._path, change)
        except NetworkError as error:
            self.refused.emit(told(error.sentence))
            return
        self._session.do(whole, merge=goes_on)
        self._last = change if merge else Change("")
        self._tell_of_inputs(change)

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """Those of the document, which is what they change; none where it says nothing of the problem."""
        told = self._as_told_outside(problem)
        return () if told is None else self._session.repairs(told)

    def found_repairs(self, problem: Problem) -> tuple[Repair, ...] | None:
        """Those of the document, as far as they are known."""
        told = self._as_told_outside(problem)
        return () if told is None else self._session.found_repairs(told)

    def mend(self, problem: Problem, title: str) -> None:
        """Carry out a repair of the document."""
        told = self._as_told_outside(problem)
        if told is not None:
            self._session.mend(told, title)

    def select(self, node_ids: Iterable[str]) -> None:
        """Select nodes of the open network and no others."""
        self._session.select("/".join((*self._path, name)) for name in node_ids)

    def open(self, node_id: str) -> bool:
        """Open what is inside a block of the open network; False if the node is no block."""
        if block_of(self._document.network, node_id) is None:
            return False
        place = [node.id for node in self._document.network.nodes].index(node_id)
        self._session.select([])  # which ends the typing of its name
        self._show((*self._path, self._document.network.nodes[place].id))
        return True

    def go_to(self, path: tuple[str, ...]) -> None:
        """Open the network that a path of blocks leads to, where nothing is selected."""
        self._session.select([])
        self._show(path)

    def close(self, depth: int | None = None) -> None:
        """Go back to the network that holds the open block, which is selected then; or to one farther out."""
        if self._path:
            depth = len(self._path) - 1 if depth is None else depth
            left = "/".join(self._path[: depth + 1])
            self._show(self._path[:depth])
            self._session.select([left])

    def _as_told_outside(self, problem: Problem) -> Problem | None:
        """The problem of the document that one of the open network is; none of what is inside a muted block."""
        if not self._path:
            return problem
        path = "/".join((*self._path, problem.node)) if problem.node is not None else "/".join(self._path)
        told = (
            other
            for other in self._session.problems
            if (other.code, other.node, other.field) == (problem.code, path, problem.field)
        )
        return next(told, None)

    def _tell_of_inputs(self, change: Change) -> None:
        """Say why an Input inside does not look as it was set to."""
        wished = {step.after.id: step.after.layer for step in change.steps if isinstance(step, NodeStep) and step.after}
        for node in self._document.network.inputs if self._path else ():
            if wished.get(node.id, node.layer) != node.layer:
                told = self.tr("{node} takes what arrives at the block; its own shape counts while nothing does.")
                self.refused.emit(told.format(node=node.title))

    def _show(self, path: tuple[str, ...]) -> None:
        if path == self._path:
            return
        self._path, self._last = path, Change("")
        self._read()
        self.replaced.emit()
        self.problems_changed.emit()
        self.selection_changed.emit()
        self.moved.emit()

    def _begin_anew(self) -> None:
        self._path = ()
        self._read()
        self.replaced.emit()
        self.moved.emit()

    def _follow(self, change: Change) -> None:
        """Tell what a change of the document changes here; if the block is gone, go where it was."""
        names = followed("/".join(self._path), change) if self._path else ""
        path = tuple(names.split("/")) if names else ()
        left = path[: len(blocks_on(self._session.document.network, path))]
        if len(left) < len(path):
            self._show(left)
            return
        before, was = self._document, self._path
        self._path = path
        self._read()
        self.changed.emit(change_between(before, self._document, change.label) if path else change)
        if path != was:
            self.moved.emit()

    def _look(self) -> None:
        self._read()
        self.problems_changed.emit()

    def _go_to_selection(self) -> None:
        parents = {tuple(path.split("/")[:-1]) for path in self._session.selection}
        if len(parents) == 1 and self._path not in parents:
            self._show(parents.pop())
        else:
            self.selection_changed.emit()

    def _read(self) -> None:
        """Take over what the session knows of the open network."""
        session, inference = self._session, self._session.inference
        for name in self._path:
            inference = inference.inside(name)
        if self._is_passed_by():
            inference = infer(inside(session.document, self._path).network)
        self._inference = inference
        if self._path:
            self._document = with_arriving_shapes(inside(session.document, self._path), inference)
            self._problems = tuple(self._inner_problems())
        else:
            self._document, self._problems = session.document, session.problems

    def _is_passed_by(self) -> bool:
        """Whether a block that leads here is muted, so that the session knows of no shape inside."""
        network = self._session.document.network
        blocks = (node_at(network, path) for path in accumulate(self._path, "{}/{}".format))
        return any(node is not None and node.muted for node in blocks)

    def _inner_problems(self) -> Iterable[Problem]:
        """Those of the network, and what the document says besides of its nodes, such as how the loss takes them."""
        found = sorted(inner_problems(self._document, self._inference), key=lambda problem: problem.severity != "error")
        yield from found
        known = {(problem.node, problem.code) for problem in found}
        prefix = "/".join(self._path) + "/"
        for problem in self._session.problems:
            if problem.node is not None and problem.node.startswith(prefix):
                name = problem.node.removeprefix(prefix)
                if (name, problem.code) not in known:
                    yield structs.replace(problem, node=name, message=without_blocks(problem.message), fixes=())
