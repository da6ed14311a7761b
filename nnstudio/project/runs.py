"""The runs in a project, seen from outside."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from nnstudio.errors import ProjectError
from nnstudio.project.endings import reason_of
from nnstudio.sentence import Sentence

EpochRow = Mapping[str, float]
"""The figures of one epoch by Keras' names."""

RunEnd = Literal["running", "finished", "stopped", "failed"]


@dataclass(frozen=True)
class RunInfo:
    """A run at a glance."""

    id: int
    state: RunEnd
    """How it ended; "running" if it still goes on or its process was killed."""
    reason: Sentence
    """Why it ended."""
    started: str
    ended: str | None
    epochs: int
    """How many epochs its history has."""
    last: EpochRow
    """The last row of its history; empty if there is none."""
    checkpoints: int
    """How many moments of it are kept."""


_RUNS = """
SELECT id, state, reason, started, ended,
    (SELECT count(*) FROM epoch WHERE epoch.run = run.id),
    (SELECT figures FROM epoch WHERE epoch.run = run.id ORDER BY number DESC LIMIT 1),
    (SELECT count(*) FROM checkpoint WHERE checkpoint.run = run.id)
FROM run
"""


def list_runs(connection: sqlite3.Connection) -> tuple[RunInfo, ...]:
    """Every run, oldest first."""
    return tuple(_info(connection, row) for row in connection.execute(f"{_RUNS} ORDER BY id").fetchall())


def find_run(connection: sqlite3.Connection, run: int) -> RunInfo:
    """One run; raises ProjectError if there is none of this number."""
    row = connection.execute(f"{_RUNS} WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise ProjectError(Sentence("There is no run {run} in this project.", run=run))
    return _info(connection, row)


def list_history(connection: sqlite3.Connection, run: int) -> tuple[EpochRow, ...]:
    """The figures of every epoch of a run."""
    rows = connection.execute("SELECT figures FROM epoch WHERE run = ? ORDER BY number", (run,))
    return tuple(_read_row(figures) for (figures,) in rows)


def insert_row(connection: sqlite3.Connection, run: int, row: EpochRow) -> None:
    """Store the figures of an epoch; those that are not finite become null."""
    figures = msgspec.json.encode(dict(row)).decode()
    connection.execute("INSERT OR REPLACE INTO epoch VALUES (?, ?, ?)", (run, int(row["epoch"]), figures))


def read_json(text: str, what: str) -> Any:
    """A JSON column; raises ProjectError if it is damaged."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise ProjectError(
            Sentence("{what} in this project is damaged. Use an earlier copy of it.", what=what)
        ) from None


def _info(connection: sqlite3.Connection, row: tuple[Any, ...]) -> RunInfo:
    number, state, reason, started, ended, epochs, figures, checkpoints = row
    last = _read_row(figures) if figures else {}
    reason = reason_of(connection, number, reason)
    return RunInfo(number, state, reason, started, ended, epochs, last, checkpoints)


def _read_row(figures: str) -> EpochRow:
    row = read_json(figures, Sentence("The history"))
    if not isinstance(row, dict) or not all(isinstance(value, int | float | None) for value in row.values()):
        raise ProjectError("The history in this project is damaged. Use an earlier copy of it.")
    return {name: math.nan if value is None else value for name, value in row.items()}
