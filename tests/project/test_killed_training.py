"""A process that is killed while it trains leaves a project from which the training goes on as if nothing had been."""

import signal
import subprocess
import sys

import numpy as np
import pytest

from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.project.project import Project

TRAIN_AND_DIE = """
import os, signal, sys
from pathlib import Path
from nnstudio.data.preparation import prepare
from nnstudio.engine.trainer import Trainer
from nnstudio.project import recorder as recording
from nnstudio.project.project import Project

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def insert_and_die(connection, run, state):
    connection.execute("PRAGMA cache_size = 1")
    insert(connection, run, state)
    if state.epoch == 5 and moment == "while writing":
        die()

insert, recording.insert_checkpoint = recording.insert_checkpoint, insert_and_die
project, moment = Project.open(Path(sys.argv[1])), sys.argv[2]
document = project.document
data = prepare(document.data, project.folder, ("input",))
recorder = project.begin_run(document, data, "")
trainer = Trainer(document, data)
while True:
    row = trainer.advance()
    if row is not None:
        recorder.epoch(row)
        recorder.checkpoint(trainer.state())
    elif trainer.epoch == 5:
        die()
"""


@pytest.fixture
def document(document):
    """A network whose checkpoints are larger than SQLite's cache, so that half of one is in the file when it dies."""
    return apply(document, edits.set_fields(document, ["hidden"], units=3000))


@pytest.mark.parametrize(("moment", "epochs"), [("between batches", 5), ("while writing", 4)])
def test_a_killed_training_goes_on_bit_for_bit_from_its_last_checkpoint(
    project, document, prepare_data, moment, epochs
):
    ended = subprocess.run([sys.executable, "-c", TRAIN_AND_DIE, str(project.path), moment], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    journal = project.path.with_name("square.nnstudio-journal")
    assert journal.exists() == (moment == "while writing")

    project = Project.open(project.path)
    assert not journal.exists()
    assert project.document == document
    (info,) = project.runs()
    state = project.latest_state()
    assert (info.state, info.epochs, state.epoch) == ("running", epochs, epochs)

    data = prepare_data(project, document)
    resumed, uninterrupted = Trainer(document, data), Trainer(document, data)
    resumed.restore(state)
    for trainer in (resumed, uninterrupted):
        while not trainer.finished:
            trainer.advance()
    expected = uninterrupted.model.store.named()
    for name, values in resumed.model.store.named().items():
        assert np.array_equal(values, expected[name])
    losses = [[row["loss"] for row in trainer.history.rows()] for trainer in (resumed, uninterrupted)]
    assert losses[0] == losses[1]
