"""The change that leads from one document to another, in as few steps as it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from nnstudio.network.annotations import Frame, Note
from nnstudio.network.change import AnnotationStep, Change, EdgeStep, NodeStep, PartStep, Step
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node

T = TypeVar("T", Node, Note, Frame)

_PARTS: tuple[Literal["name", "data", "training", "definitions"], ...] = ("name", "data", "training", "definitions")


def change_between(before: Document, after: Document, label: str) -> Change:
    """What makes the first document the second; what both have in the same order is left alone."""
    return Change(label, (*_network_steps(before.network, after.network), *_part_steps(before, after)))


def _part_steps(before: Document, after: Document) -> list[Step]:
    values = [(part, getattr(before, part), getattr(after, part)) for part in _PARTS]
    return [PartStep(part, old, new) for part, old, new in values if old != new]


def _network_steps(before: Network, after: Network) -> list[Step]:
    """Removals from the last to the first, then additions from the first to the last, then what is replaced."""
    kept_edges = _kept(before.edges, after.edges)
    removed = [(index, edge) for index, edge in enumerate(before.edges) if edge not in kept_edges]
    steps: list[Step] = [EdgeStep(index, edge, None) for index, edge in reversed(removed)]
    if _is_replacement(before, after):
        steps += _replacements(before, after)
    else:
        steps += steps_by_id(before.nodes, after.nodes, NodeStep)
    added = [(index, edge) for index, edge in enumerate(after.edges) if edge not in kept_edges]
    steps += [EdgeStep(index, None, edge) for index, edge in added]
    steps += steps_by_id(before.notes, after.notes, AnnotationStep)
    return [*steps, *steps_by_id(before.frames, after.frames, AnnotationStep)]


def steps_by_id(before: Sequence[T], after: Sequence[T], step: Callable[[int, T | None, T | None], Step]) -> list[Step]:
    """Steps of one kind for what has come, has gone or is another one under the same id."""
    old: dict[str, T] = {item.id: item for item in before}
    kept = _kept([*old], [item.id for item in after])
    removed = [(index, item) for index, item in enumerate(before) if item.id not in kept]
    steps: list[Step] = [step(index, item, None) for index, item in reversed(removed)]
    steps += [step(index, None, item) for index, item in enumerate(after) if item.id not in kept]
    for index, item in enumerate(after):
        if item.id in kept and item != old[item.id]:
            steps.append(step(index, old[item.id], item))
    return steps


def _is_replacement(before: Network, after: Network) -> bool:
    """Whether the nodes are the same ones in the same order, some of which may have another name now."""
    return len(before.nodes) == len(after.nodes) and all(
        old.id == new.id or (old.id not in after.by_id and new.id not in before.by_id)
        for old, new in zip(before.nodes, after.nodes, strict=True)
    )


def _replacements(before: Network, after: Network) -> list[Step]:
    pairs = enumerate(zip(before.nodes, after.nodes, strict=True))
    return [NodeStep(index, old, new) for index, (old, new) in pairs if old != new]


def _kept(before: Sequence[Any], after: Sequence[Any]) -> set[Any]:
    """What both have, unless its order is another one."""
    common = set(before) & set(after)
    in_order = [item for item in before if item in common] == [item for item in after if item in common]
    return common if in_order else set()
