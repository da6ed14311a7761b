import numpy as np
import pytest

from nnstudio.catalog.callbacks import ModelCheckpoint
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import ProjectError
from nnstudio.project import recorder as recorder_module
from nnstudio.project import schema
from nnstudio.project.database import filling, reading
from nnstudio.project.project import Project
from nnstudio.project.trained import load_trained

BEST = ModelCheckpoint(filepath="best", monitor="val_loss", save_best_only=True)
EVERY = ModelCheckpoint(filepath="epoch {epoch:02d}")


@pytest.fixture
def old_project(tmp_path, document):
    """A project as the first version of the program left it."""
    project = Project.create(tmp_path / "old.nnstudio", document)
    with filling(project.path, project.path) as connection:
        connection.execute("DROP TABLE ending")
        connection.execute("DROP TABLE keepsake_part")
        connection.execute("DROP TABLE keepsake")
        connection.execute("PRAGMA user_version = 1")
    return Project.open(project.path)


def test_the_best_moment_is_kept_by_its_name(project, train):
    run = train(project, callbacks=(BEST,), epochs=8)
    (kept,) = project.keepsakes(run)
    losses = [row["val_loss"] for row in project.history(run)]
    assert (kept.name, kept.epoch, kept.score) == ("best", 1 + int(np.argmin(losses)), min(losses))
    state = project.keepsake(run, "best")
    assert state.epoch == kept.epoch
    trained = load_trained(project, keepsake="best")
    np.testing.assert_array_equal(trained.weights["hidden/kernel"], state.weights["hidden/kernel"])


def test_names_with_figures_keep_every_moment_beyond_the_newest_checkpoints(project, train, monkeypatch):
    monkeypatch.setattr(recorder_module, "MOST_WAITING", 3)
    run = train(project, callbacks=(EVERY,), epochs=8)
    assert [kept.name for kept in project.keepsakes(run)] == [f"epoch {number:02d}" for number in range(1, 9)]
    assert len(project.checkpoints(run)) < 8


def test_a_name_that_is_not_there_is_told_with_those_that_are(project, train):
    run = train(project, callbacks=(BEST,), epochs=1)
    with pytest.raises(ProjectError, match=rf"Run {run} keeps no checkpoint named 'worst'\. It keeps best\."):
        load_trained(project, keepsake="worst")
    plain = train(project, epochs=1)
    with pytest.raises(ProjectError, match=r"It keeps none; Model checkpoint, a callback, makes them\."):
        load_trained(project, plain, keepsake="best")


def test_going_on_from_an_earlier_moment_lets_go_of_the_later_ones(project, document, prepare_data, train):
    run = train(project, callbacks=(EVERY,), epochs=4)
    state = project.keepsake(run, "epoch 02")
    project.resume_run(run, state, project.run_document(run))
    assert [kept.name for kept in project.keepsakes(run)] == ["epoch 01", "epoch 02"]
    trainer = Trainer(project.run_document(run), prepare_data(project, document))
    trainer.restore(state)
    assert trainer.epoch == 2


def test_an_older_project_opens_and_gets_what_is_new_when_it_is_written(old_project, train):
    assert old_project.keepsakes(1) == ()
    with reading(old_project.path) as connection:
        assert schema.version_of(connection) == 1
    run = train(old_project, callbacks=(BEST,), epochs=2)
    assert [kept.name for kept in old_project.keepsakes(run)] == ["best"]
    assert Project.open(old_project.path).keepsakes(run) == old_project.keepsakes(run)
