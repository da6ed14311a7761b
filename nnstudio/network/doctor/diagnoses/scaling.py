"""Inputs whose numbers are too large to learn from."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.data.preparation import DataDescription
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network, Node
from nnstudio.network.index_checks import looked_up
from nnstudio.network.problem import Problem
from nnstudio.sentence import Sentence

_LARGE = 10.0
"""Networks begin with weights for numbers about 1; up to here they get along."""
_TRANSPARENT = ("Reshaping", "Augmentation", "Regularization", "Merging")
"""What stands between an Input and the layer that scales without changing the size of numbers."""


class UnscaledInput(Diagnosis):
    """Numbers far from 1 that nothing brings nearer, neither a step of the data nor a layer."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """For every Input with such data; whole numbers that are looked up may be as large as they like."""
        if case.description is None:
            return
        looked_up_ones = looked_up(expand(case.network).network)
        for node in case.network.inputs:
            if node.id in case.description.ranges and node.id not in looked_up_ones:
                largest = max(map(abs, case.description.ranges[node.id]))
                if largest > _LARGE and not _is_scaled(case, node, case.description):
                    yield _problem(node, case.description, largest)


def _is_scaled(case: Case, node: Node, description: DataDescription) -> bool:
    """Whether a step prepares its columns, or every way from it leads to a layer that normalizes."""
    columns = {*description.columns.get(node.id, ())}
    steps = case.document.data.preprocessing if case.document.data is not None else ()
    if any(not step.makes_classes and (not step.columns or columns & {*step.columns}) for step in steps):
        return True
    return all(_normalizes(case.network, target) for target in _targets(case.network, node))


def _targets(network: Network, node: Node) -> list[Node]:
    return [network.by_id[edge.target] for edge in network.outgoing[node.id]]


def _normalizes(network: Network, node: Node) -> bool:
    if node.layer.category == "Normalization" and not node.muted:
        return True
    further = _targets(network, node)
    through = node.muted or node.layer.category in _TRANSPARENT
    return through and bool(further) and all(_normalizes(network, target) for target in further)


def _problem(node: Node, description: DataDescription, largest: float) -> Problem:
    return Problem(
        code="unscaled-input",
        severity="warning",
        node=node.id,
        message=Sentence(
            "{node} gets values up to {largest:.4g} from {name}; networks learn faster from small numbers. Scale them.",
            node=node.title,
            largest=largest,
            name=description.name,
        ),
    )
