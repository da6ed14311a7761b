"""Frames and notes in the window: found by every panel, kept by files, and free of consequences for a training."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget

from nnstudio.network import edits
from nnstudio.network.annotation_edits import add_note, collapse, frame
from nnstudio.network.change import apply
from nnstudio.network.grouping import group
from nnstudio.network.inside import inside, lifted
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.studio.forms.in_place_text import InPlaceText
from nnstudio.studio.problems.problem_row import ProblemRow
from nnstudio.studio.welcome.templates import TEMPLATES


@pytest.fixture
def framed():
    """A template for digits with a collapsed frame around some of its nodes, and a note."""
    template = next(one for one in TEMPLATES if "digits" in one.name)
    document = template.read()
    names = [node.id for node in document.network.nodes][1:3]
    document = apply(document, frame(document, names, "Encoder"))
    document = apply(document, collapse(document, ["frame"], collapsed=True))
    return apply(document, add_note(document, "Why?", (400.0, 0.0)))


@pytest.fixture
def hidden(framed):
    """The nodes in the collapsed frame."""
    return framed.network.frames[0].nodes


@pytest.fixture
def opened(window, framed, qtbot):
    window.files.new(framed)
    window._show_canvas()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def item(opened):
    return opened.canvas.scene().annotations.frames["frame"]


def find(window, qtbot, text):
    window.actions_by_name["help.commands"].trigger()
    field = window.findChild(QLineEdit, "commands.search")
    qtbot.keyClicks(field, text)
    shown = window.commands.findChild(QListWidget)
    return field, [shown.item(row).text() for row in range(shown.count())]


def test_the_command_palette_goes_to_a_frame(opened, item, hidden, qtbot):
    field, titles = find(opened, qtbot, "encoder")
    assert titles[0] == "Encoder: Frame"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.session.selection == set(hidden)
    assert item.is_folded
    assert opened.canvas.hasFocus()


def test_the_command_palette_goes_to_a_node_in_a_collapsed_frame(opened, item, hidden, qtbot):
    assert not opened.canvas.node_item(hidden[0]).isVisible()
    field, _ = find(opened, qtbot, hidden[0])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.session.selection == {hidden[0]}
    assert not item.is_folded
    assert opened.canvas.node_item(hidden[0]).isVisible()


def test_the_command_palette_goes_to_a_frame_inside_a_block(opened, hidden, qtbot):
    session = opened.session
    session.do(group(session.document, hidden, "body"))
    field, titles = find(opened, qtbot, "encoder")
    assert titles[0] == "Encoder: Frame"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.opened.path == ("body",)
    assert opened.opened.selection == set(hidden)


def test_the_list_of_problems_goes_to_a_node_in_a_collapsed_frame(opened, item, hidden, qtbot):
    session = opened.session
    session.do(edits.disconnect(session.document, session.document.network.incoming[hidden[0]]))
    assert item.look.is_error
    opened.docks.show("problems")
    row = next(row for row in opened.findChildren(ProblemRow) if row.isVisible() and row.problem.node == hidden[0])
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert session.selection == {hidden[0]}
    assert not item.is_folded


def test_frames_and_notes_inside_a_block_are_edited_there(opened, hidden, assert_consistent):
    session = opened.session
    session.do(group(session.document, hidden, "body"))
    opened.opened.open("body")
    scene = opened.canvas.scene()
    assert scene.annotations.frames["frame"].look.title == "Encoder"
    opened.opened.do(add_note(opened.opened.document, "Inside", (300.0, 0.0)))
    assert scene.annotations.notes["note"].note.text == "Inside"
    assert session.document.network.notes[0].text == "Why?"
    session.undo()
    assert scene.annotations.notes == {}
    assert_consistent(opened)


def test_a_note_in_a_linked_block_is_in_all_of_them(opened, hidden):
    session = opened.session
    session.do(group(session.document, hidden, "body"))
    opened.opened.select(["body"])
    opened.actions_by_name["network.link_copy"].trigger()
    session.do(lifted(session.document, ["body"], add_note(inside(session.document, ["body"]), "Both", (0.0, 0.0))))
    assert inside(session.document, ["body_2"]).network.notes[0].text == "Both"


def test_files_keep_frames_and_notes(opened, tmp_path, framed):
    path = tmp_path / "framed.nnstudio"
    opened.files.save_as(path)
    assert not opened.session.modified
    opened.new()
    assert opened.canvas.scene().annotations.frames == {}
    opened.open(path)
    assert opened.session.document.network == framed.network
    assert opened.canvas.scene().annotations.frames["frame"].is_folded
    (tmp_path / "framed.json").write_bytes(write_document(framed))
    assert read_document_file(tmp_path / "framed.json") == framed


def test_no_note_and_no_frame_makes_a_training_outdated(opened, qtbot):
    session, training = opened.session, opened.training
    training.step_batch()
    qtbot.waitUntil(lambda: training.paused, timeout=20_000)
    session.do(add_note(session.document, "x", (0.0, 0.0)))
    session.do(frame(session.document, [session.document.network.nodes[-1].id], "Head"))
    assert not training.outdated
    training.stop()
    qtbot.waitUntil(lambda: not training.active, timeout=20_000)


def test_the_history_tells_what_was_done(opened, hidden):
    opened.session.select(hidden)
    opened.actions_by_name["network.collapse"].trigger()
    opened.actions_by_name["network.unframe"].trigger()
    assert opened.actions_by_name["edit.undo"].text() == "Undo Unframe"
    assert opened.session.history.labels == ("Expand frame", "Unframe")


def test_f2_writes_in_a_note_renames_a_frame_and_else_the_node(opened, hidden, qtbot):
    writing = opened.canvas.findChild(InPlaceText, "canvas.writing")
    opened.canvas.setFocus()
    opened.canvas.scene().annotations.select_notes(["note"])
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F2)
    assert writing.hasFocus()
    assert writing.toPlainText() == "Why?"
    qtbot.keyClick(writing, Qt.Key.Key_Escape)
    opened.canvas.scene().annotations.select_notes([])
    opened.session.select(hidden)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F2)
    assert writing.toPlainText() == "Encoder"
    qtbot.keyClick(writing, Qt.Key.Key_Escape)
    opened.session.select([hidden[0]])
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F2)
    assert not writing.isVisible()
    assert QApplication.focusWidget().objectName() == "inspector.name"
