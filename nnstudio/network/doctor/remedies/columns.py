"""Columns of the data that nobody has told where to go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.kernels import Shape
from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import ONLY, DataReference
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.figures import outputs_of
from nnstudio.network.healing import take_out
from nnstudio.network.problem import Fix, Problem, in_words
from nnstudio.sentence import Sentence, listed


class ColumnsOfTheirShape(Remedy):
    """For every Input that has none, the columns whose rows have its shape."""

    codes = frozenset({"data"})
    order = 20

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Those that feed no other Input first; a copy of an Input takes what that takes."""
        data, columns = case.document.data, None if case.refusal is None else case.refusal.columns
        if data is None or columns is None:
            return
        chosen = {node.id: data.inputs[node.id] for node in case.network.inputs if node.id in data.inputs}
        lacking = [node for node in case.network.inputs if node.id not in chosen]
        for node in lacking:
            found = _columns_of_shape(columns, data, case.shape(node.id) or (), set(chain(*chosen.values())))
            if found is not None:
                chosen[node.id] = found
        fed = [node for node in lacking if node.id in chosen]
        hungry = [node for node in lacking if node.id not in chosen]
        if fed:
            label = Sentence("Choose columns for {nodes}", nodes=in_words(fed))
            if hungry:
                label = Sentence("{choice} and delete {nodes}", choice=label, nodes=in_words(hungry))
            change = edits.set_data(case.document, data.replace(inputs=FrozenMapping(chosen)))
            removal = take_out(apply(case.document, change), [node.id for node in hungry])
            yield Fix(label, change.then(removal))


class KnownNames(Remedy):
    """Nothing more said of Inputs and outputs that are gone."""

    codes = frozenset({"data"})
    order = 30

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """For all such names at once."""
        data = case.document.data
        if data is None:
            return
        inputs = {node.id for node in case.network.inputs}
        outputs = {ONLY, *(node.id for node in outputs_of(case.network))}
        gone = [*(name for name in data.inputs if name not in inputs)]
        gone += [name for name in (*data.targets, *data.sample_weights) if name not in outputs]
        if gone:
            label = Sentence("Forget the columns of {names}", names=listed(f"“{name}”" for name in dict.fromkeys(gone)))
            yield Fix(label, edits.set_data(case.document, _without(data, set(gone))))


class WithoutInput(Remedy):
    """Inputs without columns, taken away."""

    codes = frozenset({"data"})
    order = 80
    is_last_resort = True

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Each by itself, as long as others are left."""
        data = case.document.data
        lacking = [node for node in case.network.inputs if data is not None and node.id not in data.inputs]
        for node in lacking if len(case.network.inputs) > 1 else ():
            yield Fix(Sentence("Delete “{node}”", node=node.id), take_out(case.document, [node.id]))


def _columns_of_shape(columns: Dataset, data: DataReference, shape: Shape, taken: set[str]) -> tuple[str, ...] | None:
    """An array of this shape, or as many columns of numbers; None if there is no such choice."""
    barred = {*chain(*data.targets.values()), *data.sample_weights.values(), columns.target}
    free = [name for name in columns.columns if name not in barred]
    for names in ([name for name in free if name not in taken], free):
        arrays = [name for name in names if columns.columns[name].shape[1:] == shape]
        numbers = [name for name in names if columns.columns[name].ndim == 1]
        if arrays and shape:
            return (arrays[0],)
        if len(shape) == 1 and len(numbers) == shape[0]:
            return tuple(numbers)
    return None


def _without(data: DataReference, gone: set[str]) -> DataReference:
    """A reference that names none of these nodes."""
    targets = {name: columns for name, columns in data.targets.items() if name not in gone}
    weights = {name: column for name, column in data.sample_weights.items() if name not in gone}
    named: DataReference = data.replace(
        inputs={name: columns for name, columns in data.inputs.items() if name not in gone},
        target=data.target if targets == data.targets else FrozenMapping(targets) or None,
        sample_weight=data.sample_weight if weights == data.sample_weights else FrozenMapping(weights) or None,
    )
    return named
