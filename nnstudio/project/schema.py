"""What a project file holds: one SQLite database of this schema and no other.

Times are ISO 8601 in UTC, JSON is UTF-8 text. A checkpoint is a `TrainingState` as safetensors, cut into parts because
SQLite limits the length of a value.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

APPLICATION_ID = 0x4E4E5374
"""The letters NNSt in the file's header, by which tools such as `file` can recognize a project."""
VERSION = 3
"""The version of this schema; a file of a later one is left alone, one of an earlier one gets what is new."""

_FIRST = """
CREATE TABLE project (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    document TEXT NOT NULL
) STRICT;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL,       -- what was trained, which the project's document may have moved on from
    preprocessing TEXT NOT NULL,  -- JSON: FittedPreprocessing
    description TEXT NOT NULL,    -- JSON: DataDescription
    fingerprint TEXT NOT NULL,    -- of the data that was trained on
    environment TEXT NOT NULL,    -- JSON: versions and machine
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'failed')),
    reason TEXT NOT NULL,         -- why it ended, as a sentence
    started TEXT NOT NULL,
    ended TEXT
) STRICT;

CREATE TABLE epoch (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    figures TEXT NOT NULL,        -- JSON: the row of the history
    PRIMARY KEY (run, number)
) STRICT;

CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,       -- complete epochs
    step INTEGER NOT NULL,        -- steps of the optimizer
    score REAL,                   -- the loss (of the validation if there is one) of exactly these weights, if known
    taken TEXT NOT NULL,
    UNIQUE (run, step)
) STRICT;

CREATE TABLE part (
    checkpoint INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (checkpoint, number)
) STRICT;
"""

_KEEPSAKES = """
CREATE TABLE keepsake (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,           -- what a callback called this moment
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    score REAL,
    taken TEXT NOT NULL,
    UNIQUE (run, name)
) STRICT;

CREATE TABLE keepsake_part (
    keepsake INTEGER NOT NULL REFERENCES keepsake (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (keepsake, number)
) STRICT;
"""

_ENDINGS = """
CREATE TABLE ending (
    run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    sentence TEXT NOT NULL        -- JSON: the reason of the run, to be told in any language
) STRICT;
"""

_ADDED = {1: _FIRST, 2: _KEEPSAKES, 3: _ENDINGS}
"""What each version added."""

LARGEST_VALUE = 128 * 2**20
"""No row has more bytes: twice the largest document. SQLite refuses to read or write a longer one."""
PART = 32 * 2**20
"""How many bytes of a checkpoint make a part."""


def create_schema(connection: sqlite3.Connection) -> None:
    """Make an empty database a project."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    upgrade_schema(connection)


def upgrade_schema(connection: sqlite3.Connection, version: int = VERSION) -> None:
    """Add the tables that a project of an earlier version does not have yet; within a transaction, if there is one."""
    for number in range(version_of(connection) + 1, version + 1):
        for statement in _ADDED[number].split(";")[:-1]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a project's schema."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def schema_of(connection: sqlite3.Connection) -> set[tuple[str, str, str, str | None]]:
    """Every table, index, view and trigger of a database, with the text that made it."""
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


def expected_schema(version: int = VERSION) -> set[tuple[str, str, str, str | None]]:
    """What `schema_of` finds in a sound project of this version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        upgrade_schema(connection, version)
        return schema_of(connection)
