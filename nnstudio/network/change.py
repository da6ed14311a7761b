"""A change of a document as a value: what it was before and what it is after, so that undoing is swapping.

A change is a tuple of steps. Each step is also the typed event that views receive: a `NodeStep` whose `before` is
None adds a node, one whose `after` is None removes it, and otherwise the node was replaced by its new self. Edges,
notes and frames have steps of the same form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from msgspec import Struct, structs

from nnstudio.network.annotations import Annotation, Note
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node


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


class AnnotationStep(Struct, frozen=True):
    """A note or a frame that comes, goes or is replaced at an index among its kind."""

    index: int
    before: Annotation | None
    after: Annotation | None

    @property
    def concerns_note(self) -> bool:
        """Whether it is about a note, and not about a frame."""
        return isinstance(self.before or self.after, Note)


class PartStep(Struct, frozen=True):
    """A new value for the document's name, data, training or definitions."""

    part: Literal["name", "data", "training", "definitions"]
    before: Any
    after: Any


Step: TypeAlias = NodeStep | EdgeStep | AnnotationStep | PartStep


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
    before = document.network
    nodes, edges, notes, frames = map(list[Any], (before.nodes, before.edges, before.notes, before.frames))
    parts: dict[str, Any] = {}
    for step in change.steps:
        match step:
            case NodeStep():
                _splice(nodes, step)
            case EdgeStep():
                _splice(edges, step)
            case AnnotationStep():
                _splice(notes if step.concerns_note else frames, step)
            case PartStep(part, _, after):
                parts[part] = after
    network = before
    if touches_network(change):
        network = Network(tuple(nodes), tuple(edges), tuple(notes), tuple(frames))
        rewired = _rewired_nodes(change)
        network = network.rewired_from(before, rewired) if rewired else network.wired_like(before)
    return structs.replace(document, network=network, **parts)


def touches_network(change: Change) -> bool:
    """Whether the change concerns nodes, edges, notes or frames."""
    return any(not isinstance(step, PartStep) for step in change.steps)


def touches_computation(change: Change) -> bool:
    """Whether shapes or results may differ afterwards; moving nodes, notes, frames and names do not count."""
    return not all(_is_cosmetic(step) for step in change.steps)


def _rewired_nodes(change: Change) -> set[str]:
    """The nodes that come, go or have another name afterwards, and those with other edges."""
    return {name for step in change.steps for name in _rewired_by(step)}


def _rewired_by(step: Step) -> Iterator[str]:
    match step:
        case NodeStep(_, Node() as before, Node() as after) if before.id == after.id:
            return
        case NodeStep(_, before, after):
            yield from (node.id for node in (before, after) if node is not None)
        case EdgeStep(_, before, after):
            yield from (end for edge in (before, after) if edge is not None for end in (edge.source, edge.target))


def _is_cosmetic(step: Step) -> bool:
    match step:
        case NodeStep(_, Node() as before, Node() as after):
            return structs.replace(before, position=after.position) == after
        case PartStep(part):
            return part == "name"
        case AnnotationStep():
            return True
        case _:
            return False


def _swapped(step: Step) -> Step:
    return structs.replace(step, before=step.after, after=step.before)


def _splice(items: list[Any], step: NodeStep | EdgeStep | AnnotationStep) -> None:
    items[step.index : step.index + (step.before is not None)] = [] if step.after is None else [step.after]
