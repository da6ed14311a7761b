"""Preprocessing after it has seen the training rows: plain numbers that can be stored, applied and turned round."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct, ValidationError, convert, to_builtins

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import listed
from nnstudio.data.stored_rows import prepared_by
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted


class Affine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="affine", tag_field="step"):
    """y = (x - shift) · factor, with one shift and factor for each entry of the last axis."""

    column: str
    shift: tuple[float, ...]
    factor: tuple[float, ...]

    def apply(self, values: Array) -> Array:
        """The scaled values, in single precision where that holds every value of the column exactly."""
        dtype = np.result_type(values.dtype, np.float32)
        scaled: Array = (values - np.asarray(self.shift, dtype)) * np.asarray(self.factor, dtype)
        return scaled

    def invert(self, values: Array) -> Array:
        """x = y / factor + shift: scaled values in their original unit."""
        original: Array = values / np.asarray(self.factor) + np.asarray(self.shift)
        return original


class Categories(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="categories", tag_field="step"):
    """Each value becomes its place in a sorted list of values, or a row with a 1 at that place."""

    column: str
    values: tuple[float, ...]
    names: tuple[str, ...]
    one_hot: bool

    def apply(self, values: Array) -> Array:
        """Whole numbers (n,), or zeros and ones (n, classes)."""
        known = np.asarray(self.values)
        places = np.minimum(np.searchsorted(known, values), len(known) - 1)
        unknown = known[places] != values
        if unknown.any():
            raise DataError(
                Sentence(
                    "Column {column!r} holds {value:g}, which is none of the known classes {classes}.",
                    column=self.column,
                    value=values[unknown][0],
                    classes=listed(self.names),
                )
            )
        return one_hot(places, len(known)) if self.one_hot else places.astype(np.int64)


FittedStep: TypeAlias = Affine | Categories


class FittedPreprocessing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that has to be known to prepare new rows exactly as the training rows were."""

    steps: tuple[FittedStep, ...] = ()
    vocabulary: dict[str, tuple[str, ...]] = {}
    """The classes of every column of words that is used, in the order of their numbers."""

    def apply(self, columns: Mapping[str, Array]) -> dict[str, Array]:
        """The columns after every step in order; steps of columns that are not given are passed over."""
        prepared = dict(columns)
        for step in self.steps:
            if step.column in prepared:
                prepared[step.column] = prepared_by(prepared[step.column], step.apply)
        return prepared

    def invert(self, column: str, values: Array) -> Array:
        """Scaled values of a column, such as predictions of a standardized target, in their original unit."""
        for step in reversed(self.steps):
            if step.column == column and isinstance(step, Affine):
                values = step.invert(values)
        return values

    def class_names(self, column: str) -> tuple[str, ...]:
        """The classes that a column counts into after the steps; none for a column of numbers."""
        names = [step.names for step in self.steps if isinstance(step, Categories) and step.column == column]
        return names[-1] if names else self.vocabulary.get(column, ())

    def is_one_hot(self, column: str) -> bool:
        """Whether a column became one column of zeros and ones for each of its classes."""
        return any(isinstance(step, Categories) and step.one_hot for step in self._steps_of(column))

    def is_encoded(self, column: str) -> bool:
        """Whether a step gave numbers to the classes of a column."""
        return any(isinstance(step, Categories) for step in self._steps_of(column))

    def to_json(self) -> dict[str, Any]:
        """The JSON form, as projects and exports store it."""
        stored: dict[str, Any] = to_builtins(self)
        return stored

    @classmethod
    def from_json(cls, value: Any) -> FittedPreprocessing:
        """What `to_json` gave; raises DataError if the value cannot have come from there."""
        try:
            fitted = convert(value, cls)
        except ValidationError as error:
            raise DataError(Sentence("The stored preprocessing is damaged: {error}.", error=str(error))) from None
        for step in fitted.steps:
            _check_step(step)
        return fitted

    def _steps_of(self, column: str) -> list[FittedStep]:
        return [step for step in self.steps if step.column == column]


def one_hot(labels: Array, count: int) -> Array:
    """Rows of zeros with a 1 at the place of each label, float32."""
    rows = np.zeros((len(labels), count), np.float32)
    rows[np.arange(len(labels)), labels] = 1
    return rows


def _check_step(step: FittedStep) -> None:
    numbers = [*step.shift, *step.factor] if isinstance(step, Affine) else list(step.values)
    if not all(math.isfinite(number) for number in numbers):
        raise DataError(
            Sentence(
                "The stored preprocessing of {column!r} is damaged: it holds a number that is not finite.",
                column=step.column,
            )
        )
    if isinstance(step, Affine) and (len(step.shift) != len(step.factor) or 0 in step.factor):
        raise DataError(
            Sentence(
                "The stored preprocessing of {column!r} is damaged: shift and factor do not fit.", column=step.column
            )
        )
    if isinstance(step, Categories) and (
        not step.values or len(step.values) != len(step.names) or list(step.values) != sorted(set(step.values))
    ):
        classes = counted(len(step.names), "{count} class", "{count:,} classes")
        raise DataError(
            Sentence(
                "The stored preprocessing of {column!r} is damaged: its {classes} do not fit its values.",
                column=step.column,
                classes=classes,
            )
        )
