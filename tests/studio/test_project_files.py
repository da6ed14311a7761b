"""Nothing that was made in a window gets lost, whichever way it goes on."""

from __future__ import annotations

import errno
import threading

import numpy as np
import pytest
from msgspec import structs

from nnstudio.catalog.layers.core import Dense
from nnstudio.data.reference import DataReference
from nnstudio.engine.snapshot import RunState
from nnstudio.errors import ProjectError
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.project.drafts import create_draft, drafts_folder, is_draft
from nnstudio.project.journal import Journal
from nnstudio.project.lost_edits import journal_folder, lost_edits
from nnstudio.project.project import Project
from nnstudio.studio.project_files import ProjectFiles
from nnstudio.studio.session import Session
from nnstudio.studio.templates import TEMPLATES
from nnstudio.studio.training_controller import TrainingController


class Desk:
    """A session with its files and its training, as they are in a window, and what they told."""

    def __init__(self) -> None:
        self.session = Session()
        self.training = TrainingController(self.session)
        self.files = ProjectFiles(self.session, self.training)
        self.failures: list[str] = []
        self.offered: list = []
        self.opened: list = []
        self.files.failed.connect(self.failures.append)
        self.files.unsaved.found.connect(self.offered.append)
        self.files.opened.connect(self.opened.append)

    @property
    def document(self) -> Document:
        return self.session.document

    def add_node(self) -> None:
        self.session.do(edits.add_node(self.document, Dense(units=1)))

    def use_data(self, source: str) -> None:
        self.session.do(edits.set_data(self.document, DataReference(source=source)))

    def give_up_its_files(self) -> None:
        """As if it ended, but for what it shows."""
        self.files._claims.keep()

    def close(self) -> None:
        self.training.close()
        self.files.close()


@pytest.fixture
def open_desk(qtbot):
    desks = []

    def open_desk(path=None):
        desk = Desk()
        desks.append(desk)
        if path is not None:
            assert desk.files.open(path)
            qtbot.waitUntil(lambda: not desk.files.weights.busy, timeout=20_000)
        return desk

    yield open_desk
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk):
    return open_desk()


@pytest.fixture
def square():
    document = TEMPLATES[0].read()
    return structs.replace(document, training=document.training.replace(epochs=1_000_000))


@pytest.fixture
def rows(tmp_path):
    """A table of the curve, in a folder of its own."""
    folder = tmp_path / "work"
    folder.mkdir()
    x = np.linspace(-1, 1, 40)
    table = "\n".join(["x,y", *(f"{one},{one * one}" for one in x)])
    (folder / "rows.csv").write_text(table)
    return folder / "rows.csv"


@pytest.fixture
def train(qtbot):
    """Trains for some epochs and lets the training go on."""

    def train(desk, epochs=20):
        desk.training.train()
        qtbot.waitUntil(lambda: desk.training.snapshot.epoch >= epochs, timeout=20_000)

    return train


@pytest.fixture
def stop(qtbot):
    def stop(desk):
        with qtbot.waitSignal(desk.training.ended, timeout=20_000):
            desk.training.stop()

    return stop


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
        desk.add_node()
        qtbot.waitUntil(lambda: desk.files.unsaved._journal.failing, timeout=10_000)
        for _ in range(3):
            desk.add_node()
        assert desk.failures == [
            f"Edits cannot be kept in {journal_folder()} until they are saved: nothing can be written there."
        ]


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
        assert desk.files.trained() is not None

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


class TestSaving:
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
        trained = desk.files.trained()
        assert all(np.array_equal(trained.weights[name], value) for name, value in desk.training.weights.items())

    def test_saving_as_json_keeps_the_runs_of_the_window(self, desk, square, tmp_path, train, stop):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        train(desk)
        stop(desk)
        assert desk.files.save_as(tmp_path / "square.json")
        assert desk.files.trained() is not None
        train(desk)
        stop(desk)
        assert desk.files.save_as(tmp_path / "again.nnstudio")
        assert len(Project.open(tmp_path / "again.nnstudio").runs()) == 2
        assert (tmp_path / "square.nnstudio").exists()

    def test_data_beside_the_document_is_found_from_another_folder(self, desk, rows, tmp_path, square):
        (rows.parent / "work.json").write_bytes(write_document(square))
        desk.files.open(rows.parent / "work.json")
        desk.use_data("rows.csv")
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        for name in ("copy.nnstudio", "copy.json"):
            assert desk.files.save_as(elsewhere / name)
            assert desk.document.data.source == "../work/rows.csv"
            assert not desk.session.modified
        assert read_document_file(elsewhere / "copy.json") == desk.document
        assert Project.open(elsewhere / "copy.nnstudio").document == desk.document
        desk.session.undo()
        assert desk.document.data.source == "rows.csv"

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

    def test_a_file_that_is_gone_is_written_anew(self, desk, square, tmp_path):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        (tmp_path / "square.nnstudio").unlink()
        desk.add_node()
        assert desk.files.save()
        assert Project.open(tmp_path / "square.nnstudio").document == desk.document

    @pytest.mark.parametrize("name", ["square.nnstudio", "square.json"])
    def test_a_place_that_cannot_be_written_is_told_and_changes_nothing(self, desk, square, tmp_path, name):
        desk.files.new(square)
        desk.add_node()
        edited = desk.document
        assert not desk.files.save_as(tmp_path / "nowhere" / name)
        (sentence,) = desk.failures
        assert "there is no such folder" in sentence
        assert desk.document == edited
        assert desk.session.modified
        assert desk.files.path is None

    def test_a_full_disk_is_told_and_changes_nothing(self, desk, square, tmp_path, monkeypatch):
        desk.files.new(square)
        desk.add_node()

        def full(_self, _document):
            raise ProjectError("square.nnstudio cannot be written: the disk is full. Make room and save again.")

        assert desk.files.save_as(tmp_path / "square.nnstudio")
        before = (tmp_path / "square.nnstudio").read_bytes()
        desk.add_node()
        monkeypatch.setattr(Project, "save_document", full)
        assert not desk.files.save()
        assert desk.failures == ["square.nnstudio cannot be written: the disk is full. Make room and save again."]
        assert desk.session.modified
        assert (tmp_path / "square.nnstudio").read_bytes() == before

    def test_a_json_document_on_a_full_disk_is_told(self, desk, square, tmp_path, monkeypatch):
        def full(_path):
            raise OSError(errno.ENOSPC, "No space left on device")

        desk.files.new(square)
        monkeypatch.setattr("nnstudio.project.atomic._flush", full)
        assert not desk.files.save_as(tmp_path / "square.json")
        assert desk.failures == [
            f"{tmp_path / 'square.json'} cannot be written: the disk is full. Choose another place."
        ]
        assert list(tmp_path.glob("*square*")) == []


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
        assert not second.files.weights.busy
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
