"""The files of CSVLogger: the curves of a run, a line an epoch."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from nnstudio.catalog.callbacks import CSVLogger
from nnstudio.engine.state import TrainingState
from nnstudio.network.document import Document
from nnstudio.project.atomic import why_not
from nnstudio.sentence import Sentence

_NOT_FIGURES = ("epoch", "learning_rate", "seconds", "samples_per_second")
_ABSENT = "NA"


def csv_logs(document: Document, folder: Path | None, rows: Iterable[Mapping[str, float]] = ()) -> tuple[CsvLog, ...]:
    """A recorder for every CSVLogger of a document that lies in this folder.

    `rows` are those that a resumed training has behind it.
    """
    callbacks = document.training.callbacks
    data = document.data.source if document.data is not None else None
    logs = []
    for place, callback in enumerate(callbacks):
        if isinstance(callback, CSVLogger):
            with_rate = any(other.sets_rate for other in callbacks[:place])
            logs.append(CsvLog(callback, folder, data, tuple(rows), with_rate=with_rate))
    return tuple(logs)


class CsvLog:
    """A `Recorder` that writes every epoch to a file, as Keras does. Where that fails, the training goes on."""

    def __init__(
        self,
        callback: CSVLogger,
        folder: Path | None,
        data: str | None,
        rows: tuple[Mapping[str, float], ...],
        *,
        with_rate: bool,
    ) -> None:
        self.failure: str | None = None
        """Why nothing more was written, as a sentence; None while all goes well."""
        self._callback = callback
        self._with_rate = with_rate
        self._path = None if folder is None else folder / callback.filename
        self._columns: list[str] | None = None
        if self._path is None:
            self.failure = Sentence(
                "{callback} wrote nothing: save the document first, so that it has a folder.",
                callback=Sentence(callback.label),
            )
        elif data is not None and folder is not None and (folder / data).resolve() == self._path.resolve():
            self.failure = Sentence(
                "{callback} wrote nothing: {file} holds the data. Name another file.",
                callback=Sentence(callback.label),
                file=callback.filename,
            )
        else:
            self._begin(self._path, rows)

    def epoch(self, row: Mapping[str, float]) -> None:
        """Write a line."""
        if self.failure is not None or self._path is None:
            return
        figures = {name: value for name, value in row.items() if name not in _NOT_FIGURES}
        if self._with_rate:
            figures["learning_rate"] = row["learning_rate"]
        lines: list[list[object]] = []
        if self._columns is None:
            self._columns = _columns(figures)
            if not (self._callback.append and self._path.exists() and self._path.stat().st_size):
                lines.append(["epoch", *self._columns])
        lines.append([int(row["epoch"]) - 1, *(figures.get(name, _ABSENT) for name in self._columns)])
        self._write(lines)

    def checkpoint(self, state: TrainingState) -> None:
        """Nothing to write."""

    def keep(self, name: str, state: TrainingState) -> None:
        """Nothing to write."""

    def end(self, state: str, reason: str) -> None:
        """Nothing is left to do: every line was written at once."""

    def _begin(self, path: Path, rows: tuple[Mapping[str, float], ...]) -> None:
        if self._callback.append:
            return
        try:
            path.write_bytes(b"")
        except OSError as error:
            self._fail(error)
        for row in rows:
            self.epoch(row)

    def _write(self, lines: list[list[object]]) -> None:
        try:
            with Path(self._path or "").open("a", newline="", encoding="utf-8") as stream:
                csv.writer(stream, delimiter=self._callback.separator).writerows(lines)
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = Sentence(
            "{callback} cannot write {file}: {reason}. The training went on without it.",
            callback=Sentence(self._callback.label),
            file=self._path,
            reason=why_not(error),
        )


def _columns(figures: Mapping[str, float]) -> list[str]:
    """In Keras' order; where nothing validates, a column for that stands empty all the same."""
    names = sorted(figures)
    has_validation = any(name.startswith("val_") for name in names)
    return names if has_validation else [*names, *(f"val_{name}" for name in names)]
