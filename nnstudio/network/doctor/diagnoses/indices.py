"""Results of layers that are looked up as if they were names."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.graph import Node
from nnstudio.network.problem import Problem
from nnstudio.sentence import Sentence


class ComputedIndices(Diagnosis):
    """An Embedding behind a layer that computes: nothing before it learns."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """One for each such layer."""
        for node in case.network.active:
            if node.layer.largest_index is not None:
                source = _computing(case, node)
                if source is not None:
                    yield Problem(
                        code="computed-indices",
                        severity="warning",
                        node=node.id,
                        message=Sentence(
                            "{node} looks up whole numbers, but “{source}” gives results with fractions, which are cut "
                            "off, and no layer before it learns. Put it right behind the Input, or use Dense.",
                            node=node.title,
                            source=source.id,
                        ),
                    )


def _computing(case: Case, node: Node) -> Node | None:
    """The nearest node that a lookup has computed numbers from, not such as came as they are from an Input."""
    seen, waiting = {node.id}, [node.id]
    while waiting:
        for edge in case.network.incoming[waiting.pop(0)]:
            source = case.network.by_id[edge.source]
            if source.id in seen or source.layer.most_inputs == 0:
                continue
            if not source.muted and source.layer.output_type("int32") != "int32":
                return source
            seen.add(source.id)
            waiting.append(source.id)
    return None
