"""Inputs whose numbers are too large to learn from, brought near 1."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.scaling import Normalization, Rescaling
from nnstudio.data.preprocessing import Standardize
from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import insertion
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_BRIGHTEST = 255.0
"""The largest value of 8-bit pictures."""


class Scaling(Remedy):
    """A layer or a step of the data that scales."""

    codes = frozenset({"unscaled-input"})
    order = 2

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """For pictures the division by the largest value, for tables mean and deviation of each column."""
        node, description = case.node(problem.node), case.description
        if node is None or description is None:
            return
        low, high = description.ranges[node.id]
        if len(case.inference.shapes[node.id]) > 1 and low >= 0:
            scale = _BRIGHTEST if _BRIGHTEST / 2 < high <= _BRIGHTEST else high
            yield Fix(Sentence("Insert Rescaling 1/{scale:g}", scale=scale), _behind(case, node, _divided_by(scale)))
        data = case.document.data
        if data is not None:
            columns = description.columns.get(node.id, ()) if len(case.network.inputs) > 1 else ()
            prepared = data.replace(preprocessing=(*data.preprocessing, Standardize(columns=columns)))
            yield Fix("Standardize the data", edits.set_data(case.document, prepared))
        yield Fix("Insert Normalization", _behind(case, node, Normalization()))


def _divided_by(scale: float) -> Rescaling:
    return Rescaling(scale=(1 / scale,))


def _behind(case: Case, node: Node, layer: Normalization | Rescaling) -> Change:
    """The layer between an Input and all that it leads to."""
    first, *others = case.network.outgoing[node.id]
    change = insertion(case.document, first, [layer])
    (name,) = edits.added_ids(change)
    for edge in others:
        change = change.then(edits.disconnect(case.after(change).document, [edge], keep_ports=True))
        change = change.then(edits.connect(case.after(change).document, name, edge.target, edge.port))
    return change
