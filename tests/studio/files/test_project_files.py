"""What is saved is in the file as it was, and what cannot be saved is told and changes nothing."""

from __future__ import annotations

import errno

import pytest

from nnstudio.errors import ProjectError
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.project.project import Project


def test_data_beside_the_document_is_found_from_another_folder(desk, rows, tmp_path, square):
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


def test_a_file_that_is_gone_is_written_anew(desk, square, tmp_path):
    desk.files.new(square)
    assert desk.files.save_as(tmp_path / "square.nnstudio")
    (tmp_path / "square.nnstudio").unlink()
    desk.add_node()
    assert desk.files.save()
    assert Project.open(tmp_path / "square.nnstudio").document == desk.document


@pytest.mark.parametrize("name", ["square.nnstudio", "square.json"])
def test_a_place_that_cannot_be_written_is_told_and_changes_nothing(desk, square, tmp_path, name):
    desk.files.new(square)
    desk.add_node()
    edited = desk.document
    assert not desk.files.save_as(tmp_path / "nowhere" / name)
    (sentence,) = desk.failures
    assert "there is no such folder" in sentence
    assert desk.document == edited
    assert desk.session.modified
    assert desk.files.path is None


def test_a_full_disk_is_told_and_changes_nothing(desk, square, tmp_path, monkeypatch):
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


def test_a_json_document_on_a_full_disk_is_told(desk, square, tmp_path, monkeypatch):
    def full(_path):
        raise OSError(errno.ENOSPC, "No space left on device")

    desk.files.new(square)
    monkeypatch.setattr("nnstudio.project.atomic._flush", full)
    assert not desk.files.save_as(tmp_path / "square.json")
    assert desk.failures == [f"{tmp_path / 'square.json'} cannot be written: the disk is full. Choose another place."]
    assert list(tmp_path.glob("*square*")) == []
