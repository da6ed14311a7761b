"""The project file: a document, every run of it, their histories and checkpoints, in one file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import DataDescription, PreparedData
from nnstudio.engine.state import TrainingState
from nnstudio.errors import DataError, ProjectError
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document, write_document
from nnstudio.project.atomic import replacing, why_not
from nnstudio.project.checkpoints import CheckpointInfo, list_checkpoints, load_checkpoint
from nnstudio.project.clock import now
from nnstudio.project.database import filling, reading, require_room_for_name, settle, verify, writing
from nnstudio.project.endings import forget_ending
from nnstudio.project.environment import describe_environment
from nnstudio.project.keepsakes import Keepsake, forget_keepsakes, list_keepsakes, load_keepsake
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.relocation import relocate
from nnstudio.project.runs import EpochRow, RunInfo, find_run, list_history, list_runs, read_json
from nnstudio.project.schema import create_schema
from nnstudio.sentence import Sentence

SUFFIX = ".nnstudio"

_FACTS = "SELECT document, preprocessing, description, fingerprint, environment FROM run WHERE id = ?"
_EVERY_DOCUMENT = (
    ("SELECT id, document FROM project", "UPDATE project SET document = ? WHERE id = ?"),
    ("SELECT id, document FROM run", "UPDATE run SET document = ? WHERE id = ?"),
)


class Project:
    """A project file. Nothing is held open, so every method may be called from any thread, also during a training.

    Every method that touches the file raises ProjectError with a sentence, and leaves the file as it was then.
    """

    def __init__(self, path: Path) -> None:
        """Use `Project.open` or `Project.create`."""
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Project:
        """The project in a file, which may come from anywhere: its form is checked, and nothing in it is executed."""
        verify(path)
        return cls(path)

    @classmethod
    def create(cls, path: Path, document: Document) -> Project:
        """A new project in place of whatever was there."""
        with _drafting(path) as draft, filling(draft, path) as connection:
            create_schema(connection)
            connection.execute("INSERT INTO project VALUES (1, ?)", (_text(document),))
        return cls(path)

    @property
    def folder(self) -> Path:
        """Where the paths in its documents start."""
        return self.path.absolute().parent

    @property
    def document(self) -> Document:
        """The document as it was saved last; raises DocumentError if it has become unreadable."""
        with reading(self.path) as connection:
            (text,) = connection.execute("SELECT document FROM project").fetchone()
        return read_document(text, self.path.name)

    def save_document(self, document: Document) -> None:
        """Save the document; the runs keep theirs."""
        with writing(self.path) as connection:
            connection.execute("UPDATE project SET document = ?", (_text(document),))

    def save_as(self, path: Path) -> Project:
        """A copy with everything in it, in place of whatever was there; paths in it lead to the same data."""
        if path.absolute() == self.path.absolute():
            return self
        with _drafting(path) as draft, filling(draft, path) as target:
            with reading(self.path) as source:
                source.backup(target)
            _relocate_all(target, self.folder, path.parent)
        return Project(path)

    def begin_run(self, document: Document, data: PreparedData, fingerprint: str) -> RunRecorder:
        """Add a run of a document, which may have moved on from the project's; `data` is what it trains on."""
        started = now()
        with writing(self.path) as connection:
            cursor = connection.execute(
                "INSERT INTO run (document, preprocessing, description, fingerprint, environment, state, reason,"
                " started) VALUES (?, ?, ?, ?, ?, 'running', '', ?)",
                (
                    _text(document),
                    _json(data.fitted.to_json()),
                    _json(data.description.to_json()),
                    fingerprint,
                    _json(describe_environment()),
                    started,
                ),
            )
        return RunRecorder(self.path, int(cursor.lastrowid or 0), started)

    def resume_run(self, run: int, state: TrainingState, document: Document) -> RunRecorder:
        """Go on with a run from one of its checkpoints; whatever came after it will be written anew.

        `document` is the run's own, in which only the number of epochs may have changed.
        """
        with writing(self.path) as connection:
            info = find_run(connection, run)
            connection.execute("UPDATE run SET document = ? WHERE id = ?", (_text(document), run))
            forget_ending(connection, run)
            connection.execute("DELETE FROM epoch WHERE run = ? AND number > ?", (run, state.epoch))
            connection.execute("DELETE FROM checkpoint WHERE run = ? AND step > ?", (run, state.facts["step"]))
            forget_keepsakes(connection, run, state.facts["step"])
        return RunRecorder(self.path, run, info.started)

    def runs(self) -> tuple[RunInfo, ...]:
        """Every run at a glance, oldest first."""
        with reading(self.path) as connection:
            return list_runs(connection)

    def run_document(self, run: int) -> Document:
        """The document that a run trained."""
        return read_document(self._facts(run)["document"], Sentence("The document of run {run}", run=run))

    def preparation(self, run: int) -> tuple[FittedPreprocessing, DataDescription]:
        """How the data of a run was prepared: all that new rows need."""
        facts = self._facts(run)
        try:
            return (
                FittedPreprocessing.from_json(read_json(facts["preprocessing"], Sentence("The preprocessing"))),
                DataDescription.from_json(read_json(facts["description"], Sentence("The description of the data"))),
            )
        except DataError as error:
            raise ProjectError(error.sentence) from None

    def fingerprint(self, run: int) -> str:
        """The fingerprint of the data that a run trained on."""
        return self._facts(run)["fingerprint"]

    def environment(self, run: int) -> dict[str, str | int]:
        """Versions and machine that a run ran on."""
        found: dict[str, str | int] = read_json(self._facts(run)["environment"], Sentence("The environment"))
        return found

    def history(self, run: int) -> tuple[EpochRow, ...]:
        """The figures of every epoch of a run."""
        with reading(self.path) as connection:
            return list_history(connection, run)

    def checkpoints(self, run: int) -> tuple[CheckpointInfo, ...]:
        """The kept moments of a run, oldest first."""
        with reading(self.path) as connection:
            return list_checkpoints(connection, run)

    def keepsakes(self, run: int) -> tuple[Keepsake, ...]:
        """The moments of a run that have a name, oldest first."""
        with reading(self.path) as connection:
            return list_keepsakes(connection, run)

    def keepsake(self, run: int, name: str) -> TrainingState:
        """The moment of a run that has this name; raises ProjectError, which tells those there are."""
        with reading(self.path) as connection:
            return load_keepsake(connection, run, name)

    def state(self, checkpoint: int) -> TrainingState:
        """A kept moment by the id of its checkpoint."""
        with reading(self.path) as connection:
            return load_checkpoint(connection, checkpoint)

    def latest_run(self) -> RunInfo | None:
        """The newest run of which a moment is kept; None if nothing was trained."""
        trained = [run for run in self.runs() if run.checkpoints]
        return trained[-1] if trained else None

    def latest_state(self) -> TrainingState | None:
        """The last kept moment of the newest run; None if nothing was trained."""
        run = self.latest_run()
        return None if run is None else self.state(self.checkpoints(run.id)[-1].id)

    def _facts(self, run: int) -> dict[str, str]:
        names = ("document", "preprocessing", "description", "fingerprint", "environment")
        with reading(self.path) as connection:
            row = connection.execute(_FACTS, (run,)).fetchone()
        if row is None:
            raise ProjectError(Sentence("There is no run {run} in {file}.", run=run, file=self.path.name))
        return dict(zip(names, row, strict=True))


@contextmanager
def _drafting(path: Path) -> Iterator[Path]:
    """A new file that becomes the project when the block ends well."""
    try:
        require_room_for_name(path)
        with replacing(path) as draft:
            yield draft
            settle(path)
    except OSError as error:
        raise ProjectError(Sentence("{path} cannot be written: {reason}.", path=path, reason=why_not(error))) from None


def _relocate_all(connection: sqlite3.Connection, old: Path, new: Path) -> None:
    for select, update in _EVERY_DOCUMENT:
        for key, text in connection.execute(select).fetchall():
            moved = relocate(read_document(text), old, new)
            connection.execute(update, (_text(moved), key))


def _text(document: Document) -> str:
    return write_document(document).decode()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
