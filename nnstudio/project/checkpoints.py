"""Checkpoints in a project: storing and loading them, and which ones are kept."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass

from nnstudio.engine.state import TrainingState
from nnstudio.errors import ProjectError
from nnstudio.project.clock import now
from nnstudio.project.schema import PART

KEPT_NEWEST = 3
"""Of every run these many newest checkpoints are kept, the last of them being how it ended, and its best one."""

_PRUNE = """
DELETE FROM checkpoint WHERE run = :run
AND id NOT IN (SELECT id FROM checkpoint WHERE run = :run ORDER BY step DESC LIMIT :newest)
AND id NOT IN (SELECT id FROM checkpoint WHERE run = :run AND score IS NOT NULL ORDER BY score, step LIMIT 1)
"""


@dataclass(frozen=True)
class CheckpointInfo:
    """A saved moment of a run, without its arrays."""

    id: int
    epoch: int
    """Complete epochs."""
    step: int
    """Steps of the optimizer."""
    score: float | None
    """The loss of exactly these weights, that of the validation if there is one; None in the middle of an epoch."""
    size: int
    """Bytes in the file."""
    taken: str
    """When, as ISO 8601 in UTC."""


def score_of(state: TrainingState) -> float | None:
    """What the best checkpoint is chosen by: the loss at the end of an epoch, of the validation if there is one."""
    losses = state.history.get("val_loss", state.history.get("loss"))
    if state.facts["batch"] or losses is None or not len(losses):
        return None
    return float(losses[-1]) if math.isfinite(losses[-1]) else None


def insert_checkpoint(connection: sqlite3.Connection, run: int, state: TrainingState) -> None:
    """Store a state, in place of one of the same step, and let go of those that are no longer kept."""
    step = state.facts["step"]
    connection.execute("DELETE FROM checkpoint WHERE run = ? AND step = ?", (run, step))
    cursor = connection.execute(
        "INSERT INTO checkpoint (run, epoch, step, score, taken) VALUES (?, ?, ?, ?, ?)",
        (run, state.epoch, step, score_of(state), now()),
    )
    blob = memoryview(state.to_bytes())
    connection.executemany(
        "INSERT INTO part VALUES (?, ?, ?)",
        ((cursor.lastrowid, start // PART, blob[start : start + PART]) for start in range(0, len(blob), PART)),
    )
    connection.execute(_PRUNE, {"run": run, "newest": KEPT_NEWEST})


def list_checkpoints(connection: sqlite3.Connection, run: int) -> tuple[CheckpointInfo, ...]:
    """The checkpoints of a run, oldest first."""
    rows = connection.execute(
        "SELECT checkpoint.id, epoch, step, score, coalesce(sum(length(content)), 0), taken"
        " FROM checkpoint LEFT JOIN part ON part.checkpoint = checkpoint.id"
        " WHERE run = ? GROUP BY checkpoint.id ORDER BY step",
        (run,),
    )
    return tuple(CheckpointInfo(*row) for row in rows)


def load_checkpoint(connection: sqlite3.Connection, checkpoint: int) -> TrainingState:
    """The state of a checkpoint; raises ProjectError if there is none or it is damaged."""
    parts = connection.execute("SELECT content FROM part WHERE checkpoint = ? ORDER BY number", (checkpoint,))
    blob = b"".join(content for (content,) in parts)
    if not blob:
        raise ProjectError("This checkpoint is no longer in the project. Choose another one.")
    return TrainingState.from_bytes(blob)
