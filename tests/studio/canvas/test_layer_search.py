"""The search at the cursor."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget

from nnstudio.network.document import Document
from nnstudio.studio.canvas.layer_search import LayerSearch
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.session.session import Session

Key = Qt.Key
EMPTY = (-250, 60)


class Search:
    def __init__(self, canvas, qtbot):
        self.widget = canvas.findChild(LayerSearch)
        self.field = self.widget.findChild(QLineEdit, "canvas.search")
        self.list = self.widget.findChild(QListWidget)
        self.qtbot = qtbot

    @property
    def rows(self):
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(item.text(), item.data(Qt.ItemDataRole.UserRole)) for item in items]

    @property
    def names(self):
        return [name for name, _ in self.rows]

    def type(self, text):
        self.qtbot.keyClicks(self.field, text)

    def key(self, key):
        self.qtbot.keyClick(self.field, key)


@pytest.fixture
def search(canvas, qtbot):
    canvas.activateWindow()
    return Search(canvas, qtbot)


def double_click(hand, qtbot, place):
    qtbot.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(place))


def test_a_double_click_on_the_empty_canvas_opens_it_there(hand, search, qtbot):
    double_click(hand, qtbot, EMPTY)
    assert search.widget.isVisible()
    assert (search.widget.pos() - hand.at(EMPTY)).manhattanLength() < 4
    assert search.field.hasFocus()


def test_tab_opens_it_and_escape_gives_the_canvas_back(hand, search):
    hand.key(Key.Key_Tab)
    assert search.widget.isVisible()
    search.key(Key.Key_Escape)
    assert not search.widget.isVisible()
    assert hand.canvas.hasFocus()
    assert hand.steps == 0


def test_what_can_follow_comes_first_and_says_what_becomes_of_the_shape(hand, search):
    hand.session.select(["conv"])
    hand.key(Key.Key_Tab)
    search.type("pool")
    assert search.rows[0] == ("MaxPooling2D", "→ 3×3×4")
    search.key(Key.Key_Escape)
    hand.session.select(["flat"])
    hand.key(Key.Key_Tab)
    assert all(result.startswith("→ ") for _, result in search.rows)
    search.type("pool")
    assert ("MaxPooling2D", "does not fit") in search.rows
    item = search.list.item(search.names.index("MaxPooling2D"))
    assert item.toolTip().startswith("MaxPooling2D needs an input of 3 axes")


def test_enter_adds_the_first_after_the_selected_node(hand, search):
    hand.session.select(["flat"])
    hand.key(Key.Key_Tab)
    search.type("drop")
    search.key(Key.Key_Return)
    assert ("flat", "dropout") in hand.edges
    assert hand.session.selection == {"dropout"}
    assert not search.widget.isVisible()
    assert hand.steps == 1


def test_down_chooses_another(hand, search):
    hand.session.select(["flat"])
    hand.key(Key.Key_Tab)
    search.type("re")
    wanted = search.names[1]
    search.key(Key.Key_Down)
    search.key(Key.Key_Return)
    assert hand.session.selected_nodes[0].type_name == wanted


def test_a_click_chooses_too(hand, search, qtbot):
    hand.key(Key.Key_Tab)
    search.type("dense")
    place = search.list.visualItemRect(search.list.item(0)).center()
    qtbot.mouseClick(search.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "dense" in hand.positions


def test_letters_that_find_nothing_add_nothing(hand, search):
    hand.key(Key.Key_Tab)
    search.type("zzz")
    assert search.rows == []
    search.key(Key.Key_Return)
    assert hand.steps == 0


def test_an_edge_dropped_on_the_empty_canvas_asks_what_is_to_come_there(hand, search):
    hand.drag(Port("flat", Side.OUTPUT), EMPTY)
    assert search.widget.isVisible()
    search.type("dense")
    assert search.rows[0] == ("Dense", "→ 8")
    search.key(Key.Key_Return)
    assert ("flat", "dense") in hand.edges
    x, y = hand.positions["dense"]
    assert abs(x + 108 - EMPTY[0]) < 4
    assert abs(y - EMPTY[1]) < 4


def test_behind_an_edge_only_what_fits_is_found_or_what_is_called_by_its_name(hand, search):
    hand.drag(Port("flat", Side.OUTPUT), EMPTY)
    assert search.rows
    assert all(beside != "does not fit" for _, beside in search.rows)
    search.type("pool")
    assert search.rows
    assert all(beside == "does not fit" for _, beside in search.rows)
    search.field.clear()
    search.type("conv2")
    assert search.rows[0] == ("Conv2D", "does not fit")


def test_an_edge_drawn_backwards_asks_what_is_to_come_before(open_hand, make_document, qtbot):
    hand = open_hand(Session(make_document({"dense": ("Dense", {"units": 2}, (0, 300))})))
    hand.canvas.activateWindow()
    search = Search(hand.canvas, qtbot)
    hand.drag(Port("dense", Side.INPUT), (100, 100))
    search.type("inp")
    search.key(Key.Key_Return)
    assert hand.edges == {("input", "dense")}


@pytest.fixture
def loose(make_document, open_hand, qtbot):
    """A picture that leads nowhere, and beside it a Dense and an Add to which nothing leads yet."""
    nodes = {
        "image": ("Input", {"shape": [8, 8, 1]}, (0, 0)),
        "conv": ("Conv2D", {"filters": 4, "kernel_size": [3, 3]}, (0, 104)),
        "pool": ("MaxPooling2D", {"pool_size": [2, 2]}, (300, 300)),
        "row": ("Input", {"shape": [5]}, (600, 0)),
        "add": ("Add", {}, (600, 300)),
    }
    hand = open_hand(Session(make_document(nodes, [("image", "conv"), ("row", "add")])), width=1200)
    hand.canvas.activateWindow()
    hand.canvas.fit()
    return hand, Search(hand.canvas, qtbot)


def test_before_an_edge_only_what_gives_something_that_fits_is_found(loose):
    hand, search = loose
    hand.drag(Port("pool", Side.INPUT), (400, 150))
    assert search.rows
    assert all(beside.startswith("→ ") for _, beside in search.rows)
    search.type("conv2")
    assert search.rows[0] == ("Conv2D", "→ 4×4×16")
    search.field.clear()
    search.type("flatten")
    assert search.rows == [("Flatten", "does not fit")]
    assert search.list.item(0).toolTip() == "Flatten gives 144, which MaxPooling2D “pool” does not take."


def test_what_is_chosen_there_is_wired_before_the_port(loose):
    hand, search = loose
    hand.drag(Port("pool", Side.INPUT), (400, 150))
    search.type("conv2")
    search.key(Key.Key_Return)
    assert ("conv2d", "pool") in hand.edges
    assert hand.session.selection == {"conv2d"}
    x, y = hand.positions["conv2d"]
    assert abs(x + 108 - 400) < 8
    assert y < 150
    assert hand.steps == 1


def test_what_comes_in_beside_decides_with_what_fits(loose):
    hand, search = loose
    hand.drag(Port("add", Side.INPUT, 1), (650, 150))
    search.type("dense")
    assert search.rows[0] == ("Dense", "does not fit")
    search.field.clear()
    search.type("relu")
    assert search.rows[0] == ("ReLU", "→ 5")
    search.key(Key.Key_Return)
    assert ("re_lu", "add") in hand.edges


def test_where_nothing_could_come_in_the_number_of_axes_decides(open_hand, make_document, qtbot):
    hand = open_hand(Session(make_document({"pool": ("MaxPooling2D", {"pool_size": [2, 2]}, (0, 300))})))
    hand.canvas.activateWindow()
    search = Search(hand.canvas, qtbot)
    hand.drag(Port("pool", Side.INPUT), (100, 100))
    search.type("conv2")
    assert search.rows[0] == ("Conv2D", "fits")
    search.field.clear()
    search.type("flatten")
    assert search.rows == [("Flatten", "does not fit")]


def test_an_input_behind_an_edge_stays_unconnected(hand, search):
    before = hand.edges
    hand.drag(Port("flat", Side.OUTPUT), EMPTY)
    search.type("input")
    search.key(Key.Key_Return)
    assert hand.edges == before


def test_a_node_that_is_gone_meanwhile_is_no_surprise(hand, search):
    hand.drag(Port("flat", Side.OUTPUT), EMPTY)
    hand.session.replace(Document())
    assert not search.widget.isVisible()


@pytest.mark.parametrize("place", [QPoint(895, 630), QPoint(2, 2)])
def test_it_stays_inside_the_view(hand, search, qtbot, place):
    qtbot.mouseDClick(hand.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert hand.canvas.rect().contains(search.widget.geometry())


def test_a_layer_is_replaced_by_what_is_found(hand, search):
    hand.session.select(["flat"])
    edges = len(hand.edges)
    hand.canvas.replace_layer()
    search.type("GlobalAveragePooling2D")
    search.key(Key.Key_Return)
    assert hand.session.document.network.by_id["flat"].type_name == "GlobalAveragePooling2D"
    assert len(hand.edges) == edges
    assert hand.session.history.undo_label == "Replace Flatten by GlobalAveragePooling2D"
    assert hand.session.selection == {"flat"}


def test_nothing_is_replaced_where_no_single_layer_is_selected(hand, search, qtbot):
    hand.canvas.select_all()
    with qtbot.waitSignal(hand.canvas.message) as told:
        hand.canvas.replace_layer()
    assert told.args == ["Select the one layer that is to be replaced."]
    assert not search.widget.isVisible()
