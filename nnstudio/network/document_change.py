"""The change that leads from one document to another, in as few steps as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from nnstudio.network.change import Change, EdgeStep, NodeStep, PartStep, Step
from nnstudio.network.document import Document
from nnstudio.network.graph import Network

_PARTS: tuple[Literal["name", "data", "training", "definitions"], ...] = ("name", "data", "training", "definitions")


def change_between(before: Document, after: Document, label: str) -> Change:
    """What makes the first document the second; nodes and edges that both have in the same order are left alone."""
    return Change(label, (*_network_steps(before.network, after.network), *_part_steps(before, after)))


def _part_steps(before: Document, after: Document) -> list[Step]:
    values = [(part, getattr(before, part), getattr(after, part)) for part in _PARTS]
    return [PartStep(part, old, new) for part, old, new in values if old != new]


def _network_steps(before: Network, after: Network) -> list[Step]:
    """Removals from the last to the first, then additions from the first to the last, then what is replaced."""
    kept_edges = _kept(before.edges, after.edges)
    removed = [(index, edge) for index, edge in enumerate(before.edges) if edge not in kept_edges]
    steps: list[Step] = [EdgeStep(index, edge, None) for index, edge in reversed(removed)]
    steps += _replacements(before, after) if _is_replacement(before, after) else _node_steps(before, after)
    added = [(index, edge) for index, edge in enumerate(after.edges) if edge not in kept_edges]
    return [*steps, *(EdgeStep(index, None, edge) for index, edge in added)]


def _node_steps(before: Network, after: Network) -> list[Step]:
    kept = _kept([node.id for node in before.nodes], [node.id for node in after.nodes])
    removed = [(index, node) for index, node in enumerate(before.nodes) if node.id not in kept]
    steps: list[Step] = [NodeStep(index, node, None) for index, node in reversed(removed)]
    steps += [NodeStep(index, None, node) for index, node in enumerate(after.nodes) if node.id not in kept]
    for index, node in enumerate(after.nodes):
        old = before.by_id[node.id] if node.id in kept else node
        if old != node:
            steps.append(NodeStep(index, old, node))
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
