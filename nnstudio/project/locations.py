"""Paths as they come: through links, into folders where nobody may look, with names that no text can hold."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

_URI = "file://"


def is_there(path: Path) -> bool:
    """Whether there is something, as far as one may see it; whatever the path is, this raises nothing."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises an error where one may not look


def is_file(path: Path) -> bool:
    """Whether there is a file, as far as one may see it; whatever the path is, this raises nothing."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def real(path: Path) -> Path:
    """The same for every way to write a path; links in a circle stay as they are."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


def working_folder() -> Path:
    """Where relative paths start that belong to no file; somebody may have removed the current folder."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def shortened(name: str, most_bytes: int) -> str:
    """As much of a name as has room: file systems count bytes, not letters."""
    return os.fsencode(name)[:most_bytes].decode(errors="ignore")


def path_to_text(path: Path) -> str:
    """A whole path for a text that is written as UTF-8, which not every name on a disk is."""
    text = str(path.absolute())
    try:
        text.encode()
    except UnicodeEncodeError:
        return path.absolute().as_uri()
    return text


def path_from_text(text: str) -> Path:
    """The inverse of `path_to_text`."""
    return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_URI))) if text.startswith(_URI) else text)
