"""What goes wrong is told in a sentence, and costs nothing that was there before."""

from __future__ import annotations

import json
import sqlite3

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.optimizers import SGD
from nnstudio.data.reference import DataReference
from nnstudio.engine.snapshot import RunState
from nnstudio.errors import ProjectError
from nnstudio.network import edits
from nnstudio.network.json_format import document_to_json, read_document_file, write_document
from nnstudio.project.project import Project
from nnstudio.studio.files.recent_link import RecentLink
from nnstudio.studio.welcome.templates import TEMPLATES

CYCLE = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "a", "type": "Dense", "config": {"units": 1}},
            {"id": "b", "type": "Dense", "config": {"units": 1}},
        ],
        "edges": [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}],
    },
}


@pytest.fixture
def square():
    return TEMPLATES[0].read()


@pytest.fixture
def told(window):
    """What stands in the notice; an empty text while it is hidden."""

    def told():
        return window.findChild(QLabel, "notice.text").text() if window.notice.isVisible() else ""

    return told


def trigger(window, name):
    action = window.findChild(QAction, name)
    assert action.isEnabled(), name
    action.trigger()


def train(qtbot, window):
    with qtbot.waitSignal(window.training.ended, timeout=20_000):
        trigger(window, "train.start")


def press(qapp, qtbot, window, text):
    """Press a button of the notice."""
    qapp.processEvents()
    (button,) = [one for one in window.notice.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(monkeypatch, which, path):
    """Have the next file dialogs answer with this path."""
    monkeypatch.setattr(QFileDialog, which, lambda *_: (str(path), ""))


class TestDivergence:
    @pytest.mark.parametrize("rate", [1e3, 1e30, 1e300])
    def test_a_loss_that_is_not_finite_stops_the_run_and_shows_where(self, window, qtbot, told, square, rate):
        document = structs.replace(square, training=square.training.replace(optimizer=SGD(learning_rate=rate)))
        window.files.new(document)
        train(qtbot, window)
        snapshot = window.training.snapshot
        assert snapshot.state is RunState.FAILED
        node = document.network.by_id[snapshot.guilty]
        assert window.session.selection == {node.id}
        assert window.canvas.node_item(node.id).is_selected
        assert told() == snapshot.reason
        assert f"{node.type_name} “{node.id}”" in told()
        assert "Try a smaller learning rate" in told()
        assert window.findChild(QLabel, "train.remark").text() == snapshot.reason

    def test_the_sentence_goes_when_the_next_training_begins(self, window, qtbot, told, square):
        document = structs.replace(square, training=square.training.replace(optimizer=SGD(learning_rate=1e30)))
        window.files.new(document)
        train(qtbot, window)
        assert told()
        window.session.do(edits.set_training(document, optimizer=SGD(learning_rate=0.01), epochs=3))
        train(qtbot, window)
        assert window.training.snapshot.state is RunState.FINISHED
        assert told() == ""

    def test_data_that_cannot_be_read_any_more_fails_the_run_in_a_sentence(self, window, qtbot, told, square, tmp_path):
        rows = tmp_path / "rows.csv"
        rows.write_text("x,y\n" + "\n".join(f"{i},{i}" for i in range(40)))
        window.files.new(structs.replace(square, data=DataReference(source=str(rows))))
        qtbot.waitUntil(lambda: window.session.description is not None, timeout=10_000)
        rows.unlink()
        train(qtbot, window)
        assert window.training.snapshot.state is RunState.FAILED
        assert "rows.csv" in told()
        trigger(window, "edit.select_all")
        assert window.findChild(QAction, "train.start").isEnabled()


class TestSaving:
    def test_a_place_where_nothing_can_be_written_is_told(self, window, told, square, monkeypatch, tmp_path):
        window.files.new(square)
        window.session.do(edits.add_node(square, Dense(units=1)))
        edited = window.session.document
        answer(monkeypatch, "getSaveFileName", tmp_path / "nowhere" / "square.nnstudio")
        trigger(window, "file.save")
        assert "there is no such folder" in told()
        assert window.session.document == edited
        assert window.windowTitle() == "square — edited"
        answer(monkeypatch, "getSaveFileName", tmp_path / "square.nnstudio")
        trigger(window, "file.save")
        assert window.windowTitle() == "square.nnstudio"
        assert Project.open(tmp_path / "square.nnstudio").document == edited

    def test_a_full_disk_is_told_and_keeps_the_old_file_whole(self, window, told, square, monkeypatch, tmp_path):
        window.files.new(square)
        path = tmp_path / "square.nnstudio"
        assert window.files.save_as(path)
        window.session.do(edits.add_node(square, Dense(units=1)))
        with monkeypatch.context() as patch:
            patch.setattr("nnstudio.project.project.writing", _full)
            trigger(window, "file.save")
        assert told() == "square.nnstudio cannot be written: the disk is full. Make room and save again."
        assert Project.open(path).document == square
        assert window.session.modified
        trigger(window, "file.save")
        assert Project.open(path).document == window.session.document

    def test_where_a_file_cannot_be_saved_another_place_is_offered(
        self, window, told, square, qapp, qtbot, monkeypatch, tmp_path
    ):
        window.files.new(square)
        folder = tmp_path / "gone"
        folder.mkdir()
        assert window.files.save_as(folder / "square.json")
        (folder / "square.json").unlink()
        folder.rmdir()
        window.session.do(edits.set_name(square, "edited"))
        qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert "there is no such folder" in told()
        answer(monkeypatch, "getSaveFileName", tmp_path / "square.json")
        press(qapp, qtbot, window, "Save as…")
        assert told() == ""
        assert saved_in(tmp_path / "square.json").name == "edited"

    @pytest.mark.parametrize("name", ["square.nnstudio", "square.json"])
    def test_what_was_saved_elsewhere_meanwhile_is_not_lost_unasked(
        self, window, told, square, qapp, qtbot, monkeypatch, tmp_path, name
    ):
        window.files.new(square)
        path = tmp_path / name
        assert window.files.save_as(path)
        save_elsewhere(path, structs.replace(square, name="theirs"))
        window.session.do(edits.set_name(square, "ours"))
        trigger(window, "file.save")
        assert told().startswith("This file was changed elsewhere since it was opened here.")
        assert window.session.modified
        assert saved_in(path).name == "theirs"
        answer(monkeypatch, "getSaveFileName", tmp_path / f"ours-{name}")
        press(qapp, qtbot, window, "Save as…")
        assert told() == ""
        assert saved_in(tmp_path / f"ours-{name}").name == "ours"
        assert saved_in(path).name == "theirs"

    def test_what_was_saved_elsewhere_is_overwritten_on_demand(self, window, told, square, qapp, qtbot, tmp_path):
        window.files.new(square)
        path = tmp_path / "square.nnstudio"
        assert window.files.save_as(path)
        save_elsewhere(path, structs.replace(square, name="theirs"))
        window.session.do(edits.set_name(square, "ours"))
        trigger(window, "file.save")
        press(qapp, qtbot, window, "Save all the same")
        assert told() == ""
        assert not window.session.modified
        assert Project.open(path).document.name == "ours"
        trigger(window, "file.save")
        assert told() == ""

    def test_a_run_that_cannot_be_recorded_goes_on_and_tells(self, window, qtbot, told, square, monkeypatch, tmp_path):
        window.files.new(square)
        assert window.files.save_as(tmp_path / "square.nnstudio")
        monkeypatch.setattr("nnstudio.project.recorder.writing", _full)
        train(qtbot, window)
        assert window.training.snapshot.state is RunState.FINISHED
        assert "the disk is full" in told()

    def test_a_name_without_an_ending_becomes_a_project(self, window, square, monkeypatch, tmp_path):
        window.files.new(square)
        answer(monkeypatch, "getSaveFileName", tmp_path / "v1.2 of mine")
        trigger(window, "file.save_as")
        assert Project.open(tmp_path / "v1.2 of mine.nnstudio").document == square


def save_elsewhere(path, document):
    """As another program does."""
    if path.suffix == ".json":
        path.write_bytes(write_document(document))
    else:
        Project.open(path).save_document(document)


def saved_in(path):
    return read_document_file(path) if path.suffix == ".json" else Project.open(path).document


def _full(_path):
    raise ProjectError("square.nnstudio cannot be written: the disk is full. Make room and save again.")


def broken_files(folder):
    """Files that cannot be opened, by what is wrong with them."""
    document = TEMPLATES[0].read()
    whole = Project.create(folder / "whole.nnstudio", document).path.read_bytes()
    newer = folder / "newer.nnstudio"
    newer.write_bytes(whole)
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    no_document = folder / "no-document.nnstudio"
    no_document.write_bytes(whole)
    with sqlite3.connect(no_document) as connection:
        connection.execute("UPDATE project SET document = '[]'")
    connection.close()
    text = write_document(document)
    contents = {
        "truncated.nnstudio": whole[: len(whole) // 2],
        "empty.nnstudio": b"",
        "noise.nnstudio": bytes(range(256)) * 64,
        "json-inside.nnstudio": text,
        "cycle.json": json.dumps(CYCLE).encode(),
        "truncated.json": text[: len(text) // 2],
        "empty.json": b"",
        "binary.json": whole,
        "version.json": json.dumps(document_to_json(document) | {"version": 99}).encode(),
        "format.json": json.dumps(document_to_json(document) | {"format": "other"}).encode(),
        "key.json": json.dumps(document_to_json(document) | {"netwrok": {}}).encode(),
        "deep.json": b"[" * 100_000,
        "list.json": b"[]",
        "number.json": b'{"format": "nnstudio", "version": 1, "network": {"nodes": 1e999}}',
        "latin.json": '{"name": "é"}'.encode("latin-1"),
        "no-ending": text,
        "table.csv": b"x,y\n1,2\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "folder.nnstudio").mkdir()
    (folder / "folder.json").mkdir()
    return [
        newer,
        no_document,
        *(folder / name for name in contents if name != "cycle.json"),
        folder / "folder.nnstudio",
        folder / "folder.json",
        folder / "missing.nnstudio",
        folder / "missing.json",
        folder / "missing" / "missing.nnstudio",
        folder / ("x" * 300 + ".nnstudio"),
        folder / ("x" * 300 + ".json"),
    ]


class TestOpening:
    def test_no_broken_file_takes_the_place_of_what_is_open(
        self, window, told, square, tmp_path, monkeypatch, assert_consistent
    ):
        window.files.new(square)
        window.session.do(edits.add_node(square, Dense(units=1)))
        edited = window.session.document
        for path in broken_files(tmp_path):
            before = path.read_bytes() if path.parent.is_dir() and len(path.name) < 256 and path.is_file() else None
            answer(monkeypatch, "getOpenFileName", path)
            trigger(window, "file.open")
            sentence = told()
            assert sentence.endswith((".", "?")), (path, sentence)
            assert path.name in sentence, (path, sentence)
            assert window.session.document is edited, path
            assert window.session.modified
            assert window.files.path is None
            assert before is None or path.read_bytes() == before
            window.notice.withdraw(sentence)
            assert told() == "", path
            assert_consistent(window)

    def test_a_network_that_goes_in_a_circle_opens_with_a_problem(self, window, tmp_path, assert_consistent):
        path = tmp_path / "cycle.json"
        path.write_text(json.dumps(CYCLE))
        window.open(path)
        assert len(window.session.document.network.nodes) == 2
        assert window.session.error is not None
        assert not window.findChild(QAction, "train.start").isEnabled()
        assert_consistent(window)

    def test_a_recent_file_that_is_broken_meanwhile_is_told(self, window, told, square, tmp_path, qtbot, qapp):
        path = tmp_path / "square.nnstudio"
        window.files.new(square)
        assert window.files.save_as(path)
        path.write_bytes(b"nothing")
        trigger(window, "file.welcome")
        qapp.processEvents()
        (button,) = [one for one in window.welcome.findChildren(RecentLink) if one.path == path]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert "square.nnstudio" in told()
        assert window.session.document == square

    def test_a_file_that_is_broken_does_not_keep_the_window_from_opening(self, open_window, tmp_path):
        path = tmp_path / "broken.nnstudio"
        path.write_bytes(b"nothing")
        window = open_window(path)
        assert window.notice.isVisible()
        assert window.session.document.network.nodes == ()


class TestExporting:
    def test_there_is_nothing_to_export_before_the_first_training(self, window, told, square):
        window.files.new(square)
        trigger(window, "file.export")
        assert told() == "There are no trained weights yet. Press Train first."

    def test_a_place_where_nothing_can_be_written_is_told(self, window, qtbot, told, square, monkeypatch, tmp_path):
        window.files.new(structs.replace(square, training=square.training.replace(epochs=2)))
        train(qtbot, window)
        answer(monkeypatch, "getSaveFileName", tmp_path / "nowhere" / "weights.safetensors")
        with qtbot.waitSignal(window.workspace.exporting.failed, timeout=10_000):
            trigger(window, "file.export")
        assert "weights.safetensors" in told()

    def test_an_unknown_kind_of_file_is_told(self, window, qtbot, told, square, monkeypatch, tmp_path):
        window.files.new(structs.replace(square, training=square.training.replace(epochs=2)))
        train(qtbot, window)
        answer(monkeypatch, "getSaveFileName", tmp_path / "weights.xyz")
        with qtbot.waitSignal(window.workspace.exporting.failed, timeout=10_000):
            trigger(window, "file.export")
        assert "weights.xyz" in told()
        assert not (tmp_path / "weights.xyz").exists()

    def test_what_was_exported_is_told_with_its_difference(self, window, qtbot, square, monkeypatch, tmp_path):
        window.files.new(structs.replace(square, training=square.training.replace(epochs=2)))
        train(qtbot, window)
        answer(monkeypatch, "getSaveFileName", tmp_path / "weights.safetensors")
        with qtbot.waitSignal(window.workspace.exporting.message, timeout=10_000):
            trigger(window, "file.export")
        assert window.statusBar().currentMessage().startswith("Exported weights.safetensors.")


def test_a_file_that_holds_no_weights_is_told(window, told, square, tmp_path):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"nothing")
    window.files.new(square)
    window.workspace.begin_with(broken)
    assert "broken.safetensors" in told()
