"""Named arrays, checked and made into a data set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset, Part, listed
from nnstudio.data.stored_rows import joined, pieces
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted

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
        raise DataError(
            Sentence(
                "Array {name!r} of {file} is a single value. Its first axis must count the rows.", name=name, file=file
            )
        )
    if len(array) == 0:
        raise DataError(Sentence("Array {name!r} of {file} has no rows.", name=name, file=file))
    if array.size == 0:
        raise DataError(
            Sentence(
                "Array {name!r} of {file} has the shape {shape}: there is nothing in its rows.",
                name=name,
                file=file,
                shape=array.shape,
            )
        )
    if array.dtype.kind != "f" or all(np.isfinite(piece).all() for piece in pieces(array)):
        return
    array = np.asarray(array)
    wrong = ~np.isfinite(array)
    first = tuple(int(index) for index in np.unravel_index(int(np.argmax(wrong)), array.shape))
    raise DataError(
        Sentence(
            "Array {name!r} of {file} has {values} without a finite number, the first {value} at {place}. "
            "Replace them or remove those rows.",
            name=name,
            file=file,
            values=counted(int(np.count_nonzero(wrong)), "{count} value", "{count:,} values"),
            value=array[first],
            place=list(first),
        )
    )


def _check_lengths(file: str, arrays: Mapping[str, Array]) -> None:
    first, *others = arrays
    for other in others:
        if len(arrays[other]) != len(arrays[first]):
            raise DataError(
                Sentence(
                    "Array {first!r} of {file} has {rows} and {other!r} has {others:,}. Every array needs one "
                    "entry for each row.",
                    first=first,
                    file=file,
                    rows=counted(len(arrays[first]), "{count} row", "{count:,} rows"),
                    other=other,
                    others=len(arrays[other]),
                )
            )


def _join_parts(file: str, arrays: Mapping[str, Array]) -> tuple[dict[str, Array], dict[Part, range]]:
    """Arrays by their name without its ending, and the rows that came from each part."""
    groups: dict[Part, dict[str, Array]] = {}
    for name, array in arrays.items():
        base, _, ending = name.rpartition("_")
        if not base or ending not in _PART_ENDINGS:
            raise DataError(
                Sentence(
                    "{file} holds {name!r} beside arrays for training. Let every name end in _train, _val or _test, "
                    "or none of them.",
                    file=file,
                    name=name,
                )
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
            raise DataError(
                Sentence(
                    "The arrays for {part} in {file} are not those for training; it needs {wanted}.",
                    part=Sentence("test") if part == "test" else Sentence("validation"),
                    file=file,
                    wanted=wanted,
                )
            )
        _check_lengths(file, {f"{name}_{ending}": group[name] for name in names})
        parts[part] = range(start, start + len(group[names[0]]))
        start = parts[part].stop
    return {name: _join(file, name, [groups[part][name] for part in parts]) for name in names}, parts


def _join(file: str, name: str, arrays: list[Array]) -> Array:
    for other in arrays[1:]:
        if other.shape[1:] != arrays[0].shape[1:]:
            raise DataError(
                Sentence(
                    "The arrays of {name!r} in {file} have rows of the shapes {first} and {other}. Give the rows of "
                    "training, validation and test the same shape.",
                    name=name,
                    file=file,
                    first=arrays[0].shape[1:],
                    other=other.shape[1:],
                )
            )
        if other.dtype.kind != arrays[0].dtype.kind and "U" in (other.dtype.kind, arrays[0].dtype.kind):
            raise DataError(
                Sentence(
                    "The arrays of {name!r} in {file} hold words in one part and numbers in another.",
                    name=name,
                    file=file,
                )
            )
    return joined(arrays)


def _as_classes(file: str, name: str, array: Array) -> tuple[Array, tuple[str, ...]]:
    if array.ndim > 1:
        raise DataError(
            Sentence(
                "Array {name!r} of {file} holds words in {count} axes. Words need one for each row.",
                name=name,
                file=file,
                count=array.ndim,
            )
        )
    names, codes = np.unique(array, return_inverse=True)
    return codes.astype(np.int64), tuple(names.tolist())
