"""One column of text cells, made into numbers or classes, or refused with a sentence that names the cell."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.fields import shown
from nnstudio.catalog.kernels import Array
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted

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
        return Sentence("Column {column!r} of {file}", column=self.name, file=self.file)

    def place(self, index: int) -> str:
        """A cell and its line, as a sentence names them."""
        return Sentence("{cell} in line {line}", cell=shown(self.cells[index]), line=self.lines[index])


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
    text = _with_point(cell) if decimal_comma else cell
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


def _as_numbers(cells: Sequence[str], *, decimal_comma: bool) -> Array | None:
    """All cells as numbers; None if one of them is none."""
    if decimal_comma:
        cells = [_with_point(cell) for cell in cells]
    try:
        numbers = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    # Python reads 1_000 as a number; in a table it is a typing error.
    return None if "_" in "".join(cells) else numbers


def _with_point(cell: str) -> str:
    """A number with a decimal comma as Python writes it; a point would separate thousands, which is not guessed."""
    return cell.replace(".", "_").replace(",", ".")


def _as_classes(cells: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    words = [cell.strip() for cell in cells]
    classes = tuple(sorted(set(words)))
    code = {name: index for index, name in enumerate(classes)}
    return np.fromiter((code[word] for word in words), np.int64, len(words)), classes


def _refuse_not_finite(column: TextColumn, numbers: Array) -> None:
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        raise DataError(
            Sentence(
                "{column} has {cells} without a finite number, the first {place}. Correct them or remove those lines.",
                column=column.title,
                cells=counted(len(wrong), "{count} cell", "{count:,} cells"),
                place=column.place(wrong[0]),
            )
        )


def _refuse_empty(column: TextColumn) -> None:
    empty = [index for index, cell in enumerate(column.cells) if not cell.strip()]
    if empty:
        raise DataError(
            Sentence(
                "{column} has {cells}, the first in line {line}. Fill them in or remove those lines.",
                column=column.title,
                cells=counted(len(empty), "{count} empty cell", "{count:,} empty cells"),
                line=column.lines[empty[0]],
            )
        )


def _refuse_mixture(column: TextColumn, *, decimal_comma: bool) -> None:
    """A column is numbers throughout or words throughout; the rarer kind is named as what is wrong."""
    numeric = np.fromiter((is_number(cell, decimal_comma=decimal_comma) for cell in column.cells), bool)
    numbers, words = np.flatnonzero(numeric), np.flatnonzero(~numeric)
    if len(numbers) == 0:
        _refuse_commas(column)
        return
    if len(words) <= len(numbers):
        raise DataError(
            Sentence(
                "{column} holds numbers, but {cells}, the first {place}. Correct them, or add a Label step for the "
                "column if it names classes.",
                column=column.title,
                cells=counted(len(words), "{count} cell that is none", "{count:,} cells that are none"),
                place=column.place(words[0]),
            )
        )
    raise DataError(
        Sentence(
            "{column} holds words, but {cells}, the first {place}. Correct them, or add a Label step for the column "
            "if it names classes.",
            column=column.title,
            cells=counted(len(numbers), "{count} cell with a number", "{count:,} cells with a number"),
            place=column.place(numbers[0]),
        )
    )


def _refuse_commas(column: TextColumn) -> None:
    if all(_NUMBER_WITH_COMMA.fullmatch(cell) for cell in column.cells):
        raise DataError(
            Sentence(
                "{column} writes its numbers with a comma, such as {cell}. Set the decimal mark of the data to "
                "comma, or write them with a point and without separators between the thousands.",
                column=column.title,
                cell=shown(column.cells[0]),
            )
        )
