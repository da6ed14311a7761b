"""What the keys and the window's actions do to the network."""

import json
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.network.json_format import write_document
from nnstudio.studio.session.session import Session

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


@pytest.fixture(autouse=True)
def clipboard(qapp):
    board = qapp.clipboard()
    board.setText("")
    return board


@pytest.fixture
def empty_hand(open_hand):
    return open_hand(Session(Document()))


class TestAdding:
    def test_layers_added_one_after_the_other_make_a_chain(self, empty_hand):
        for type_name in ("Input", "Dense", "Dropout"):
            empty_hand.canvas.add_layer(type_name)
        assert empty_hand.edges == {("input", "dense"), ("dense", "dropout")}
        heights = [y for _, y in empty_hand.positions.values()]
        assert [b - a for a, b in pairwise(heights)] == [96, 96]
        assert len({x for x, _ in empty_hand.positions.values()}) == 1
        assert empty_hand.session.selection == {"dropout"}
        assert empty_hand.steps == 3

    def test_the_first_one_comes_into_the_middle_of_the_view(self, empty_hand):
        empty_hand.canvas.add_layer("Input")
        card = empty_hand.canvas.mapFromScene(empty_hand.canvas.node_item("input").card_rect.center())
        middle = empty_hand.canvas.viewport().rect().center()
        assert (card - middle).manhattanLength() < 8

    def test_a_second_branch_stands_beside_the_first(self, hand):
        hand.session.select(["flat"])
        hand.canvas.add_layer("Dense")
        assert ("flat", "dense") in hand.edges
        assert hand.positions["dense"] == (256, 288)

    def test_a_merging_layer_takes_everything_that_is_selected(self, hand):
        hand.session.select(["flat"])
        hand.canvas.add_layer("Dense")
        hand.session.select(["output", "dense"])
        hand.canvas.add_layer("Concatenate")
        assert {("output", "concatenate"), ("dense", "concatenate")} <= hand.edges
        assert hand.positions["concatenate"] == (128, 384)

    def test_without_a_selection_nothing_is_connected(self, hand):
        before = hand.edges
        hand.canvas.add_layer("Dense")
        assert hand.edges == before


class TestDeleting:
    @pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
    def test_the_selected_nodes_go_in_one_step_and_what_is_around_them_is_joined(self, hand, key):
        hand.session.select(["conv", "flat"])
        hand.key(key)
        assert set(hand.positions) == {"image", "output"}
        assert hand.edges == {("image", "output")}
        assert hand.steps == 1
        hand.session.undo()
        assert hand.edges == {("image", "conv"), ("conv", "flat"), ("flat", "output")}

    def test_a_selected_edge_goes_alone(self, hand):
        hand.click((108, 80))
        hand.key(Key.Key_Delete)
        assert ("image", "conv") not in hand.edges
        assert set(hand.positions) == {"image", "conv", "flat", "output"}

    def test_without_a_selection_nothing_happens(self, hand):
        hand.key(Key.Key_Delete)
        assert hand.steps == 0


class TestClipboard:
    def test_copies_are_pasted_beside_the_originals_with_their_edges(self, hand):
        hand.session.select(["conv", "flat"])
        hand.key(Key.Key_C, CTRL)
        hand.key(Key.Key_V, CTRL)
        assert ("conv_2", "flat_2") in hand.edges
        assert hand.positions["conv_2"] == (32, 128)
        assert hand.session.selection == {"conv_2", "flat_2"}
        assert hand.steps == 1
        hand.key(Key.Key_V, CTRL)
        assert hand.positions["conv_3"] == (64, 160)

    def test_the_clipboard_holds_json(self, hand, clipboard):
        hand.session.select(["output"])
        hand.canvas.copy()
        (node,) = json.loads(clipboard.text())["nodes"]
        assert node["type"] == "Dense"
        assert node["config"] == {"units": 10, "activation": "softmax"}

    def test_copying_nothing_leaves_the_clipboard_alone(self, hand, clipboard):
        clipboard.setText("keep me")
        hand.canvas.copy()
        assert clipboard.text() == "keep me"

    def test_cut_and_paste_moves_nodes_to_another_window(self, hand, open_hand):
        hand.session.select(["conv"])
        hand.key(Key.Key_X, CTRL)
        assert "conv" not in hand.positions
        other = open_hand(Session(Document()))
        other.key(Key.Key_V, CTRL)
        assert other.positions == {"conv": (0, 96)}
        assert other.session.document.network.by_id["conv"].layer.filters == 4

    def test_a_text_editor_on_the_way_does_no_harm(self, hand, open_hand, clipboard):
        hand.session.select(["conv", "flat"])
        hand.key(Key.Key_C, CTRL)
        clipboard.setText("\ufeff" + clipboard.text().replace("\n", "\r\n") + "\r\n\r\n")
        other = open_hand(Session(Document()))
        other.key(Key.Key_V, CTRL)
        assert other.edges == {("conv", "flat")}

    def test_a_whole_document_can_be_pasted(self, hand, open_hand, clipboard):
        clipboard.setText(write_document(hand.session.document).decode())
        other = open_hand(Session(Document()))
        other.key(Key.Key_V, CTRL)
        assert other.positions == hand.positions
        assert other.edges == hand.edges
        assert other.steps == 1

    def test_duplicates_need_no_clipboard(self, hand, clipboard):
        hand.session.select(["output"])
        hand.key(Key.Key_D, CTRL)
        assert "output_2" in hand.positions
        assert clipboard.text() == ""

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "The clipboard holds no layers. Copy nodes on the canvas first."),
            ("Dear Sir or Madam", "The clipboard holds no layers. Copy nodes on the canvas first."),
            ("[1, 2", "The clipboard holds no layers. Copy nodes on the canvas first."),
            ("[" * 5000, "The clipboard holds no layers. Copy nodes on the canvas first."),
            ("17", "The clipboard holds no layers. Copy nodes on the canvas first."),
            ('{"nodes": []}', "The clipboard holds no layers. Copy nodes on the canvas first."),
            ('{"nodes": [{"id": "a", "type": "Dence"}]}', "Did you mean 'Dense'?"),
            ('{"nodes": [{"id": "a", "type": "Dense"}]}', "Units (units) of “a” is missing"),
            ('{"nodes": [{"id": "a", "type": "Dense", "config": {"units": 1e999}}]}', "The clipboard"),
            ('{"nodes": [{"id": "a", "type": "Flatten"}], "edges": [{"source": "a", "target": "b"}]}', "no node has"),
        ],
    )
    def test_what_cannot_be_pasted_is_told_in_a_sentence(self, hand, clipboard, messages, text, sentence):
        clipboard.setText(text)
        hand.key(Key.Key_V, CTRL)
        assert len(messages) == 1
        assert sentence in messages[0]
        assert messages[0].startswith("The clipboard")
        assert messages[0].endswith((".", "?"))
        assert hand.steps == 0


class TestKeys:
    def test_all_nodes_can_be_selected(self, hand):
        hand.key(Key.Key_A, CTRL)
        assert hand.session.selection == {"image", "conv", "flat", "output"}
        hand.key(Key.Key_Escape)
        assert hand.session.selection == set()

    def test_arrows_nudge_and_one_undo_takes_all_nudges_back(self, hand):
        hand.session.select(["conv", "flat"])
        for _ in range(3):
            hand.key(Key.Key_Right)
        hand.key(Key.Key_Up, SHIFT)
        assert hand.positions["conv"] == (48, 92)
        assert hand.positions["flat"] == (48, 188)
        assert hand.steps == 1
        hand.session.undo()
        assert hand.positions["conv"] == (0, 96)

    def test_a_nudge_after_a_drag_is_a_step_of_its_own(self, hand):
        hand.drag("conv", (300, 200))
        hand.key(Key.Key_Right)
        assert hand.steps == 2

    def test_alt_and_arrows_walk_along_the_edges(self, hand):
        hand.key(Key.Key_Down)
        assert hand.session.selection == {"image"}
        for name in ("conv", "flat", "output", "output"):
            hand.key(Key.Key_Down, ALT)
            assert hand.session.selection == {name}
        hand.key(Key.Key_Up, ALT)
        assert hand.session.selection == {"flat"}

    def test_walking_over_an_empty_canvas_leads_nowhere(self, empty_hand):
        empty_hand.key(Key.Key_Down)
        assert empty_hand.session.selection == set()

    def test_enter_opens_the_selected_node(self, hand, qtbot):
        hand.session.select(["conv"])
        with qtbot.waitSignal(hand.canvas.node_activated) as activated:
            hand.key(Key.Key_Return)
        assert activated.args == ["conv"]

    def test_selected_nodes_are_connected_from_top_to_bottom(self, empty_hand):
        for type_name in ("Input", "Dense", "Dropout"):
            empty_hand.session.select([])
            empty_hand.canvas.add_layer(type_name)
        empty_hand.key(Key.Key_A, CTRL)
        empty_hand.canvas.auto_layout()
        for number, name in enumerate(empty_hand.positions):
            empty_hand.session.select([name])
            for _ in range(number):
                empty_hand.key(Key.Key_Down)
        empty_hand.key(Key.Key_A, CTRL)
        empty_hand.key(Key.Key_C)
        assert empty_hand.edges == {("input", "dense"), ("dense", "dropout")}

    def test_connecting_one_node_is_answered_with_a_sentence(self, hand, messages):
        hand.session.select(["conv"])
        hand.key(Key.Key_C)
        assert messages == ["Select two or more nodes to connect them from top to bottom."]

    def test_connecting_the_other_way_round_would_close_a_cycle(self, hand, messages):
        hand.canvas.disconnect_selection()
        hand.session.select(["output"])
        for _ in range(30):
            hand.key(Key.Key_Up)
        hand.session.select(["output", "image"])
        hand.key(Key.Key_C)
        assert messages == ["Input “image” takes no edge: data enters the network there."]

    def test_the_edges_of_a_node_can_be_taken_away(self, hand):
        hand.session.select(["conv"])
        hand.key(Key.Key_C, SHIFT)
        assert hand.edges == {("flat", "output")}

    def test_of_several_nodes_only_the_edges_among_them_go(self, hand):
        hand.session.select(["conv", "flat"])
        hand.key(Key.Key_C, SHIFT)
        assert hand.edges == {("image", "conv"), ("flat", "output")}


class TestArranging:
    def test_the_layout_is_one_undo_step_and_ends_where_the_document_says(self, hand, qtbot):
        hand.drag("conv", (300, 500))
        hand.drag("flat", (-200, 30))
        hand.canvas.auto_layout()
        assert hand.steps == 3
        xs, ys = zip(*hand.positions.values(), strict=True)
        assert len(set(xs)) == 1
        assert [b - a for a, b in pairwise(ys)] == [96, 96, 96]
        qtbot.waitUntil(lambda: hand.canvas.node_item("conv").pos().toTuple() == hand.positions["conv"], timeout=3000)

    def test_nodes_that_glide_can_be_deleted(self, hand, qtbot):
        hand.drag("conv", (300, 500))
        hand.canvas.auto_layout()
        hand.session.select(["conv"])
        hand.canvas.delete_selection()
        assert hand.canvas.node_item("flat").pos().toTuple() == hand.positions["flat"]

    def test_an_empty_canvas_needs_no_layout(self, empty_hand):
        empty_hand.canvas.auto_layout()
        assert empty_hand.steps == 0


def test_deleting_a_node_forgets_its_selected_edge(hand):
    hand.click((108, 80))
    hand.session.select(["conv"])
    hand.canvas.delete_selection()
    assert hand.canvas.scene().selected_edges == set()
    assert Edge("image", "conv") not in hand.canvas.scene().edges
