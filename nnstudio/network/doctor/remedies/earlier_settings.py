"""Settings of layers before: what they hand on, and how large they leave it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.doctor.setting import with_settings
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class AllSteps(Remedy):
    """Every step of a recurrent layer for the next one, in place of the last alone."""

    codes = frozenset({"shape"})
    order = 4

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """The nearest recurrent layer before each port."""
        for node in _before_ports(case, problem):
            changed = sequences(node.layer, wanted=True)
            if changed is not None:
                change = edits.set_fields(case.document, [node.id], **changed)
                yield Fix(Sentence("Let “{node}” return every step", node=node.id), change)


class SamePaddingBefore(Remedy):
    """Convolutions and pools that do not shrink what goes through them."""

    codes = frozenset({"shape"})
    order = 12

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """One of them; or all that lie before the layer, in one step."""
        valid = [node for node in _before_ports(case, problem) if is_valid(node)]
        yield from (with_settings(case, node, padding="same") for node in valid)
        if len(valid) > 1:
            change = edits.set_fields(case.document, [node.id for node in valid], padding="same")
            yield Fix("Set Padding of all layers before to same", change)


def sequences(layer: Layer, *, wanted: bool) -> dict[str, Any] | None:
    """What to set so that a recurrent layer, or the one inside a layer, gives every step or the last alone."""
    fields = fields_of(type(layer))
    if "return_sequences" in fields:
        return {"return_sequences": wanted} if layer.return_sequences != wanted else None  # type: ignore[attr-defined]
    inner = getattr(layer, "layer", None)
    if isinstance(inner, Layer) and "merge_mode" in fields:
        changed = sequences(inner, wanted=wanted)
        return None if changed is None else {"layer": inner.replace(**changed)}
    return None


def _before_ports(case: Case, problem: Problem) -> Iterator[Node]:
    """The nodes that lead to any port of the node that has the problem, in single lines, the nearest first."""
    node = case.node(problem.node)
    found: dict[str, Node] = {}
    for edge in case.network.incoming[node.id] if node is not None else ():
        source = case.network.by_id[edge.source]
        found |= {other.id: other for other in case.line(source) if other.id not in found}
    yield from found.values()


def is_valid(node: Node) -> bool:
    """Whether a layer leaves out what its window does not fully cover, and could do otherwise."""
    field = fields_of(type(node.layer)).get("padding")
    return field is not None and "same" in field.choices and node.layer.padding == "valid"  # type: ignore[attr-defined]
