"""The kind of declaration that reads files of some suffixes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from nnstudio.catalog.declaration import Declaration
from nnstudio.data.dataset import Dataset
from nnstudio.errors import DataError


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
        folder = path.parent if path.parent.is_dir() else None
        place = f"in {folder}" if folder else f"because there is no folder {path.parent}"
        raise DataError(f"There is no file {path.name!r} {place}. Choose the data file again.") from None
    except IsADirectoryError:
        raise DataError(f"{path.name} is a folder, not a file. Choose a file inside it.") from None
    except PermissionError:
        raise DataError(f"{path.name} may not be read by you. Change its permissions or choose another file.") from None
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror or error}.") from None


def require_file(path: Path) -> int:
    """The size of the file in bytes; raises DataError unless there is an ordinary file."""
    with file_errors(path):
        size = path.stat().st_size
        if path.is_dir():
            raise IsADirectoryError
    if not path.is_file():
        raise DataError(f"{path.name} is not an ordinary file. Choose another one.")
    if size == 0:
        raise DataError(f"{path.name} is empty. Choose a file with data in it.")
    return size
