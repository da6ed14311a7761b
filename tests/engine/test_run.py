from __future__ import annotations

import threading
import time
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from nnstudio.catalog.callbacks import EarlyStopping, ModelCheckpoint
from nnstudio.catalog.optimizers import SGD
from nnstudio.catalog.schedules import ExponentialDecay
from nnstudio.engine import run as run_module
from nnstudio.engine.run import Run
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import DataError
from tests.engine.trainings import LINE, PICTURES, line, pictures, trained, weights_of, with_training

PATIENCE = 30.0
ENDLESS = with_training(LINE, epochs=10**6, optimizer=SGD(learning_rate=0.01))


class Memory:
    """A recorder that keeps everything, and how the run stood when it was told."""

    def __init__(self):
        self.rows, self.states, self.ends, self.kept = [], [], [], []

    def epoch(self, row):
        self.rows.append(dict(row))

    def checkpoint(self, state):
        self.states.append(state)

    def keep(self, name, state):
        self.kept.append((name, state))

    def end(self, state, reason):
        self.ends.append((state, reason))


@pytest.fixture
def start():
    """Start runs, and see to it that none outlives its test."""
    runs = []

    def starting(document=LINE, data=None, *, paused=False, recorder=None):
        run = Run(lambda: (Trainer(document, data or line()), recorder))
        runs.append(run)
        run.start(paused=paused)
        return run

    yield starting
    for run in runs:
        run.stop()
        assert run.join(PATIENCE)
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def paused_at(run, step):
    wait_for(lambda: run.snapshot.state is RunState.PAUSED and run.snapshot.step == step)
    return run.snapshot


def finished(run):
    assert run.join(PATIENCE)
    return run.snapshot


def test_a_run_trains_as_the_trainer_alone_does(start):
    run = start(PICTURES, pictures())
    snapshot = finished(run)
    alone = trained(Trainer(PICTURES, pictures()))
    assert snapshot.state is RunState.FINISHED
    assert {name: array.tobytes() for name, array in run.weights.items()} == weights_of(alone)
    assert (snapshot.epoch, snapshot.epochs, snapshot.step, snapshot.progress) == (4, 4, 20, 1.0)
    np.testing.assert_array_equal(snapshot.history["loss"], alone.history.columns()["loss"])


def test_the_end_says_how_it_came(start):
    assert finished(start()).reason == "Finished after 3 epochs."
    callback = EarlyStopping(monitor="loss", min_delta=1e9, restore_best_weights=True)
    stopped = finished(start(with_training(LINE, epochs=50, callbacks=(callback,))))
    assert stopped.reason.startswith("Early stopping ended the training after epoch 2: loss was best in epoch 1")
    assert stopped.reason.endswith("Early stopping restored the weights of epoch 1, the best one.")


def test_a_run_can_be_stopped_in_the_middle(start):
    memory = Memory()
    run = start(ENDLESS, recorder=memory)
    wait_for(lambda: run.snapshot.step > 0)
    run.stop()
    snapshot = finished(run)
    assert snapshot.state is RunState.STOPPED
    assert snapshot.reason == f"Stopped in epoch {snapshot.epoch + 1}."
    assert memory.ends == [("stopped", snapshot.reason)]
    assert memory.states[-1].facts["step"] == snapshot.step
    np.testing.assert_array_equal(memory.states[-1].weights["dense/kernel"], run.weights["dense/kernel"])


def test_a_stopped_run_cannot_be_called_back(start):
    run = start(ENDLESS)
    run.stop()
    run.resume()
    run.pause()
    assert finished(run).state is RunState.STOPPED


def test_a_run_can_be_stopped_before_it_begins():
    run = Run(lambda: (Trainer(ENDLESS, line()), None))
    run.stop()
    run.start()
    assert finished(run).state is RunState.STOPPED


def test_a_run_pauses_and_goes_on(start):
    run = start(ENDLESS)
    run.pause()
    wait_for(lambda: run.snapshot.state is RunState.PAUSED)
    step = run.snapshot.step
    time.sleep(0.05)
    assert run.snapshot.step == step
    run.resume()
    wait_for(lambda: run.snapshot.step > step)
    assert run.snapshot.state is RunState.RUNNING


def test_a_run_can_begin_paused_and_reports_no_health_before_the_first_batch(start):
    snapshot = paused_at(start(PICTURES, pictures(), paused=True), 0)
    assert snapshot.health == {}
    assert np.isnan(snapshot.batch_loss)
    assert snapshot.progress == 0


def test_one_batch_at_a_time(start):
    run = start(paused=True)
    for step in range(1, 6):
        paused_at(run, step - 1)
        run.step_batch()
        snapshot = paused_at(run, step)
        assert (snapshot.epoch, snapshot.batch) == divmod(step, 3)
        assert snapshot.batch_loss > 0


def test_one_epoch_at_a_time(start):
    run = start(paused=True)
    paused_at(run, 0)
    run.step_batch()
    paused_at(run, 1)
    for epoch in (1, 2):
        run.step_epoch()
        assert (paused_at(run, 3 * epoch).epoch, run.snapshot.batch) == (epoch, 0)


def test_the_last_step_ends_the_run(start):
    run = start(paused=True)
    for epoch in (1, 2):
        run.step_epoch()
        paused_at(run, 3 * epoch)
    run.step_epoch()
    assert finished(run).state is RunState.FINISHED


def test_another_learning_rate_counts_from_the_next_batch_on_also_while_paused(start):
    run = start(with_training(LINE, optimizer=SGD(learning_rate=0.25)), paused=True)
    paused_at(run, 0)
    run.step_batch()
    paused_at(run, 1)
    run.set_learning_rate(0.0)
    wait_for(lambda: run.snapshot.learning_rate == 0.0)
    (change,) = run.snapshot.rate_changes
    assert (change.epoch, change.before, change.after) == (pytest.approx(1 / 3), 0.25, 0.0)
    run.resume()
    finished(run)
    reference = Trainer(with_training(LINE, optimizer=SGD(learning_rate=0.25)), line())
    reference.advance()
    np.testing.assert_array_equal(run.weights["dense/kernel"], reference.model.store.named()["dense/kernel"])


def test_a_learning_rate_that_is_set_takes_the_place_of_a_schedule_until_the_end(start):
    falling = ExponentialDecay(initial_learning_rate=0.5, decay_steps=3, decay_rate=0.5)
    run = start(with_training(LINE, optimizer=SGD(learning_rate=falling), epochs=4), paused=True)
    run.step_epoch()
    paused_at(run, 3)
    assert run.snapshot.learning_rate == 0.25
    run.set_learning_rate(0.125)
    wait_for(lambda: run.snapshot.learning_rate == 0.125)
    run.resume()
    ended = finished(run)
    np.testing.assert_allclose(ended.history["learning_rate"], [0.25, 0.125, 0.125, 0.125])
    (change,) = ended.rate_changes
    assert (change.epoch, change.before, change.after) == (1, 0.25, 0.125)


def test_a_learning_rate_that_stays_is_no_change(start):
    run = start(paused=True)
    run.set_learning_rate(0.001)
    run.resume()
    assert finished(run).rate_changes == ()


def test_moments_are_kept_as_callbacks_ask_for_it(start):
    memory = Memory()
    every, second = ModelCheckpoint(filepath="epoch {epoch}"), ModelCheckpoint(filepath="{batch}", save_freq=2)
    run = start(with_training(LINE, callbacks=(every, second), epochs=2), recorder=memory)
    assert finished(run).state is RunState.FINISHED
    assert [name for name, _ in memory.kept] == ["2", "epoch 1", "1", "3", "epoch 2"]
    moments = [(state.epoch, state.facts["batch"], state.facts["step"]) for _, state in memory.kept]
    assert moments == [(0, 2, 2), (1, 0, 3), (1, 1, 4), (2, 0, 6), (2, 0, 6)]


def test_what_is_asked_for_while_paused_is_shown_at_once(start):
    run = start(paused=True)
    run.step_batch()
    paused_at(run, 1)
    run.watch("dense")
    wait_for(lambda: run.snapshot.watched is not None)
    assert run.snapshot.watched.step == 1
    run.set_probe({"input": np.zeros((3, 1), np.float32)})
    wait_for(lambda: run.snapshot.probe is not None)
    assert run.snapshot.probe["dense"].shape == (3, 1)
    run.watch("no such node")
    wait_for(lambda: run.snapshot.watched is None)


def test_what_every_step_takes_is_published_while_it_is_asked_for(start):
    run = start(PICTURES, pictures(), paused=True)
    run.set_profiling(True)
    run.step_batch()
    plan = paused_at(run, 1).plan
    assert plan.timing.batches == 1
    assert all(step.seconds >= 0 for step in plan.steps)
    run.set_profiling(False)
    run.step_batch()
    assert paused_at(run, 2).plan is None


def test_the_last_snapshot_shows_the_network_as_it_ended(start):
    run = start(paused=True)
    probe = line().train.inputs
    run.set_probe(probe)
    run.resume()
    snapshot = finished(run)
    np.testing.assert_array_equal(snapshot.probe["dense"], trained(Trainer(LINE, line())).model.predict(probe))
    assert snapshot.health.keys() == {"input", "dense"}
    assert snapshot.seconds_left is None


def test_a_failing_preparation_is_told():
    def prepare():
        raise DataError("rows.csv is empty.")

    run = Run(prepare)
    run.start()
    snapshot = finished(run)
    assert (snapshot.state, snapshot.reason) == (RunState.FAILED, "rows.csv is empty.")
    assert run.weights == {}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "The memory is full. Choose a smaller batch size or fewer units."),
        (ZeroDivisionError("x"), "Something went wrong inside the training: ZeroDivisionError('x')."),
    ],
)
def test_no_error_of_a_run_is_lost(error, reason):
    def prepare():
        raise error

    run = Run(prepare)
    run.start()
    assert finished(run).reason == reason


def test_a_loss_that_is_not_finite_ends_the_run_and_names_the_node(start):
    memory = Memory()
    run = start(with_training(LINE, optimizer=SGD(learning_rate=1e25), epochs=50), recorder=memory)
    snapshot = finished(run)
    assert (snapshot.state, snapshot.guilty) == (RunState.FAILED, "dense")
    assert "so the training was stopped" in snapshot.reason
    assert memory.ends == [("failed", snapshot.reason)]
    assert all(np.isfinite(array).all() for array in run.weights.values())
    assert (snapshot.epoch, snapshot.step, snapshot.history) == (0, 1, {})


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_recorder_that_fails_in_the_end_leaves_no_run_that_seems_to_go_on():
    class Broken(Memory):
        def end(self, state, reason):
            raise OSError("gone")

    run = Run(lambda: (Trainer(LINE, line()), Broken()))
    run.start()
    assert not finished(run).state.active


def test_every_epoch_is_recorded_and_the_last_checkpoint_is_the_end(start):
    memory = Memory()
    run = start(PICTURES, pictures(), recorder=memory)
    finished(run)
    assert [row["epoch"] for row in memory.rows] == [1, 2, 3, 4]
    assert memory.states[0].facts["step"] == 0
    for name, array in run.weights.items():
        np.testing.assert_array_equal(memory.states[-1].weights[name], array)


def test_checkpoints_come_now_and_then(start, monkeypatch):
    monkeypatch.setattr(run_module, "CHECKPOINT_SECONDS", 0.0)
    memory = Memory()
    finished(start(recorder=memory))
    assert [state.facts["step"] for state in memory.states] == [*range(10), 9]


def test_snapshots_cannot_be_changed(start):
    snapshot = finished(start())
    for field in fields(Snapshot):
        with pytest.raises(FrozenInstanceError):
            setattr(snapshot, field.name, None)
    with pytest.raises(ValueError, match="read-only"):
        snapshot.history["loss"][0] = 0


def test_a_snapshot_that_was_taken_stays_as_it_was(start):
    run = start(ENDLESS)
    wait_for(lambda: run.snapshot.epoch > 3)
    snapshot = run.snapshot
    losses = snapshot.history["loss"].copy()
    wait_for(lambda: run.snapshot.epoch > snapshot.epoch + 200)
    np.testing.assert_array_equal(snapshot.history["loss"], losses)
    assert len(losses) <= snapshot.epoch


def test_a_paced_run_takes_its_time_and_can_be_hurried(start):
    run = start(with_training(LINE, epochs=50), paused=True)
    run.set_pace(100.0)
    run.resume()
    wait_for(lambda: run.snapshot.epoch == 1)
    run.set_pace(0.0)
    assert finished(run).epoch == 50


def test_a_paced_run_can_be_stopped_at_once(start):
    run = start(ENDLESS, paused=True)
    run.set_pace(1000.0)
    run.resume()
    wait_for(lambda: run.snapshot.epoch == 1)
    run.stop()
    assert finished(run).state is RunState.STOPPED
