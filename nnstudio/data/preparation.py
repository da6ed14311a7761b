"""From a document's data reference to the arrays that train, validate and test a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct, ValidationError, convert, structs, to_builtins

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.loading import load
from nnstudio.data.preprocessing import fit_preprocessing
from nnstudio.data.reference import DataReference
from nnstudio.data.roles import Roles, choose_roles
from nnstudio.data.splitting import Rows, split_dataset
from nnstudio.data.stacking import stack_inputs, stack_target
from nnstudio.data.target import TargetDescription, TargetKind, convert_target, describe_target
from nnstudio.errors import DataError


@dataclass(frozen=True, eq=False)
class Samples:
    """Rows ready for a network: inputs by Input node (float32, contiguous, shape (n, ...)) and what is to come out."""

    inputs: Mapping[str, Array]
    target: Array

    def __len__(self) -> int:
        return len(self.target)


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
    target: TargetDescription

    def to_json(self) -> dict[str, Any]:
        """The JSON form, as projects store it."""
        stored: dict[str, Any] = to_builtins(self)
        return stored

    @classmethod
    def from_json(cls, value: Any) -> DataDescription:
        """What `to_json` gave; raises DataError if the value cannot have come from there."""
        try:
            return convert(value, cls)
        except ValidationError as error:
            raise DataError(f"The stored description of the data is damaged: {error}.") from None


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Everything that training needs of the data."""

    train: Samples
    validation: Samples | None
    test: Samples | None
    description: DataDescription
    fitted: FittedPreprocessing

    def with_target(self, kind: TargetKind) -> PreparedData:
        """The same data with its target in the form that a loss asks for; DataError if it cannot have that form."""
        have, want = self.description.target, self.description.target.as_kind(kind)
        if want == have:
            return self

        def converted(samples: Samples) -> Samples:
            return replace(samples, target=convert_target(samples.target, have.kind, want))

        return replace(
            self,
            train=converted(self.train),
            validation=converted(self.validation) if self.validation else None,
            test=converted(self.test) if self.test else None,
            description=structs.replace(self.description, target=want),
        )

    def as_classes(self) -> PreparedData:
        """The same data with class numbers as its target."""
        return self.with_target("classes")


def prepare(reference: DataReference, folder: Path | None, inputs: tuple[str, ...]) -> PreparedData:
    """Load, split, preprocess and stack the data for a network with these Input nodes.

    `folder` is where the document lies; paths in the reference start there.
    """
    return prepare_dataset(reference, load(reference, folder), inputs)


def prepare_dataset(reference: DataReference, dataset: Dataset, inputs: tuple[str, ...]) -> PreparedData:
    """The same for data that is loaded already."""
    roles = choose_roles(reference, dataset, inputs)
    rows = split_dataset(dataset, reference)
    fitted, columns = _preprocess(reference, dataset, roles, rows.train)
    stacked = {node: stack_inputs(columns, names, fitted) for node, names in roles.inputs.items()}
    target, kind = stack_target(columns, roles.targets, fitted)

    def part(chosen: Array) -> Samples:
        return Samples({node: values[chosen] for node, values in stacked.items()}, target[chosen])

    train = part(rows.train)
    described = describe_target(roles.targets, target, kind, fitted.class_names(roles.targets[0]))
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
    candidates = [name for name in roles.input_columns if name not in roles.targets]
    return fit_preprocessing(reference.preprocessing, used, vocabulary, candidates, training)


def _describe(dataset: Dataset, roles: Roles, rows: Rows, train: Samples, target: TargetDescription) -> DataDescription:
    return DataDescription(
        name=dataset.name,
        rows=len(dataset),
        train_rows=len(rows.train),
        validation_rows=0 if rows.validation is None else len(rows.validation),
        test_rows=0 if rows.test is None else len(rows.test),
        input_shapes={node: values.shape[1:] for node, values in train.inputs.items()},
        columns=dict(roles.inputs),
        ranges={node: (float(np.min(values)), float(np.max(values))) for node, values in train.inputs.items()},
        target=target,
    )
