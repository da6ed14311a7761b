"""Runs are where their document is, and come back with it."""

from __future__ import annotations

import threading

import numpy as np

from nnstudio.engine.snapshot import RunState
from nnstudio.errors import ProjectError
from nnstudio.network.document import Document
from nnstudio.network.json_format import write_document
from nnstudio.project.drafts import drafts_folder, is_draft
from nnstudio.project.project import Project


class TestRecording:
    def test_a_run_goes_on_in_the_file_that_is_saved_meanwhile(self, desk, square, tmp_path, train, stop):
        desk.files.new(square)
        train(desk)
        target = tmp_path / "square.nnstudio"
        assert desk.files.save_as(target)
        train(desk, desk.training.snapshot.epoch + 20)
        stop(desk)
        assert desk.failures == []
        (run,) = Project.open(target).runs()
        assert run.state == "stopped"
        assert run.epochs == desk.training.snapshot.epoch
        trained = desk.files.runs.trained()
        assert all(np.array_equal(trained.weights[name], value) for name, value in desk.training.weights.items())

    def test_saving_as_json_keeps_the_runs_of_the_window(self, desk, square, tmp_path, train, stop):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        train(desk)
        stop(desk)
        assert desk.files.save_as(tmp_path / "square.json")
        assert desk.files.runs.trained() is not None
        train(desk)
        stop(desk)
        assert desk.files.save_as(tmp_path / "again.nnstudio")
        assert len(Project.open(tmp_path / "again.nnstudio").runs()) == 2
        assert (tmp_path / "square.nnstudio").exists()

    def test_the_runs_of_a_json_document_find_their_data_from_their_draft(self, desk, rows, square, train, stop):
        (rows.parent / "work.json").write_bytes(write_document(square))
        desk.files.open(rows.parent / "work.json")
        desk.use_data("rows.csv")
        train(desk)
        stop(desk)
        project = desk.files.project
        assert is_draft(project.path)
        assert project.document.data.source == str(rows)
        assert project.run_document(1).data.source == str(rows)


class TestOpening:
    def test_a_project_comes_with_its_curves_and_weights(self, open_desk, square, tmp_path, train, stop):
        first = open_desk()
        first.files.new(square)
        train(first)
        stop(first)
        assert first.files.save_as(tmp_path / "square.nnstudio")
        first.give_up_its_files()
        second = open_desk(tmp_path / "square.nnstudio")
        ours, theirs = first.training, second.training
        assert theirs.snapshot.state is RunState.STOPPED
        assert theirs.snapshot.epoch == ours.snapshot.epoch
        assert theirs.snapshot.step == ours.snapshot.step
        assert np.array_equal(theirs.snapshot.history["loss"], ours.snapshot.history["loss"])
        assert all(np.array_equal(theirs.weights[name], value) for name, value in ours.weights.items())
        (record,) = second.opened[-1].records
        assert theirs.document is record.document
        assert record.epochs == ours.snapshot.epoch

    def test_the_window_does_not_wait_for_large_weights(
        self, open_desk, square, tmp_path, train, stop, monkeypatch, qtbot
    ):
        first = open_desk()
        first.files.new(square)
        train(first)
        stop(first)
        assert first.files.save_as(tmp_path / "square.nnstudio")
        first.give_up_its_files()
        goes_on, state = threading.Event(), Project.state

        def large(project, checkpoint):
            assert threading.current_thread() is not threading.main_thread()
            assert goes_on.wait(20)
            return state(project, checkpoint)

        monkeypatch.setattr(Project, "state", large)
        second = open_desk()
        assert second.files.open(tmp_path / "square.nnstudio")
        assert second.document == first.document
        assert np.array_equal(second.training.snapshot.history["loss"], first.training.snapshot.history["loss"])
        assert second.training.weights == {}
        goes_on.set()
        qtbot.waitUntil(lambda: second.training.weights.keys() == first.training.weights.keys(), timeout=20_000)

    def test_weights_that_come_too_late_are_not_wanted(
        self, open_desk, square, tmp_path, train, stop, monkeypatch, qtbot
    ):
        first = open_desk()
        first.files.new(square)
        train(first)
        stop(first)
        assert first.files.save_as(tmp_path / "square.nnstudio")
        first.give_up_its_files()
        goes_on, state = threading.Event(), Project.state
        monkeypatch.setattr(Project, "state", lambda *given: goes_on.wait(20) and state(*given))
        second = open_desk()
        assert second.files.open(tmp_path / "square.nnstudio")
        train(second)
        goes_on.set()
        assert not second.files.runs.weights.busy
        train(second, second.training.snapshot.epoch + 5)
        assert second.training.active
        stop(second)

    def test_another_document_ends_the_run_and_leaves_its_record_whole(self, desk, square, tmp_path, train):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        train(desk)
        ended = []
        desk.training.ended.connect(ended.append)
        desk.files.new(Document())
        assert [snapshot.state for snapshot in ended] == [RunState.STOPPED]
        assert not desk.training.active
        assert desk.training.snapshot.epoch == 0
        (run,) = Project.open(tmp_path / "square.nnstudio").runs()
        assert run.state == "stopped"
        assert drafts_folder().exists() is False

    def test_a_run_that_is_only_being_prepared_belongs_to_the_document_it_was_started_with(self, desk, square):
        desk.files.new(square)
        desk.training.train()
        desk.files.new(Document(name="another"))
        (draft,) = desk.files.recent()
        assert Project.open(draft).document == square

    def test_a_damaged_record_does_not_keep_the_document_from_opening(
        self, open_desk, square, tmp_path, train, stop, monkeypatch
    ):
        first = open_desk()
        first.files.new(square)
        train(first)
        stop(first)
        assert first.files.save_as(tmp_path / "square.nnstudio")
        first.give_up_its_files()

        def damaged(_self, _checkpoint):
            raise ProjectError("This checkpoint is damaged.")

        monkeypatch.setattr(Project, "state", damaged)
        second = open_desk(tmp_path / "square.nnstudio")
        assert second.failures == ["This checkpoint is damaged."]
        assert second.document == first.document
        assert second.training.weights == {}
