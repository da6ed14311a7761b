"""Moments of a run that are kept by name, because a callback of its document asked for it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from nnstudio.engine.state import TrainingState
from nnstudio.errors import ProjectError
from nnstudio.project.checkpoints import score_of
from nnstudio.project.clock import now
from nnstudio.project.schema import PART, version_of
from nnstudio.sentence import Sentence, joined

_SINCE = 2
"""The first version of the schema with tables for them."""


@dataclass(frozen=True)
class Keepsake:
    """A moment with a name, without its arrays."""

    name: str
    epoch: int
    """Complete epochs."""
    step: int
    """Batches that were learned from."""
    score: float | None
    """The loss of exactly these weights, that of the validation if there is one; None in the middle of an epoch."""
    taken: str
    """When, as ISO 8601 in UTC."""


def insert_keepsake(connection: sqlite3.Connection, run: int, name: str, state: TrainingState) -> None:
    """Store a state by name, in place of the one that had the name before."""
    connection.execute("DELETE FROM keepsake WHERE run = ? AND name = ?", (run, name))
    cursor = connection.execute(
        "INSERT INTO keepsake (run, name, epoch, step, score, taken) VALUES (?, ?, ?, ?, ?, ?)",
        (run, name, state.epoch, state.facts["step"], score_of(state), now()),
    )
    blob = memoryview(state.to_bytes())
    connection.executemany(
        "INSERT INTO keepsake_part VALUES (?, ?, ?)",
        ((cursor.lastrowid, start // PART, blob[start : start + PART]) for start in range(0, len(blob), PART)),
    )


def list_keepsakes(connection: sqlite3.Connection, run: int) -> tuple[Keepsake, ...]:
    """The keepsakes of a run, oldest first."""
    if version_of(connection) < _SINCE:
        return ()
    rows = connection.execute(
        "SELECT name, epoch, step, score, taken FROM keepsake WHERE run = ? ORDER BY step, id", (run,)
    )
    return tuple(Keepsake(*row) for row in rows)


def load_keepsake(connection: sqlite3.Connection, run: int, name: str) -> TrainingState:
    """The state that has this name; raises ProjectError, which tells the names there are, if there is none."""
    names = [keepsake.name for keepsake in list_keepsakes(connection, run)]
    if name not in names:
        known = (
            Sentence("It keeps {names}.", names=", ".join(names))
            if names
            else Sentence("It keeps none; Model checkpoint, a callback, makes them.")
        )
        raise ProjectError(
            joined([Sentence("Run {run} keeps no checkpoint named {name!r}.", run=run, name=name), known])
        )
    parts = connection.execute(
        "SELECT content FROM keepsake_part JOIN keepsake ON keepsake.id = keepsake WHERE run = ? AND name = ?"
        " ORDER BY number",
        (run, name),
    )
    return TrainingState.from_bytes(b"".join(content for (content,) in parts))


def forget_keepsakes(connection: sqlite3.Connection, run: int, after: int) -> None:
    """Let go of those that come after a step, from which the run goes on once more."""
    connection.execute("DELETE FROM keepsake WHERE run = ? AND step > ?", (run, after))
