"""A window without its widgets: a session with its files and its training."""

from __future__ import annotations

import ctypes
import os

import numpy as np
import pytest
from msgspec import structs

from nnstudio.catalog.layers.core import Dense
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.studio.files.project_files import ProjectFiles
from nnstudio.studio.session.session import Session
from nnstudio.studio.training.training_controller import TrainingController
from nnstudio.studio.welcome.templates import TEMPLATES


class _Capabilities(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@pytest.fixture
def ordinary_user():
    """Nobody may write what is read-only, not even root, in whose name tests run in some places."""
    if os.name != "posix" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (_Capabilities * 2)()
    assert libc.capget(header, held) == 0
    before = held[0].effective
    held[0].effective &= ~0b110  # CAP_DAC_OVERRIDE and _READ_SEARCH, of this thread and those that it starts
    assert libc.capset(header, held) == 0
    yield
    held[0].effective = before
    assert libc.capset(header, held) == 0


class Desk:
    """A session with its files and its training, as they are in a window, and what they told."""

    def __init__(self) -> None:
        self.session = Session()
        self.training = TrainingController(self.session)
        self.files = ProjectFiles(self.session, self.training)
        self.failures: list[str] = []
        self.offered: list = []
        self.opened: list = []
        self.moved: list[str] = []
        for signal in (self.files.failed, self.files.not_saved):
            signal.connect(self.failures.append)
        self.files.unsaved.found.connect(self.offered.append)
        self.files.opened.connect(self.opened.append)
        self.files.moved_to_draft.connect(self.moved.append)

    @property
    def document(self) -> Document:
        return self.session.document

    def add_node(self) -> None:
        self.session.do(edits.add_node(self.document, Dense(units=1)))

    def use_data(self, source: str) -> None:
        self.session.do(edits.set_data(self.document, DataReference(source=source)))

    def give_up_its_files(self) -> None:
        """As if it ended, but for what it shows."""
        self.files._home.leave()

    def close(self) -> None:
        self.training.close()
        self.files.close()


@pytest.fixture
def open_desk(qtbot):
    desks = []

    def open_desk(path=None):
        desk = Desk()
        desks.append(desk)
        if path is not None:
            assert desk.files.open(path)
            qtbot.waitUntil(lambda: not desk.files.runs.weights.busy, timeout=20_000)
        return desk

    yield open_desk
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk):
    return open_desk()


@pytest.fixture
def square():
    document = TEMPLATES[0].read()
    return structs.replace(document, training=document.training.replace(epochs=1_000_000))


@pytest.fixture
def rows(tmp_path):
    """A table of the curve, in a folder of its own."""
    folder = tmp_path / "work"
    folder.mkdir()
    x = np.linspace(-1, 1, 40)
    table = "\n".join(["x,y", *(f"{one},{one * one}" for one in x)])
    (folder / "rows.csv").write_text(table)
    return folder / "rows.csv"


@pytest.fixture
def train(qtbot):
    """Trains for some epochs and lets the training go on."""

    def train(desk, epochs=20):
        desk.training.train()
        qtbot.waitUntil(lambda: desk.training.snapshot.epoch >= epochs, timeout=20_000)

    return train


@pytest.fixture
def stop(qtbot):
    def stop(desk):
        with qtbot.waitSignal(desk.training.ended, timeout=20_000):
            desk.training.stop()

    return stop
