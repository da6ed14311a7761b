"""Files that appear whole or not at all: written beside their place, flushed to the disk, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from uuid import uuid4

from nnstudio.project.locations import is_there, real, shortened
from nnstudio.sentence import Sentence

_MOST_BYTES = 100
"""So much of a name stands in that of its draft."""


@contextmanager
def replacing(path: Path, *, within: AbstractContextManager[object] | None = None) -> Iterator[Path]:
    """A new, empty file that takes the place of `path` when the block ends well; otherwise nothing is changed.

    It does so `within` a context, such as a lock; what that raises at its beginning keeps the old file. Raises OSError
    where it cannot be written; `why_not` puts that into words.
    """
    target = real(path)  # a link stays a link to what is replaced
    if is_there(target):
        target.open("rb+").close()  # what may not be changed may not be replaced
    draft = target.with_name(f".{shortened(target.name, _MOST_BYTES)}.{uuid4().hex[:8]}.tmp")
    draft.touch(exist_ok=False)
    try:
        yield draft
        _flush(draft)
        if is_there(target):
            shutil.copymode(target, draft)
        with within or nullcontext():
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _flush_folder(target.parent)


def write_file(path: Path, content: bytes, *, within: AbstractContextManager[object] | None = None) -> None:
    """Write a whole file; raises OSError, and leaves what was there, if that fails."""
    with replacing(path, within=within) as draft:
        draft.write_bytes(content)


def why_not(error: OSError) -> str:
    """Why a file cannot be written, to stand behind a colon."""
    reasons = {
        errno.ENOENT: "there is no such folder",
        errno.ENOTDIR: "there is no such folder",
        errno.EISDIR: "there is a folder of that name",
        errno.EACCES: "you may not write there",
        errno.EPERM: "you may not write there",
        errno.EROFS: "you may not write there",
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk is full",
        errno.EFBIG: "the disk takes no files of that size",
        errno.ENAMETOOLONG: "the name is too long",
        errno.ELOOP: "its links lead in a circle",
    }
    return Sentence.of(reasons.get(error.errno or 0, error.strerror or str(error)))


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and does not need it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
