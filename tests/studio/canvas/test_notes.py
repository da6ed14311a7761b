"""Notes on the canvas: written, moved, resized, deleted, with mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest

from nnstudio.network.annotation_edits import add_note
from nnstudio.network.annotations import HUES, Note
from nnstudio.network.change import apply
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.style import CanvasStyle
from nnstudio.studio.forms import finish_typing
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme.colors import DARK, LIGHT

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(pictures):
    """image, conv, flat, output, with a note at their right."""
    return Session(apply(pictures, add_note(pictures, "Why?", (320.0, 104.0), (160.0, 80.0))))


@pytest.fixture
def note(annotations):
    return annotations.notes["note"]


@pytest.fixture
def mouse_elsewhere(monkeypatch):
    """The mouse is not over the canvas."""
    monkeypatch.setattr(QCursor, "pos", lambda: QPointF(-500, -500).toPoint())


def texts(session):
    return [one.text for one in session.document.network.notes]


def finish(writing):
    QTest.keyClick(writing, Qt.Key.Key_Return, CONTROL)


@pytest.mark.usefixtures("mouse_elsewhere")
def test_a_note_is_written_by_a_key_and_placed_when_it_is_finished(hand, session, annotations, writing):
    hand.key(Qt.Key.Key_N)
    assert writing.hasFocus()
    assert len(annotations.notes) == 1
    QTest.keyClicks(writing, "First")
    QTest.keyClick(writing, Qt.Key.Key_Return)
    QTest.keyClicks(writing, "second")
    finish(writing)
    assert texts(session) == ["Why?", "First\nsecond"]
    assert session.history.labels == ("Add note",)
    assert annotations.selected_notes == {"note_2"}
    assert hand.canvas.hasFocus()
    x, y = annotations.notes["note_2"].note.position
    assert x % 16 == y % 16 == 0


@pytest.mark.usefixtures("mouse_elsewhere")
@pytest.mark.parametrize(("typed", "end"), [("", Qt.Key.Key_Tab), ("  ", Qt.Key.Key_Tab), ("x", Qt.Key.Key_Escape)])
def test_a_note_that_is_not_written_does_not_come_to_be(hand, writing, typed, end):
    hand.key(Qt.Key.Key_N)
    QTest.keyClicks(writing, typed)
    QTest.keyClick(writing, end)
    assert not writing.isVisible()
    assert hand.steps == 0


def test_a_selected_note_is_written_anew_by_a_key(hand, session, note, writing):
    hand.click(note.shown_rect.center())
    hand.key(Qt.Key.Key_Return)
    assert writing.toPlainText() == "Why?"
    QTest.keyClicks(writing, " Because.")
    finish(writing)
    assert texts(session) == ["Why? Because."]
    assert session.history.labels == ("Edit note",)
    session.undo()
    assert note.note.text == "Why?"


def test_a_double_click_writes_and_a_click_elsewhere_ends_it(hand, session, note, writing):
    QTest.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(note.shown_rect.center()))
    QTest.keyClicks(writing, "!")
    hand.click(QPointF(-200, 300))
    assert texts(session) == ["Why?!"]
    assert not writing.isVisible()


def test_the_note_is_hidden_below_what_is_written(hand, canvas, note, writing):
    hand.click(note.shown_rect.center())
    hand.canvas.write_selected()
    place = canvas.mapFromScene(note.shown_rect).boundingRect()
    assert writing.geometry().contains(place.adjusted(1, 1, -1, -1))
    QTest.keyClick(writing, Qt.Key.Key_Escape)
    assert not writing.isVisible()


def test_a_long_text_makes_its_note_larger(hand, note, writing):
    hand.click(note.shown_rect.center())
    hand.canvas.write_selected()
    QTest.keyClicks(writing, " one two three four five six seven" * 8)
    finish(writing)
    width, height = note.note.size
    assert width == 160
    assert height > 80
    assert height % 16 == 0


def test_a_note_whose_text_is_taken_away_goes(hand, session, note, annotations, writing):
    hand.click(note.shown_rect.center())
    hand.canvas.write_selected()
    writing.selectAll()
    QTest.keyClick(writing, Qt.Key.Key_Delete)
    finish(writing)
    assert annotations.notes == {}
    assert session.history.labels == ("Delete note",)


def test_what_is_being_written_is_taken_over_before_the_document_is_saved(hand, canvas, session, note, writing):
    hand.click(note.shown_rect.center())
    hand.canvas.write_selected()
    QTest.keyClicks(writing, "!")
    finish_typing(canvas)
    assert texts(session) == ["Why?!"]


def test_zooming_ends_the_writing(hand, canvas, session, note, writing):
    hand.click(note.shown_rect.center())
    hand.canvas.write_selected()
    QTest.keyClicks(writing, "!")
    canvas.zoom_in()
    assert texts(session) == ["Why?!"]
    assert not writing.isVisible()


def test_a_note_that_goes_while_it_is_written_stays_gone(hand, session, note, writing):
    hand.click(note.shown_rect.center())
    hand.canvas.write_selected()
    QTest.keyClicks(writing, "!")
    session.undo()
    session.replace(session.document)
    assert not writing.isVisible()
    assert texts(session) == ["Why?"]


def test_writing_in_nothing_says_what_to_select(hand, messages):
    hand.canvas.write_selected()
    assert messages == ["Select a note to write in it, or a whole frame to rename it."]


def test_a_click_selects_a_note_and_a_click_elsewhere_does_not(hand, session, note, annotations):
    session.select(["image"])
    hand.click(note.shown_rect.center())
    assert annotations.selected_notes == {"note"}
    assert note.is_selected
    assert session.selection == frozenset()
    hand.click("image")
    assert annotations.selected_notes == frozenset()
    hand.click(note.shown_rect.center(), CONTROL)
    assert (annotations.selected_notes, session.selection) == ({"note"}, {"image"})
    hand.click(note.shown_rect.center(), CONTROL)
    assert (annotations.selected_notes, session.selection) == (frozenset(), {"image"})
    hand.click(note.shown_rect.center(), CONTROL)
    hand.key(Qt.Key.Key_Escape)
    assert annotations.selected_notes == frozenset()


def test_a_note_is_dragged_on_the_grid_in_one_step(hand, session, note):
    hand.drag(note.shown_rect.center(), note.shown_rect.center() + QPointF(70, 50))
    assert note.note.position == (392, 152)
    assert hand.steps == 1
    session.undo()
    assert note.pos().toTuple() == (320, 104)


def test_notes_and_nodes_are_dragged_together_in_one_step(hand, note):
    hand.click("conv")
    hand.click(note.shown_rect.center(), CONTROL)
    hand.drag("conv", hand.canvas.node_item("conv").card_rect.center() + QPointF(40 - 32, 8 + 16))
    assert hand.positions["conv"] == (-32, 112)
    assert note.note.position == (288, 120)
    assert hand.steps == 1


def test_escape_puts_a_dragged_note_back(hand, note):
    hand.press(note.shown_rect.center())
    hand.move(note.shown_rect.center() + QPointF(90, 0))
    assert note.x() > 320
    hand.key(Qt.Key.Key_Escape)
    assert note.x() == 320
    assert hand.steps == 0


def test_the_arrow_keys_move_a_selected_note(hand, session, note):
    hand.click(note.shown_rect.center())
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    assert note.note.position == (368, 104)
    assert session.history.labels == ("Nudge",)


def test_the_corner_makes_a_note_larger_or_smaller(hand, session, note):
    corner = note.shown_rect.bottomRight() - QPointF(4, 4)
    hand.drag(corner, corner + QPointF(50, 34))
    assert note.note.size == (208, 112)
    corner = note.shown_rect.bottomRight() - QPointF(4, 4)
    hand.drag(corner, corner - QPointF(900, 900))
    assert note.note.size == (96, 48), "but never too small to be hit"
    assert session.history.labels == ("Resize note", "Resize note")
    session.undo()
    assert note.shown_rect.width() == 208
    corner = note.shown_rect.bottomRight() - QPointF(4, 4)
    hand.press(corner)
    hand.move(corner + QPointF(50, 34))
    hand.key(Qt.Key.Key_Escape)
    assert note.shown_rect.width() == 208


def test_the_rubber_band_selects_notes_and_delete_takes_them_with_nodes_in_one_step(hand, session, annotations):
    hand.drag((240, 90), (560, 300))
    assert annotations.selected_notes == {"note"}
    hand.click("output", CONTROL)
    hand.key(Qt.Key.Key_Delete)
    assert texts(session) == []
    assert "output" not in session.document.network.by_id
    assert hand.steps == 1
    session.undo()
    assert texts(session) == ["Why?"]


def test_a_note_alone_is_deleted_by_name(hand, session, note):
    hand.click(note.shown_rect.center())
    hand.key(Qt.Key.Key_Backspace)
    assert session.history.labels == ("Delete note",)


def test_everything_is_selected_with_the_notes_and_nothing_without_them(hand, annotations):
    hand.key(Qt.Key.Key_A, CONTROL)
    assert annotations.selected_notes == {"note"}
    hand.click((-300, 300))
    assert annotations.selected_notes == frozenset()


def test_notes_are_copied_alone_and_with_nodes(hand, session, note, annotations):
    hand.click(note.shown_rect.center())
    hand.key(Qt.Key.Key_X, CONTROL)
    assert texts(session) == []
    hand.key(Qt.Key.Key_V, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert texts(session) == ["Why?", "Why?"]
    first, second = (one.position for one in session.document.network.notes)
    assert first != second
    assert annotations.selected_notes == {"note_2"}
    hand.click("output", CONTROL)
    hand.key(Qt.Key.Key_D, CONTROL)
    assert len(texts(session)) == 3
    assert "output_2" in session.document.network.by_id


def test_a_clipboard_without_anything_is_refused(hand, messages):
    QGuiApplication.clipboard().setText('{"nodes": [], "notes": []}')
    hand.key(Qt.Key.Key_V, CONTROL)
    assert messages == ["The clipboard holds no layers. Copy nodes on the canvas first."]


def test_keys_go_from_note_to_note(hand, session, annotations, messages):
    session.do(add_note(session.document, "And?", (320.0, 300.0)))
    for name in ("note", "note_2", "note"):
        hand.key(Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
        assert annotations.selected_notes == {name}
    hand.key(Qt.Key.Key_A, CONTROL)
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert messages == ["There is no note yet. Press N to write one."]


def test_notes_and_frames_are_colored_together_in_one_step(hand, session, canvas, note):
    hand.click(note.shown_rect.center())
    for color in HUES[:3]:
        canvas.annotating.next_color()
        assert note.note.color == color
    assert session.history.labels == ("Color",)


def test_a_note_hides_the_edge_below_but_no_card(hand, session, annotations, note):
    hand.drag(note.shown_rect.center(), (108, 188))
    assert note.note.position[0] < 108 < note.shown_rect.right()
    hand.click((108, 188))
    assert annotations.selected_notes == {"note"}
    assert hand.canvas.scene().selected_edges == frozenset()
    hand.click("conv")
    assert session.selection == {"conv"}


def test_the_view_shows_notes_when_it_shows_everything(canvas, session):
    session.do(add_note(session.document, "Far", (3000.0, 0.0)))
    canvas.fit()
    assert canvas.camera.visible_rect().contains(canvas.scene().annotations.notes["note_2"].shown_rect)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("text", ["Short", "One\n\nthree", "word " * 80, "x" * 300, "多" * 90, "\n\n\n\n\n\n\nend"])
def test_a_text_stays_on_its_paper(theme, text):
    item = NoteItem(Note(id="note", text=text, size=(160.0, 80.0)), CanvasStyle(theme))
    image = QImage(240, 160, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(40, 40)
    item._paint_text(painter, 1.0)
    painter.end()
    inked = [(x, y) for x in range(240) for y in range(160) if image.pixel(x, y) & 0xFFFFFF]
    assert inked
    assert all(40 <= x < 200 and 40 <= y < 120 for x, y in inked)
