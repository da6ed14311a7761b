"""Nothing that was made in a window gets lost, whichever way it goes on."""

from __future__ import annotations

import errno

import msgspec
from msgspec import structs

from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json
from nnstudio.project.drafts import create_draft, drafts_folder, is_draft
from nnstudio.project.journal import Journal
from nnstudio.project.lost_edits import journal_folder, lost_edits
from nnstudio.project.project import Project


def full(_path):
    raise OSError(errno.ENOSPC, "No space left on device")


class TestEdits:
    def test_edits_of_a_named_file_wait_in_the_journal_when_another_document_is_opened(self, desk, tmp_path, square):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        desk.add_node()
        edited = desk.document
        desk.files.new(Document())
        desk.add_node()  # what is written down of this document must not take the other's place
        assert desk.files.open(tmp_path / "square.nnstudio")
        assert desk.document == square
        (lost,) = desk.offered
        assert lost.document == edited

    def test_edits_of_a_named_file_wait_in_the_journal_when_the_window_is_closed(self, open_desk, tmp_path, square):
        first = open_desk()
        first.files.new(square)
        assert first.files.save_as(tmp_path / "square.json")
        first.add_node()
        first.close()
        second = open_desk(tmp_path / "square.json")
        assert [lost.document for lost in second.offered] == [first.document]

    def test_edits_that_are_taken_over_are_one_undo_step(self, desk, tmp_path, square):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        desk.add_node()
        edited = desk.document
        desk.files.open(tmp_path / "square.nnstudio")
        desk.files.restore()
        assert desk.document == edited
        assert desk.session.modified
        assert desk.session.history.undo_label == "Take over unsaved edits"
        desk.session.undo()
        assert desk.document == square
        assert not desk.session.modified
        assert lost_edits() == ()

    def test_edits_that_are_forgotten_are_not_offered_again(self, desk, tmp_path, square):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        desk.add_node()
        desk.files.open(tmp_path / "square.nnstudio")
        desk.files.unsaved.forget()
        desk.files.open(tmp_path / "square.nnstudio")
        assert len(desk.offered) == 1

    def test_edits_that_were_saved_are_not_offered(self, desk, tmp_path, square):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        desk.add_node()
        assert desk.files.save()
        desk.files.open(tmp_path / "square.nnstudio")
        assert desk.offered == []

    def test_edits_of_a_window_that_is_open_are_not_offered_in_another(self, qtbot, open_desk, tmp_path, square):
        first = open_desk()
        first.files.new(square)
        assert first.files.save_as(tmp_path / "square.nnstudio")
        first.add_node()
        qtbot.waitUntil(lambda: any(journal_folder().glob("*.json")), timeout=10_000)
        first.give_up_its_files()
        assert open_desk(tmp_path / "square.nnstudio").offered == []

    def test_edits_that_cannot_be_kept_are_told_once(self, desk, qtbot):
        journal_folder().parent.mkdir(parents=True, exist_ok=True)
        journal_folder().write_text("a file where the folder should be")
        sentence = f"Edits cannot be kept in {journal_folder()} until they are saved: nothing can be written there."
        desk.add_node()
        qtbot.waitUntil(lambda: desk.failures == [sentence], timeout=10_000)
        for _ in range(3):
            desk.add_node()
            desk.files.unsaved._look.timeout.emit()
        assert desk.failures == [sentence]

    def test_edits_are_kept_as_soon_as_there_is_room_and_a_second_failure_is_told_too(self, desk, qtbot, monkeypatch):
        monkeypatch.setattr("nnstudio.project.journal.RETRY_SECONDS", 0.1)
        for number in (1, 2):
            with monkeypatch.context() as patch:
                patch.setattr("nnstudio.project.atomic._flush", full)
                desk.add_node()
                qtbot.waitUntil(lambda number=number: len(desk.failures) == number, timeout=10_000)
            qtbot.waitUntil(lambda: not desk.files.unsaved._journal.failing, timeout=10_000)
            (journal,) = journal_folder().glob("*.json")
            assert document_from_json(msgspec.json.decode(journal.read_bytes())["document"]) == desk.document
            desk.files.unsaved._look.timeout.emit()


class TestDrafts:
    def test_a_document_that_was_never_saved_comes_back_under_recent(self, open_desk, square):
        first = open_desk()
        first.files.new(square)
        first.add_node()
        first.close()
        second = open_desk()
        (draft,) = second.files.recent()
        assert second.files.open(draft)
        assert second.document == first.document
        assert second.files.path is None
        assert second.offered == []

    def test_an_empty_canvas_leaves_no_draft(self, open_desk):
        first = open_desk()
        first.add_node()
        first.session.undo()
        first.close()
        assert open_desk().files.recent() == ()

    def test_a_template_that_was_only_looked_at_leaves_no_draft(self, open_desk, square):
        first = open_desk()
        first.files.new(square)
        first.close()
        assert open_desk().files.recent() == ()

    def test_what_a_crash_took_before_it_had_a_file_becomes_a_draft(self, open_desk, square):
        crashed = Journal()
        crashed.keep(square, None)
        crashed.close(keep=True)
        desk = open_desk()
        (draft,) = desk.files.recent()
        assert desk.files.open(draft)
        assert desk.document == square
        assert lost_edits() == ()
        assert open_desk().files.recent() == (draft,)

    def test_edits_of_a_draft_are_offered_when_it_is_opened_after_a_crash(self, open_desk, square):
        draft = create_draft(square)
        crashed = Journal()
        crashed.keep(structs.replace(square, name="better"), draft.path)
        crashed.close(keep=True)
        desk = open_desk(draft.path)
        assert [lost.document.name for lost in desk.offered] == ["better"]

    def test_going_back_to_how_it_began_is_not_forgotten_by_the_draft_of_a_run(self, open_desk, square, train, stop):
        first = open_desk()
        first.files.new(square)
        first.session.do(edits.set_name(square, "edited"))
        train(first)
        stop(first)
        (draft,) = first.files.recent()
        first.session.undo()
        first.close()
        assert Project.open(draft).document.name == square.name

    def test_nothing_is_kept_beside_a_draft_that_holds_it(self, desk, square, train, stop):
        desk.files.new(square)
        desk.session.do(edits.set_name(square, "edited"))
        train(desk)
        stop(desk)
        desk.session.undo()
        assert desk.files.unsaved.are_safe()
        assert len(list(journal_folder().glob("*.json"))) == 1
        desk.session.redo()
        assert list(journal_folder().glob("*.json")) == []

    def test_a_draft_that_gets_a_name_is_a_draft_no_more(self, desk, square, tmp_path, train, stop):
        desk.files.new(square)
        train(desk)
        stop(desk)
        (draft,) = desk.files.recent()
        assert is_draft(draft)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        assert desk.files.recent() == (tmp_path / "square.nnstudio",)
        assert not draft.exists()
        assert desk.files.runs.trained() is not None

    def test_a_draft_that_cannot_be_kept_stays_in_the_journal(self, open_desk, square):
        drafts_folder().parent.mkdir(parents=True, exist_ok=True)
        drafts_folder().write_text("a file where the folder should be")
        first = open_desk()
        first.files.new(square)
        first.add_node()
        edited = first.document
        first.files.new(Document())
        (sentence,) = first.failures
        assert str(drafts_folder()) in sentence
        first.close()
        drafts_folder().unlink()
        second = open_desk()
        (draft,) = second.files.recent()
        assert Project.open(draft).document == edited
