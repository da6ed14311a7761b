"""Named arrays, checked and made into a data set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset, Part, counted, listed
from nnstudio.data.stored_rows import joined, pieces
from nnstudio.errors import DataError

_PART_ENDINGS: dict[str, Part] = {"train": "train", "val": "validation", "test": "test"}


def dataset_of_arrays(path: Path, arrays: Mapping[str, Array]) -> Dataset:
    """The arrays of a file as columns; `y` is the target, and what ends in _train, _val, _test is joined."""
    for name, array in arrays.items():
        _check_array(path.name, name, array)
    parts: dict[Part, range] = {}
    if any(name.endswith("_train") for name in arrays):
        arrays, parts = _join_parts(path.name, arrays)
    _check_lengths(path.name, arrays)
    columns, classes = {}, {}
    for name, array in arrays.items():
        columns[name] = array
        if array.dtype.kind == "U":
            columns[name], classes[name] = _as_classes(path.name, name, array)
    inputs = tuple(name for name in columns if name != "y")
    return Dataset(path.stem, columns, classes, inputs, "y" if "y" in columns else None, parts)


def _check_array(file: str, name: str, array: Array) -> None:
    if array.ndim == 0:
        raise DataError(f"Array {name!r} of {file} is a single value. Its first axis must count the rows.")
    if len(array) == 0:
        raise DataError(f"Array {name!r} of {file} has no rows.")
    if array.size == 0:
        raise DataError(f"Array {name!r} of {file} has the shape {array.shape}: there is nothing in its rows.")
    if array.dtype.kind != "f" or all(np.isfinite(piece).all() for piece in pieces(array)):
        return
    array = np.asarray(array)
    wrong = ~np.isfinite(array)
    first = tuple(int(index) for index in np.unravel_index(int(np.argmax(wrong)), array.shape))
    raise DataError(
        f"Array {name!r} of {file} has {counted(int(np.count_nonzero(wrong)), 'value')} without a finite number, "
        f"the first {array[first]} at {list(first)}. Replace them or remove those rows."
    )


def _check_lengths(file: str, arrays: Mapping[str, Array]) -> None:
    first, *others = arrays
    for other in others:
        if len(arrays[other]) != len(arrays[first]):
            raise DataError(
                f"Array {first!r} of {file} has {counted(len(arrays[first]), 'row')} and {other!r} has "
                f"{len(arrays[other]):,}. Every array needs one entry for each row."
            )


def _join_parts(file: str, arrays: Mapping[str, Array]) -> tuple[dict[str, Array], dict[Part, range]]:
    """Arrays by their name without its ending, and the rows that came from each part."""
    groups: dict[Part, dict[str, Array]] = {}
    for name, array in arrays.items():
        base, _, ending = name.rpartition("_")
        if not base or ending not in _PART_ENDINGS:
            raise DataError(
                f"{file} holds {name!r} beside arrays for training. "
                "Let every name end in _train, _val or _test, or none of them."
            )
        groups.setdefault(_PART_ENDINGS[ending], {})[base] = array
    parts: dict[Part, range] = {}
    names = list(groups["train"])
    start = 0
    for ending, part in _PART_ENDINGS.items():
        if part not in groups:
            continue
        group = groups[part]
        if set(group) != set(names):
            wanted = listed(f"{name}_{ending}" for name in names)
            raise DataError(f"The arrays for {part} in {file} are not those for training; it needs {wanted}.")
        _check_lengths(file, {f"{name}_{ending}": group[name] for name in names})
        parts[part] = range(start, start + len(group[names[0]]))
        start = parts[part].stop
    return {name: _join(file, name, [groups[part][name] for part in parts]) for name in names}, parts


def _join(file: str, name: str, arrays: list[Array]) -> Array:
    for other in arrays[1:]:
        if other.shape[1:] != arrays[0].shape[1:]:
            raise DataError(
                f"The arrays of {name!r} in {file} have rows of the shapes {arrays[0].shape[1:]} and "
                f"{other.shape[1:]}. Give the rows of training, validation and test the same shape."
            )
        if other.dtype.kind != arrays[0].dtype.kind and "U" in (other.dtype.kind, arrays[0].dtype.kind):
            raise DataError(f"The arrays of {name!r} in {file} hold words in one part and numbers in another.")
    return joined(arrays)


def _as_classes(file: str, name: str, array: Array) -> tuple[Array, tuple[str, ...]]:
    if array.ndim > 1:
        raise DataError(f"Array {name!r} of {file} holds words in {array.ndim} axes. Words need one for each row.")
    names, codes = np.unique(array, return_inverse=True)
    return codes.astype(np.int64), tuple(names.tolist())
