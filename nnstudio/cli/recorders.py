"""What hears of a training on the command line besides its project."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from nnstudio.engine.state import TrainingState
from nnstudio.errors import InputError, JobError
from nnstudio.project.atomic import why_not

_LAST_KEYS = ("learning_rate", "seconds", "samples_per_second")


class HistoryFile:
    """The file of `--history`: one JSON object a line per epoch, there to be read as soon as the epoch is over."""

    def __init__(self, path: Path, rows: Iterable[Mapping[str, float]] = ()) -> None:
        """Begin the file with the rows that a resumed training has behind it."""
        try:
            self._stream = path.open("wb", buffering=0)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {why_not(error)}.") from None
        self._path = path
        for row in rows:
            self.epoch(row)

    def epoch(self, row: Mapping[str, float]) -> None:
        """Write a line; raises JobError if that fails."""
        try:
            self._stream.write(msgspec.json.encode(_ordered(row)) + b"\n")
        except OSError as error:
            raise JobError(f"{self._path} cannot be written: {why_not(error)}. The training was stopped.") from None

    def checkpoint(self, state: TrainingState) -> None:
        """Nothing to write."""

    def keep(self, name: str, state: TrainingState) -> None:
        """Nothing to write."""

    def end(self, state: str, reason: str) -> None:
        """Close the file."""
        self._stream.close()


class Memory:
    """Keeps what a project would hold, for a training that was given none and may want one when it is stopped."""

    def __init__(self) -> None:
        self.rows: list[Mapping[str, float]] = []
        self.state: TrainingState | None = None
        self.kept: dict[str, TrainingState] = {}

    def epoch(self, row: Mapping[str, float]) -> None:
        """Keep the row."""
        self.rows.append(row)

    def checkpoint(self, state: TrainingState) -> None:
        """Keep the state in place of the one before."""
        self.state = state

    def keep(self, name: str, state: TrainingState) -> None:
        """Keep the state under its name."""
        self.kept[name] = state

    def end(self, state: str, reason: str) -> None:
        """Nothing to keep."""


def _ordered(row: Mapping[str, float]) -> dict[str, float | None]:
    """The contract's keys: epoch, the figures, then the rest; what is not finite becomes null."""
    figures = [name for name in row if name not in ("epoch", *_LAST_KEYS)]
    values = {name: row[name] for name in (*figures, *_LAST_KEYS) if name in row}
    finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return {"epoch": int(row["epoch"]), **finite}
