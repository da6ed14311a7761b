"""What a node's card says, as one comparable value: an item repaints when its card differs, and only then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import WeightSpec, shape_text
from nnstudio.network.block import Block
from nnstudio.network.graph import Edge, Node
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.ports import input_count
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork

_NO_WEIGHTS: Final[Mapping[str, WeightSpec]] = MappingProxyType({})


class Card(Struct, frozen=True):
    """What is known of a node; the words, numbers and marks on its card follow from it when it is painted."""

    node: Node
    edges: tuple[Edge, ...]
    """What leads to it."""
    shape: Shape | None
    """What comes out, if that is known."""
    specs: Mapping[str, WeightSpec]
    """Its weights, as far as they are known."""
    idle: bool = False
    """Whether it leads to nothing but muted nodes."""
    is_error: bool = False
    problem: str = ""
    """What is wrong or doubtful, in a sentence."""

    @property
    def node_id(self) -> str:
        """The node's name."""
        return self.node.id

    @property
    def type_name(self) -> str:
        """The type of its layer."""
        return self.node.type_name

    @property
    def category(self) -> str:
        """What kind of layer it is."""
        return self.node.layer.category

    @property
    def summary(self) -> str:
        """The settings that matter; for layers without any, what comes out."""
        arrow = "" if self.shape is None else f"→ {shape_text(self.shape)}"
        return self.settings or arrow

    @property
    def weights(self) -> str:
        """How many weights it has; empty if none."""
        count = sum(spec.size for spec in self.specs.values())
        return f"{count:,}" if count else ""

    @property
    def inputs(self) -> int:
        """The number of input ports."""
        return input_count(self.node.layer, self.edges)

    @property
    def frozen(self) -> bool:
        """Whether its weights stay as they are."""
        return not self.node.trainable

    @property
    def muted(self) -> bool:
        """Whether data passes by."""
        return self.node.muted

    @property
    def is_block(self) -> bool:
        """Whether there is a network inside."""
        return isinstance(self.node.layer, Block)

    def has_hue_of(self, other: Card) -> bool:
        """Whether both are of one category, and both or neither stand aside."""
        if self.node is other.node and self.idle == other.idle:
            return True
        return (self.category, self.stands_aside) == (other.category, other.stands_aside)

    @property
    def stands_aside(self) -> bool:
        """Whether nothing is computed here."""
        return self.muted or self.idle

    @property
    def settings(self) -> str:
        """The settings that matter."""
        return told(self.node.layer.summary)

    @property
    def states(self) -> tuple[str, ...]:
        """What is the matter with the node: muted, not used, or its weights stay as they are."""
        states = {
            QCoreApplication.translate("Card", "muted"): self.muted,
            QCoreApplication.translate("Card", "not used"): self.idle,
            QCoreApplication.translate("Card", "frozen"): self.frozen,
        }
        return tuple(state for state, holds in states.items() if holds)

    @property
    def name_line(self) -> str:
        """The node's own name, and what is the matter with it."""
        return " · ".join((self.node_id, *self.states))


def card_of(session: EditedNetwork, node: Node, problem: Problem | None) -> Card:
    """The card of a node as the session knows it."""
    inference = session.inference
    return Card(
        node=node,
        edges=session.document.network.incoming[node.id],
        shape=inference.shapes.get(node.id),
        specs=inference.weights.get(node.id, _NO_WEIGHTS),
        idle=not node.muted and inference.is_idle(node.id),
        is_error=problem is not None and problem.severity == "error",
        problem=told(problem.message) if problem is not None else "",
    )


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
