"""Files where nobody may look, links that lead nowhere, long names, names that are no text, and damaged settings."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_to_json, read_document_file, write_document
from nnstudio.project.drafts import all_drafts
from nnstudio.project.journal import Journal
from nnstudio.project.last_session import take_last_windows
from nnstudio.project.lost_edits import lost_edits
from nnstudio.project.project import Project
from nnstudio.project.schema import VERSION
from nnstudio.project.settings import settings_folder
from nnstudio.studio.welcome.templates import TEMPLATES

LONG = "神经网络" * 19
"""Nearly as long as a file system takes it, once it is UTF-8."""


@pytest.fixture
def asked(desk):
    """How often it was told that the file was changed elsewhere."""
    asked = []
    desk.files.changed_elsewhere.connect(lambda: asked.append(True))
    return asked


@pytest.fixture
def forbidden(tmp_path):
    """A folder with a project, into which nobody may look."""
    folder = tmp_path / "forbidden"
    folder.mkdir()
    path = Project.create(folder / "square.nnstudio", TEMPLATES[0].read()).path
    folder.chmod(0)
    yield path
    folder.chmod(0o755)


@pytest.mark.usefixtures("ordinary_user")
class TestForbidden:
    def test_a_recent_file_that_may_not_be_seen_is_not_listed(self, forbidden, desk):
        desk.files.recent_files.add(forbidden)
        assert desk.files.recent() == ()

    def test_opening_it_is_told(self, forbidden, desk):
        assert not desk.files.open(forbidden)
        (sentence,) = desk.failures
        assert sentence == "square.nnstudio cannot be read: Permission denied."

    def test_edits_of_it_become_a_draft(self, forbidden, open_desk, square):
        journal = Journal()
        journal.keep(square, forbidden)
        journal.close(keep=True)
        desk = open_desk()
        (draft,) = desk.files.recent()
        assert Project.open(draft).document.network == square.network

    @pytest.mark.parametrize("name", ["square.json", "square.nnstudio"])
    def test_a_file_that_may_not_be_changed_is_not_replaced(self, desk, square, tmp_path, name):
        desk.files.new(square)
        path = tmp_path / name
        assert desk.files.save_as(path)
        path.chmod(0o444)
        before = path.read_bytes()
        desk.add_node()
        assert not desk.files.save()
        assert path.read_bytes() == before
        (sentence,) = desk.failures
        assert name in sentence
        assert "you may not" in sentence
        desk.failures.clear()
        desk.files.new(structs.replace(square, name="another"))
        assert not desk.files.save_as(path)
        assert path.read_bytes() == before

    def test_settings_that_become_read_only_meanwhile_keep_no_window_open(self, open_desk, square, tmp_path):
        desk = open_desk()
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        folders = [settings_folder(), *(one for one in settings_folder().rglob("*") if one.is_dir())]
        for one in folders:
            one.chmod(0o555)
        try:
            desk.add_node()
            assert desk.files.save()
            assert desk.files.save_as(tmp_path / "other.json")
            desk.files.new(Document())
            desk.close()
            assert take_last_windows() == ()
        finally:
            for one in folders:
                one.chmod(0o755)


class TestLinks:
    def test_a_link_and_its_file_are_one(self, open_desk, square, tmp_path):
        path = Project.create(tmp_path / "square.nnstudio", square).path
        link = tmp_path / "link.nnstudio"
        link.symlink_to(path)
        first = open_desk(link)
        assert first.files.holds(path)
        second = open_desk(path)
        assert second.files.path is None
        first.add_node()
        assert first.files.save()
        assert link.is_symlink()
        assert Project.open(path).document == first.document
        assert first.files.save_as(path)
        assert Project.open(path).document == first.document

    def test_links_in_a_circle_are_told(self, desk, square, tmp_path):
        one, other = tmp_path / "one.nnstudio", tmp_path / "other.nnstudio"
        one.symlink_to(other)
        other.symlink_to(one)
        desk.files.new(square)
        desk.files.recent_files.add(one)
        assert desk.files.recent() == ()
        assert not desk.files.holds(one)
        assert not desk.files.open(one)
        (sentence,) = desk.failures
        assert "one.nnstudio" in sentence
        assert desk.files.save_as(one)
        assert Project.open(one).document == square


class TestNames:
    @pytest.mark.parametrize("ending", [".json", ".nnstudio"])
    def test_a_name_may_be_as_long_as_the_disk_takes_it(self, desk, square, tmp_path, ending):
        path = tmp_path / f"{LONG}{ending}"
        desk.files.new(square)
        assert desk.files.save_as(path), desk.failures
        desk.add_node()
        assert desk.files.save(), desk.failures

    def test_a_project_whose_journal_would_have_too_long_a_name_is_refused(self, desk, square, tmp_path):
        path = tmp_path / f"{'x' * 241}.nnstudio"
        desk.files.new(square)
        assert not desk.files.save_as(path)
        assert desk.failures == [f"{path} cannot be written: the name is too long."]

    def test_a_document_with_a_long_name_has_a_draft(self, open_desk, square):
        first = open_desk()
        first.files.new(structs.replace(square, name="𠀋" * 100))
        first.add_node()
        first.close()
        assert first.failures == []
        (draft,) = all_drafts()
        assert Project.open(draft).document == first.document

    @pytest.mark.parametrize(
        "name", ["量子.nnstudio", "a b%20?#&=;.nnstudio", "ñ́ 🧠 שלום.nnstudio", "-rf.nnstudio", "'\".json"]
    )
    def test_any_name_is_saved_trained_and_opened_again(self, desk, square, tmp_path, name, train, stop):
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / name)
        train(desk, 2)
        stop(desk)
        assert desk.failures == []
        assert desk.files.open(tmp_path / name)
        assert desk.document == square

    @pytest.mark.parametrize("ending", [".JSON", ".Json"])
    def test_an_ending_may_be_written_large(self, desk, square, tmp_path, ending):
        path = tmp_path / f"square{ending}"
        path.write_bytes(write_document(square))
        assert desk.files.open(path), desk.failures
        desk.add_node()
        assert desk.files.save()
        assert read_document_file(path) == desk.document

    def test_a_name_that_is_no_text_is_opened_and_kept(self, open_desk, square, tmp_path):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json"))
        try:
            path.write_bytes(write_document(square))
        except OSError:
            return  # this disk has no such names
        first = open_desk(path)
        first.add_node()
        first.close()
        assert [lost.path for lost in lost_edits()] == [path]
        second = open_desk(path)
        assert [lost.document for lost in second.offered] == [first.document]
        assert second.files.recent() == (path,)


NEWER = (
    f"square.nnstudio was saved by a newer NN Studio (format 99; this one reads format {VERSION})."
    " Update NN Studio to open it."
)


class TestReplaced:
    def test_a_document_of_a_newer_version_is_not_overwritten_unasked(self, desk, square, tmp_path, asked):
        path = tmp_path / "square.json"
        desk.files.new(square)
        assert desk.files.save_as(path)
        newer = json.dumps(document_to_json(square) | {"version": 99}).encode()
        path.write_bytes(newer)
        desk.add_node()
        assert not desk.files.save()
        assert asked == [True]
        assert path.read_bytes() == newer

    def test_a_project_of_a_newer_version_is_not_written(self, desk, square, tmp_path, train, stop):
        path = tmp_path / "square.nnstudio"
        desk.files.new(square)
        assert desk.files.save_as(path)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        before = path.read_bytes()
        desk.session.do(edits.set_name(square, "edited"))
        assert not desk.files.save()
        assert not desk.files.overwrite()
        assert path.read_bytes() == before
        assert set(desk.failures) == {NEWER}
        train(desk)
        stop(desk)
        assert path.read_bytes() == before

    @pytest.mark.parametrize("content", [b"noise", b""])
    def test_what_took_the_place_of_a_document_is_not_overwritten_unasked(self, desk, square, tmp_path, asked, content):
        path = tmp_path / "square.json"
        desk.files.new(square)
        assert desk.files.save_as(path)
        path.write_bytes(content)
        desk.add_node()
        assert not desk.files.save()
        assert asked == [True]
        assert path.read_bytes() == content
        assert desk.files.overwrite()
        assert read_document_file(path) == desk.document

    @pytest.mark.parametrize("content", [b"noise", b"", b"SQLite format 3\0 and noise"])
    def test_what_took_the_place_of_a_project_is_left_alone(self, desk, square, tmp_path, content):
        path = tmp_path / "square.nnstudio"
        desk.files.new(square)
        assert desk.files.save_as(path)
        path.write_bytes(content)
        desk.add_node()
        assert not desk.files.save()
        assert path.read_bytes() == content
        (sentence,) = desk.failures
        assert sentence.startswith("square.nnstudio is ")
        assert desk.session.modified

    @pytest.mark.parametrize("name", ["square.json", "square.nnstudio"])
    def test_a_folder_in_the_place_of_the_file_is_told(self, desk, square, tmp_path, name):
        path = tmp_path / name
        desk.files.new(square)
        assert desk.files.save_as(path)
        path.unlink()
        path.mkdir()
        desk.add_node()
        assert not desk.files.save()
        assert not desk.files.overwrite()
        assert desk.failures != []
        assert desk.session.modified

    def test_a_folder_that_is_gone_is_told_and_the_edits_are_kept(self, open_desk, square, tmp_path):
        folder = tmp_path / "folder"
        folder.mkdir()
        desk = open_desk()
        desk.files.new(square)
        assert desk.files.save_as(folder / "square.nnstudio")
        (folder / "square.nnstudio").unlink()
        folder.rmdir()
        desk.add_node()
        assert not desk.files.save()
        assert "there is no such folder" in desk.failures[-1]
        edited = desk.document
        desk.close()
        second = open_desk()
        (draft,) = second.files.recent()
        assert Project.open(draft).document.network == edited.network


ODD = json.dumps(["x" * 5000, "~", ".", "/", ""]).encode()


class TestDamagedSettings:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[",
            b"{}",
            b"[1]",
            b"null",
            b'["a\\u0000b"]',
            b"\xff\xfe",
            json.dumps(["x" * 5000, "~", ".", "/", ""]).encode(),
        ],
    )
    def test_a_damaged_list_of_recent_files_is_empty_and_written_anew(self, desk, square, tmp_path, content):
        (settings_folder()).mkdir(parents=True, exist_ok=True)
        (settings_folder() / "recent.json").write_bytes(content)
        assert desk.files.recent() == ()
        desk.files.new(square)
        assert desk.files.save_as(tmp_path / "square.nnstudio")
        assert desk.files.recent() == (tmp_path / "square.nnstudio",)
        assert desk.failures == []

    def test_a_journal_of_a_newer_version_is_left_for_it(self, open_desk, square, tmp_path):
        journal = settings_folder() / "journal" / "newer.json"
        journal.parent.mkdir(parents=True)
        entry = {"written": "2030-01-01", "path": None, "document": document_to_json(square) | {"version": 99}}
        journal.write_bytes(msgspec.json.encode(entry))
        before = journal.read_bytes()
        desk = open_desk()
        assert desk.files.recent() == ()
        desk.close()
        assert journal.read_bytes() == before
