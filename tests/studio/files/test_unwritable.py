"""Every network can be trained, wherever its file lies; what was trained is kept, or told to be kept nowhere."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from nnstudio.data.reference import DataReference
from nnstudio.engine.snapshot import RunState
from nnstudio.errors import ProjectError
from nnstudio.network import edits
from nnstudio.project import database
from nnstudio.project.claim import Claims
from nnstudio.project.drafts import all_drafts, drafts_folder, is_draft
from nnstudio.project.lost_edits import lost_edits
from nnstudio.project.project import Project
from nnstudio.studio.window.window_state import state_of


@pytest.fixture
def shared(tmp_path, square):
    """A project in a folder of its own, which can be made read-only."""
    folder = tmp_path / "shared"
    folder.mkdir()
    yield Project.create(folder / "lesson.nnstudio", square).path
    folder.chmod(0o755)


@pytest.fixture
def lock(shared):
    """Makes the file or the folder of the project read-only."""

    def lock(what):
        if what == "file":
            shared.chmod(0o444)
        else:
            shared.parent.chmod(0o555)

    return lock


@pytest.fixture
def full_disk(monkeypatch):
    """The disk of one file has no room, and others have."""

    class Disk:
        path = None

    def writing(path):
        if path == Disk.path:
            raise ProjectError(database._sentence(sqlite3.SQLITE_FULL, path))
        return database.writing(path)

    for module in ("project", "recorder"):
        monkeypatch.setattr(f"nnstudio.project.{module}.writing", writing)
    return Disk


def sentence(draft):
    return f"lesson.nnstudio cannot be written, so this training is kept in {draft}. Save it where you like to have it."


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("what", ["file", "folder"])
class TestReadOnly:
    def test_a_training_is_recorded_in_a_draft_with_all_runs_before_it(
        self, open_desk, shared, lock, what, train, stop, qtbot
    ):
        desk = open_desk(shared)
        train(desk)
        stop(desk)
        lock(what)
        before = shared.read_bytes()
        train(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        stop(desk)
        (draft,) = all_drafts()
        assert desk.moved == [sentence(draft)]
        assert desk.failures == []
        assert desk.files.path is None
        assert desk.files.project.path == draft
        assert [run.state for run in Project.open(draft).runs()] == ["stopped", "stopped"]
        assert Project.open(draft).runs()[-1].epochs == desk.training.snapshot.epoch
        assert shared.read_bytes() == before

    def test_it_is_saved_elsewhere_with_its_runs(self, open_desk, shared, lock, what, train, stop, qtbot, tmp_path):
        desk = open_desk(shared)
        lock(what)
        train(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        stop(desk)
        assert desk.files.save_as(tmp_path / "mine.nnstudio")
        assert len(Project.open(tmp_path / "mine.nnstudio").runs()) == 1
        assert all_drafts() == ()
        assert desk.files.recent()[0] == tmp_path / "mine.nnstudio"

    def test_edits_stay_with_the_draft(self, open_desk, shared, lock, what, train, stop, qtbot):
        desk = open_desk(shared)
        lock(what)
        desk.session.do(edits.set_name(desk.document, "mine"))
        train(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        stop(desk)
        desk.session.do(edits.set_name(desk.document, "mine too"))
        desk.close()
        (draft,) = all_drafts()
        assert Project.open(draft).document.name == "mine too"
        assert lost_edits() == ()

    def test_its_data_is_found_from_the_draft(self, open_desk, shared, lock, what, train, stop, qtbot):
        rows = shared.with_name("rows.csv")
        x = np.linspace(-1, 1, 40)
        rows.write_text("\n".join(["x,y", *(f"{one},{one * one}" for one in x)]))
        Project(shared).save_document(structs.replace(Project(shared).document, data=DataReference(source="rows.csv")))
        desk = open_desk(shared)
        lock(what)
        for _ in range(2):
            train(desk)
            qtbot.waitUntil(lambda: desk.moved != [])
            stop(desk)
        (draft,) = all_drafts()
        assert desk.document.data.source == str(rows)
        assert [Project.open(draft).run_document(run).data.source for run in (1, 2)] == [str(rows)] * 2
        assert desk.moved == [sentence(draft)]

    def test_another_window_can_have_the_file(self, open_desk, shared, lock, what, train, stop, qtbot):
        desk = open_desk(shared)
        lock(what)
        train(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        stop(desk)
        other = Claims()
        assert other.take(shared)
        assert not other.take(desk.files.project.path)
        other.keep()


@pytest.mark.usefixtures("ordinary_user")
def test_the_window_says_where_a_training_is_kept_and_saves_it_elsewhere(
    open_window, shared, lock, qtbot, monkeypatch, tmp_path
):
    window = open_window(shared)
    lock("file")
    qtbot.waitUntil(lambda: window.session.description is not None, timeout=20_000)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(window.notice.isVisible, timeout=20_000)
    (draft,) = all_drafts()
    assert window.findChild(QLabel, "notice.text").text() == sentence(draft)
    assert window.windowTitle() == "square"
    assert state_of(window).file == str(draft)
    target = tmp_path / "mine.nnstudio"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    (button,) = [one for one in window.notice.findChildren(QPushButton) if one.text() == "Save as…"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.windowTitle() == "mine.nnstudio"
    assert not window.notice.isVisible()
    assert len(Project.open(target).runs()) == 1


class TestFullDisk:
    def test_a_training_begins_in_a_draft(self, open_desk, shared, full_disk, train, stop, qtbot):
        desk = open_desk(shared)
        full_disk.path = shared
        train(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        stop(desk)
        assert desk.moved == [sentence(desk.files.project.path)]
        assert len(desk.files.project.runs()) == 1

    def test_a_training_goes_on_in_a_draft(self, open_desk, shared, full_disk, train, stop, monkeypatch, qtbot):
        monkeypatch.setattr("nnstudio.engine.run.CHECKPOINT_SECONDS", 0.02)
        desk = open_desk(shared)
        train(desk)
        full_disk.path = shared
        qtbot.waitUntil(lambda: desk.moved != [], timeout=20_000)
        train(desk, desk.training.snapshot.epoch + 20)
        stop(desk)
        assert desk.failures == []
        assert desk.moved == [sentence(desk.files.project.path)]
        (run,) = desk.files.project.runs()
        assert run.epochs == desk.training.snapshot.epoch
        assert run.state == "stopped"

    def test_the_end_of_a_training_is_written_into_a_draft(self, open_desk, shared, full_disk, train, stop, qtbot):
        desk = open_desk(shared)
        train(desk)
        full_disk.path = shared
        stop(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        assert desk.failures == []
        (run,) = desk.files.project.runs()
        assert run.epochs == desk.training.snapshot.epoch
        trained = desk.files.runs.trained()
        assert all(np.array_equal(trained.weights[name], value) for name, value in desk.training.weights.items())

    def test_without_any_room_it_is_told_and_made_up_for_when_there_is(
        self, open_desk, shared, full_disk, train, stop, monkeypatch
    ):
        desk = open_desk(shared)
        train(desk)
        full_disk.path = shared
        with monkeypatch.context() as patch:
            patch.setattr("nnstudio.studio.files.home.copy_to_draft", no_room)
            stop(desk)
        assert set(desk.failures) == {"lesson.nnstudio cannot be written: the disk is full. Make room and save again."}
        assert desk.files.path == shared
        trained = desk.files.runs.trained()
        assert all(np.array_equal(trained.weights[name], value) for name, value in desk.training.weights.items())
        full_disk.path = None
        assert desk.files.save()
        (run,) = Project.open(shared).runs()
        assert run.epochs == desk.training.snapshot.epoch
        assert run.state == "stopped"

    def test_it_is_made_up_for_where_the_project_is_saved_to(
        self, open_desk, shared, full_disk, train, stop, monkeypatch, tmp_path
    ):
        desk = open_desk(shared)
        train(desk)
        full_disk.path = shared
        with monkeypatch.context() as patch:
            patch.setattr("nnstudio.studio.files.home.copy_to_draft", no_room)
            stop(desk)
        assert desk.files.save_as(tmp_path / "elsewhere.nnstudio")
        (run,) = Project.open(tmp_path / "elsewhere.nnstudio").runs()
        assert run.epochs == desk.training.snapshot.epoch


class TestNowhere:
    def test_a_training_goes_on_and_can_be_exported(self, desk, square, train, stop):
        drafts_folder().parent.mkdir(parents=True, exist_ok=True)
        drafts_folder().write_text("a file where the folder should be")
        desk.files.new(square)
        train(desk)
        stop(desk)
        assert desk.training.snapshot.state is RunState.STOPPED
        (told,) = [one for one in desk.failures if "recorded" in one]
        assert told.startswith("This training cannot be recorded, but its weights can be exported. ")
        assert str(drafts_folder()) in told
        trained = desk.files.runs.trained()
        assert all(np.array_equal(trained.weights[name], value) for name, value in desk.training.weights.items())

    def test_a_project_that_took_the_place_of_ours_is_left_alone(self, open_desk, shared, square, train, stop):
        desk = open_desk(shared)
        train(desk)
        Project.create(shared, structs.replace(square, name="theirs"))
        before = shared.read_bytes()
        stop(desk)
        assert shared.read_bytes() == before
        assert all_drafts() == ()
        assert set(desk.failures) == {"lesson.nnstudio is not the project any more in which this training began."}
        assert desk.files.runs.trained() is not None

    def test_a_file_that_is_gone_is_trained_in_a_draft(self, open_desk, shared, train, stop, qtbot):
        desk = open_desk(shared)
        shared.unlink()
        train(desk)
        qtbot.waitUntil(lambda: desk.moved != [])
        stop(desk)
        assert is_draft(desk.files.project.path)
        assert len(desk.files.project.runs()) == 1


def no_room(*_):
    raise ProjectError("There is no room.")
