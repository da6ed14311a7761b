"""From a document's data reference to the arrays that train, validate and test a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct, ValidationError, convert, structs, to_builtins

from nnstudio.catalog.kernels import Array
from nnstudio.data.bending import missed_by_sums_and_neighbors
from nnstudio.data.dataset import Dataset
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.loading import load
from nnstudio.data.preprocessing import fit_preprocessing
from nnstudio.data.reference import ONLY, DataReference
from nnstudio.data.roles import Roles, choose_roles
from nnstudio.data.splitting import Rows, split_dataset
from nnstudio.data.stacking import stack_inputs, stack_target, stack_weight
from nnstudio.data.stored_rows import chosen_rows, pieces
from nnstudio.data.target import TargetDescription, TargetKind, convert_target, describe_target
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows ready for a network: inputs by Input node (float32, contiguous, shape (n, ...)) and what is to come out."""

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]
    """What is to come out, by output node; under no name where the data does not name the only one."""
    weights: Mapping[str, Array] = field(default_factory=dict)
    """How much each row counts (float32, shape (n,) or one for each position), by output node, or for all of them."""

    def __len__(self) -> int:
        return len(next(iter(self.targets.values())))

    @property
    def target(self) -> Array:
        """What is to come out of the first output: the only one of most networks."""
        return next(iter(self.targets.values()))

    def of(self, output: str) -> Samples:
        """The same rows for one of their outputs."""
        return self.for_outputs([output])

    def for_outputs(self, outputs: Iterable[str]) -> Samples:
        """The same rows with a target for each of these outputs: its own, or the one that is for any output."""
        targets, weights = {}, {}
        for output in outputs:
            targets[output] = self.targets[output if output in self.targets else ONLY]
            if output in self.weights or ONLY in self.weights:
                weights[output] = self.weights[output if output in self.weights else ONLY]
        return Samples(self.inputs, targets, weights)


class SampleWeight(Struct, frozen=True, forbid_unknown_fields=True):
    """What tells how much rows count, without the rows."""

    column: str
    shape: tuple[int, ...]
    """The shape of one row: () for a number, or that of the positions that count differently."""


class DataDescription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of prepared data without its rows: enough to check a network and to prepare new rows."""

    name: str
    rows: int
    train_rows: int
    validation_rows: int
    test_rows: int
    input_shapes: dict[str, tuple[int, ...]]
    """The shape of one row for each Input node."""
    columns: dict[str, tuple[str, ...]]
    """The columns of the source that each Input node takes, in order."""
    ranges: dict[str, tuple[float, float]]
    """The smallest and the largest value that each Input node gets in training."""
    targets: dict[str, TargetDescription]
    """What is predicted, by output node; under no name where the data does not name the only one."""
    weights: dict[str, SampleWeight] = {}
    """What tells how much rows count, by output node, or for all of them under no name."""
    fractions: dict[str, float] = {}
    """A value that is no whole number, for each Input node that gets any in training."""

    @property
    def target(self) -> TargetDescription:
        """What is predicted by the first output: the only one of most networks."""
        return next(iter(self.targets.values()))

    def target_of(self, output: str) -> TargetDescription | None:
        """What an output node predicts; None if the data does not say."""
        return self.targets.get(output, self.targets.get(ONLY))

    def weight_of(self, output: str) -> SampleWeight | None:
        """What tells how much rows count for an output node; None if all count the same."""
        return self.weights.get(output, self.weights.get(ONLY))

    def for_outputs(self, kinds: Mapping[str, TargetKind]) -> DataDescription:
        """The same data with a target for each of these outputs in this form; DataError if it cannot have that."""
        targets, weights = {}, {}
        for output, kind in kinds.items():
            target, weight = self.target_of(output), self.weight_of(output)
            if target is None:
                raise DataError(
                    Sentence("{name} has no target for {output!r}. Choose one.", name=self.name, output=output)
                )
            targets[output] = target.as_kind(kind)
            if weight is not None:
                weights[output] = weight
        return structs.replace(self, targets=targets, weights=weights)

    def to_json(self) -> dict[str, Any]:
        """The JSON form, as projects store it."""
        stored: dict[str, Any] = to_builtins(self)
        return stored

    @classmethod
    def from_json(cls, value: Any) -> DataDescription:
        """What `to_json` gave; raises DataError if the value cannot have come from there."""
        if isinstance(value, dict) and "target" in value:  # written when a network had one output only
            value = {**value, "targets": {ONLY: value["target"]}}
            del value["target"]
        try:
            return convert(value, cls)
        except ValidationError as error:
            raise DataError(
                Sentence("The stored description of the data is damaged: {error}.", error=str(error))
            ) from None


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Everything that training needs of the data."""

    train: Samples
    validation: Samples | None
    test: Samples | None
    description: DataDescription
    fitted: FittedPreprocessing

    def for_outputs(self, kinds: Mapping[str, TargetKind]) -> PreparedData:
        """The same data with a target for each of these outputs in this form; DataError if it cannot have that."""
        have, want = self.description, self.description.for_outputs(kinds)
        if want == have:
            return self

        def converted(samples: Samples) -> Samples:
            found = samples.for_outputs(kinds)
            targets = {
                output: convert_target(found.targets[output], have.targets.get(output, have.target).kind, target)
                for output, target in want.targets.items()
            }
            return replace(found, targets=targets)

        return replace(
            self,
            train=converted(self.train),
            validation=converted(self.validation) if self.validation else None,
            test=converted(self.test) if self.test else None,
            description=want,
        )

    def of(self, output: str) -> PreparedData:
        """The same data with nothing but the target of this output."""
        description = structs.replace(
            self.description,
            targets={output: self.description.targets[output]},
            weights={name: weight for name, weight in self.description.weights.items() if name == output},
        )
        return replace(
            self,
            train=self.train.of(output),
            validation=self.validation.of(output) if self.validation else None,
            test=self.test.of(output) if self.test else None,
            description=description,
        )

    def as_classes(self) -> PreparedData:
        """The same data with class numbers as its targets."""
        return self.for_outputs(dict.fromkeys(self.description.targets, "classes"))


def prepare(
    reference: DataReference, folder: Path | None, inputs: tuple[str, ...], outputs: tuple[str, ...] = ()
) -> PreparedData:
    """Load, split, preprocess and stack the data for a network with these Input nodes and outputs.

    `folder` is where the document lies; paths in the reference start there. The outputs count where there are several.
    """
    return prepare_dataset(reference, load(reference, folder), inputs, outputs)


def prepare_dataset(
    reference: DataReference, dataset: Dataset, inputs: tuple[str, ...], outputs: tuple[str, ...] = ()
) -> PreparedData:
    """The same for data that is loaded already."""
    roles = choose_roles(reference, dataset, inputs, outputs)
    rows = split_dataset(dataset, reference)
    fitted, columns = _preprocess(reference, dataset, roles, rows.train)
    stacked = {node: stack_inputs(columns, names, fitted) for node, names in roles.inputs.items()}
    targets = {output: stack_target(columns, names, fitted) for output, names in roles.targets.items()}
    weights = {output: stack_weight(columns, name, fitted) for output, name in roles.weights.items()}

    def part(chosen: Array) -> Samples:
        return Samples(
            {node: chosen_rows(values, chosen) for node, values in stacked.items()},
            {output: values[chosen] for output, (values, _) in targets.items()},
            {output: values[chosen] for output, values in weights.items()},
        )

    train = part(rows.train)
    described = {
        output: describe_target(names, *targets[output], fitted.class_names(names[0]))
        for output, names in roles.targets.items()
    }
    return PreparedData(
        train=train,
        validation=part(rows.validation) if rows.validation is not None else None,
        test=part(rows.test) if rows.test is not None else None,
        description=_describe(dataset, roles, rows, train, described),
        fitted=fitted,
    )


def _preprocess(
    reference: DataReference, dataset: Dataset, roles: Roles, training: Array
) -> tuple[FittedPreprocessing, dict[str, Array]]:
    for step in reference.preprocessing:
        dataset.require(step.columns)
    used = {name: dataset.columns[name] for name in roles.used_columns}
    vocabulary = {name: dataset.classes[name] for name in used if name in dataset.classes}
    candidates = [name for name in roles.input_columns if name not in roles.target_columns]
    return fit_preprocessing(reference.preprocessing, used, vocabulary, candidates, training)


def _describe(
    dataset: Dataset, roles: Roles, rows: Rows, train: Samples, targets: dict[str, TargetDescription]
) -> DataDescription:
    return DataDescription(
        name=dataset.name,
        rows=len(dataset),
        train_rows=len(rows.train),
        validation_rows=0 if rows.validation is None else len(rows.validation),
        test_rows=0 if rows.test is None else len(rows.test),
        input_shapes={node: values.shape[1:] for node, values in train.inputs.items()},
        columns=dict(roles.inputs),
        ranges={node: _range(values) for node, values in train.inputs.items()},
        fractions={node: found for node, values in train.inputs.items() if (found := _fraction(values)) is not None},
        targets={
            output: structs.replace(target, missed=missed_by_sums_and_neighbors(train.inputs, values, target))
            for (output, target), values in zip(targets.items(), train.targets.values(), strict=True)
        },
        weights={output: SampleWeight(name, train.weights[output].shape[1:]) for output, name in roles.weights.items()},
    )


def _fraction(values: Array) -> float | None:
    """The first value that is no whole number; None if all are whole."""
    for piece in pieces(values):
        fractional = np.trunc(piece) != piece
        if fractional.any():
            return float(piece[np.unravel_index(int(np.argmax(fractional)), piece.shape)])
    return None


def _range(values: Array) -> tuple[float, float]:
    """The smallest and the largest value."""
    ranges = [(float(np.min(piece)), float(np.max(piece))) for piece in pieces(values)]
    return min(low for low, _ in ranges), max(high for _, high in ranges)
