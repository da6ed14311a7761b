"""A change of a document as a value: what it was before and what it is after, so that undoing is swapping.

A change is a tuple of steps. Each step is also the typed event that views receive: a `NodeStep` whose `before` is
None adds a node, one whose `after` is None removes it, and otherwise the node was replaced by its new self.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypeVar

from msgspec import Struct, structs

from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node

T = TypeVar("T")


class NodeStep(Struct, frozen=True):
    """A node that comes, goes or is replaced at an index."""

    index: int
    before: Node | None
    after: Node | None


class EdgeStep(Struct, frozen=True):
    """An edge that comes or goes at an index."""

    index: int
    before: Edge | None
    after: Edge | None


class PartStep(Struct, frozen=True):
    """A new value for the document's name, data, training or definitions."""

    part: Literal["name", "data", "training", "definitions"]
    before: Any
    after: Any


Step: TypeAlias = NodeStep | EdgeStep | PartStep


class Change(Struct, frozen=True):
    """Steps that belong together as one undo step; `label` names it, such as "Add Dense"."""

    label: str
    steps: tuple[Step, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    def inverse(self) -> Change:
        """The change that undoes this one."""
        return Change(self.label, tuple(_swapped(step) for step in reversed(self.steps)))

    def then(self, other: Change) -> Change:
        """Both changes as one undo step, under this one's label."""
        return Change(self.label, self.steps + other.steps)


def apply(document: Document, change: Change) -> Document:
    """The document after a change that was made for it."""
    nodes, edges = list(document.network.nodes), list(document.network.edges)
    parts: dict[str, Any] = {}
    for step in change.steps:
        match step:
            case NodeStep(index, before, after):
                _splice(nodes, index, before, after)
            case EdgeStep(index, before, after):
                _splice(edges, index, before, after)
            case PartStep(part, _, after):
                parts[part] = after
    network = Network(tuple(nodes), tuple(edges)) if touches_network(change) else document.network
    return structs.replace(document, network=network, **parts)


def touches_network(change: Change) -> bool:
    """Whether the change concerns nodes or edges."""
    return any(not isinstance(step, PartStep) for step in change.steps)


def touches_computation(change: Change) -> bool:
    """Whether shapes or results may differ afterwards; moving a node and naming the document do not count."""
    return not all(_is_cosmetic(step) for step in change.steps)


def _is_cosmetic(step: Step) -> bool:
    match step:
        case NodeStep(_, Node() as before, Node() as after):
            return structs.replace(before, position=after.position) == after
        case PartStep(part):
            return part == "name"
        case _:
            return False


def _swapped(step: Step) -> Step:
    return structs.replace(step, before=step.after, after=step.before)


def _splice(items: list[T], index: int, before: T | None, after: T | None) -> None:
    items[index : index + (before is not None)] = [] if after is None else [after]
