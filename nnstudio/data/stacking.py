"""Columns side by side: the arrays that a network takes and is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import listed
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.stored_rows import pieces, prepared_by
from nnstudio.data.target import TargetKind
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence


def stack_inputs(columns: Mapping[str, Array], names: Sequence[str], fitted: FittedPreprocessing) -> Array:
    """One float32 array (n, ...) from preprocessed columns: numbers side by side, a lone array as it is."""
    words = [name for name in names if fitted.class_names(name) and not fitted.is_encoded(name)]
    if words:
        raise DataError(
            Sentence(
                "The input {columns} holds words, which a network cannot compute with. Add a OneHot step for it, or "
                "for an Embedding a Label step, or take it out of the inputs.",
                columns=listed(words),
            )
        )
    return _stack(columns, names)


def stack_target(
    columns: Mapping[str, Array], names: Sequence[str], fitted: FittedPreprocessing
) -> tuple[Array, TargetKind]:
    """What is to be predicted, and the form that it has."""
    classes = [name for name in names if fitted.class_names(name)]
    if not classes:
        values = np.asarray(_stack(columns, names))
        return values, "one_hot" if _is_one_hot(values) else "values"
    if len(names) > 1:
        raise DataError(
            Sentence(
                "{columns} holds classes and cannot be predicted together with other columns. Choose it as the "
                "only target, or take it out.",
                columns=listed(classes),
            )
        )
    if fitted.is_one_hot(names[0]):
        return columns[names[0]], "one_hot"
    return columns[names[0]].astype(np.int64, copy=False), "classes"


def stack_weight(columns: Mapping[str, Array], name: str, fitted: FittedPreprocessing) -> Array:
    """How much each row counts: float32 of the shape (n,), or of one number for each position of a row."""
    if fitted.class_names(name):
        raise DataError(
            Sentence(
                "The sample weight {column!r} holds words; weights are numbers from 0 on. Choose another column.",
                column=name,
            )
        )
    weights = np.asarray(_as_float32(name, columns[name]))
    if (weights < 0).any():
        raise DataError(
            Sentence(
                "The sample weight {column!r} holds {value:g}; weights are numbers from 0 on. Correct that row or "
                "choose another column.",
                column=name,
                value=weights.min(),
            )
        )
    return weights[..., 0] if weights.shape[1:] == (1,) else weights


def _stack(columns: Mapping[str, Array], names: Sequence[str]) -> Array:
    arrays = [_as_float32(name, columns[name]) for name in names]
    arrays = [array[:, None] if array.ndim == 1 else array for array in arrays]
    if len(arrays) == 1:
        return prepared_by(arrays[0], np.ascontiguousarray)
    require_side_by_side(columns, names)
    return np.concatenate(arrays, axis=1)


def require_side_by_side(columns: Mapping[str, Array], names: Sequence[str]) -> None:
    """Raise DataError for a column that is to stand beside others and has rows of several axes."""
    for name in names if len(names) > 1 else ():
        if columns[name].ndim > 2:
            others = listed(other for other in names if other != name)
            raise DataError(
                Sentence(
                    "{column!r} has rows of the shape {shape} and cannot stand beside {others}. Give it an Input node "
                    "of its own.",
                    column=name,
                    shape=columns[name].shape[1:],
                    others=others,
                )
            )


def _as_float32(name: str, values: Array) -> Array:
    single = prepared_by(values, _in_single_precision)
    if not all(np.isfinite(piece).all() for piece in pieces(single)):
        largest = max(float(np.abs(piece).max()) for piece in pieces(values))
        raise DataError(
            Sentence(
                "Column {column!r} holds {largest:g}; training reaches up to 3.4e38. Add a Standardize step for it.",
                column=name,
                largest=largest,
            )
        )
    return single


def _in_single_precision(values: Array) -> Array:
    with np.errstate(over="ignore"):
        return values.astype(np.float32, copy=False)


def _is_one_hot(values: Array) -> bool:
    """Whether each row has a single 1 among zeros, as classes are often stored in arrays."""
    return (
        values.ndim == 2
        and values.shape[1] > 1
        and bool(np.all((values == 0) | (values == 1)))
        and bool(np.all(np.count_nonzero(values, axis=1) == 1))
    )
