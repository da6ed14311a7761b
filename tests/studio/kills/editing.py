"""A session that edits, saves, trains and opens at random until it is killed, and records beforehand what it does.

    python -m tests.studio.kills.editing SEED FOLDER KIND

What it records is flushed to the disk before it takes effect: a record may tell of something that never happened,
but nothing happens that no record tells of.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import threading
import time
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.json_format import write_document
from nnstudio.studio.files.safekeeping import Safekeeping
from nnstudio.studio.garbage import GarbageCollector
from nnstudio.studio.session.session import Session
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.last_windows import LastWindows
from nnstudio.studio.window.windows import Windows

RECORD = "record.jsonl"
MOST_NODES = 40


def essence(document) -> str:
    """What tells one state of a document from another."""
    return hashlib.sha1(write_document(document), usedforsecurity=False).hexdigest()


class Record:
    """One line of JSON for everything that is about to happen."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / RECORD, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._lock = threading.Lock()

    def tell(self, event: str, **facts: object) -> None:
        with self._lock:
            os.write(self._file, json.dumps({"at": time.time(), "event": event} | facts).encode() + b"\n")
            os.fsync(self._file)

    def tell_state(self, session: Session, path: Path | None) -> None:
        self.tell(
            "state",
            tag=session.document.name,
            essence=essence(session.document),
            path=str(path) if path is not None else None,
            modified=session.modified,
        )


class Editor:
    """Does one thing after the other in a workspace."""

    def __init__(self, seed: int, folder: Path, record: Record, workspace: Workspace) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self._record = record
        self._workspace = workspace
        self._count = 0
        self._deeds = {
            self._edit: 60,
            self._undo: 12,
            self._redo: 6,
            self._save: 8,
            self._save_as: 3,
            self._new: 2,
            self._open: 3,
            self._train: 2,
            self._stop: 2,
        }
        self._timer = QTimer(workspace, singleShot=True)
        self._timer.timeout.connect(self._act)

    def begin(self) -> None:
        self._new()
        self._act()

    def _act(self) -> None:
        deed = self._random.choices([*self._deeds], [*self._deeds.values()])[0]
        deed()
        self._record.tell("done", deed=deed.__name__, tag=self._workspace.session.document.name)
        self._timer.start(self._random.choice((0, 1, 5, 20, 60)))

    def _edit(self) -> None:
        session, choose = self._workspace.session, self._random
        document, nodes = session.document, session.document.network.nodes
        kind = choose.random()
        if kind < 0.4 and len(nodes) < MOST_NODES:
            change = edits.add_node(document, Dense(units=choose.randint(1, 64)))
        elif kind < 0.6 and len(nodes) > 2:
            change = edits.remove(document, [choose.choice(nodes).id])
        elif kind < 0.8 and nodes:
            place = (choose.uniform(-500, 500), choose.uniform(-500, 500))
            change = edits.move(document, {choose.choice(nodes).id: place})
        else:
            change = edits.set_training(document, batch_size=choose.randint(1, 64))
        session.do(change)

    def _undo(self) -> None:
        for _ in range(self._random.choice((1, 1, 3, 100))):
            self._workspace.session.undo()

    def _redo(self) -> None:
        self._workspace.session.redo()

    def _save(self) -> None:
        if self._workspace.files.path is None:
            self._save_as()
        else:
            self._save_to(self._workspace.files.path)

    def _save_as(self) -> None:
        tag = self._workspace.session.document.name
        self._save_to(self._folder / f"{tag}{self._random.choice(('.nnstudio', '.nnstudio', '.json'))}")

    def _save_to(self, path: Path) -> None:
        document = self._workspace.session.document
        self._record.tell("saving", tag=document.name, essence=essence(document), path=str(path))
        assert self._workspace.files.save_as(path)
        self._tell_state()

    def _new(self) -> None:
        self._count += 1
        template = TEMPLATES[0].read()
        training = template.training.replace(epochs=1_000_000)
        document = structs.replace(template, name=f"document {self._count}", training=training)
        assert self._workspace.files.new(document)
        self._tell_state()

    def _open(self) -> None:
        """Open a file, and take over or forget what was not saved of it."""
        paths = sorted(path for path in self._folder.iterdir() if path.suffix in (".nnstudio", ".json"))
        if not paths:
            return
        files = self._workspace.files
        assert files.open(self._random.choice(paths))
        if files.unsaved.offered is None:
            self._tell_state()
        elif self._random.random() < 0.7:
            files.restore()
        else:
            self._tell_state()
            files.unsaved.forget()

    def _tell_state(self) -> None:
        self._record.tell_state(self._workspace.session, self._workspace.files.path)

    def _train(self) -> None:
        if self._workspace.session.error is None:
            self._record.tell("training", tag=self._workspace.session.document.name)
            self._workspace.training.train()

    def _stop(self) -> None:
        self._workspace.training.stop()


def main(seed: int, folder: Path, kind: str) -> None:
    app = QApplication([])
    GarbageCollector(app)
    record = Record(folder)
    keep = Safekeeping.keep

    def record_and_keep(keeping: Safekeeping) -> None:
        if threading.current_thread() is threading.main_thread():
            record.tell_state(keeping._session, keeping._home.path)
        keep(keeping)

    Safekeeping.keep = record_and_keep
    if kind == "window":
        windows = Windows.of(app)
        LastWindows(windows).start(None)
        workspace = windows.all[0].workspace
    else:
        workspace = Workspace(app)
    editor = Editor(seed, folder, record, workspace)
    editor.begin()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    app.exec()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
