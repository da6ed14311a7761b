"""Inputs that do not have the shape of their data."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import insertion, layer_text
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class ThenAsBefore(Remedy):
    """The shape of the data, and behind the Input the shape that the network was made for."""

    codes = frozenset({"input-shape"})
    order = 20

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """If both have as many values."""
        node = case.node(problem.node)
        given = None if node is None or case.description is None else case.description.input_shapes.get(node.id)
        if node is None or given is None:
            return
        declared = case.inference.shapes[node.id]
        if math.prod(given) == math.prod(declared):
            layer: Layer = Flatten() if len(declared) == 1 else Reshape(target_shape=declared)
            change = edits.set_fields(case.document, [node.id], shape=given)
            for edge in case.network.outgoing[node.id]:
                change = change.then(insertion(case.after(change).document, edge, [layer]))
            yield Fix(Sentence("Set Shape to the data’s and insert {layer}", layer=layer_text(layer)), change)
