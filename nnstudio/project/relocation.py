"""Documents that move to another folder take the way to their data along."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import structs

from nnstudio.data.readers.reader import Reader
from nnstudio.network.document import Document


def relocate(document: Document, old: Path, new: Path) -> Document:
    """The same document for another folder: a relative path in it leads to the same file from there."""
    data = document.data
    if data is None or not isinstance(data.options, Reader) or Path(data.source).is_absolute() or _same(old, new):
        return document
    source = relative_path(old / data.source, new)
    return structs.replace(document, data=data.replace(source=source))


def with_absolute_path(document: Document, folder: Path) -> Document:
    """The same document for wherever it may go: a relative path in it leads to the same file from everywhere."""
    data = document.data
    if data is None or not isinstance(data.options, Reader):
        return document
    source = folder.absolute() / data.source
    return structs.replace(document, data=data.replace(source=str(source)))


def relative_path(path: Path, folder: Path) -> str:
    """A path as it is written into a document in this folder: relative, with forward slashes, where that can be."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return str(path.absolute())  # another drive of Windows


def _same(one: Path, other: Path) -> bool:
    return one.absolute() == other.absolute()
