"""Files that are dragged onto a window."""

from __future__ import annotations

import numpy as np
import pytest
import safetensors.numpy
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from nnstudio.network.json_format import write_document
from nnstudio.project.project import Project
from nnstudio.studio.welcome.templates import TEMPLATES


@pytest.fixture
def project(tmp_path):
    return Project.create(tmp_path / "square.nnstudio", TEMPLATES[0].read()).path


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "spiral.json"
    path.write_bytes(write_document(TEMPLATES[1].read()))
    return path


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["x,y", *(f"{one},{one * one}" for one in np.linspace(-1, 1, 40))]))
    return path


def drop(widget, *paths):
    """Drag files from elsewhere over a widget and let them go there; says whether they were welcome."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, action, button = widget.rect().center(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(middle, action, content, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(middle), action, content, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(_taker(widget), event)
    return enter.isAccepted()


def _taker(widget):
    """The widget that accepted the drag, as Qt asks from the inside out."""
    return widget if widget.acceptDrops() and widget.objectName() != "palette.list" else widget.window()


def told(window):
    return window.findChild(QLabel, "notice.text").text() if window.notice.isVisible() else ""


def test_a_document_is_opened_in_an_empty_window(window, windows, project):
    assert drop(window, project)
    assert window.files.path == project
    assert window.canvas.isVisible()
    assert not window.welcome.isVisible()
    assert windows.all == (window,)


def test_a_document_takes_no_place_of_another_one(window, windows, project, document):
    window.open(project)
    drop(window, document)
    first, second = windows.all
    assert first.files.path == project
    assert second.files.path == document
    assert second.isVisible()


def test_several_documents_have_a_window_each(window, windows, project, document):
    drop(window, project, document)
    assert [one.files.path for one in windows.all] == [project, document]
    drop(window, document, project)
    assert len(windows.all) == 2, "they are shown where they are"


def test_a_file_of_rows_becomes_the_data_of_the_document(window, rows, qtbot):
    window.files.new(TEMPLATES[0].read())
    drop(window, rows)
    assert window.session.document.data.source == str(rows)
    assert window.docks["data"].isVisible()
    qtbot.waitUntil(lambda: window.session.description is not None, timeout=10_000)
    window.session.undo()
    assert window.session.document == TEMPLATES[0].read()


def test_a_document_comes_with_its_rows(window, project, rows):
    drop(window, rows, project)
    assert window.files.path == project
    assert window.session.document.data.source == rows.name


def test_of_several_files_of_rows_the_first_is_used_and_the_others_are_told(window, rows, tmp_path):
    other = tmp_path / "other.npz"
    np.savez(other, x=np.zeros((4, 1)), y=np.zeros(4))
    window.files.new(TEMPLATES[0].read())
    drop(window, rows, other)
    assert window.session.document.data.source == str(rows)
    assert told(window) == "rows.csv is used. A document takes one such file at a time; other.npz was left aside."


def test_weights_are_what_the_next_training_begins_with(window, tmp_path, qtbot):
    path = tmp_path / "mine.safetensors"
    safetensors.numpy.save_file({"hidden/kernel": np.ones((1, 8), np.float32)}, path)
    window.files.new(TEMPLATES[0].read())
    with qtbot.waitSignal(window.workspace.message):
        drop(window, path)
    assert window.statusBar().currentMessage() == "The next training begins with the weights of mine.safetensors."


@pytest.mark.parametrize("name", ["notes.txt", "folder", "no ending"])
def test_what_is_of_no_use_is_told(window, tmp_path, name):
    path = tmp_path / name
    path.mkdir() if name == "folder" else path.write_text("hello")
    before = window.session.document
    drop(window, path)
    assert told(window).startswith(f"{name} cannot be opened. NN Studio takes documents (.nnstudio .json), data (.")
    assert told(window).endswith("and weights (.safetensors).")
    assert window.session.document == before


@pytest.mark.parametrize("name", ["noise.nnstudio", "noise.json", "noise.safetensors"])
def test_what_cannot_be_read_is_told(window, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"noise")
    before = window.session.document
    drop(window, path)
    assert name in told(window)
    assert window.session.document == before


def test_a_broken_file_of_rows_is_told_in_the_data_panel(window, tmp_path, qtbot):
    path = tmp_path / "noise.npz"
    path.write_bytes(b"noise")
    drop(window, path)
    qtbot.waitUntil(lambda: "noise.npz" in window.panels.data.findChild(QLabel, "data.error").text())


def test_text_that_is_dragged_is_not_welcome(window):
    content = QMimeData()
    content.setText("hello")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_the_canvas_and_the_welcome_page_leave_files_to_the_window(window, project):
    assert drop(window.welcome.viewport(), project)
    assert drop(window.canvas.viewport(), project)
