"""Training is steered through the actions of the window, whatever is edited meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSlider

from nnstudio.catalog.layers.core import Dense
from nnstudio.data.reference import DataReference
from nnstudio.engine.snapshot import RunState
from nnstudio.network import edits
from nnstudio.project.project import Project
from nnstudio.studio.welcome.templates import TEMPLATES

ENDLESS = 1_000_000


@pytest.fixture
def square():
    document = TEMPLATES[0].read()
    return structs.replace(document, training=document.training.replace(epochs=ENDLESS))


class Trainee:
    """Someone who trains in a window by its actions."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot

    @property
    def snapshot(self):
        return self.window.training.snapshot

    @property
    def state(self):
        return self.snapshot.state

    @property
    def enabled(self):
        names = ("start", "pause", "step_batch", "step_epoch", "stop")
        return {name for name in names if self.action(name).isEnabled()}

    def action(self, name):
        return self.window.findChild(QAction, f"train.{name}")

    def do(self, name):
        assert self.action(name).isEnabled(), name
        self.action(name).trigger()

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=20_000)

    def wait_for(self, state):
        self.wait(lambda: self.state is state and self.shows(state))

    def shows(self, state):
        """Whether the buttons have followed."""
        expected = {
            RunState.RUNNING: {"pause", "stop"},
            RunState.PAUSED: {"start", "pause", "step_batch", "step_epoch", "stop"},
        }
        return self.enabled == expected.get(state, {"start", "step_batch", "step_epoch"})

    def wait_for_epochs(self, count=3):
        reached = self.snapshot.epoch + count
        self.wait(lambda: self.snapshot.epoch >= reached)

    def stop(self):
        with self.qtbot.waitSignal(self.window.training.ended, timeout=20_000):
            self.do("stop")


@pytest.fixture
def trainee(window, qtbot, square):
    window.files.new(square)
    return Trainee(window, qtbot)


class TestSteering:
    def test_train_pause_resume_and_stop(self, trainee):
        assert trainee.shows(RunState.STOPPED)
        trainee.do("start")
        trainee.wait_for_epochs()
        trainee.wait_for(RunState.RUNNING)
        assert trainee.action("pause").text() == "Pause"
        trainee.do("pause")
        trainee.wait_for(RunState.PAUSED)
        assert trainee.action("pause").text() == "Resume"
        step = trainee.snapshot.step
        trainee.qtbot.wait(100)
        assert trainee.snapshot.step == step
        trainee.do("pause")
        trainee.wait_for(RunState.RUNNING)
        trainee.wait(lambda: trainee.snapshot.step > step)
        trainee.do("pause")
        trainee.wait_for(RunState.PAUSED)
        trainee.do("start")
        trainee.wait_for(RunState.RUNNING)
        trainee.stop()
        assert trainee.state is RunState.STOPPED
        trainee.wait_for(RunState.STOPPED)
        assert trainee.window.training.weights

    def test_a_step_without_a_run_begins_one_that_waits(self, trainee):
        trainee.do("step_batch")
        trainee.wait(lambda: trainee.snapshot.step == 1)
        trainee.wait_for(RunState.PAUSED)
        trainee.do("step_batch")
        trainee.wait(lambda: trainee.snapshot.step == 2)
        trainee.wait_for(RunState.PAUSED)
        trainee.do("step_epoch")
        trainee.wait(lambda: trainee.snapshot.epoch == 1)
        trainee.wait_for(RunState.PAUSED)
        assert trainee.snapshot.batch == 0
        trainee.do("step_epoch")
        trainee.wait(lambda: trainee.snapshot.epoch == 2)
        trainee.stop()

    def test_stopping_while_paused_ends_the_run(self, trainee):
        trainee.do("step_batch")
        trainee.wait_for(RunState.PAUSED)
        trainee.stop()
        assert trainee.state is RunState.STOPPED

    def test_data_that_is_prepared_already_is_not_read_again(self, trainee):
        training, loader = trainee.window.training, trainee.window.workspace.loader
        trainee.wait(lambda: loader.prepared is not None)
        trainee.do("step_batch")
        trainee.wait_for(RunState.PAUSED)
        assert training.data is loader.prepared

    def test_train_pressed_again_and_again_starts_one_run(self, trainee):
        started = []
        trainee.window.training.started.connect(lambda: started.append(1))
        for _ in range(20):
            trainee.action("start").trigger()
            trainee.window.training.train()
        trainee.wait_for_epochs()
        for _ in range(20):
            trainee.window.training.train()
        assert started == [1]
        trainee.stop()
        trainee.window.training.train()
        assert started == [1, 1]
        trainee.wait_for_epochs()
        trainee.stop()
        assert [record.state for record in trainee.window.workspace.run_log.records] == [RunState.STOPPED] * 2

    def test_starting_and_stopping_in_a_hurry_loses_no_run(self, trainee):
        training = trainee.window.training
        ended = []
        training.ended.connect(ended.append)
        for count in range(1, 11):
            training.train()
            training.stop()
            training.close()  # the run has ended, and nobody has heard of it yet
            assert not training.active
            assert len(trainee.window.workspace.run_log.records) == count
        training.train()
        trainee.wait_for_epochs(1)
        assert len(ended) == 10
        assert all(record.weights for record in trainee.window.workspace.run_log.records[:-1])
        trainee.stop()
        assert len(trainee.window.files.project.runs()) == 11

    def test_pausing_and_stepping_in_a_hurry_ends_in_a_state_that_the_buttons_show(self, trainee):
        training = trainee.window.training
        trainee.do("start")
        for _ in range(50):
            training.pause()
            training.step_batch()
            training.pause()
            training.step_epoch()
            training.train()
        trainee.wait(lambda: trainee.shows(trainee.state))
        trainee.stop()
        trainee.wait_for(RunState.STOPPED)

    def test_every_button_does_what_its_action_does(self, trainee):
        buttons = {button.accessibleName(): button for button in trainee.window.bar.findChildren(QPushButton)}
        trainee.qtbot.mouseClick(buttons["Train"], Qt.MouseButton.LeftButton)
        trainee.wait_for_epochs()
        trainee.wait_for(RunState.RUNNING)
        assert not buttons["Train"].isEnabled()
        trainee.qtbot.mouseClick(buttons["Pause"], Qt.MouseButton.LeftButton)
        trainee.wait_for(RunState.PAUSED)
        step = trainee.snapshot.step
        trainee.qtbot.mouseClick(buttons["Step batch"], Qt.MouseButton.LeftButton)
        trainee.wait(lambda: trainee.snapshot.step == step + 1)
        trainee.wait_for(RunState.PAUSED)
        with trainee.qtbot.waitSignal(trainee.window.training.ended, timeout=20_000):
            trainee.qtbot.mouseClick(buttons["Stop"], Qt.MouseButton.LeftButton)

    def test_a_training_that_is_finished_can_be_begun_again(self, trainee):
        trainee.window.session.do(edits.set_training(trainee.window.session.document, epochs=3))
        for _ in range(3):
            with trainee.qtbot.waitSignal(trainee.window.training.ended, timeout=20_000):
                trainee.do("start")
            assert trainee.state is RunState.FINISHED
            trainee.wait_for(RunState.FINISHED)
        weights = [record.weights() for record in trainee.window.workspace.run_log.records]
        assert len(weights) == 3
        for name, first in weights[0].items():
            assert all(np.array_equal(first, other[name]) for other in weights)


class TestLearningRate:
    def test_the_slider_changes_the_rate_of_the_running_training(self, trainee):
        slider = trainee.window.findChild(QSlider, "train.learning_rate")
        trainee.do("start")
        trainee.wait_for_epochs()
        for value in (0, 40, 200, 80):
            slider.setValue(value)
        trainee.wait(lambda: trainee.snapshot.learning_rate == pytest.approx(1e-3))
        assert trainee.snapshot.rate_changes[-1].after == pytest.approx(1e-3)
        slider.setFocus()
        trainee.qtbot.keyClick(slider, Qt.Key.Key_Right)
        trainee.wait(lambda: trainee.snapshot.learning_rate > 1e-3)
        assert trainee.window.session.document.training.optimizer.learning_rate != trainee.snapshot.learning_rate
        trainee.stop()

    def test_the_slider_works_while_paused(self, trainee):
        slider = trainee.window.findChild(QSlider, "train.learning_rate")
        trainee.do("step_batch")
        trainee.wait_for(RunState.PAUSED)
        slider.setValue(120)
        trainee.wait(lambda: trainee.snapshot.learning_rate == pytest.approx(1e-2))
        assert trainee.state is RunState.PAUSED
        trainee.stop()

    def test_the_rate_of_the_document_is_shown_again_when_it_is_changed(self, trainee):
        slider = trainee.window.findChild(QSlider, "train.learning_rate")
        slider.setValue(0)
        document = trainee.window.session.document
        rate = document.training.optimizer.replace(learning_rate=0.1)
        trainee.window.session.do(edits.set_training(document, optimizer=rate))
        assert slider.value() == 160


class TestWatching:
    def test_watching_slows_a_running_training_down_and_ends_at_once(self, trainee):
        trainee.window.session.do(edits.set_training(trainee.window.session.document, epochs=4))
        trainee.do("watch")
        trainee.do("start")
        trainee.wait(lambda: trainee.snapshot.epoch == 1)
        assert trainee.state is RunState.RUNNING, "an epoch that is watched takes two seconds"
        with trainee.qtbot.waitSignal(trainee.window.training.ended, timeout=20_000):
            trainee.do("watch")
        assert not trainee.action("watch").isChecked()
        assert trainee.state is RunState.FINISHED

    def test_watching_can_be_switched_while_it_trains(self, trainee):
        trainee.do("start")
        for _ in range(10):
            trainee.do("watch")
            trainee.qtbot.wait(5)
        trainee.wait_for_epochs()
        trainee.stop()

    def test_one_epoch_that_takes_long_to_wait_for_can_be_stopped(self, trainee):
        trainee.window.session.do(edits.set_training(trainee.window.session.document, epochs=1))
        trainee.do("watch")
        trainee.do("start")
        trainee.wait(lambda: trainee.snapshot.epoch == 1)
        if trainee.window.training.active:
            with trainee.qtbot.waitSignal(trainee.window.training.ended, timeout=20_000):
                trainee.window.training.stop()


class TestRefusals:
    def remark(self, window):
        return window.findChild(QLabel, "train.remark").text()

    def test_an_empty_canvas_says_nothing_and_trains_nothing(self, window, qtbot):
        window.new()
        trainee = Trainee(window, qtbot)
        assert trainee.enabled == set()
        assert self.remark(window) == ""

    def test_problems_are_counted(self, trainee):
        session = trainee.window.session
        session.do(edits.add_node(session.document, Dense(units=1)))
        session.do(edits.add_node(session.document, Dense(units=1)))
        assert trainee.enabled == set()
        errors = sum(problem.severity == "error" for problem in session.problems)
        assert self.remark(trainee.window) == f"{errors} problem{'s' * (errors > 1)} to solve before training"
        session.undo()
        session.undo()
        assert trainee.shows(RunState.STOPPED)
        assert self.remark(trainee.window) == ""

    def test_without_data_there_is_no_training(self, trainee):
        session = trainee.window.session
        session.do(edits.set_data(session.document, None))
        assert trainee.enabled == set()
        trainee.window.training.train()
        assert trainee.window.statusBar().currentMessage() == (
            "No data is chosen. Pick a sample or open a file in the Data panel."
        )

    def test_data_that_is_missing_is_said_before_training(self, trainee, tmp_path):
        session = trainee.window.session
        session.do(edits.set_data(session.document, DataReference(source=str(tmp_path / "missing.csv"))))
        trainee.wait(lambda: bool(trainee.window.workspace.loader.error))
        assert "missing.csv" in trainee.window.workspace.loader.error
        remark = trainee.window.findChild(QLabel, "train.remark")
        assert remark.text() == "The data cannot be used, see the Data panel"


class TestEditingMeanwhile:
    @pytest.fixture
    def busy(self, trainee):
        """A window whose network trains."""
        trainee.do("start")
        trainee.wait_for_epochs()
        return trainee

    def test_undoing_and_redoing_leaves_the_run_alone(self, busy, assert_consistent):
        window = busy.window
        for index in range(5):
            window.session.do(edits.add_node(window.session.document, Dense(units=index + 1)))
        for name in ("edit.undo", "edit.redo"):
            for _ in range(5):
                window.findChild(QAction, name).trigger()
            assert_consistent(window)
        busy.wait_for_epochs()
        assert window.training.outdated
        busy.stop()
        trained = window.files.runs.trained().document.network
        assert trained == TEMPLATES[0].read().network
        assert_consistent(window)

    def test_deleting_all_nodes_leaves_the_run_alone(self, busy, assert_consistent, qtbot):
        window = busy.window
        window.session.select(window.session.document.network.by_id)
        busy.wait_for_epochs()
        window.findChild(QAction, "edit.select_all").trigger()
        window.findChild(QAction, "edit.delete").trigger()
        assert not window.session.document.network.nodes
        assert_consistent(window)
        busy.wait_for_epochs()
        for name in ("evaluate", "inspect", "runs", "problems", "curves"):
            window.docks.show(name)
            qtbot.wait(20)
        busy.stop()
        assert window.files.runs.trained().model.network.nodes
        window.findChild(QAction, "edit.undo").trigger()
        assert_consistent(window)
        busy.wait_for(RunState.STOPPED)

    @pytest.mark.parametrize("dock", ["curves", "evaluate", "inspect", "runs"])
    def test_a_new_canvas_ends_the_run_and_empties_everything(self, busy, dock, assert_consistent, qtbot, qapp):
        window = busy.window
        window.docks.show(dock)
        window.session.select(["output"])
        qtbot.wait(60)
        window.findChild(QAction, "file.new").trigger()
        assert not window.training.active
        assert not window.session.document.network.nodes
        assert_consistent(window)
        qapp.processEvents()
        assert busy.enabled == set()
        assert window.findChild(QProgressBar, "train.progress").value() == 0
        assert window.findChild(QLabel, "train.remark").text() == ""
        assert window.workspace.run_log.records == ()
        assert window.training.weights == {}
        qtbot.wait(60)

    def test_a_template_ends_the_run_and_begins_its_own(self, busy, assert_consistent):
        window = busy.window
        first = window.files.project.path
        window.open_template(TEMPLATES[2])
        assert_consistent(window)
        busy.wait_for_epochs()
        assert window.training.document == TEMPLATES[2].read()
        assert len(window.workspace.run_log.records) == 1
        assert window.files.project.path != first
        assert [run.state for run in Project.open(first).runs()] == ["stopped"]
        busy.stop()

    def test_another_file_ends_the_run_and_one_that_is_broken_does_not(self, busy, assert_consistent, tmp_path):
        window = busy.window
        (tmp_path / "broken.nnstudio").write_bytes(b"nothing")
        window.open(tmp_path / "broken.nnstudio")
        busy.wait_for_epochs()
        assert window.training.active
        spiral = Project.create(tmp_path / "spiral.nnstudio", TEMPLATES[1].read()).path
        window.open(spiral)
        assert not window.training.active
        assert window.session.document == TEMPLATES[1].read()
        assert_consistent(window)

    def test_templates_one_after_the_other_leave_one_run(self, window, qtbot, assert_consistent):
        for template in (*TEMPLATES, *TEMPLATES):
            window.open_template(template)
            assert_consistent(window)
            qtbot.wait(5)
        assert window.training.document == TEMPLATES[-1].read()
        assert len(window.workspace.run_log.records) == 1
        Trainee(window, qtbot).stop()

    def test_saving_while_it_trains_keeps_one_run(self, busy, tmp_path):
        window = busy.window
        for name in ("one.nnstudio", "two.nnstudio", "two.nnstudio", "three.json", "four.nnstudio"):
            assert window.files.save_as(tmp_path / name)
            busy.wait_for_epochs(1)
        busy.stop()
        assert not window.notice.isVisible()
        (run,) = Project.open(tmp_path / "four.nnstudio").runs()
        assert run.state == "stopped"
        assert run.epochs == busy.snapshot.epoch
        assert window.windowTitle() == "four.nnstudio"


class TestTwoWindows:
    def test_two_windows_with_one_file_and_a_copy_of_it_do_not_disturb_each_other(
        self, open_window, qtbot, square, tmp_path, assert_consistent
    ):
        path = Project.create(tmp_path / "square.nnstudio", square).path
        first, second = open_window(path), open_window(path)
        one, other = Trainee(first, qtbot), Trainee(second, qtbot)
        one.do("start")
        other.do("start")
        one.wait_for_epochs()
        other.wait_for_epochs()
        first.session.do(edits.add_node(first.session.document, Dense(units=1)))
        assert second.session.document == square
        assert first.files.save()
        assert second.session.document == square
        one.stop()
        other.stop()
        for window in (first, second):
            assert_consistent(window)
        assert not first.notice.isVisible()
        for project in (Project.open(path), second.files.project):
            assert [run.state for run in project.runs()] == ["stopped"]
        assert Project.open(path).document == first.session.document
        second.close()
        assert first.files.save()

    def test_closing_one_window_leaves_the_other_training(self, open_window, qtbot, square):
        first, second = open_window(), open_window()
        first.files.new(square)
        second.files.new(square)
        one, other = Trainee(first, qtbot), Trainee(second, qtbot)
        one.do("start")
        other.do("start")
        one.wait_for_epochs()
        first.close()
        other.wait_for_epochs()
        other.stop()
