"""The two lines that say where a run stands."""

import numpy as np
import pytest

from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.studio.theme import Role
from nnstudio.studio.training.run_status import RunStatus


@pytest.fixture
def status(qtbot):
    status = RunStatus()
    qtbot.addWidget(status)
    status.resize(640, 36)
    status.show()
    return status


def running(**values):
    return Snapshot(state=RunState.RUNNING, epochs=100, **values)


def texts(status):
    return [label.text() for label in status.figures if label.isVisible()]


def test_it_tells_how_far_how_fast_and_how_long_still(status):
    status.show_snapshot(running(epoch=11, step=1190, samples_per_second=41_288, seconds_left=71.2))
    assert texts(status) == ["Epoch 12 of 100", "step 1,190", "41,300 samples/s", "1:12 left"]


def test_a_paused_run_says_so(status):
    status.show_snapshot(Snapshot(state=RunState.PAUSED, epochs=5, epoch=2, step=9, seconds_left=3))
    assert texts(status)[-1] == "paused"


def test_a_number_that_gets_shorter_keeps_its_place(status):
    status.show_snapshot(running(step=10, samples_per_second=1_000_000))
    widths = [label.minimumWidth() for label in status.figures]
    status.show_snapshot(running(step=11, samples_per_second=900))
    assert [label.minimumWidth() for label in status.figures] == widths


def test_another_run_begins_with_its_own_widths(status):
    status.show_snapshot(running(step=1_000_000, samples_per_second=1_000_000))
    wide = sum(label.minimumWidth() for label in status.figures)
    status.show_snapshot(running(step=1, samples_per_second=9))
    assert sum(label.minimumWidth() for label in status.figures) < wide


def test_the_best_epoch_is_that_of_the_accuracy_where_there_is_one(status):
    history = {"val_accuracy": np.array([0.5, 0.9, 0.8]), "val_loss": np.array([3.0, 2.0, 1.0])}
    status.show_snapshot(running(epoch=3, step=3, history=history))
    assert status.remark.text() == "val_accuracy 0.9 (best, epoch 2)"


def test_a_failed_run_tells_why_in_red(status):
    status.show_snapshot(Snapshot(state=RunState.FAILED, epochs=5, step=9, reason="The loss is not finite."))
    assert status.remark.text() == "The loss is not finite."
    assert status.remark.property("role") == Role.ERROR


def test_a_problem_stands_alone(status):
    status.show_snapshot(running(step=1))
    status.say("1 problem to solve before training", Role.ERROR)
    assert texts(status) == []
    assert status.remark.text() == "1 problem to solve before training"


def test_an_ended_run_tells_how_it_ended_and_what_was_best(status):
    history = {"loss": np.array([0.5, 0.25])}
    ended = Snapshot(state=RunState.FINISHED, epochs=2, epoch=2, reason="Finished after 2 epochs.", history=history)
    status.show_snapshot(ended)
    assert status.remark.text() == "Finished after 2 epochs · loss 0.25 (best, epoch 2)"
    status.show_snapshot(Snapshot(state=RunState.STOPPED, reason="Stopped in epoch 1."))
    assert status.remark.text() == "Stopped in epoch 1."
