"""Arrays that are too large to be copied: their rows stay in the file until a batch asks for them.

The file is mapped into memory, so that the system reads what is touched and forgets it again when memory is short.
Which rows are meant, and what preprocessing does to them, is noted and done to each batch alone. All of it treats
every value by itself, so the numbers are, bit for bit, those of an array that was prepared as a whole.

A mapped file that is cut short cannot be touched any more without ending the process, so every reading first looks
whether the file is still as it was. One that is deleted or replaced under its name stays readable until the end.
"""

from __future__ import annotations

import math
import mmap
import os
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.data.memory import require_memory
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence

LEAST_VALUES = 2**25
"""Arrays of fewer values (128 MB in single precision) are read: nothing can happen to them any more then."""
_PIECE_VALUES = 2**20
_ALL = slice(None)

Preparing: TypeAlias = Callable[[Array], Array]
"""What is done to rows, whichever and however many they are."""


class MappedFile:
    """A file as it was when it was opened."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        weakref.finalize(self, os.close, self._descriptor)
        self._before = self._mark()
        self.content = mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)

    def require_unchanged(self) -> None:
        """Raise DataError if the file has been written to."""
        now = self._mark()
        if now != self._before:
            raise DataError(self._change(is_shorter=now[0] < self._before[0]))

    def _change(self, *, is_shorter: bool) -> str:
        if is_shorter:
            return Sentence(
                "{file} was cut short while it was in use. Put it back as it was, then go on or begin anew.",
                file=self.name,
            )
        return Sentence(
            "{file} was changed while it was in use. Put it back as it was, then go on or begin anew.", file=self.name
        )

    def _mark(self) -> tuple[int, int]:
        found = os.fstat(self._descriptor)
        return found.st_size, found.st_mtime_ns


@dataclass(frozen=True, eq=False)
class StoredRows:
    """Rows of an array in a file, prepared as they are read. It is used like the array that it stands for."""

    file: MappedFile
    parts: tuple[Array, ...]
    """The bytes of every row, mapped: of one array in the file, or of several that follow one another."""
    entry: Shape
    kind: np.dtype[Any]
    chosen: Array | None = None
    """The numbers of the rows that are meant, in order; None for all."""
    steps: tuple[Preparing, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.parts)) if self.chosen is None else len(self.chosen)

    def __getitem__(self, rows: Any) -> Array:
        """Prepared rows, by a slice, by numbers or by a mask."""
        if isinstance(rows, tuple):
            found: Array = np.asarray(self)[rows]
            return found
        self.file.require_unchanged()
        places = self._places[rows]
        values = self._bytes_of(np.atleast_1d(places)).view(self.kind).reshape(-1, *self.entry)
        self.file.require_unchanged()
        prepared = self._prepared(values)
        return prepared if np.ndim(places) else prepared[0]

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        """All rows at once, if they fit."""
        require_memory(self.size * self.dtype.itemsize, self.file.name)
        return self[_ALL].astype(self.dtype if dtype is None else dtype, copy=False)

    @property
    def shape(self) -> Shape:
        """As that of the array."""
        return (len(self), *self.entry)

    @property
    def ndim(self) -> int:
        """As that of the array."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """As that of the array."""
        return math.prod(self.shape)

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """What rows are made of once they are prepared."""
        return self._prepared(np.empty((0, *self.entry), self.kind)).dtype

    def take(self, rows: Array, axis: int, out: Array, mode: str) -> None:
        """Write prepared rows into an array of any type, as the method of arrays does."""
        del axis, mode
        np.copyto(out, self[rows], "unsafe")

    def only(self, rows: Array) -> StoredRows:
        """Some of the rows, in this order."""
        return replace(self, chosen=self._places[rows])

    def then(self, step: Preparing) -> StoredRows:
        """The rows with something more done to them, which leaves their shape."""
        return replace(self, steps=(*self.steps, step))

    @cached_property
    def _places(self) -> Array:
        return np.arange(len(self)) if self.chosen is None else self.chosen

    def _bytes_of(self, places: Array) -> Array:
        if len(self.parts) == 1:
            return np.take(self.parts[0], places, 0)
        found, start = np.empty((len(places), self.parts[0].shape[1]), np.uint8), 0
        for part in self.parts:
            here = (places >= start) & (places < start + len(part))
            found[here] = np.take(part, places[here] - start, 0)
            start += len(part)
        return found

    def _prepared(self, values: Array) -> Array:
        for step in self.steps:
            values = step(values)
        return values


def stored_rows(path: Path, start: int, shape: Shape, kind: np.dtype[Any]) -> Array:
    """The rows of an array that begins at a byte of a file, to be used like an array."""
    file = MappedFile(path)
    raw = np.frombuffer(file.content, np.uint8, math.prod(shape) * kind.itemsize, start)
    # Whoever takes rows of an array can take them of this; who takes all gets them by way of `__array__`.
    return cast("Array", StoredRows(file, (raw.reshape(shape[0], -1),), shape[1:], kind))


def joined(arrays: Sequence[Array | StoredRows]) -> Array:
    """Arrays of one file one after the other; those that stay there as numbers of the same type still do."""
    found = [array for array in arrays if isinstance(array, StoredRows)]
    if len(found) < len(arrays) or len({(rows.kind, rows.entry) for rows in found}) > 1:
        return np.concatenate([np.asarray(array) for array in arrays])
    return cast("Array", replace(found[0], parts=tuple(part for rows in found for part in rows.parts)))


def chosen_rows(values: Array, rows: Array) -> Array:
    """Some rows of an array: copied, or noted where they stay in their file."""
    return cast("Array", values.only(rows)) if isinstance(values, StoredRows) else values[rows]


def prepared_by(values: Array, step: Preparing) -> Array:
    """What a step makes of an array: at once, or batch by batch where the array stays in its file."""
    return cast("Array", values.then(step)) if isinstance(values, StoredRows) else step(values)


def pieces(values: Array | StoredRows, rows: Array | None = None) -> Iterator[Array]:
    """An array, or some of its rows, in parts that fit into memory."""
    count = len(values) if rows is None else len(rows)
    at_a_time = max(1, _PIECE_VALUES // max(1, math.prod(values.shape[1:])))
    for start in range(0, count, at_a_time):
        part = slice(start, start + at_a_time)
        yield values[part if rows is None else rows[part]]
