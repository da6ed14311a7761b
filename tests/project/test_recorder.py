import pytest

from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.project import database
from nnstudio.project.project import Project


@pytest.fixture
def document(document):
    """A network whose checkpoints need pages of their own."""
    return apply(document, edits.set_fields(document, ["hidden"], units=4000))


@pytest.fixture
def trainer(project, document, prepare_data):
    return Trainer(document, prepare_data(project, document))


@pytest.fixture
def recorder(project, document, prepare_data):
    return project.begin_run(document, prepare_data(project, document), "")


def train_epoch(trainer: Trainer) -> dict[str, float]:
    while (row := trainer.advance()) is None:
        pass
    return row


def test_history_and_checkpoint_of_a_moment_are_written_together(project, recorder, trainer):
    recorder.epoch(train_epoch(trainer))
    assert project.history(recorder.run) == ()
    recorder.checkpoint(trainer.state())
    assert len(project.history(recorder.run)) == project.latest_state().epoch == 1


def test_a_full_disk_does_not_stop_the_training_and_is_made_up_for_later(project, recorder, trainer, monkeypatch):
    recorder.epoch(train_epoch(trainer))
    monkeypatch.setattr(database, "_SETTINGS", (*database._SETTINGS, "PRAGMA max_page_count = 1"))
    recorder.checkpoint(trainer.state())
    assert "the disk is full" in recorder.failure.sentence
    recorder.epoch(train_epoch(trainer))
    monkeypatch.undo()
    assert project.history(recorder.run) == ()
    recorder.checkpoint(trainer.state())
    assert recorder.failure is None
    assert [row["epoch"] for row in project.history(recorder.run)] == [1, 2]


def test_a_project_that_vanished_is_told_and_does_not_stop_the_training(project, recorder, trainer):
    project.path.unlink()
    recorder.checkpoint(trainer.state())
    recorder.end("finished", "Finished.")
    assert "square.nnstudio cannot be opened" in recorder.failure.sentence


def test_nothing_is_written_into_another_project_of_the_same_name(project, recorder, trainer, document, prepare_data):
    other = Project.create(project.path, document)
    other.begin_run(document, prepare_data(project, document), "")
    recorder.checkpoint(trainer.state())
    assert "not the project any more" in recorder.failure.sentence
    assert other.checkpoints(1) == ()


def test_the_end_of_a_run_is_written(project, recorder):
    recorder.end("failed", "Dense “hidden” gave values that are not finite.")
    (info,) = project.runs()
    assert (info.state, info.reason) == ("failed", "Dense “hidden” gave values that are not finite.")


def test_resuming_takes_back_what_came_after_the_checkpoint(project, recorder, trainer, document):
    for _ in range(2):
        recorder.epoch(train_epoch(trainer))
        recorder.checkpoint(trainer.state())
    early, _ = (project.state(info.id) for info in project.checkpoints(recorder.run))
    recorder.end("stopped", "Stopped in epoch 3.")
    resumed = project.resume_run(recorder.run, early, document)
    (info,) = project.runs()
    assert (info.state, info.reason, info.ended, info.epochs, info.checkpoints) == ("running", "", None, 1, 1)
    trainer.restore(early)
    resumed.epoch(train_epoch(trainer))
    resumed.end("finished", "Finished.")
    assert [row["epoch"] for row in project.history(recorder.run)] == [1, 2]
