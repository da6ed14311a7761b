"""Writes the curves of a training to a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath, PureWindowsPath
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from nnstudio.catalog.callbacks.base import Callback
from nnstudio.sentence import Sentence

_ENDINGS = (".csv", ".log", ".tsv", ".txt")


class CSVLogger(Callback, frozen=True, kw_only=True):
    """Writes a line of figures to a file after every epoch, beside the document.

    As in Keras, epochs count from 0, columns stand in the order of the alphabet, and those of a validation that there
    is not hold NA. Where the file cannot be written, the training goes on and says so in the end.
    """

    label: ClassVar[str] = "CSV logger"
    short_name: ClassVar[str] = "csv_logger"
    formula: ClassVar[str] = "epoch, figures …"
    first_values: ClassVar[Mapping[str, Any]] = MappingProxyType({"filename": "training.csv"})

    filename: Annotated[
        str, Meta(title="File", description="A path that starts in the folder of the document, such as training.csv.")
    ]
    separator: Annotated[str, Meta(title="Separator", description="The character between two values.")] = ","
    append: Annotated[
        bool, Meta(title="Append", description="Write behind what is in the file, instead of in its place.")
    ] = False

    @property
    def summary(self) -> str:
        """The file."""
        return self.filename

    def objection(self) -> str | None:
        """The file must lie with the document and be one of text; a separator is one character."""
        path = PurePath(self.filename)
        if path.suffix.lower() not in _ENDINGS:
            return Sentence(
                "cannot write to {filename!r}; name a file that ends in {endings} or .txt",
                filename=self.filename,
                endings=", ".join(_ENDINGS[:-1]),
            )
        if path.is_absolute() or PureWindowsPath(self.filename).drive or ".." in path.parts:
            return Sentence(
                "cannot write to {filename!r}; name a file in the folder of the document", filename=self.filename
            )
        if len(self.separator) != 1 or self.separator in '\r\n"':
            return Sentence("needs a separator of one character, such as a comma")
        return None
