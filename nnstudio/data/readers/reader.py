"""The kind of declaration that reads files of some suffixes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from nnstudio.catalog.declaration import Declaration
from nnstudio.data.dataset import Dataset
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence


class Reader(Declaration, frozen=True, kw_only=True):
    """A way to read files; its settings are the options of a document's data."""

    kind: ClassVar[str] = "file reader"
    suffixes: ClassVar[tuple[str, ...]] = ()
    """The lower-case endings of the files it reads, each with its dot."""

    def read(self, path: Path, categorical: Collection[str] = ()) -> Dataset:
        """Everything the file holds; raises DataError for what cannot be trained on as it stands.

        Columns named in `categorical` hold classes and may mix words with numbers.
        """
        raise NotImplementedError


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says about a file into a sentence about it."""
    try:
        yield
    except FileNotFoundError:
        raise DataError(_no_file(path)) from None
    except IsADirectoryError:
        raise DataError(Sentence("{file} is a folder, not a file. Choose a file inside it.", file=path.name)) from None
    except PermissionError:
        raise DataError(
            Sentence("{file} may not be read by you. Change its permissions or choose another file.", file=path.name)
        ) from None
    except OSError as error:
        raise DataError(
            Sentence("{file} cannot be read: {reason}.", file=path.name, reason=Sentence(error.strerror or str(error)))
        ) from None


def require_file(path: Path) -> int:
    """The size of the file in bytes; raises DataError unless there is an ordinary file."""
    with file_errors(path):
        size = path.stat().st_size
        if path.is_dir():
            raise IsADirectoryError
    if not path.is_file():
        raise DataError(Sentence("{file} is not an ordinary file. Choose another one.", file=path.name))
    if size == 0:
        raise DataError(Sentence("{file} is empty. Choose a file with data in it.", file=path.name))
    return size


def _no_file(path: Path) -> str:
    if path.parent.is_dir():
        return Sentence(
            "There is no file {file!r} in {folder}. Choose the data file again.", file=path.name, folder=path.parent
        )
    return Sentence(
        "There is no file {file!r} because there is no folder {folder}. Choose the data file again.",
        file=path.name,
        folder=path.parent,
    )
