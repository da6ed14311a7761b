"""Inputs whose numbers are too large to learn from."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.scaling import Normalization, Rescaling
from nnstudio.data.preparation import DataDescription
from nnstudio.data.preprocessing import Standardize
from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.doctor.insertion import insertion
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network, Node
from nnstudio.network.index_checks import looked_up
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_LARGE = 10.0
"""Networks begin with weights for numbers about 1; up to here they get along."""
_BRIGHTEST = 255.0
"""The largest value of 8-bit pictures."""
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
                    yield _problem(case, node, case.description, largest)


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


def _problem(case: Case, node: Node, description: DataDescription, largest: float) -> Problem:
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
        fixes=tuple(_scalings(case, node, description, largest)),
    )


def _scalings(case: Case, node: Node, description: DataDescription, largest: float) -> Iterator[Fix]:
    """For pictures the division by the largest value, for tables mean and deviation of each column."""
    if len(case.inference.shapes[node.id]) > 1 and description.ranges[node.id][0] >= 0:
        scale = _BRIGHTEST if _BRIGHTEST / 2 < largest <= _BRIGHTEST else largest
        yield Fix(
            Sentence("Insert Rescaling 1/{scale:g}", scale=scale), _behind(case, node, Rescaling(scale=(1 / scale,)))
        )
    data = case.document.data
    if data is not None:
        columns = description.columns.get(node.id, ()) if len(case.network.inputs) > 1 else ()
        prepared = data.replace(preprocessing=(*data.preprocessing, Standardize(columns=columns)))
        yield Fix("Standardize the data", edits.set_data(case.document, prepared))
    yield Fix("Insert Normalization", _behind(case, node, Normalization()))


def _behind(case: Case, node: Node, layer: Normalization | Rescaling) -> Change:
    """The layer between an Input and all that it leads to."""
    first, *others = case.network.outgoing[node.id]
    change = insertion(case.document, first, [layer])
    (name,) = edits.added_ids(change)
    for edge in others:
        change = change.then(edits.disconnect(case.after(change).document, [edge], keep_ports=True))
        change = change.then(edits.connect(case.after(change).document, name, edge.target, edge.port))
    return change
