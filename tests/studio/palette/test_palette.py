"""The palette, driven with keys and the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeView

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.registry import types_of
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node
from nnstudio.studio.palette.layer_mime import LAYER_MIME, carried_layer
from nnstudio.studio.palette.palette import LayerPalette
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource

Key = Qt.Key


@pytest.fixture
def session():
    nodes = (Node(id="input", layer=Input(shape=(8, 8, 1))), Node(id="flat", layer=Dense(units=2)))
    return Session(Document(network=Network(nodes)))


@pytest.fixture
def theme_source(qapp):
    return ThemeSource(qapp, Mode.LIGHT)


@pytest.fixture
def palette(qtbot, session, theme_source):
    palette = LayerPalette(session, theme_source)
    qtbot.addWidget(palette)
    palette.resize(224, 800)
    palette.show()
    palette.activateWindow()
    qtbot.waitExposed(palette)
    return palette


@pytest.fixture
def search(palette):
    return palette.findChild(QLineEdit, "palette.search")


@pytest.fixture
def tree(palette):
    return palette.findChild(QTreeView, "palette.list")


@pytest.fixture
def chosen(palette):
    names: list[str] = []
    palette.layer_chosen.connect(names.append)
    return names


def index_of(tree, text):
    (found,) = tree.model().match(
        tree.model().index(0, 0),
        Qt.ItemDataRole.DisplayRole,
        text,
        1,
        Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive,
    )
    return found


def rows(tree):
    model = tree.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_every_layer_of_the_catalog_stands_in_its_category(tree):
    model = tree.model()
    shown = {}
    for row in range(model.rowCount()):
        section = model.index(row, 0)
        shown[section.data()] = {model.index(inner, 0, section).data() for inner in range(model.rowCount(section))}
        assert tree.isExpanded(section)
    wanted = {}
    for name, layer in types_of(Layer).items():
        wanted.setdefault(layer.category, set()).add(name)
    assert shown == wanted


def test_the_categories_come_in_the_order_of_the_theme(tree):
    assert rows(tree)[:4] == ["Input", "Core", "Activation", "Convolution"]


def test_a_click_on_a_category_folds_it_and_it_stays_so_after_a_search(qtbot, search, tree):
    place = tree.visualRect(index_of(tree, "Convolution")).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not tree.isExpanded(index_of(tree, "Convolution"))
    qtbot.keyClicks(search, "conv")
    assert "Conv2D" in rows(tree)
    search.clear()
    assert not tree.isExpanded(index_of(tree, "Convolution"))
    assert tree.isExpanded(index_of(tree, "Core"))
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert tree.isExpanded(index_of(tree, "Convolution"))


def test_left_and_right_fold_a_category(qtbot, tree):
    tree.setFocus()
    tree.setCurrentIndex(index_of(tree, "Core"))
    qtbot.keyClick(tree, Key.Key_Left)
    assert not tree.isExpanded(index_of(tree, "Core"))
    qtbot.keyClick(tree, Key.Key_Right)
    assert tree.isExpanded(index_of(tree, "Core"))


def test_the_name_of_a_category_finds_its_layers(qtbot, search, tree):
    qtbot.keyClicks(search, "recurr")
    assert set(rows(tree)) == {name for name, layer in types_of(Layer).items() if layer.category == "Recurrent"}


def test_a_few_letters_find_a_layer_and_enter_adds_it(qtbot, search, tree, chosen):
    qtbot.keyClicks(search, "gap2")
    assert rows(tree)[0] == "GlobalAveragePooling2D"
    qtbot.keyClick(search, Key.Key_Return)
    assert chosen == ["GlobalAveragePooling2D"]


def test_letters_that_are_in_no_name_find_nothing(qtbot, search, tree, chosen):
    qtbot.keyClicks(search, "zzz")
    assert rows(tree) == []
    assert not tree.parentWidget().findChild(QLabel, "palette.nothing").isHidden()
    qtbot.keyClick(search, Key.Key_Return)
    assert chosen == []


def test_enter_without_letters_adds_nothing(qtbot, search, chosen):
    qtbot.keyClick(search, Key.Key_Return)
    assert chosen == []


def test_down_leads_into_the_list_and_up_back_out(qtbot, search, tree, chosen):
    search.setFocus()
    qtbot.keyClicks(search, "den")
    qtbot.keyClick(search, Key.Key_Down)
    assert tree.hasFocus()
    qtbot.keyClick(tree, Key.Key_Return)
    assert chosen == ["Dense"]
    qtbot.keyClick(tree, Key.Key_Up)
    assert search.hasFocus()
    assert search.selectedText() == "den"


def test_escape_clears_the_search(qtbot, search, tree):
    qtbot.keyClicks(search, "den")
    qtbot.keyClick(search, Key.Key_Escape)
    assert search.text() == ""
    assert rows(tree)[0] == "Input"


def test_a_double_click_adds_a_layer(qtbot, tree, chosen):
    place = tree.visualRect(index_of(tree, "Dense")).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == ["Dense"]


def test_a_double_click_on_a_category_adds_nothing(qtbot, tree, chosen):
    place = tree.visualRect(index_of(tree, "Core")).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == []


def test_rows_carry_their_type_when_they_are_dragged(tree):
    index = index_of(tree, "Dense")
    assert index.flags() & Qt.ItemFlag.ItemIsDragEnabled
    data = tree.model().mimeData([index])
    assert bytes(data.data(LAYER_MIME).data()) == b"Dense"
    assert carried_layer(data) == "Dense"
    assert not index_of(tree, "Core").flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_rows_have_an_icon_and_say_what_the_layer_does(tree):
    index = index_of(tree, "Dense")
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Fully connected: every output is a weighted sum of every input."


def test_with_a_node_selected_rows_say_what_would_follow_it(session, tree):
    session.select(["input"])
    tip = index_of(tree, "Flatten").data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("After Input “input”: 8×8×1 becomes 64.")
    session.select(["input", "flat"])
    assert "After" not in index_of(tree, "Flatten").data(Qt.ItemDataRole.ToolTipRole)


def test_with_a_node_selected_rows_say_why_they_cannot_follow_it(session, tree):
    document = Document(network=Network((Node(id="row", layer=Input(shape=(8,))),)))
    session.replace(document)
    session.select(["row"])
    tip = index_of(tree, "MaxPooling2D").data(Qt.ItemDataRole.ToolTipRole)
    assert "After Input “row”: MaxPooling2D needs an input of 3 axes" in tip


def test_the_theme_can_change_in_the_middle_of_a_search(qtbot, search, tree, theme_source):
    qtbot.keyClicks(search, "den")
    theme_source.set_mode(Mode.DARK)
    assert rows(tree)[0] == "Dense"


def test_no_name_is_cut_off(tree):
    widths = []
    model = tree.model()
    for row in range(model.rowCount()):
        section = model.index(row, 0)
        widths += [tree.sizeHintForIndex(model.index(i, 0, section)).width() for i in range(model.rowCount(section))]
    assert max(widths) + 2 * tree.indentation() <= tree.viewport().width()


def test_the_search_can_be_asked_for(palette, search, tree):
    tree.setFocus()
    palette.focus_search()
    assert search.hasFocus()
    assert palette.childAt(QPoint(20, 20)) is not None
