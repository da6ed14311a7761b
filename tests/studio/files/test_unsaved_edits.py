"""Closing asks exactly where something would be lost, and what was left unsaved is offered exactly once."""

from __future__ import annotations

import errno
from threading import Thread

import pytest
from msgspec import structs
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox

from nnstudio.catalog.layers.core import Dense
from nnstudio.errors import ProjectError
from nnstudio.network import edits
from nnstudio.project.drafts import all_drafts, drafts_folder
from nnstudio.project.journal import Journal
from nnstudio.project.lost_edits import journal_folder, lost_edits
from nnstudio.project.project import Project
from nnstudio.studio.welcome.templates import TEMPLATES


@pytest.fixture
def square():
    return TEMPLATES[0].read()


@pytest.fixture
def edited(window, square):
    """A window with a document that was never saved."""
    window.files.new(square)
    window.session.do(edits.add_node(square, Dense(units=1), node_id="edited"))
    return window


@pytest.fixture
def left_behind():
    """Leaves a document in the journal as a killed process does."""

    def left_behind(document, path):
        journal = Journal()
        journal.keep(document, path)
        journal.close(keep=True)

    return left_behind


@pytest.fixture
def answer():
    """Presses a button of the next question; gives what was asked, one text for each question."""
    asked = []

    def press(button):
        question = QApplication.activeModalWidget()
        if not isinstance(question, QMessageBox):
            QTimer.singleShot(5, lambda: press(button))
            return
        asked.append(question.text())
        (found,) = [one for one in question.buttons() if one.text().replace("&", "") == button]
        found.click()

    def answer(button):
        QTimer.singleShot(5, lambda: press(button))
        return asked

    return answer


@pytest.fixture
def nothing_can_be_kept():
    """Neither a journal nor a draft can be written."""
    for folder in (journal_folder(), drafts_folder()):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.write_text("a file where the folder should be")


def test_closing_asks_nothing_where_a_draft_can_be_kept(edited):
    document = edited.session.document
    assert edited.close()
    (draft,) = all_drafts()
    assert Project.open(draft).document == document
    assert lost_edits() == ()


def test_closing_asks_nothing_where_the_journal_can_be_written(edited, tmp_path):
    assert edited.files.save_as(tmp_path / "square.nnstudio")
    edited.session.undo()
    document = edited.session.document
    assert edited.close()
    assert [lost.document for lost in lost_edits()] == [document]


@pytest.mark.usefixtures("nothing_can_be_kept")
def test_closing_asks_nothing_where_nothing_was_edited(window, square):
    window.files.new(square)
    assert window.close()


@pytest.mark.usefixtures("nothing_can_be_kept")
class TestWhereNothingCanBeKept:
    def test_closing_asks_and_can_be_taken_back(self, edited, answer):
        asked = answer("Cancel")
        assert not edited.close()
        assert asked == ["“square” has edits that are not saved."]
        assert edited.isVisible()
        assert "edited" in edited.session.document.network.by_id
        assert edited.training is not None
        edited.session.undo()
        edited.session.redo()
        answer("Lose the edits")
        assert edited.close()

    def test_closing_saves_on_demand(self, edited, answer, monkeypatch, tmp_path):
        path = tmp_path / "saved.nnstudio"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        answer("Save as…")
        assert edited.close()
        assert "edited" in Project.open(path).document.network.by_id

    def test_a_place_that_is_not_chosen_keeps_the_window_open(self, edited, answer, monkeypatch):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
        answer("Save as…")
        assert not edited.close()
        answer("Lose the edits")
        edited.close()

    def test_another_document_takes_no_place_unasked(self, edited, answer, tmp_path, square):
        document = edited.session.document
        other = Project.create(tmp_path / "other.nnstudio", structs.replace(square, name="other")).path
        for act in (edited.new, lambda: edited.open(other), lambda: edited.open_template(TEMPLATES[1])):
            asked = answer("Cancel")
            act()
            assert edited.session.document == document
        assert len(asked) == 3
        answer("Lose the edits")
        edited.open(other)
        assert edited.session.document.name == "other"


def test_on_a_full_disk_closing_asks_until_there_is_room_again(edited, answer, monkeypatch, qtbot):
    def full(_path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("nnstudio.project.atomic._flush", full)
        asked = answer("Cancel")
        assert not edited.close()
        assert len(asked) == 1
        edited.session.do(edits.set_name(edited.session.document, "full"))
        qtbot.waitUntil(lambda: edited.files.unsaved._journal.failing)
    document = edited.session.document
    assert edited.close()
    assert len(asked) == 1
    (draft,) = all_drafts()
    assert Project.open(draft).document == document


def test_edits_of_a_file_that_may_not_be_written_are_kept_and_offered(open_window, monkeypatch, tmp_path, square):
    def forbidden(_path):
        raise ProjectError("square.nnstudio cannot be written: you may not change it.")

    path = Project.create(tmp_path / "square.nnstudio", square).path
    window = open_window(path)
    monkeypatch.setattr("nnstudio.project.project.writing", forbidden)
    window.session.do(edits.set_name(square, "edited"))
    assert not window.files.save()
    assert window.notice.sentences == ("square.nnstudio cannot be written: you may not change it.",)
    assert window.session.modified
    assert window.close()
    assert open_window(path).files.unsaved.offered.document.name == "edited"


@pytest.mark.usefixtures("nothing_can_be_kept")
def test_edits_after_those_that_were_given_up_are_asked_for_again(edited, answer):
    edited.files.keeping.give_up()
    assert edited.files.keeping.may_leave()
    edited.session.do(edits.set_name(edited.session.document, "newer"))
    asked = answer("Cancel")
    assert not edited.files.keeping.may_leave()
    assert len(asked) == 1
    edited.files.keeping.give_up()


@pytest.mark.parametrize("name", ["square.nnstudio", "square.json"])
def test_a_file_is_not_written_by_two_windows(edited, open_window, tmp_path, name):
    path = tmp_path / name
    assert edited.files.save_as(path)
    other = open_window(path)
    assert other.findChild(QLabel, "notice.text").text() == (
        f"{name} is open in another window. This is a copy of it: save it under another name."
    )
    assert other.session.document == edited.session.document
    assert other.files.path is None
    assert not other.files.save_as(path)
    assert other.files.save_as(tmp_path / "copy.nnstudio")
    edited.close()
    assert other.files.open(path)
    assert other.files.path == path


def test_a_copy_of_which_nothing_was_made_leaves_no_draft(edited, open_window, tmp_path):
    path = tmp_path / "square.nnstudio"
    assert edited.files.save_as(path)
    other = open_window(path)
    assert len(all_drafts()) == 1
    other.close()
    assert all_drafts() == ()
    another = open_window(path)
    another.session.do(edits.set_name(another.session.document, "mine"))
    another.close()
    assert [Project.open(draft).document.name for draft in all_drafts()] == ["mine"]


class TestOffers:
    @pytest.fixture
    def path(self, square, tmp_path):
        return Project.create(tmp_path / "square.nnstudio", square).path

    def test_edits_that_are_what_was_saved_are_not_offered(self, open_window, left_behind, path, square):
        left_behind(square, path)
        assert not open_window(path).notice.isVisible()
        assert lost_edits() == ()

    def test_of_several_the_newest_is_offered_and_the_others_become_drafts(
        self, open_window, left_behind, path, square
    ):
        for name in ("older", "newer"):
            left_behind(structs.replace(square, name=name), path)
        window = open_window(path)
        assert window.files.unsaved.offered.document.name == "newer"
        assert [Project.open(draft).document.name for draft in window.files.recent() if draft != path] == ["older"]

    def test_an_offer_that_is_passed_over_becomes_a_draft_when_the_file_is_saved(
        self, open_window, left_behind, path, square
    ):
        left_behind(structs.replace(square, name="lost"), path)
        window = open_window(path)
        window.session.do(edits.set_name(window.session.document, "ours"))
        assert window.files.save()
        assert not window.notice.isVisible()
        window.files.new(square)
        window.open(path)
        assert window.session.document.name == "ours"
        assert not window.notice.isVisible()
        assert [Project.open(draft).document.name for draft in all_drafts()] == ["lost"]

    def test_edits_of_a_file_that_is_overwritten_become_a_draft(self, window, left_behind, path, square):
        left_behind(structs.replace(square, name="lost"), path)
        window.files.new(structs.replace(square, name="other"))
        assert window.files.save_as(path)
        window.files.new(square)
        window.open(path)
        assert window.session.document.name == "other"
        assert not window.notice.isVisible()
        assert [Project.open(draft).document.name for draft in all_drafts()] == ["lost"]

    def test_what_is_taken_over_is_safe_at_every_moment(self, open_window, left_behind, path, square):
        left_behind(structs.replace(square, name="lost"), path)
        window = open_window(path)
        (journal,) = journal_folder().glob("*.json")
        window.files.restore()
        assert window.session.document.name == "lost"
        assert list(journal_folder().glob("*.json")) == [journal]
        assert lost_edits() == (), "it belongs to this window now"
        window.close()
        assert [lost.document.name for lost in lost_edits()] == ["lost"]

    def test_a_link_to_the_file_finds_its_edits(self, open_window, left_behind, path, square, tmp_path):
        left_behind(structs.replace(square, name="lost"), path)
        (tmp_path / "link.nnstudio").symlink_to(path)
        assert open_window(tmp_path / "link.nnstudio").files.unsaved.offered is not None


def test_a_draft_is_listed_however_many_files_are_opened(edited, open_window, tmp_path, square):
    document = edited.session.document
    edited.close()
    window = open_window()
    for number in range(15):
        assert window.files.open(Project.create(tmp_path / f"{number}.nnstudio", square).path)
    (draft,) = all_drafts()
    assert draft in window.files.recent()
    window.open(draft)
    assert window.session.document == document


def test_a_run_that_begins_has_edits_kept_from_its_own_thread(window, square, qtbot, qtlog):
    unsaved = window.files.unsaved
    unsaved._look.stop()
    thread = Thread(target=unsaved.keep, args=(square, None))
    thread.start()
    thread.join()
    assert not [record.message for record in qtlog.records if not record.ignored]
    qtbot.waitUntil(unsaved._look.isActive)
