"""What a node's card says, as one comparable value: an item repaints when its card differs, and only then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.layers.base import shape_text
from nnstudio.network.block import Block
from nnstudio.network.graph import Node
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.ports import input_count
from nnstudio.studio.edited_network import EditedNetwork


@dataclass(frozen=True)
class Card:
    """The words, numbers and marks on a card."""

    node_id: str
    type_name: str
    category: str
    summary: str
    weights: str
    inputs: int
    """The number of input ports."""
    frozen: bool = False
    muted: bool = False
    """Whether data passes by."""
    idle: bool = False
    """Whether it leads to nothing but muted nodes."""
    is_block: bool = False
    """Whether there is a network inside."""
    is_error: bool = False
    problem: str = ""
    """What is wrong or doubtful, in a sentence."""

    @property
    def stands_aside(self) -> bool:
        """Whether nothing is computed here."""
        return self.muted or self.idle

    @property
    def description(self) -> str:
        """Everything on the card in one line, to be read aloud."""
        return ", ".join(filter(None, (self.type_name, self.name_line, self.summary, self.problem)))

    @property
    def name_line(self) -> str:
        """The node's own name, and what is the matter with it: muted, not used, or its weights stay as they are."""
        states = {
            QCoreApplication.translate("Card", "muted"): self.muted,
            QCoreApplication.translate("Card", "not used"): self.idle,
            QCoreApplication.translate("Card", "frozen"): self.frozen,
        }
        return " · ".join((self.node_id, *(state for state, holds in states.items() if holds)))


def card_of(session: EditedNetwork, node: Node, problem: Problem | None) -> Card:
    """The card of a node as the session knows it."""
    count = session.inference.weight_count(node.id)
    return Card(
        node_id=node.id,
        type_name=node.type_name,
        category=node.layer.category,
        summary=node.layer.summary or _result(session, node),
        weights=f"{count:,}" if count else "",
        inputs=input_count(session.document.network, node),
        frozen=not node.trainable,
        muted=node.muted,
        idle=not node.muted and session.inference.is_idle(node.id),
        is_block=isinstance(node.layer, Block),
        is_error=problem is not None and problem.severity == "error",
        problem=problem.message if problem is not None else "",
    )


def _result(session: EditedNetwork, node: Node) -> str:
    """What comes out, for layers that have no settings worth a word."""
    shape = session.inference.shapes.get(node.id)
    return "" if shape is None else f"→ {shape_text(shape)}"


def first_problems(problems: Iterable[Problem]) -> dict[str, Problem]:
    """The gravest problem of every node that has one, of a block also what is inside; errors come first."""
    found: dict[str, Problem] = {}
    for problem in problems:
        if problem.node is not None:
            found.setdefault(shown_node(problem.node), problem)
    return found


def shown_node(node_path: str) -> str:
    """The node whose card tells of another one: for what is inside a block that of the block."""
    return node_path.partition("/")[0]
