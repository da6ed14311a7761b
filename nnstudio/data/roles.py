"""Which columns each Input node takes and which are predicted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from nnstudio.data.dataset import Dataset, listed
from nnstudio.data.reference import ONLY, DataReference
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, joined


@dataclass(frozen=True)
class Roles:
    """Columns by what they are for."""

    inputs: Mapping[str, tuple[str, ...]]
    """The columns of each Input node, by its id."""
    targets: Mapping[str, tuple[str, ...]]
    """The columns that are predicted by each output node, by its id; those of the only one under no name."""
    weights: Mapping[str, str]
    """The column that tells how much each row counts, by output node; for all of them under no name."""

    @property
    def input_columns(self) -> tuple[str, ...]:
        """The columns of all Input nodes, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self.inputs.values())))

    @property
    def target_columns(self) -> tuple[str, ...]:
        """The columns that are predicted, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self.targets.values())))

    @property
    def used_columns(self) -> tuple[str, ...]:
        """Every column that has a role."""
        return tuple(dict.fromkeys((*self.input_columns, *self.target_columns, *self.weights.values())))


def choose_roles(
    reference: DataReference, dataset: Dataset, nodes: tuple[str, ...], outputs: tuple[str, ...] = ()
) -> Roles:
    """What the reference says, completed by the one obvious choice where it says nothing."""
    if not nodes:
        raise DataError("The network has no Input node to feed the data to. Add one.")
    _refuse_unknown(reference.inputs, nodes, Sentence("Input node"), Sentence("Input nodes"))
    if outputs:
        for named in (reference.targets, reference.sample_weights):
            _refuse_unknown(named, (ONLY, *outputs), Sentence("output"), Sentence("outputs"))
    targets = _choose_targets(reference, dataset, outputs)
    weights = reference.sample_weights
    dataset.require(weights.values())
    taken = {*chain.from_iterable(targets.values()), *weights.values()}
    inputs = {node: _choose_inputs(reference, dataset, node, nodes, taken) for node in nodes}
    for node, names in inputs.items():
        _refuse_answers(node, names, targets)
    return Roles(inputs, targets, weights)


def _refuse_unknown(named: Iterable[str], nodes: tuple[str, ...], one: str, many: str) -> None:
    for node in named:
        if node not in nodes:
            known = [name for name in nodes if name != ONLY]
            close = get_close_matches(node, known, n=1)
            refusal = Sentence("The data names {node!r}, but the network has no such {kind}.", node=node, kind=one)
            hint = (
                Sentence("Did you mean {name!r}?", name=close[0])
                if close
                else Sentence("Its {kind} are {names}.", kind=many, names=listed(known))
            )
            raise DataError(joined([refusal, hint]))


def _refuse_answers(node: str, names: tuple[str, ...], targets: Mapping[str, tuple[str, ...]]) -> None:
    """A network that reproduces its own input has the same columns on both sides; fewer would give the answer away."""
    shared = [name for name in names if name in chain.from_iterable(targets.values())]
    if shared and all(set(names) != set(columns) for columns in targets.values()):
        raise DataError(
            Sentence(
                "{columns} is both an input ({node!r}) and a target, so the network would be told what it has to "
                "predict. Take it out of the inputs or choose another target.",
                columns=listed(shared),
                node=node,
            )
        )


def _choose_targets(
    reference: DataReference, dataset: Dataset, outputs: tuple[str, ...]
) -> Mapping[str, tuple[str, ...]]:
    targets = reference.targets or _obvious_targets(dataset, outputs)
    for columns in targets.values():
        dataset.require(columns)
    missing = [output for output in outputs if output not in targets]
    if missing and ONLY not in targets:
        raise DataError(
            Sentence(
                "The network has several outputs, and no target is chosen for {output!r}. Choose it among {columns}.",
                output=missing[0],
                columns=listed(dataset.columns),
            )
        )
    return targets


def _obvious_targets(dataset: Dataset, outputs: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The target of the source, or the columns that have the names of the outputs."""
    if dataset.target:
        return {ONLY: (dataset.target,)}
    named: dict[str, tuple[str, ...]] = {output: (output,) for output in outputs if output in dataset.columns}
    if not named:
        raise DataError(
            Sentence(
                "{data} does not say what is to be predicted. Choose the target; it has {columns}.",
                data=dataset.name,
                columns=listed(dataset.columns),
            )
        )
    return named


def _choose_inputs(
    reference: DataReference, dataset: Dataset, node: str, nodes: tuple[str, ...], taken: set[str]
) -> tuple[str, ...]:
    if node in reference.inputs:
        dataset.require(reference.inputs[node])
        return reference.inputs[node]
    if len(nodes) > 1:
        if node not in dataset.columns:
            raise DataError(
                Sentence(
                    "The network has several Input nodes, and no columns are chosen for {node!r}. Choose them among "
                    "{columns}.",
                    node=node,
                    columns=listed(dataset.columns),
                )
            )
        return (node,)
    names = tuple(name for name in dataset.columns if name not in taken)
    if not names:
        raise DataError(
            Sentence(
                "{data} has no column besides the target {taken}. Choose the inputs.",
                data=dataset.name,
                taken=listed(sorted(taken)),
            )
        )
    return names
