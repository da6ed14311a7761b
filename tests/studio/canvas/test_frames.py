"""Frames around nodes: made, moved, joined, left, collapsed, with mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from nnstudio.network import edits
from nnstudio.network.annotation_edits import add_note, collapse, frame, recolor
from nnstudio.network.change import apply
from nnstudio.studio.canvas.gestures.gesture import THRESHOLD
from nnstudio.studio.session.session import Session

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(pictures):
    """image, conv, flat, output, with a frame around the two in the middle."""
    return Session(apply(pictures, frame(pictures, ["conv", "flat"], "Body")))


@pytest.fixture
def body(annotations):
    return annotations.frames["frame"]


@pytest.fixture
def collapsed(session, canvas):
    """The frame, collapsed before anything is selected."""
    session.do(collapse(session.document, ["frame"], collapsed=True))
    return canvas.scene().annotations.frames["frame"]


def held(session):
    return {one.title: one.nodes for one in session.document.network.frames}


def title(item):
    return item.title_rect.center() + QPointF(60, 0)


def type_text(widget, text, end=Qt.Key.Key_Return):
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, end)


def test_a_frame_stands_around_its_nodes_with_room_for_a_title(canvas, body):
    cards = [canvas.node_item(name).card_rect for name in ("conv", "flat")]
    assert all(body.rect.contains(card) for card in cards)
    assert not body.title_rect.intersects(cards[0])
    assert body.look.title == "Body"
    assert body.look.layers == "2 layers"


def test_selected_nodes_are_framed_by_a_key_and_the_title_is_typed(hand, session, writing):
    session.select(["image", "output"])
    hand.key(Qt.Key.Key_J, CONTROL)
    assert held(session) == {"Body": ("conv", "flat"), "Frame": ("image", "output")}
    assert writing.hasFocus()
    type_text(writing, "Ends")
    assert held(session)["Ends"] == ("image", "output")
    assert session.history.labels == ("Frame", "Rename frame")
    assert hand.canvas.hasFocus()


def test_framing_nothing_says_what_to_select(hand, messages):
    hand.key(Qt.Key.Key_J, CONTROL)
    assert messages == ["Select the layers that are to be framed."]


def test_nodes_that_are_framed_with_a_whole_frame_join_it(hand, session, writing):
    session.select(["conv", "flat", "output"])
    hand.key(Qt.Key.Key_J, CONTROL)
    assert held(session) == {"Body": ("conv", "flat", "output")}
    assert not writing.isVisible()


def test_nodes_leave_their_frame_by_a_key_and_the_last_one_takes_it_along(hand, session, annotations, messages):
    session.select(["conv"])
    hand.key(Qt.Key.Key_J, CONTROL | SHIFT)
    assert held(session) == {"Body": ("flat",)}
    session.select(["flat", "image"])
    hand.key(Qt.Key.Key_J, CONTROL | SHIFT)
    assert held(session) == {}
    assert annotations.frames == {}
    hand.key(Qt.Key.Key_J, CONTROL | SHIFT)
    assert messages == ["Select a frame, or layers in one."]
    session.undo()
    assert annotations.frames.keys() == {"frame"}


def test_a_click_on_the_title_selects_the_nodes(hand, session, body):
    hand.click(title(body))
    assert session.selection == {"conv", "flat"}
    assert body.is_selected
    hand.click("image", CONTROL)
    assert session.selection == {"conv", "flat", "image"}
    hand.click(title(body), CONTROL)
    assert session.selection == {"image"}
    assert not body.is_selected


def test_a_drag_of_the_title_moves_all_nodes_in_one_step(hand, session, body):
    before, rect = hand.positions, body.rect
    hand.drag(title(body), title(body) + QPointF(160, 32))
    assert hand.steps == 1
    for name in ("conv", "flat"):
        assert hand.positions[name] == (before[name][0] + 160, before[name][1] + 32)
    assert hand.positions["image"] == before["image"]
    assert body.rect == rect.translated(160, 32)
    assert held(session) == {"Body": ("conv", "flat")}
    session.undo()
    assert hand.positions == before
    assert body.rect == rect


def test_escape_puts_a_dragged_frame_back(hand, body):
    rect = body.rect
    hand.press(title(body))
    hand.move(title(body) + QPointF(160, 32))
    assert body.rect != rect
    hand.key(Qt.Key.Key_Escape)
    assert body.rect == rect
    assert hand.steps == 0


def test_a_node_that_is_dropped_into_a_frame_joins_it(hand, session, canvas, body):
    hand.press("output")
    inside = body.rect.center() + QPointF(40, 8)
    hand.move(inside)
    assert canvas.overlays.hint.text == "Joins “Body”. Hold Shift to keep it out."
    assert body.is_marked
    hand.release(inside)
    assert held(session) == {"Body": ("conv", "flat", "output")}
    assert session.history.labels == ("Add to Body",)
    assert not body.is_marked
    assert not canvas.overlays.hint.isVisible()
    assert body.rect.contains(canvas.node_item("output").card_rect)
    session.undo()
    assert held(session) == {"Body": ("conv", "flat")}


def test_a_node_that_is_dragged_out_of_a_frame_leaves_it(hand, session, canvas, body):
    rect = body.rect
    hand.press("conv")
    outside = QPointF(500, 150)
    hand.move(outside)
    assert body.rect == rect, "it waits for what becomes of the node"
    assert canvas.overlays.hint.text == "Leaves “Body”. Hold Shift to keep it in."
    hand.release(outside)
    assert held(session) == {"Body": ("flat",)}
    assert body.rect.height() < rect.height()


def test_shift_keeps_nodes_where_they_belong(hand, session, canvas, body):
    hand.press("conv")
    hand.move(QPointF(500, 150), SHIFT)
    assert canvas.overlays.hint.text == ""
    hand.release(QPointF(500, 150), modifiers=SHIFT)
    assert held(session) == {"Body": ("conv", "flat")}
    assert body.rect.right() > 500, "and the frame grows"
    hand.press("output")
    hand.move(body.rect.center(), SHIFT)
    hand.release(body.rect.center(), modifiers=SHIFT)
    assert held(session) == {"Body": ("conv", "flat")}


def test_a_node_that_moves_a_little_stays_in_its_frame(hand, session):
    hand.drag("conv", QPointF(160, 180))
    assert held(session) == {"Body": ("conv", "flat")}


def test_a_click_in_a_frame_that_hardly_moves_holds_nothing(hand, session, body):
    rect = body.rect
    hand.press("conv")
    hand.hover(hand.at("conv") + QPointF(THRESHOLD - 2, 0).toPoint())
    hand.release("conv")
    session.select(["conv"])
    hand.key(Qt.Key.Key_Down)
    assert body.rect.top() > rect.top(), "so that it goes on following its nodes"


def test_a_layer_that_is_added_inside_a_frame_joins_it_and_one_elsewhere_does_not(session, canvas, body):
    editing = canvas._editing
    editing.drop_layer("Dense", body.rect.center() + QPointF(0, -10))
    assert held(session) == {"Body": ("conv", "flat", "dense")}
    editing.drop_layer("Dense", QPointF(900, 0))
    assert held(session) == {"Body": ("conv", "flat", "dense")}
    edge = next(edge for edge in session.document.network.edges if edge.target == "flat")
    editing.drop_layer("Activation", QPointF(900, 300), edge)
    assert held(session)["Body"][-1] == "activation"
    session.undo()
    session.undo()
    session.undo()
    assert held(session) == {"Body": ("conv", "flat")}


def test_a_double_click_on_the_title_renames_the_frame(hand, session, body, writing):
    QTest.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(body.chip_rect.center()))
    assert writing.hasFocus()
    assert writing.toPlainText() == "Body"
    type_text(writing, "Encoder")
    assert held(session) == {"Encoder": ("conv", "flat")}
    assert body.look.title == "Encoder"


@pytest.mark.parametrize(("typed", "kept"), [("", "Body"), ("   ", "Body"), ("x" * 300, "x" * 200), (" a  b ", "a b")])
def test_whatever_is_typed_a_title_can_be_stored(hand, session, body, writing, typed, kept):
    hand.click(title(body))
    hand.canvas.write_selected()
    QTest.keyClick(writing, Qt.Key.Key_Delete)
    type_text(writing, typed)
    assert held(session).keys() == {kept}


def test_escape_leaves_the_title_as_it_was(hand, session, body, writing):
    hand.click(title(body))
    hand.key(Qt.Key.Key_Return)
    type_text(writing, "Encoder", Qt.Key.Key_Escape)
    assert held(session).keys() == {"Body"}
    assert not writing.isVisible()
    assert hand.canvas.hasFocus()


def test_a_click_on_the_mark_collapses_and_expands_a_frame(hand, session, canvas, body):
    ends = {edge: item.ends for edge, item in canvas.scene().edges.items()}
    hand.click(body.chevron_rect.center())
    assert session.document.network.frames[0].collapsed
    assert body.is_folded
    assert body.is_selected
    shown = {name for name, item in canvas.scene().nodes.items() if item.isVisible()}
    assert shown == {"image", "output"}
    visible = {(edge.source, edge.target) for edge, item in canvas.scene().edges.items() if item.isVisible()}
    assert visible == {("image", "conv"), ("flat", "output")}
    into = next(item for edge, item in canvas.scene().edges.items() if edge.target == "conv")
    out = next(item for edge, item in canvas.scene().edges.items() if edge.source == "flat")
    assert into.ends[1].y() == body.shown_rect.top()
    assert out.ends[0].y() == body.shown_rect.bottom()
    hand.click(body.chevron_rect.center())
    assert not body.is_folded
    assert all(item.isVisible() for item in (*canvas.scene().nodes.values(), *canvas.scene().edges.values()))
    assert {edge: item.ends for edge, item in canvas.scene().edges.items()} == ends
    assert session.history.labels == ("Collapse frame", "Expand frame")


def test_a_key_collapses_and_expands_the_frames_of_what_is_selected(hand, session, body, messages):
    session.select(["conv"])
    hand.key(Qt.Key.Key_H)
    assert body.is_folded
    assert session.selection == {"conv", "flat"}, "so that the card is selected"
    hand.key(Qt.Key.Key_H)
    assert not body.is_folded
    session.select(["image"])
    hand.key(Qt.Key.Key_H)
    assert messages == ["Select a frame, or layers in one."]


def test_enter_or_a_double_click_expands_a_card(hand, collapsed):
    QTest.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(collapsed.shown_rect.center()))
    assert not collapsed.is_folded
    hand.click(collapsed.chevron_rect.center())
    assert collapsed.is_folded
    hand.key(Qt.Key.Key_Return)
    assert not collapsed.is_folded


def test_a_card_is_moved_like_a_node_with_all_that_is_in_it(hand, collapsed):
    before, card = hand.positions, collapsed.shown_rect
    hand.drag(card.center(), card.center() + QPointF(-160, 48))
    assert collapsed.is_folded
    assert collapsed.shown_rect == card.translated(-160, 48)
    for name in ("conv", "flat"):
        assert hand.positions[name] == (before[name][0] - 160, before[name][1] + 48)
    assert hand.steps == 2


def test_nodes_that_are_hidden_cannot_be_hit(hand, session, canvas, collapsed):
    place = canvas.node_item("conv").card_rect.topLeft() + QPointF(2, 2)
    assert not collapsed.shown_rect.contains(place)
    hand.click(place)
    assert session.selection == frozenset()
    assert canvas.scene().port_at(canvas.node_item("conv").card_rect.center()) is None


def test_the_rubber_band_takes_a_card_with_all_nodes_in_it(hand, session, collapsed):
    card = collapsed.shown_rect
    hand.drag(card.topLeft() - QPointF(60, 10), card.center())
    assert session.selection == {"conv", "flat"}
    assert collapsed.is_folded


def test_whoever_goes_to_a_node_in_a_collapsed_frame_sees_it(session, canvas, collapsed):
    session.select(["flat"])
    assert not collapsed.is_folded
    assert canvas.node_item("flat").isVisible()
    assert canvas.node_item("conv").isVisible()
    assert session.document.network.frames[0].collapsed, "though nothing of the document has changed"
    session.select(["image"])
    assert collapsed.is_folded
    assert not canvas.node_item("flat").isVisible()


def test_a_frame_that_is_open_for_a_node_folds_at_its_mark(hand, session, collapsed):
    session.select(["flat"])
    steps = hand.steps
    hand.click(collapsed.chevron_rect.center())
    assert collapsed.is_folded
    assert hand.steps == steps


def test_walking_with_the_keys_goes_into_a_collapsed_frame(hand, session, collapsed):
    session.select(["image"])
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert session.selection == {"conv"}
    assert not collapsed.is_folded


def test_problems_inside_are_seen_on_the_card(session, collapsed):
    assert collapsed.look.problem == ""
    session.do(edits.set_fields(session.document, ["conv"], kernel_size=(9, 9)))
    assert collapsed.look.is_error
    assert "conv" in collapsed.look.problem
    assert collapsed.look.problem in collapsed.toolTip()


def test_a_frame_says_its_weights_and_what_is_in_it(session, collapsed):
    assert collapsed.look.weights == f"{session.inference.weight_count('conv'):,}"
    assert collapsed.look.contents == "Conv2D · Flatten"


@pytest.mark.usefixtures("collapsed")
def test_what_is_selected_is_told_to_those_who_cannot_see_it(session, canvas):
    session.select(["conv", "flat"])
    told = QAccessible.queryAccessibleInterface(canvas).text(QAccessible.Text.Description)
    assert told.startswith("Conv2D “conv”, ")
    assert told.endswith("; Frame “Body”, 2 layers, 40 weights")


def test_a_selected_frame_is_copied_whole_and_its_nodes_alone_are_not(hand, session, annotations):
    session.select(["conv", "flat"])
    hand.key(Qt.Key.Key_C, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert [one.nodes for one in session.document.network.frames] == [("conv", "flat"), ("conv_2", "flat_2")]
    assert annotations.frames["frame_2"].is_selected
    session.select(["conv"])
    hand.key(Qt.Key.Key_D, CONTROL)
    assert len(session.document.network.frames) == 2


@pytest.mark.usefixtures("collapsed")
def test_a_frame_goes_with_its_nodes_and_comes_back_by_undo(hand, session, annotations):
    session.select(["conv", "flat"])
    hand.key(Qt.Key.Key_Delete)
    assert annotations.frames == {}
    session.undo()
    assert annotations.frames["frame"].is_folded
    assert not hand.canvas.node_item("conv").isVisible()


def test_an_edge_cannot_be_dropped_on_what_is_hidden(hand, canvas, collapsed, messages):
    output = canvas.node_item("image").card_rect.center() + QPointF(0, 32)
    edges = hand.edges
    hand.drag(output, collapsed.shown_rect.center() + QPointF(0, -10))
    assert hand.edges == edges
    assert messages[-1] == "Expand “Body” to connect what is inside."


@pytest.mark.usefixtures("collapsed")
def test_an_edge_that_comes_out_of_a_card_can_be_taken_off_its_other_end(hand, canvas):
    end = canvas.node_item("output").card_rect
    hand.drag(QPointF(end.center().x(), end.top()), QPointF(-300, 500))
    assert ("flat", "output") not in hand.edges


def test_frames_take_colors_in_turn(session, canvas, body, messages):
    canvas.annotating.next_color()
    assert messages == ["Select a note or a whole frame to color it."]
    session.select(["conv", "flat"])
    for color in ("blue", "green", "yellow", "orange", "pink", "violet", None):
        canvas.annotating.next_color()
        assert body.look.color == color
    assert session.history.position == 0, "as colors that come around leave nothing to undo"


def test_frames_are_drawn_in_every_state_and_size(session, canvas, body):
    for zoom in (1.0, 0.4, 0.2):
        canvas.camera.set_zoom(zoom)
        for collapsed in (True, False):
            session.do(collapse(session.document, ["frame"], collapsed=collapsed))
            session.do(recolor(session.document, [], ["frame"], "blue"))
            image = canvas.grab().toImage()
            place = canvas.mapFromScene(body.title_rect.center() + QPointF(0, 3))
            assert image.pixelColor(place) != canvas.scene().canvas_style.canvas


@pytest.mark.usefixtures("collapsed")
def test_another_document_has_its_own_frames(session, canvas, annotations, pictures):
    session.replace(pictures)
    assert annotations.frames == {}
    assert all(item.isVisible() for item in canvas.scene().nodes.values())


def test_the_layout_keeps_frames_together_and_notes_free(hand, session, canvas, annotations, qtbot):
    session.do(add_note(session.document, "Here", (0.0, 208.0)))
    hand.key(Qt.Key.Key_L, CONTROL)
    qtbot.waitUntil(lambda: canvas.node_item("conv").pos().toTuple() == hand.positions["conv"])
    note, body = annotations.notes["note"], annotations.frames["frame"]
    assert not body.rect.intersects(note.shown_rect)
    cards = {name: item.card_rect for name, item in canvas.scene().nodes.items()}
    assert not any(card.intersects(note.shown_rect) for card in cards.values())
    assert [name for name, card in cards.items() if card.intersects(body.rect)] == ["conv", "flat"]
    assert session.history.labels[-1] == "Arrange"


def test_the_map_shows_frames_and_notes(session, canvas):
    session.do(recolor(session.document, [], ["frame"], "orange"))
    minimap = canvas.overlays.minimap
    minimap.repaint_cards()
    ((tint, _),) = minimap._grounds()
    image = minimap.grab().toImage()
    assert any(image.pixelColor(x, y) == tint for x in range(image.width()) for y in range(image.height()))
    session.do(collapse(session.document, ["frame"], collapsed=True))
    ((ground, _),) = minimap._grounds()
    assert ground.name() == canvas.scene().canvas_style.theme.frame("orange")
    assert sum(len(bars) for _, bars in minimap._bars()) == 2
