"""Several that write down the same run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nnstudio.engine.run import Recorder
from nnstudio.engine.state import TrainingState


class Recorders:
    """Several recorders that hear the same."""

    def __init__(self, recorders: Iterable[Recorder]) -> None:
        self._recorders = tuple(recorders)

    def epoch(self, row: Mapping[str, float]) -> None:
        """Pass it on."""
        for recorder in self._recorders:
            recorder.epoch(row)

    def checkpoint(self, state: TrainingState) -> None:
        """Pass it on."""
        for recorder in self._recorders:
            recorder.checkpoint(state)

    def keep(self, name: str, state: TrainingState) -> None:
        """Pass it on."""
        for recorder in self._recorders:
            recorder.keep(name, state)

    def end(self, state: str, reason: str) -> None:
        """Pass it on."""
        for recorder in self._recorders:
            recorder.end(state, reason)
