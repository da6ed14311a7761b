"""The curves of a run: one row per epoch in columns that grow, safe to be read while they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from nnstudio.catalog.kernels import Array

_MOST_WAITING = 1024
"""Few enough to be written down in the time of a step or two."""


class RunHistory:
    """Rows of numbers by column name. Only the run's thread appends and asks; what it hands out others may read.

    Rows wait in a list until a column is asked for, since the epochs of a small network follow each other within
    microseconds. A column that is full is copied to a larger array, so that what was handed out before stays as it was.
    """

    def __init__(self, capacity: int = 128) -> None:
        self._columns: dict[str, Array] = {}
        self._capacity = capacity
        self._count = 0
        self._waiting: list[Mapping[str, float]] = []

    @classmethod
    def of(cls, columns: Mapping[str, Array]) -> RunHistory:
        """A history that goes on from these columns."""
        count = max(map(len, columns.values()), default=0)
        history = cls(max(128, 2 * count))
        for name, column in columns.items():
            history._columns[name] = np.full(history._capacity, np.nan)
            history._columns[name][:count] = column
        history._count = count
        return history

    def __len__(self) -> int:
        return self._count + len(self._waiting)

    def append(self, row: Mapping[str, float]) -> None:
        """Add an epoch; a column that is new holds NaN for the epochs before."""
        self._waiting.append(row)
        if len(self._waiting) >= _MOST_WAITING:
            self._write_down()

    def columns(self) -> dict[str, Array]:
        """Every column up to the last epoch, as views that cannot be written to."""
        self._write_down()
        views = {name: column[: self._count] for name, column in self._columns.items()}
        for view in views.values():
            view.flags.writeable = False
        return views

    def rows(self) -> Iterator[dict[str, float]]:
        """The epochs in order, each without the columns that it does not have."""
        for index in range(len(self)):
            yield self.row(index)

    def row(self, index: int) -> dict[str, float]:
        """One epoch; negative indices count from the end."""
        self._write_down()
        position = index + self._count if index < 0 else index
        values = {name: float(column[position]) for name, column in self._columns.items()}
        return {name: value for name, value in values.items() if not np.isnan(value)}

    def _write_down(self) -> None:
        """Put the rows that wait into the columns."""
        start, stop = self._count, len(self)
        if stop > self._capacity:
            self._grow(stop)
        for name in dict.fromkeys(chain.from_iterable(self._waiting)):
            if name not in self._columns:
                self._columns[name] = np.full(self._capacity, np.nan)
            self._columns[name][start:stop] = [row.get(name, np.nan) for row in self._waiting]
        self._count = stop
        self._waiting.clear()

    def _grow(self, least: int) -> None:
        self._capacity = max(2 * self._capacity, least)
        for name, column in self._columns.items():
            larger = np.full(self._capacity, np.nan)
            larger[: self._count] = column[: self._count]
            self._columns[name] = larger
