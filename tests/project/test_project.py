import math
import threading
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from nnstudio.data.preparation import prepare
from nnstudio.data.reference import DataReference
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import ProjectError
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.project.project import Project
from nnstudio.project.runs import RunInfo


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_project_holds_its_document_and_no_runs(project, document):
    opened = Project.open(project.path)
    assert opened.document == document
    assert opened.runs() == ()
    assert opened.latest_state() is None


def test_a_project_is_one_file_and_nothing_beside_it(project, train):
    train(project)
    Project.open(project.path).save_document(project.document)
    assert files_in(project.folder) == ["square.nnstudio"]


def test_creating_replaces_a_file_only_when_all_is_written(tmp_path, document, monkeypatch):
    path = tmp_path / "square.nnstudio"
    path.write_text("something else")
    monkeypatch.setattr("nnstudio.project.project.write_document", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Project.create(path, document)
    assert path.read_text() == "something else"
    assert files_in(tmp_path) == ["square.nnstudio"]


def test_a_saved_document_is_there_when_the_project_is_opened_again(project, document):
    renamed = apply(document, edits.set_name(document, "another"))
    project.save_document(renamed)
    assert Project.open(project.path).document == renamed


def test_a_run_keeps_the_document_that_it_trained(project, document, train):
    run = train(project)
    project.save_document(apply(document, edits.remove(document, ["hidden"])))
    assert project.run_document(run) == document


def test_a_finished_run_can_be_read_at_a_glance(project, train):
    run = train(project)
    (info,) = project.runs()
    assert (info.id, info.state, info.reason, info.epochs) == (run, "finished", "Finished after 20 epochs.", 20)
    assert info.started <= info.ended
    assert info.last == project.history(run)[-1]
    assert project.latest_run() == info


def test_the_history_has_a_row_for_every_epoch(project, train):
    history = project.history(train(project))
    assert [row["epoch"] for row in history] == list(range(1, 21))
    assert {"loss", "mean_absolute_error", "val_loss", "learning_rate", "seconds", "samples_per_second"} <= set(
        history[0]
    )
    assert history[-1]["loss"] < history[0]["loss"]


def test_a_figure_that_is_not_finite_survives_as_nan(project, document, prepare_data):
    recorder = project.begin_run(document, prepare_data(project, document), "")
    recorder.epoch({"epoch": 1, "loss": 1.0, "r2_score": math.nan})
    recorder.end("finished", "")
    (row,) = project.history(recorder.run)
    assert row["loss"] == 1.0
    assert math.isnan(row["r2_score"])


def test_the_last_checkpoint_holds_the_trained_weights(project, document, train, prepare_data):
    train(project)
    trainer = Trainer(document, prepare_data(project, document))
    while not trainer.finished:
        trainer.advance()
    weights = project.latest_state().weights
    assert weights.keys() == trainer.model.store.named().keys()
    for name, values in trainer.model.store.named().items():
        assert np.array_equal(weights[name], values)


def test_what_prepared_the_data_comes_back_as_it_was(project, document, train, prepare_data):
    data = prepare_data(project, document)
    run = train(project)
    fitted, description = project.preparation(run)
    assert fitted == data.fitted
    assert description == data.description


def test_a_run_knows_its_data_and_what_it_ran_on(project, train):
    run = train(project)
    assert len(project.fingerprint(run)) == 64
    assert project.environment(run)["numpy"] == np.__version__


def test_runs_are_listed_oldest_first_and_the_newest_speaks_for_the_project(project, train):
    first = train(project)
    second = train(project, epochs=3)
    assert [run.id for run in project.runs()] == [first, second]
    assert project.latest_state().epoch == 3


def test_a_run_without_checkpoints_does_not_hide_an_earlier_one(project, document, train, prepare_data):
    first = train(project)
    project.begin_run(document, prepare_data(project, document), "").end("failed", "No.")
    assert project.latest_run().id == first


def test_there_is_a_sentence_for_a_run_that_does_not_exist(project):
    with pytest.raises(ProjectError, match="There is no run 7"):
        project.run_document(7)


def test_there_is_a_sentence_for_a_checkpoint_that_does_not_exist(project):
    with pytest.raises(ProjectError, match="no longer in the project"):
        project.state(99)


def test_save_as_copies_everything(project, document, train, tmp_path):
    run = train(project)
    copy = project.save_as(tmp_path / "copy.nnstudio")
    assert Project.open(copy.path).document == document
    assert copy.runs() == project.runs()
    assert copy.history(run) == project.history(run)
    assert copy.latest_state().to_bytes() == project.latest_state().to_bytes()
    assert files_in(tmp_path) == ["copy.nnstudio", "square.nnstudio"]


def test_save_as_its_own_name_changes_nothing(project):
    before = project.path.read_bytes()
    assert project.save_as(project.path) is project
    assert project.path.read_bytes() == before


def test_save_as_in_another_folder_still_finds_the_data(project, document, train, tmp_path):
    (tmp_path / "points.csv").write_text("x,y\n" + "".join(f"{i},{i * i}\n" for i in range(10)))
    document = structs.replace(document, data=DataReference(source="points.csv", target="y"))
    project.save_document(document)
    run = train(project)
    (tmp_path / "below").mkdir()
    copy = project.save_as(tmp_path / "below" / "copy.nnstudio")
    for moved in (copy.document, copy.run_document(run)):
        assert moved.data.source == "../points.csv"
        assert prepare(moved.data, copy.folder, ("input",)).description.rows == 10


def test_a_project_can_be_read_while_a_run_writes_into_it(project, document, prepare_data):
    data = prepare_data(project, document)
    recorder = project.begin_run(document, data, "")
    trainer = Trainer(document, data)

    def work() -> None:
        for _ in range(20):
            trainer.advance()
            recorder.checkpoint(trainer.state())

    thread = threading.Thread(target=work)
    thread.start()
    seen: list[tuple[RunInfo, ...]] = []
    while thread.is_alive():
        seen.append(project.runs())
    thread.join()
    assert recorder.failure is None
    assert all(len(runs) == 1 and runs[0].state == "running" for runs in seen)
