"""One column of text cells, made into numbers or classes, or refused with a sentence that names the cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.fields import shown
from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import counted
from nnstudio.errors import DataError

_NUMBER_WITH_COMMA = re.compile(r"\s*[+-]?\d+(,\d+)+\s*")


@dataclass(frozen=True)
class TextColumn:
    """The cells of one column and the lines of the file that they stand on."""

    file: str
    name: str
    cells: Sequence[str]
    lines: Sequence[int]

    @property
    def title(self) -> str:
        """The column as a sentence names it."""
        return f"Column {self.name!r} of {self.file}"

    def count(self, wrong: Callable[[str], bool]) -> tuple[int, str]:
        """How many cells are wrong, and the first of them with its line."""
        found = [index for index, cell in enumerate(self.cells) if wrong(cell)]
        if not found:
            return 0, ""
        return len(found), f"{shown(self.cells[found[0]])} in line {self.lines[found[0]]}"


def parse_column(column: TextColumn, *, decimal_comma: bool, words: bool) -> tuple[Array, tuple[str, ...]]:
    """The values of a column and, if they are words, the classes that they count into.

    With `words` a column may mix words with numbers, and is then words throughout.
    """
    numbers = _as_numbers(column.cells, decimal_comma=decimal_comma)
    if numbers is not None:
        _refuse_not_finite(column, numbers)
        return numbers, ()
    _refuse_empty(column)
    if not words:
        _refuse_mixture(column, decimal_comma=decimal_comma)
    return _as_classes(column.cells)


def is_number(cell: str, *, decimal_comma: bool = False) -> bool:
    """Whether a cell holds a finite number."""
    numbers = _as_numbers((cell,), decimal_comma=decimal_comma)
    return numbers is not None and math.isfinite(numbers[0])


def _as_numbers(cells: Sequence[str], *, decimal_comma: bool) -> Array | None:
    """All cells as numbers; None if one of them is none."""
    if decimal_comma:
        # A point would be a thousands separator here: refuse it, as a comma is refused otherwise.
        cells = [cell.replace(".", "_").replace(",", ".") for cell in cells]
    try:
        numbers = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    # Python reads 1_000 as a number; in a table it is a typing error.
    return None if any("_" in cell for cell in cells) else numbers


def _as_classes(cells: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    words = [cell.strip() for cell in cells]
    classes = tuple(sorted(set(words)))
    code = {name: index for index, name in enumerate(classes)}
    return np.fromiter((code[word] for word in words), np.int64, len(words)), classes


def _refuse_not_finite(column: TextColumn, numbers: Array) -> None:
    if np.isfinite(numbers).all():
        return
    count = int(np.count_nonzero(~np.isfinite(numbers)))
    first = int(np.argmin(np.isfinite(numbers)))
    raise DataError(
        f"{column.title} has {counted(count, 'cell')} without a finite number, the first "
        f"{shown(column.cells[first])} in line {column.lines[first]}. Correct them or remove those lines."
    )


def _refuse_empty(column: TextColumn) -> None:
    count, _ = column.count(lambda cell: not cell.strip())
    if count:
        line = next(line for line, cell in zip(column.lines, column.cells, strict=True) if not cell.strip())
        raise DataError(
            f"{column.title} has {counted(count, 'empty cell')}, the first in line {line}. "
            "Fill them in or remove those lines."
        )


def _refuse_mixture(column: TextColumn, *, decimal_comma: bool) -> None:
    """A column is numbers throughout or words throughout; the rarer kind is named as what is wrong."""
    numbers, first_number = column.count(lambda cell: is_number(cell, decimal_comma=decimal_comma))
    words, first_word = column.count(lambda cell: not is_number(cell, decimal_comma=decimal_comma))
    if numbers and words <= numbers:
        raise DataError(
            f"{column.title} holds numbers, but {counted(words, 'cell')} that {'is' if words == 1 else 'are'} none, "
            f"the first {first_word}. Correct them, or add a Label step for the column if it names classes."
        )
    if numbers:
        raise DataError(
            f"{column.title} holds words, but {counted(numbers, 'cell')} with a number, the first {first_number}. "
            "Correct them, or add a Label step for the column if it names classes."
        )
    if all(_NUMBER_WITH_COMMA.fullmatch(cell) for cell in column.cells):
        raise DataError(
            f"{column.title} writes its numbers with a comma, such as {shown(column.cells[0])}. Set the decimal mark "
            "of the data to comma, or write them with a point and without separators between the thousands."
        )
