"""Remedies that give a setting another value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import layer_text
from nnstudio.network.doctor.refusal import is_progress, refusal_of
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence, listed


class Setting(Remedy):
    """Other values for settings of the layer that refuses its inputs."""

    codes = frozenset({"shape"})
    order = 10

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """New values by field for a layer with inputs of these shapes; `field` is the one that it blames."""
        raise NotImplementedError

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Those values with which the layer takes its inputs, or refuses them for another reason."""
        node = case.node(problem.node)
        if node is None:
            return
        shapes = tuple(shape for _, shape in case.given(node))
        for values in self.values(node.layer, problem.field, shapes):
            changed = {name: value for name, value in values.items() if getattr(node.layer, name) != value}
            refusal = refusal_of(node.layer.replace(**changed), shapes)
            if changed and is_progress(case.inference.failures.get(node.id), refusal):
                yield with_settings(case, node, named=False, **changed)


def with_settings(case: Case, node: Node, *, named: bool = True, **values: Any) -> Fix:
    """The repair that sets fields of a node; it says of which node if that is not the one that has the problem."""
    fields = fields_of(type(node.layer))
    words = "{field} of “{node}” to {value}" if named else "{field} to {value}"
    what = listed(
        Sentence(words, field=fields[name].label, node=node.id, value=value_text(value))
        for name, value in values.items()
    )
    return Fix(Sentence("Set {what}", what=what), edits.set_fields(case.document, [node.id], **values))


def value_text(value: object) -> str:
    """A value as the title of a repair shows it."""
    if isinstance(value, Layer):
        return layer_text(value)
    if isinstance(value, Declaration):
        return value.short_name
    if isinstance(value, bool) or value is None:
        return Sentence({True: "yes", False: "no", None: "none"}[value])
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
