"""The curves of a run: one row per epoch in columns that grow, safe to be read while they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnstudio.catalog.kernels import Array


class RunHistory:
    """Rows of numbers by column name. Only the run's thread appends; others read `columns()` of a finished row.

    A column that is full is copied to a larger array, so that what was handed out before stays as it was.
    """

    def __init__(self, capacity: int = 128) -> None:
        self._columns: dict[str, Array] = {}
        self._capacity = capacity
        self._count = 0

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
        return self._count

    def append(self, row: Mapping[str, float]) -> None:
        """Add an epoch; a column that is new holds NaN for the epochs before."""
        if self._count == self._capacity:
            self._grow()
        for name, value in row.items():
            if name not in self._columns:
                self._columns[name] = np.full(self._capacity, np.nan)
            self._columns[name][self._count] = value
        self._count += 1

    def columns(self) -> dict[str, Array]:
        """Every column up to the last epoch, as views that cannot be written to."""
        views = {name: column[: self._count] for name, column in self._columns.items()}
        for view in views.values():
            view.flags.writeable = False
        return views

    def rows(self) -> Iterator[dict[str, float]]:
        """The epochs in order, each without the columns that it does not have."""
        for index in range(self._count):
            yield self.row(index)

    def row(self, index: int) -> dict[str, float]:
        """One epoch; negative indices count from the end."""
        position = index + self._count if index < 0 else index
        values = {name: float(column[position]) for name, column in self._columns.items()}
        return {name: value for name, value in values.items() if not np.isnan(value)}

    def _grow(self) -> None:
        self._capacity *= 2
        for name, column in self._columns.items():
            larger = np.full(self._capacity, np.nan)
            larger[: self._count] = column
            self._columns[name] = larger
