"""Tables as text: CSV and TSV with a header line."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection, Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnstudio.data.dataset import Dataset
from nnstudio.data.memory import require_memory
from nnstudio.data.readers.cells import TextColumn, is_number, parse_column
from nnstudio.data.readers.reader import Reader, file_errors, require_file
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_TARGET_NAMES = ("y", "target", "label", "class")
_SNIFFED = 10**6
_MEMORY_PER_BYTE = 25
"""A short cell of text takes about this many times its size while it is a Python string."""


class DelimitedText(Reader, frozen=True, kw_only=True):
    """A table as text, one line a row, with the names of the columns in the first line (CSV, TSV).

    The text is UTF-8. A column of numbers becomes an input as it is; a column of words becomes classes, sorted by
    name. A column that is neither, an empty cell or a line that is too short is refused: nothing is guessed. Unless
    told otherwise, the column called y, target, label or class is predicted, or else the last one.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv")
    label: ClassVar[str] = "Table as text"

    delimiter: Annotated[
        Literal["auto", "comma", "semicolon", "tab"],
        Meta(title="Delimiter", description="What stands between two cells; auto looks at the first two lines."),
    ] = "auto"
    decimal: Annotated[
        Literal["point", "comma"],
        Meta(title="Decimal mark", description="What stands before the fraction of a number: 1.5 or 1,5."),
    ] = "point"
    incomplete: Annotated[
        Literal["refuse", "skip"],
        Meta(title="Rows with empty cells", description="refuse tells where they are, skip leaves them out."),
    ] = "refuse"

    def read(self, path: Path, categorical: Collection[str] = ()) -> Dataset:
        """One column for each name in the header."""
        text = _read_text(path)
        lines, rows = _read_rows(text, self._delimiter_of(path, text), path.name)
        header, lines = rows.pop(0), lines[1:]
        _check_header(header, path.name)
        if self.incomplete == "skip":
            lines, rows = _complete(lines, rows, path.name)
        columns, classes = {}, {}
        for name, cells in zip(header, zip(*rows, strict=True), strict=True):
            column = TextColumn(path.name, name, cells, lines)
            values, names = parse_column(column, decimal_comma=self.decimal == "comma", words=name in categorical)
            columns[name] = values
            if names:
                classes[name] = names
        target = _default_target(header)
        inputs = tuple(name for name in header if name != target)
        return Dataset(path.stem, columns, classes, inputs, target)

    def _delimiter_of(self, path: Path, text: str) -> str:
        if self.delimiter != "auto":
            return _DELIMITERS[self.delimiter]
        return "\t" if path.suffix.lower() == ".tsv" else _sniff_delimiter(text)


def _read_text(path: Path) -> str:
    require_memory(require_file(path) * _MEMORY_PER_BYTE, path.name)
    with file_errors(path):
        content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DataError(
            Sentence("{file} is text in UTF-16. Save it as UTF-8 (in a spreadsheet: 'CSV UTF-8').", file=path.name)
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            Sentence(
                "Line {line} of {file} is not text in UTF-8. Save the table as UTF-8 (in a spreadsheet: 'CSV UTF-8').",
                line=line,
                file=path.name,
            )
        ) from None
    if "\0" in text:
        raise DataError(Sentence("{file} is not a text file. Save the table as CSV in UTF-8.", file=path.name))
    return text


def _sniff_delimiter(text: str) -> str:
    """The delimiter that splits the header, splits the next line alike, and gives the most columns."""

    def fit(delimiter: str) -> tuple[bool, bool, int]:
        widths = [len(row) for row in _first_rows(text[:_SNIFFED], delimiter)]
        columns = widths[0] if widths else 0
        return columns > 1, len(set(widths)) == 1, columns

    return max(_DELIMITERS.values(), key=fit)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The header and the line below it, as far as they can be split."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for _, row in islice(_nonblank(text, delimiter), 2))
    return rows


def _nonblank(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line that it ends on."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return ((reader.line_num, row) for row in reader if row)


def _read_rows(text: str, delimiter: str, name: str) -> tuple[list[int], list[list[str]]]:
    """All rows, header first, each as wide as the header, and the line each stands on."""
    lines: list[int] = []
    rows: list[list[str]] = []
    try:
        for line, row in _nonblank(text, delimiter):
            if rows and len(row) != len(rows[0]):
                raise DataError(
                    Sentence(
                        "Line {line} of {name} has {cells} where the header names {columns}. Give every line one cell "
                        "for each column.",
                        line=line,
                        name=name,
                        cells=counted(len(row), "{count} cell", "{count:,} cells"),
                        columns=counted(len(rows[0]), "{count} column", "{count:,} columns"),
                    )
                )
            lines.append(line)
            rows.append(row)
    except csv.Error as error:
        line = lines[-1] + 1 if lines else 1
        raise DataError(
            Sentence(
                "Line {line} of {name} cannot be split into cells: {reason}.",
                line=line,
                name=name,
                reason=_reason(error),
            )
        ) from None
    if not rows:
        raise DataError(
            Sentence("{name} holds no rows. Its first line must name the columns, the rows follow.", name=name)
        )
    if len(rows) == 1:
        raise DataError(Sentence("{name} has a header and no rows below it. Choose a file with data in it.", name=name))
    return lines, rows


def _complete(lines: list[int], rows: list[list[str]], name: str) -> tuple[list[int], list[list[str]]]:
    """The rows without an empty cell, and their lines."""
    whole = [index for index, row in enumerate(rows) if all(map(str.strip, row))]
    if not whole:
        raise DataError(Sentence("Every row of {name} has an empty cell. Choose a file with whole rows.", name=name))
    return [lines[index] for index in whole], [rows[index] for index in whole]


def _reason(error: csv.Error) -> str:
    if "field limit" in str(error):
        return Sentence("a cell is longer than {count:,} characters", count=csv.field_size_limit())
    if "unexpected end of data" in str(error):
        return Sentence("a quotation mark is opened and never closed")
    return Sentence("a quotation mark stands inside a cell; write it twice and put the cell in quotation marks")


def _check_header(header: list[str], file: str) -> None:
    header[:] = [name.strip() for name in header]
    seen: set[str] = set()
    for position, name in enumerate(header, start=1):
        if is_number(name):
            raise DataError(
                Sentence(
                    "The first line of {file} holds the number {name} where the name of column {position} should be. "
                    "Add a first line that names the columns.",
                    file=file,
                    name=name,
                    position=position,
                )
            )
        if not name:
            raise DataError(
                Sentence(
                    "Column {position} of {file} has no name. Give every column a name in the first line.",
                    position=position,
                    file=file,
                )
            )
        if name in seen:
            raise DataError(
                Sentence(
                    "Two columns of {file} are named {name!r}. Give every column a name of its own.",
                    file=file,
                    name=name,
                )
            )
        seen.add(name)


def _default_target(header: list[str]) -> str:
    usual = [name for name in header if name.lower() in _TARGET_NAMES]
    return usual[0] if len(usual) == 1 else header[-1]
