"""Gestures, driven with real mouse events."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.edge_path import direct
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.session.session import Session

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
EMPTY = (400, 100)


def out_of(name):
    return Port(name, Side.OUTPUT)


def into(name, index=0):
    return Port(name, Side.INPUT, index)


@pytest.fixture
def loose(make_document):
    """Two inputs, two Dense layers and an Add without any edge."""
    nodes = {
        "a": ("Input", {"shape": [4]}, (0, 0)),
        "b": ("Input", {"shape": [5]}, (320, 0)),
        "dense": ("Dense", {"units": 4}, (0, 160)),
        "other": ("Dense", {"units": 4}, (320, 160)),
        "sum": ("Add", {}, (160, 320)),
    }
    return make_document(nodes)


@pytest.fixture
def loose_hand(open_hand, loose):
    return open_hand(Session(loose))


class TestSelecting:
    def test_a_click_selects_a_node_and_only_it(self, hand):
        hand.click("conv")
        assert hand.session.selection == {"conv"}
        hand.click("flat")
        assert hand.session.selection == {"flat"}
        assert hand.steps == 0

    @pytest.mark.parametrize("place", ["flat", "edge"])
    def test_a_press_that_ends_typing_drags_nothing(self, hand, place):
        hand.click("conv")
        session = hand.session
        rename = edits.rename_node(session.document, "conv", "first")
        session.selection_changed.connect(lambda: session.do(rename), Qt.ConnectionType.SingleShotConnection)
        start, edges = hand.canvas.scene().edges[Edge("conv", "flat")].middle, hand.session.document.network.edges
        hand.drag((start.x(), start.y()) if place == "edge" else place, (400, 400))
        assert "first" in session.document.network.by_id
        assert len(session.document.network.edges) == len(edges)
        assert hand.steps == 1

    @pytest.mark.parametrize("modifier", [CTRL, SHIFT])
    def test_a_click_with_ctrl_or_shift_adds_and_takes_away(self, hand, modifier):
        hand.click("conv")
        hand.click("flat", modifier)
        assert hand.session.selection == {"conv", "flat"}
        hand.click("conv", modifier)
        assert hand.session.selection == {"flat"}

    def test_a_click_on_one_of_several_selects_only_that(self, hand):
        hand.session.select(["conv", "flat"])
        hand.click("conv")
        assert hand.session.selection == {"conv"}

    def test_a_click_on_the_empty_canvas_selects_nothing(self, hand):
        hand.session.select(["conv"])
        hand.click(EMPTY)
        assert hand.session.selection == set()

    def test_a_rubber_band_selects_what_it_touches(self, hand):
        hand.drag((-40, -20), (20, 130))
        assert hand.session.selection == {"image", "conv"}
        assert hand.steps == 0

    def test_a_rubber_band_with_shift_adds(self, hand):
        hand.session.select(["output"])
        hand.drag((-40, -20), (20, 20), modifiers=SHIFT)
        assert hand.session.selection == {"image", "output"}

    def test_escape_gives_the_selection_back_that_a_rubber_band_took(self, hand):
        hand.session.select(["output"])
        hand.press((-40, -20))
        hand.move((20, 130))
        assert hand.session.selection == {"image", "conv"}
        hand.key(Qt.Key.Key_Escape)
        assert hand.session.selection == {"output"}
        hand.release((20, 130))
        assert hand.session.selection == {"output"}

    def test_a_click_on_an_edge_selects_it(self, hand):
        network = hand.canvas.scene()
        hand.click((108, 80))
        assert network.selected_edges == {Edge("image", "conv", 0)}
        hand.click((108, 176), CTRL)
        assert network.selected_edges == {Edge("image", "conv", 0), Edge("conv", "flat", 0)}
        hand.click("conv")
        assert network.selected_edges == set()

    def test_the_right_button_selects_what_the_menu_is_about(self, hand, qapp):
        place = hand.at("conv")
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, hand.canvas.viewport().mapToGlobal(place))
        qapp.sendEvent(hand.canvas.viewport(), event)
        assert hand.session.selection == {"conv"}


class TestMoving:
    def test_a_drag_moves_a_node_in_steps_of_the_grid_as_one_undo_step(self, hand):
        hand.drag("conv", (300, 200))
        x, y = hand.positions["conv"]
        assert (x, y) != (0, 96)
        assert x % 8 == 0
        assert y % 8 == 0
        assert hand.steps == 1
        hand.session.undo()
        assert hand.positions["conv"] == (0, 96)
        assert hand.canvas.node_item("conv").pos().toTuple() == (0, 96)

    def test_with_alt_it_goes_where_the_mouse_goes(self, hand):
        start = hand.canvas.node_item("conv").card_rect.center()
        hand.drag(start.toTuple(), (start.x() + 21, start.y() + 5), modifiers=ALT)
        assert hand.positions["conv"] == (21, 101)

    def test_a_move_of_a_few_pixels_is_a_click(self, hand):
        start = hand.canvas.node_item("conv").card_rect.center()
        hand.press(start.toTuple())
        hand.hover(hand.at(start.toTuple()) + QPoint(2, 1))
        hand.release((start.x() + 2, start.y() + 1))
        assert hand.steps == 0

    def test_selected_nodes_move_together(self, hand):
        hand.session.select(["conv", "flat"])
        before = hand.positions
        hand.drag("conv", (300, 200))
        moved = {name: (x - before[name][0], y - before[name][1]) for name, (x, y) in hand.positions.items()}
        assert moved["conv"] == moved["flat"] != (0, 0)
        assert moved["image"] == moved["output"] == (0, 0)
        assert hand.steps == 1

    def test_edges_follow_while_the_document_waits(self, hand):
        hand.press("conv")
        hand.move((300, 200))
        edge = hand.canvas.scene().edges[Edge("image", "conv")]
        assert edge.ends[1] == hand.canvas.node_item("conv").port_position(into("conv"))
        assert hand.positions["conv"] == (0, 96)
        hand.release((300, 200))
        assert hand.positions["conv"] == hand.canvas.node_item("conv").pos().toTuple()

    def test_escape_puts_everything_back(self, hand):
        hand.press("conv")
        hand.move((300, 200))
        hand.key(Qt.Key.Key_Escape)
        hand.release((300, 200))
        assert hand.steps == 0
        assert hand.canvas.node_item("conv").pos().toTuple() == (0, 96)

    def test_a_change_from_elsewhere_ends_the_gesture(self, hand):
        hand.press("conv")
        hand.move((300, 200))
        hand.session.do(edits.remove(hand.session.document, ["conv"]))
        hand.move((310, 200))
        hand.release((310, 200))
        assert set(hand.positions) == {"image", "flat", "output"}
        assert hand.steps == 1

    def test_a_lone_node_dropped_onto_an_edge_goes_between_its_ends(self, hand):
        hand.session.do(edits.add_node(hand.session.document, Dense(units=3), (320.0, 0.0), "lone"))
        middle = hand.canvas.scene().edges[Edge("flat", "output")].middle
        start = hand.canvas.node_item("lone").card_rect.center()
        hand.drag((start.x(), start.y()), middle.toTuple())
        assert {("flat", "lone"), ("lone", "output")} <= hand.edges
        assert ("flat", "output") not in hand.edges
        assert hand.steps == 2
        heights = [hand.positions[name][1] for name in ("flat", "lone", "output")]
        assert heights[1] - heights[0] >= 96
        assert heights[2] - heights[1] >= 96
        hand.session.undo()
        assert ("flat", "output") in hand.edges


class TestDrawingEdges:
    def test_a_drag_from_an_output_to_an_input_connects(self, loose_hand):
        loose_hand.drag(out_of("a"), into("dense"))
        assert loose_hand.edges == {("a", "dense")}
        assert loose_hand.steps == 1
        loose_hand.session.undo()
        assert loose_hand.edges == set()

    def test_a_drag_from_an_input_to_an_output_connects_too(self, loose_hand):
        loose_hand.drag(into("dense"), out_of("a"))
        assert loose_hand.edges == {("a", "dense")}

    def test_an_edge_can_be_dropped_anywhere_on_a_card(self, loose_hand):
        loose_hand.drag(out_of("a"), "dense")
        loose_hand.drag(into("other"), "b")
        assert loose_hand.edges == {("a", "dense"), ("b", "other")}

    def test_a_press_at_the_rim_of_the_item_takes_the_port(self, loose_hand):
        rect = loose_hand.canvas.node_item("a").sceneBoundingRect()
        target = loose_hand.canvas.node_item("dense").sceneBoundingRect()
        loose_hand.drag((rect.center().x(), rect.bottom()), (target.center().x(), target.top()))
        assert loose_hand.edges == {("a", "dense")}

    def test_a_merging_layer_takes_edges_at_its_next_free_port(self, loose_hand):
        loose_hand.drag(out_of("dense"), "sum")
        loose_hand.drag(out_of("other"), "sum")
        ports = {edge.source: edge.port for edge in loose_hand.session.document.network.edges}
        assert ports == {"dense": 0, "other": 1}

    def test_at_a_port_that_is_taken_a_merging_layer_adds_and_replaces_nothing(self, loose_hand):
        loose_hand.drag(out_of("dense"), into("sum", 0))
        loose_hand.drag(out_of("other"), into("sum", 0))
        ports = {edge.source: edge.port for edge in loose_hand.session.document.network.edges}
        assert ports == {"dense": 0, "other": 1}

    def test_an_edge_dropped_on_the_empty_canvas_is_none(self, loose_hand):
        loose_hand.drag(out_of("a"), (500, 300))
        assert loose_hand.steps == 0

    def test_escape_draws_nothing(self, loose_hand):
        items = len(loose_hand.canvas.scene().items())
        loose_hand.press(out_of("a"))
        loose_hand.move(into("dense"))
        loose_hand.key(Qt.Key.Key_Escape)
        loose_hand.release(into("dense"))
        assert loose_hand.edges == set()
        assert len(loose_hand.canvas.scene().items()) == items

    def test_the_hint_tells_what_becomes_of_the_shape(self, loose_hand):
        loose_hand.press(out_of("a"))
        loose_hand.move(into("dense"))
        hint = loose_hand.canvas.overlays.hint
        assert hint.isVisible()
        assert hint.text == "Dense “dense”: 4 → 4"
        loose_hand.move((600, 300))
        assert not hint.isVisible()
        loose_hand.release((600, 300))

    def test_a_cycle_is_refused_with_a_sentence(self, hand, messages):
        hand.press(out_of("output"))
        hand.move(into("conv"))
        sentence = "Conv2D “conv” already leads to “output”; an edge back would close a cycle."
        assert hand.canvas.overlays.hint.text == sentence
        hand.release(into("conv"))
        assert messages == [sentence]
        assert hand.steps == 0

    def test_an_input_takes_no_edge(self, loose_hand, qtbot):
        with qtbot.waitSignal(loose_hand.canvas.message) as told:
            loose_hand.drag(out_of("dense"), "a")
        assert told.args == ["Input “a” takes no edge: data enters the network there."]

    def test_a_shape_that_does_not_fit_is_drawn_and_its_repairs_are_shown(self, make_document, open_hand):
        nodes = {
            "image": ("Input", {"shape": [8, 8]}, (0, 0)),
            "conv": ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}, (0, 160)),
        }
        hand = open_hand(Session(make_document(nodes)), width=1200)
        hand.press(out_of("image"))
        hand.move(into("conv"))
        assert "but Conv2D “conv” needs an input of 3 axes" in hand.canvas.overlays.hint.text
        hand.release(into("conv"))
        assert hand.edges == {("image", "conv")}
        assert hand.session.selection == {"conv"}
        assert hand.canvas.overlays.bubble.isVisible()

    def test_a_second_edge_into_a_layer_of_one_input_replaces_the_first(self, loose_hand):
        loose_hand.drag(out_of("a"), into("dense"))
        loose_hand.drag(out_of("b"), "dense")
        assert loose_hand.edges == {("b", "dense")}
        assert loose_hand.steps == 2


class TestTakingEdgesOff:
    def test_an_edge_is_taken_at_its_input_and_dropped_elsewhere(self, hand):
        hand.drag(into("output"), (500, 400))
        assert hand.edges == {("image", "conv"), ("conv", "flat")}
        assert hand.steps == 1

    def test_an_edge_is_rewired_as_one_undo_step(self, loose_hand):
        loose_hand.drag(out_of("a"), into("dense"))
        loose_hand.drag(into("dense"), into("other"))
        assert loose_hand.edges == {("a", "other")}
        assert loose_hand.steps == 2
        loose_hand.session.undo()
        assert loose_hand.edges == {("a", "dense")}

    def test_an_edge_that_is_put_back_changes_nothing(self, hand):
        hand.press(into("output"))
        hand.move((500, 400))
        hand.move(into("output"))
        hand.release(into("output"))
        assert hand.steps == 0
        assert all(edge.isVisible() for edge in hand.canvas.scene().edges.values())

    def test_escape_puts_the_end_back(self, hand):
        hand.press(into("output"))
        hand.move((500, 400))
        assert not hand.canvas.scene().edges[Edge("flat", "output")].isVisible()
        hand.key(Qt.Key.Key_Escape)
        assert hand.canvas.scene().edges[Edge("flat", "output")].isVisible()
        assert hand.steps == 0

    def test_a_drag_of_the_curve_takes_its_nearer_end(self, loose_hand):
        loose_hand.drag(out_of("a"), into("dense"))
        start, end = loose_hand.canvas.scene().edges[Edge("a", "dense")].ends
        near_source = (start.x(), start.y() + 20)
        loose_hand.drag(near_source, out_of("b"))
        assert loose_hand.edges == {("b", "dense")}
        start, end = loose_hand.canvas.scene().edges[Edge("b", "dense")].ends
        near_target = direct(start, end).pointAtPercent(0.9)
        loose_hand.drag(near_target.toTuple(), into("other"))
        assert loose_hand.edges == {("b", "other")}


class TestHovering:
    def test_the_cursor_tells_what_the_mouse_would_take(self, hand):
        viewport = hand.canvas.viewport()
        hand.hover(hand.at(out_of("image")))
        assert viewport.cursor().shape() == Qt.CursorShape.CrossCursor
        hand.hover(hand.at((108, 176)))
        assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
        hand.hover(hand.at(EMPTY))
        assert viewport.cursor().shape() == Qt.CursorShape.ArrowCursor

    def test_a_double_click_opens_a_node(self, hand, qtbot):
        with qtbot.waitSignal(hand.canvas.node_activated) as activated:
            qtbot.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.at("conv"))
        assert activated.args == ["conv"]
