"""What every source gives: named columns of equal length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal, TypeAlias

import numpy as np

from nnstudio import sentence
from nnstudio.catalog.kernels import Array
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, joined

Part: TypeAlias = Literal["train", "validation", "test"]

_NAMES_SHOWN = 8


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows as their source has them: nothing scaled, nothing shuffled.

    A column of a table has one value for each row; an array has one entry of any shape for each row. A column of
    words holds whole numbers that count into its `classes`.
    """

    name: str
    columns: Mapping[str, Array]
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    """The columns that a network with one Input takes unless told otherwise."""
    target: str | None = None
    """The column that is predicted unless told otherwise."""
    parts: Mapping[Part, range] = field(default_factory=dict)
    """The rows of each part, where the source comes ready divided."""

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def require(self, names: Iterable[str]) -> None:
        """Raise DataError for the first name that no column has, suggesting the nearest."""
        for name in names:
            if name not in self.columns:
                refusal = Sentence("{data} has no column named {column!r}.", data=self.name, column=name)
                raise DataError(joined([refusal, self._suggestion(name)]))

    def without_rows(self) -> Dataset:
        """The columns with their types and the shapes of a row, and none of their rows."""
        columns = {name: np.empty((0, *values.shape[1:]), values.dtype) for name, values in self.columns.items()}
        return replace(self, columns=columns, parts={})

    def renamed(self, name: str) -> Dataset:
        """The same rows under another name."""
        return replace(self, name=name)

    def _suggestion(self, name: str) -> str:
        close = get_close_matches(name, self.columns, n=1)
        if close:
            return Sentence("Did you mean {name!r}?", name=close[0])
        return Sentence("It has {names}.", names=listed(self.columns))


def listed(names: Iterable[str]) -> str:
    """Names as a sentence shows them, cut after the first few."""
    quoted = [repr(name) for name in names]
    if len(quoted) > _NAMES_SHOWN:
        shown = sentence.listed(quoted[:_NAMES_SHOWN], "{first}, {last}")
        return Sentence("{names} and {count} more", names=shown, count=len(quoted) - _NAMES_SHOWN)
    return sentence.listed(quoted)
