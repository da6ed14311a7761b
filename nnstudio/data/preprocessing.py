"""Steps that make columns fit for a network; what they need to know they learn from the training rows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.conversion import lookup, read_config, write_config
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import shown
from nnstudio.catalog.kernels import Array
from nnstudio.data.fitted import Affine, Categories, FittedPreprocessing, FittedStep
from nnstudio.data.stored_rows import pieces, prepared_by
from nnstudio.errors import DataError, DocumentError
from nnstudio.sentence import Sentence


@dataclass(frozen=True)
class Column:
    """What a step sees of a column: every row, which of them train, and its classes if it holds words."""

    name: str
    values: Array
    training: Array
    class_names: tuple[str, ...]

    def training_values(self) -> Iterator[Array]:
        """The rows that a step may learn from, as entries of the last axis; one entry for plain numbers.

        They come in parts, in the order of the file, since there may be more than fit into memory.
        """
        for rows in pieces(self.values, np.sort(self.training)):
            yield rows.reshape(-1, rows.shape[-1] if rows.ndim > 1 else 1)

    @property
    def is_words(self) -> bool:
        """Whether the column holds classes by number, not yet one-hot."""
        return bool(self.class_names) and self.values.ndim == 1


class Preprocessing(Declaration, frozen=True, kw_only=True):
    """One step between the source of the data and the network."""

    kind: ClassVar[str] = "preprocessing step"
    makes_classes: ClassVar[bool] = False
    """Whether the step takes its columns for classes; otherwise it takes them for numbers."""

    columns: Annotated[
        tuple[str, ...],
        Meta(title="Columns", description="The columns it changes; empty means every input column that it suits."),
    ] = ()

    def suits(self, column: Column) -> bool:
        """Whether an empty list of columns includes this one."""
        return column.is_words == self.makes_classes and not (column.class_names and column.values.ndim > 1)

    def fit(self, column: Column) -> FittedStep:
        """The step with all its numbers."""
        raise NotImplementedError


class _Scaling(Preprocessing, frozen=True, kw_only=True):
    """A step that moves and stretches numbers."""

    def fit(self, column: Column) -> FittedStep:
        """One shift and factor for each entry of the last axis."""
        if column.is_words:
            raise DataError(
                Sentence(
                    "{step} works on numbers, and column {column!r} holds words. Take the column out of the step, or "
                    "add OneHot for it instead.",
                    step=type(self).__name__,
                    column=column.name,
                )
            )
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            shift, factor = self.numbers(column.training_values)
        if not (np.isfinite(shift).all() and np.isfinite(factor).all() and np.all(factor)):
            raise DataError(
                Sentence(
                    "The values of column {column!r} lie too far apart or too close together to be brought to a "
                    "common range. Correct its extreme values or take the column out of the step.",
                    column=column.name,
                )
            )
        return Affine(column=column.name, shift=tuple(shift.tolist()), factor=tuple(factor.tolist()))

    def numbers(self, parts: Callable[[], Iterator[Array]]) -> tuple[Array, Array]:
        """Shift and factor of each column of the rows, which come in parts, as often as they are asked for."""
        raise NotImplementedError


class Standardize(_Scaling, frozen=True, kw_only=True):
    """Bring columns to mean 0 and standard deviation 1.

    Mean and standard deviation are those of the training rows; a column that never changes becomes 0. Pictures have
    one mean and deviation for each channel. The same as scikit-learn's StandardScaler.
    """

    formula: ClassVar[str] = "y = (x - mean) / standard deviation"

    def numbers(self, parts: Callable[[], Iterator[Array]]) -> tuple[Array, Array]:
        """Mean and 1 / standard deviation (the biased one, divided by the number of rows)."""
        count = sum(len(rows) for rows in parts())
        mean = sum(rows.sum(axis=0, dtype=np.float64) for rows in parts()) / count
        deviation = np.sqrt(sum(np.square(rows - mean).sum(axis=0) for rows in parts()) / count)
        # The mean of equal values can miss them by a rounding error, which is no deviation.
        constant = deviation <= count * np.finfo(np.float64).eps * np.abs(mean)
        return mean, 1 / np.where(constant, 1.0, deviation)


class MinMax(_Scaling, frozen=True, kw_only=True):
    """Bring columns to the range from 0 to 1.

    The smallest training value becomes 0 and the largest 1; other rows may fall outside. A column that never changes
    becomes 0. Pictures have one range for each channel. The same as scikit-learn's MinMaxScaler.
    """

    label: ClassVar[str] = "Min-max"
    formula: ClassVar[str] = "y = (x - min) / (max - min)"

    def numbers(self, parts: Callable[[], Iterator[Array]]) -> tuple[Array, Array]:
        """Minimum and 1 / range."""
        low = np.min([rows.min(axis=0) for rows in parts()], axis=0).astype(np.float64)
        high = np.max([rows.max(axis=0) for rows in parts()], axis=0).astype(np.float64)
        span = high - low
        return low, 1 / np.where(span == 0, 1.0, span)


class Scale(_Scaling, frozen=True, kw_only=True):
    """Multiply columns by a number.

    The usual step for pictures, whose largest value is known: 1/255 = 0.00392157 for 8-bit gray values, 1/16 = 0.0625
    for the digits.
    """

    formula: ClassVar[str] = "y = factor · x"

    factor: Annotated[float, Meta(gt=0, title="Factor", description="What every value is multiplied by.")] = 1.0

    def numbers(self, parts: Callable[[], Iterator[Array]]) -> tuple[Array, Array]:
        """No shift, the given factor."""
        width = next(parts()).shape[1]
        return np.zeros(width), np.full(width, self.factor)


class _Encoding(Preprocessing, frozen=True, kw_only=True):
    """A step that turns words or whole numbers into classes."""

    makes_classes: ClassVar[bool] = True
    one_hot: ClassVar[bool]

    def fit(self, column: Column) -> FittedStep:
        """The classes: those of the whole column, for that a class exists tells nothing about its rows."""
        if column.values.ndim > 1:
            raise DataError(
                Sentence(
                    "{step} works on one value a row, and column {column!r} has rows of the shape {shape}. Take the "
                    "column out of the step.",
                    step=type(self).__name__,
                    column=column.name,
                    shape=column.values.shape[1:],
                )
            )
        if column.is_words:
            names, values = column.class_names, np.arange(len(column.class_names))
        else:
            values = np.unique(column.values)
            names = tuple(str(int(value)) for value in _whole(column.name, values, type(self).__name__))
        return Categories(column=column.name, values=tuple(map(float, values)), names=names, one_hot=self.one_hot)


class OneHot(_Encoding, frozen=True, kw_only=True):
    """Give each class a column of its own that is 1 for its rows and 0 for all others.

    For words among the inputs, and for a target that is learned with CategoricalCrossentropy. Works on words and on
    whole numbers.
    """

    label: ClassVar[str] = "One-hot"
    formula: ClassVar[str] = "y[k] = 1 if x is class k else 0"
    one_hot: ClassVar[bool] = True


class Label(_Encoding, frozen=True, kw_only=True):
    """Number the classes 0, 1, 2, ... in sorted order.

    For a target of whole numbers that names classes, learned with SparseCategoricalCrossentropy, and for columns that
    mix words with numbers. A target of words is numbered without this step.
    """

    formula: ClassVar[str] = "y = place of x among the sorted classes"
    one_hot: ClassVar[bool] = False


def fit_preprocessing(
    steps: Iterable[Preprocessing],
    columns: Mapping[str, Array],
    vocabulary: Mapping[str, tuple[str, ...]],
    inputs: Iterable[str],
    training: Array,
) -> tuple[FittedPreprocessing, dict[str, Array]]:
    """Fit each step on what the steps before it made of the training rows; also gives the columns after all of them.

    `inputs` are the columns that a step without columns of its own may choose from.
    """
    prepared = dict(columns)
    fitted = FittedPreprocessing(vocabulary=dict(vocabulary))
    inputs = tuple(inputs)

    def seen(name: str) -> Column:
        return Column(name, prepared[name], training, fitted.class_names(name))

    for step in steps:
        chosen = [name for name in step.columns if name in prepared] if step.columns else inputs
        for name in chosen:
            column = seen(name)
            if step.columns or step.suits(column):
                numbers = step.fit(column)
                prepared[name] = prepared_by(column.values, numbers.apply)
                fitted = FittedPreprocessing(steps=(*fitted.steps, numbers), vocabulary=fitted.vocabulary)
    return fitted, prepared


def read_preprocessing(value: Any, where: str) -> tuple[Preprocessing, ...]:
    """Steps from their JSON form, a list of objects with "type" and the step's own fields."""
    if not isinstance(value, list):
        raise DocumentError(
            Sentence(
                "The preprocessing of the {where} must be a list of steps, not {value}.",
                where=where,
                value=shown(value),
            ),
            where=where,
        )
    return tuple(_read_step(step, f"{where}.preprocessing[{index}]") for index, step in enumerate(value))


def write_preprocessing(steps: Iterable[Preprocessing]) -> list[dict[str, Any]]:
    """The JSON form of the steps."""
    return [{"type": type(step).__name__} | write_config(step) for step in steps]


def _read_step(value: Any, where: str) -> Preprocessing:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise DocumentError(
            Sentence('{where} must be an object with "type", not {value}.', where=where, value=shown(value)),
            where=where,
        )
    # The fields stand beside the type; the long form of other choices, with a config, is understood as well.
    config = {key: setting for key, setting in value.items() if key != "type"}
    config = config["config"] if list(config) == ["config"] else config
    return read_config(lookup(Preprocessing, value["type"], where), config, where)


def _whole(column: str, values: Array, step: str) -> Array:
    broken = values[values != np.floor(values)]
    if len(broken):
        raise DataError(
            Sentence(
                "{step} works on words and whole numbers, and column {column!r} holds {value:g}. Take the column "
                "out of the step.",
                step=step,
                column=column,
                value=broken[0],
            )
        )
    return values
