"""New rows for a trained network, prepared exactly as its training rows were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset, listed
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import DataDescription, Samples
from nnstudio.data.readers.delimited import DelimitedText
from nnstudio.data.readers.reader import Reader
from nnstudio.data.reference import DataReference
from nnstudio.data.sources import source_type
from nnstudio.data.stacking import stack_inputs, stack_target, stack_weight
from nnstudio.data.target import convert_target
from nnstudio.errors import DataError, DocumentError
from nnstudio.sentence import Sentence, joined


@dataclass(frozen=True, eq=False)
class NewSamples:
    """Rows to predict; `targets` holds the right answers of those outputs for which the file has them."""

    name: str
    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]
    weights: Mapping[str, Array]
    missing: tuple[str, ...]
    """The columns that the file lacks, with which predictions would be compared."""

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    @property
    def is_labelled(self) -> bool:
        """Whether the file holds all right answers."""
        return not self.missing

    def labelled(self) -> Samples:
        """The rows with their right answers; raises DataError if the file does not hold them."""
        if self.missing:
            raise DataError(
                Sentence(
                    "{name} has no column {missing}, which predictions would be compared with. Add it.",
                    name=self.name,
                    missing=listed(self.missing),
                )
            )
        return Samples(self.inputs, self.targets, self.weights)


def prepare_new(
    reference: DataReference, fitted: FittedPreprocessing, description: DataDescription, path: Path
) -> NewSamples:
    """The rows of another file, found by the names of the columns; further columns of the file are left alone.

    A file that comes divided into training and test arrays gives its test rows.
    """
    dataset = _load(reference, fitted, path)
    columns = _find_inputs(dataset, description)
    wanted = [name for target in description.targets.values() for name in target.names]
    weights = {output: weight.column for output, weight in description.weights.items()}
    columns |= {name: dataset.columns[name] for name in (*wanted, *weights.values()) if name in dataset.columns}
    columns = {name: _recode(dataset, name, values, fitted) for name, values in columns.items()}
    prepared = fitted.apply(columns)
    inputs = {node: stack_inputs(prepared, names, fitted) for node, names in description.columns.items()}
    _check_shapes(dataset.name, inputs, description)
    targets = {
        output: convert_target(*stack_target(prepared, target.names, fitted), target)
        for output, target in description.targets.items()
        if all(name in prepared for name in target.names)
    }
    stacked = {name: stack_weight(prepared, column, fitted) for name, column in weights.items() if column in prepared}
    missing = tuple(dict.fromkeys(name for name in wanted if name not in prepared))
    return _test_part(dataset, NewSamples(path.name, inputs, targets, stacked, missing))


def _load(reference: DataReference, fitted: FittedPreprocessing, path: Path) -> Dataset:
    try:
        reader = source_type(path.name)
    except DocumentError as error:
        raise DataError(error.sentence) from None
    if not issubclass(reader, Reader):
        raise DataError(Sentence("{file} is not a file. Choose a file with new rows.", file=path.name))
    options = reference.options if isinstance(reference.options, reader) else reader()
    if isinstance(options, DelimitedText):
        options = options.replace(incomplete="refuse")  # whoever asks for predictions wants one for every row
    return options.read(path, {*fitted.vocabulary, *reference.categorical}).renamed(path.name)


def _find_inputs(dataset: Dataset, description: DataDescription) -> dict[str, Array]:
    names = [name for columns in description.columns.values() for name in columns]
    missing = [name for name in names if name not in dataset.columns]
    if not missing:
        return {name: dataset.columns[name] for name in names}
    if len(description.columns) == 1 and dataset.inputs == ("x",):
        return _take_apart(dataset, names)
    targets = {name for target in description.targets.values() for name in target.names}
    further = [name for name in dataset.columns if name not in names and name not in targets]
    sentences = [
        Sentence(
            "{data} lacks {columns}, which the network was trained with.", data=dataset.name, columns=listed(missing)
        )
    ]
    if further:
        sentences.append(Sentence("It has {columns}, which the network was not trained with.", columns=listed(further)))
    raise DataError(joined(sentences))


def _take_apart(dataset: Dataset, names: list[str]) -> dict[str, Array]:
    """A lone array has no names: it is the one array that the network takes, or its columns in their order."""
    x = dataset.columns["x"]
    if len(names) == 1:
        return {names[0]: x}
    if x.ndim == 2 and x.shape[1] == len(names):
        return {name: x[:, index] for index, name in enumerate(names)}
    raise DataError(
        Sentence(
            "The array of {data} has rows of the shape {shape}. The network was trained with the {count} "
            "columns {columns}.",
            data=dataset.name,
            shape=x.shape[1:],
            count=len(names),
            columns=listed(names),
        )
    )


def _recode(dataset: Dataset, name: str, values: Array, fitted: FittedPreprocessing) -> Array:
    """Words by the numbers that they had in training, whichever words this file happens to hold."""
    known = fitted.vocabulary.get(name, ())
    words = dataset.classes.get(name)
    if not known:
        if words:
            raise DataError(
                Sentence(
                    "Column {column!r} of {data} holds words; the network was trained with numbers.",
                    column=name,
                    data=dataset.name,
                )
            )
        return values
    if words is None:
        if values.ndim > 1:
            raise DataError(
                Sentence(
                    "Column {column!r} of {data} has rows of the shape {shape}; the network was trained with one "
                    "word a row.",
                    column=name,
                    data=dataset.name,
                    shape=values.shape[1:],
                )
            )
        numbers, values = np.unique(values, return_inverse=True)
        words = tuple(f"{number:.17g}" for number in numbers.tolist())
    places = {word: place for place, word in enumerate(known)}
    unknown = [word for word in words if word not in places]
    if unknown:
        raise DataError(
            Sentence(
                "Column {column!r} of {data} holds {unknown}; the network knows {known}.",
                column=name,
                data=dataset.name,
                unknown=listed(unknown),
                known=listed(known),
            )
        )
    return np.asarray([places[word] for word in words], np.int64)[values]


def _check_shapes(name: str, inputs: Mapping[str, Array], description: DataDescription) -> None:
    for node, values in inputs.items():
        expected = description.input_shapes[node]
        if values.shape[1:] != expected:
            raise DataError(
                Sentence(
                    "The rows of {name} for {node!r} have the shape {shape}; the network was trained with {expected}.",
                    name=name,
                    node=node,
                    shape=values.shape[1:],
                    expected=expected,
                )
            )


def _test_part(dataset: Dataset, samples: NewSamples) -> NewSamples:
    if "test" not in dataset.parts:
        return samples
    rows = slice(dataset.parts["test"].start, dataset.parts["test"].stop)
    inputs, targets, weights = (
        {name: values[rows] for name, values in arrays.items()}
        for arrays in (samples.inputs, samples.targets, samples.weights)
    )
    return NewSamples(samples.name, inputs, targets, weights, samples.missing)
