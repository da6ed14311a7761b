"""Writes a run into its project while it goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from nnstudio.engine.state import TrainingState
from nnstudio.errors import ProjectError
from nnstudio.project.checkpoints import insert_checkpoint
from nnstudio.project.clock import now
from nnstudio.project.database import writing
from nnstudio.project.endings import insert_ending
from nnstudio.project.keepsakes import insert_keepsake
from nnstudio.project.runs import EpochRow, insert_row
from nnstudio.sentence import Sentence

MOST_WAITING = 16
"""So many moments with names are held in memory before they are written."""


class RunRecorder:
    """The `Recorder` of a run in a project. Its methods are called on the run's thread, `moving` on any other.

    History and checkpoint of a moment are written together, so that a killed process leaves a project in which they
    agree. When writing fails (the disk is full, say) the training goes on: what could not be written is kept, tried
    again with the next checkpoint, and told in `failure`.
    """

    def __init__(self, path: Path, run: int, started: str) -> None:
        self.run = run
        """Its number in the project; together with when it `started`, nothing else has it."""
        self.failure: ProjectError | None = None
        """Why the last attempt to write did not succeed; None when all is written."""
        self.started = started
        self._path = path
        self._rows: list[EpochRow] = []
        self._state: TrainingState | None = None
        self._kept: dict[str, TrainingState] = {}
        self._end: tuple[str, str, str] | None = None
        self._writing = Lock()

    @property
    def path(self) -> Path:
        """The project in which the run is recorded."""
        return self._path

    @contextmanager
    def moving(self, path: Path) -> Iterator[None]:
        """Hold all writing back while the project is copied; when that went well, go on in the copy."""
        with self._writing:
            yield
            self._path = path

    def epoch(self, row: EpochRow) -> None:
        """Keep the row for the next checkpoint."""
        self._rows.append(dict(row))

    def checkpoint(self, state: TrainingState) -> None:
        """Write a moment to which one can come back, unless it holds values that are not finite."""
        if state.is_finite:
            self._state = state
            self.flush()

    def keep(self, name: str, state: TrainingState) -> None:
        """Keep a moment by its name for the next checkpoint, unless there are many by then."""
        if state.is_finite:
            self._kept[name] = state
        if len(self._kept) >= MOST_WAITING:
            self.flush()

    def end(self, state: str, reason: str) -> None:
        """Write how the run ended."""
        self._end = (state, reason, now())
        self.flush()

    def flush(self) -> None:
        """Write what is not written yet; `failure` tells whether that succeeded."""
        with self._writing:
            try:
                with writing(self._path) as connection:
                    self._write(connection)
            except ProjectError as error:
                self.failure = error
                return
            self.failure = None
            self._rows.clear()
            self._kept.clear()
            self._state = self._end = None

    def _write(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("SELECT 1 FROM run WHERE id = ? AND started = ?", (self.run, self.started))
        if found.fetchone() is None:
            raise ProjectError(
                Sentence("{file} is not the project any more in which this training began.", file=self._path.name)
            )
        for row in self._rows:
            insert_row(connection, self.run, row)
        if self._state is not None:
            insert_checkpoint(connection, self.run, self._state)
        for name, kept in self._kept.items():
            insert_keepsake(connection, self.run, name, kept)
        if self._end is not None:
            insert_ending(connection, self.run, *self._end)
