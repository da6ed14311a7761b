"""Opening the database in a project file, which may come from anywhere, and telling in sentences why it fails.

Every use opens a connection and closes it again: a project is then safe to use from any thread, no file is held open,
and nothing lies beside it. The journal is a rollback journal, not a write-ahead log, because whatever was committed
must be in the one file that people send: after `kill -9` a write-ahead log would still hold some of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path, PurePath

from nnstudio.errors import ProjectError
from nnstudio.project.locations import is_there
from nnstudio.project.schema import (
    APPLICATION_ID,
    LARGEST_VALUE,
    VERSION,
    expected_schema,
    schema_of,
    upgrade_schema,
    version_of,
)
from nnstudio.sentence import Sentence

PATIENCE_SECONDS = 2.0
"""How long another program may keep the file to itself before we give up."""

_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
)
_SQLITE_HEADER = b"SQLite format 3\0"

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "{name} is in use by another program. Close it there and try again.",
    sqlite3.SQLITE_LOCKED: "{name} is in use by another program. Close it there and try again.",
    sqlite3.SQLITE_FULL: "{name} cannot be written: the disk is full. Make room and save again.",
    sqlite3.SQLITE_IOERR: "{name} cannot be read or written: its disk reports an error. Save a copy on another disk.",
    sqlite3.SQLITE_READONLY: "{name} cannot be written: you may not change it. Save a copy in another folder.",
    sqlite3.SQLITE_PERM: "{name} cannot be opened: you may not read it. Change its permissions.",
    sqlite3.SQLITE_CANTOPEN: "{name} cannot be opened or written in {folder}. Check that folder and its permissions.",
    sqlite3.SQLITE_CORRUPT: "{name} is damaged and was left as it is. Use an earlier copy of it.",
    sqlite3.SQLITE_NOTADB: "{name} is damaged and was left as it is. Use an earlier copy of it.",
    sqlite3.SQLITE_TOOBIG: "{name} holds a value that is larger than any project's. It was left as it is.",
}


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees the project at one moment; raises ProjectError."""
    with _connected(path) as connection, _transaction(connection, "BEGIN"):
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose changes are all kept when the block ends well, and none otherwise; raises ProjectError."""
    with _connected(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        with _transaction(connection, "BEGIN IMMEDIATE"):
            _require_ours(connection, path)
            upgrade_schema(connection)
            yield connection


@contextmanager
def filling(draft: Path, path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that nobody knows yet and that is to become `path`; raises ProjectError.

    It has no transaction and does not wait for the disk: whoever fails throws the draft away.
    """
    with _connected(draft, path) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def require_room_for_name(path: Path) -> None:
    """Raises OSError where the journal, whose name is longer than that of its file, would have too long a name."""
    with suppress(FileNotFoundError):
        _journal_of(path).stat()


def settle(path: Path) -> None:
    """Finish what a killed process left beside a file, before another takes its place and would be spoiled by it."""
    journal = _journal_of(path)
    if is_there(journal):
        with suppress(ProjectError), reading(path) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        journal.unlink(missing_ok=True)


def verify(path: Path) -> None:
    """Make sure that a file is a sound project of this version; raises ProjectError otherwise."""
    _require_header(path)
    with reading(path) as connection:
        version = _require_ours(connection, path)
        if version < 1 or schema_of(connection) != expected_schema(version):
            raise ProjectError(
                Sentence("{file} does not have the tables of a project. It was left as it is.", file=path.name)
            )
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",) or not _is_consistent(connection):
            raise ProjectError(_sentence(sqlite3.SQLITE_CORRUPT, path))


def _require_ours(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a project; raises ProjectError for other databases and for what we do not know yet."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise ProjectError(
            Sentence("{file} is a database of another program, not an NN Studio project.", file=path.name)
        )
    version = version_of(connection)
    if version > VERSION:
        raise ProjectError(
            Sentence(
                "{file} was saved by a newer NN Studio (format {version}; this one reads format {known}). "
                "Update NN Studio to open it.",
                file=path.name,
                version=version,
                known=VERSION,
            )
        )
    return version


def _require_header(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            header = stream.read(len(_SQLITE_HEADER))
    except FileNotFoundError:
        raise ProjectError(Sentence("There is no file {path}. Check the path.", path=path)) from None
    except IsADirectoryError:
        raise ProjectError(Sentence("{file} is a folder, not a project.", file=path.name)) from None
    except OSError as error:
        raise ProjectError(
            Sentence("{file} cannot be read: {reason}.", file=path.name, reason=Sentence(error.strerror or str(error)))
        ) from None
    if not header:
        raise ProjectError(Sentence("{file} is empty, so it is no project.", file=path.name))
    if header.lstrip().startswith(b"{"):
        raise ProjectError(
            Sentence("{file} holds plain JSON, not a project. Give it the ending .json to open it.", file=path.name)
        )
    if header != _SQLITE_HEADER:
        raise ProjectError(Sentence("{file} is not an NN Studio project.", file=path.name))


def _is_consistent(connection: sqlite3.Connection) -> bool:
    """Whether there is exactly one document, and every row belongs to something that is there."""
    (documents,) = connection.execute("SELECT count(*) FROM project").fetchone()
    return documents == 1 and connection.execute("PRAGMA foreign_key_check").fetchone() is None


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


@contextmanager
def _connected(path: Path, named: Path | None = None) -> Iterator[sqlite3.Connection]:
    location = f"{_uri(path.absolute())}?mode=rw"
    try:
        with closing(sqlite3.connect(location, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            for setting in _SETTINGS:
                connection.execute(setting)
            yield connection
    except UnicodeDecodeError as error:
        raise ProjectError(_sentence(sqlite3.SQLITE_CORRUPT, path)) from error
    except sqlite3.Error as error:
        raise _project_error(error, named or path) from error


def _journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _uri(path: PurePath) -> str:
    """A path as SQLite wants it: it knows no other computers, so that those of Windows become part of the path."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # A full disk ends some transactions by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _project_error(error: sqlite3.Error, path: Path) -> ProjectError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in _SENTENCES:
        return ProjectError(Sentence("{file} cannot be used: {error}.", file=path.name, error=str(error)))
    return ProjectError(_sentence(code & 0xFF, path))


def _sentence(code: int, path: Path) -> str:
    return Sentence(_SENTENCES[code], name=path.name, folder=path.absolute().parent)
