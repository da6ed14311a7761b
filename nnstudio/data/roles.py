"""Which columns each Input node takes and which are predicted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from nnstudio.data.dataset import Dataset, listed
from nnstudio.data.reference import DataReference
from nnstudio.errors import DataError


@dataclass(frozen=True)
class Roles:
    """Columns by what they are for."""

    inputs: Mapping[str, tuple[str, ...]]
    """The columns of each Input node, by its id."""
    targets: tuple[str, ...]

    @property
    def input_columns(self) -> tuple[str, ...]:
        """The columns of all Input nodes, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self.inputs.values())))

    @property
    def used_columns(self) -> tuple[str, ...]:
        """Every column that has a role."""
        return tuple(dict.fromkeys((*self.input_columns, *self.targets)))


def choose_roles(reference: DataReference, dataset: Dataset, nodes: tuple[str, ...]) -> Roles:
    """What the reference says, completed by the one obvious choice where it says nothing."""
    if not nodes:
        raise DataError("The network has no Input node to feed the data to. Add one.")
    _refuse_unknown_nodes(reference, nodes)
    targets = _choose_targets(reference, dataset)
    inputs = {node: _choose_inputs(reference, dataset, node, nodes, targets) for node in nodes}
    for node, names in inputs.items():
        shared = [name for name in names if name in targets]
        # A network that reproduces its own input has the same columns on both sides; fewer would give the answer away.
        if shared and set(names) != set(targets):
            raise DataError(
                f"{listed(shared)} is both an input ({node!r}) and a target, so the network would be told what it has "
                "to predict. Take it out of the inputs or choose another target."
            )
    return Roles(inputs, targets)


def _refuse_unknown_nodes(reference: DataReference, nodes: tuple[str, ...]) -> None:
    for node in reference.inputs:
        if node not in nodes:
            close = get_close_matches(node, nodes, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Its Input nodes are {listed(nodes)}."
            raise DataError(f"The data names {node!r}, but the network has no such Input node. {hint}")


def _choose_targets(reference: DataReference, dataset: Dataset) -> tuple[str, ...]:
    targets = reference.targets or ((dataset.target,) if dataset.target else ())
    if not targets:
        raise DataError(
            f"{dataset.name} does not say what is to be predicted. Choose the target; it has {listed(dataset.columns)}."
        )
    dataset.require(targets)
    return targets


def _choose_inputs(
    reference: DataReference, dataset: Dataset, node: str, nodes: tuple[str, ...], targets: tuple[str, ...]
) -> tuple[str, ...]:
    if node in reference.inputs:
        dataset.require(reference.inputs[node])
        return reference.inputs[node]
    if len(nodes) > 1:
        if node not in dataset.columns:
            raise DataError(
                f"The network has several Input nodes, and no columns are chosen for {node!r}. "
                f"Choose them among {listed(dataset.columns)}."
            )
        return (node,)
    names = tuple(name for name in dataset.columns if name not in targets)
    if not names:
        raise DataError(f"{dataset.name} has no column besides the target {listed(targets)}. Choose the inputs.")
    return names
