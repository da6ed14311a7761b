"""The outline: the network without a mouse."""

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QTreeView, QWidget

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.network import edits
from nnstudio.network.document_change import change_between
from nnstudio.network.graph import Edge, Network

Key = Qt.Key
NODE, LAYER, SETTINGS, INPUTS, SHAPE, WEIGHTS, FRAME = range(7)


class Outline:
    def __init__(self, window, qtbot):
        self.window, self.session, self.qtbot = window, window.session, qtbot
        self.rows = window.findChild(QTreeView, "outline.rows")
        self.model = self.rows.model()

    def text(self, row, column):
        return self.model.index(row, column).data()

    def column(self, column):
        return [self.text(row, column) for row in range(self.model.rowCount())]

    def key(self, key):
        self.qtbot.keyClick(QApplication.focusWidget(), key)

    def go_to(self, row, column):
        self.rows.setFocus()
        self.key(Key.Key_Home)
        for _ in range(row):
            self.key(Key.Key_Down)
        for _ in range(FRAME):
            self.key(Key.Key_Left)
        for _ in range(column):
            self.key(Key.Key_Right)
        assert (self.rows.currentIndex().row(), self.rows.currentIndex().column()) == (row, column)

    def type(self, row, column, text):
        """Qt takes over what was typed a bit later."""
        self.go_to(row, column)
        self.key(Key.Key_Return)
        editor = QApplication.focusWidget()
        assert editor is not self.rows
        editor.selectAll()
        self.qtbot.keyClicks(editor, text) if text else self.key(Key.Key_Delete)
        self.key(Key.Key_Return)
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is self.rows)

    @property
    def edges(self):
        return set(self.session.document.network.edges)

    @property
    def told(self):
        return self.window.statusBar().currentMessage()


@pytest.fixture
def outline(window, qtbot):
    window.new()
    session = window.session
    for layer in (Input(shape=(2,)), Dense(units=3), Dense(units=3), Add()):
        session.do(edits.add_node(session.document, layer))
    session.select([])
    window.docks.show("outline")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Outline(window, qtbot)


def test_every_node_has_a_row(outline):
    assert outline.column(NODE) == ["input", "dense", "dense_2", "add"]
    assert outline.column(LAYER) == ["Input", "Dense", "Dense", "Add"]
    assert outline.text(0, SHAPE) == "2"
    assert outline.text(1, SHAPE) == "–"


def test_a_network_is_wired_by_writing_names(outline):
    outline.type(1, INPUTS, "input")
    outline.type(2, INPUTS, "input")
    outline.type(3, INPUTS, "dense, dense_2")
    assert outline.edges == {
        Edge("input", "dense"),
        Edge("input", "dense_2"),
        Edge("dense", "add", 0),
        Edge("dense_2", "add", 1),
    }
    assert outline.column(INPUTS) == ["", "input", "input", "dense, dense_2"]
    assert outline.column(WEIGHTS) == ["0", "9", "9", "0"]
    assert outline.session.history.undo_label == "Connect add"


def test_an_edge_is_taken_away_by_taking_its_name_away(outline):
    outline.type(1, INPUTS, "input")
    outline.type(1, INPUTS, "")
    assert not outline.edges


def test_frames_are_made_joined_left_and_shown_by_their_titles(outline):
    outline.type(1, FRAME, "Body")
    outline.type(2, FRAME, "Body")
    outline.type(3, FRAME, "Head")
    assert outline.column(FRAME) == ["", "Body", "Body", "Head"]
    frames = outline.session.document.network.frames
    assert [(one.title, one.nodes) for one in frames] == [("Body", ("dense", "dense_2")), ("Head", ("add",))]
    outline.type(2, FRAME, "Head")
    outline.type(1, FRAME, "")
    assert outline.column(FRAME) == ["", "", "Head", "Head"]
    outline.session.undo()
    assert outline.column(FRAME) == ["", "Body", "Head", "Head"]
    steps = outline.session.history.position
    outline.type(3, FRAME, " Head ")
    assert outline.session.history.position == steps


def test_the_selected_node_stays_selected_in_whatever_row_it_is(outline):
    session = outline.session
    session.select(["dense"])
    nodes = session.document.network.nodes
    turned = structs.replace(session.document, network=Network((*nodes[:1], *reversed(nodes[1:]))))
    session.do(change_between(session.document, turned, "Turn round"))
    assert outline.column(NODE) == ["input", "add", "dense_2", "dense"]
    assert [index.row() for index in outline.rows.selectionModel().selectedRows()] == [3]
    assert session.selection == {"dense"}


def test_rows_come_and_go_where_nodes_do_and_the_others_stay(outline):
    session, model = outline.session, outline.model
    told = []
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("out", first, last)))
    model.modelReset.connect(lambda: told.append("all"))
    session.select(["add"])
    kept = QPersistentModelIndex(model.index(3, NODE))
    session.do(edits.remove(session.document, ["dense", "dense_2"]))
    assert outline.column(NODE) == ["input", "add"]
    assert kept.row() == 1
    assert session.selection == {"add"}
    session.undo()
    assert outline.column(NODE) == ["input", "dense", "dense_2", "add"]
    assert kept.row() == 3
    assert [index.row() for index in outline.rows.selectionModel().selectedRows()] == [3]
    session.do(edits.remove(session.document, ["input", "dense_2"]))
    assert outline.column(NODE) == ["dense", "add"]
    assert told == [("out", 1, 2), ("in", 1, 2), ("out", 0, 2), ("in", 0, 0)]


def test_a_change_upstream_is_told_in_every_row_below(outline):
    session = outline.session
    for source, target in (("input", "dense"), ("dense", "dense_2")):
        session.do(edits.connect(session.document, source, target))
    rows = []
    outline.model.dataChanged.connect(lambda first, last: rows.append((first.row(), last.row())))
    session.do(edits.set_fields(session.document, ["dense"], units=5))
    assert outline.column(WEIGHTS) == ["0", "15", "18", "–"]
    assert rows == [(1, 2)]


def test_what_was_typed_into_a_row_that_is_gone_is_forgotten(outline, qapp):
    outline.go_to(3, NODE)
    outline.key(Key.Key_Return)
    editor = QApplication.focusWidget()
    assert editor is not outline.rows
    outline.qtbot.keyClicks(editor, "sum")
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    outline.session.undo()
    qapp.processEvents()
    assert outline.column(NODE) == ["input", "dense", "dense_2"]


def test_a_node_is_renamed_in_its_row(outline):
    outline.type(1, NODE, "hidden")
    assert outline.column(NODE) == ["input", "hidden", "dense_2", "add"]


@pytest.mark.parametrize(
    ("row", "column", "text", "sentence"),
    [
        (1, INPUTS, "nobody", "There is no node named “nobody”. Write the names of nodes, with commas between them."),
        (1, INPUTS, "dense", "Dense “dense” cannot feed itself; data must flow one way."),
        (0, INPUTS, "dense", "Input “input” takes no edge: data enters the network there."),
        (1, INPUTS, "input, dense_2", "Dense “dense” takes one edge. Write the name of one node."),
        (1, NODE, "input", "Input “input” has this name already. Choose another one."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(outline, row, column, text, sentence):
    before = outline.session.document
    outline.type(row, column, text)
    assert outline.told == sentence
    assert outline.session.document == before


def test_a_cycle_is_refused(outline):
    outline.type(1, INPUTS, "input")
    outline.type(2, INPUTS, "dense")
    outline.type(1, INPUTS, "dense_2")
    assert outline.told == "Dense “dense” already leads to “dense_2”; an edge back would close a cycle."


def test_the_selection_is_the_same_everywhere(outline):
    outline.go_to(2, NODE)
    assert outline.session.selection == {"dense_2"}
    outline.session.select(["dense", "add"])
    assert {index.row() for index in outline.rows.selectionModel().selectedRows()} == {1, 3}


def test_delete_deletes_the_selected_row(outline):
    outline.go_to(1, NODE)
    outline.key(Key.Key_Delete)
    assert outline.column(NODE) == ["input", "dense_2", "add"]


def test_what_is_wrong_is_told_in_its_row(outline):
    outline.type(3, INPUTS, "input")
    index = outline.model.index(3, NODE)
    assert "Add “add”" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == index.data(Qt.ItemDataRole.ToolTipRole)


def test_undo_and_other_documents_are_mirrored(outline, window):
    outline.type(1, NODE, "hidden")
    outline.session.undo()
    assert outline.text(1, NODE) == "dense"
    window.new()
    assert outline.model.rowCount() == 0


class Windows(QObject):
    """Listens for windows that open."""

    def __init__(self):
        super().__init__()
        self.opened = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened.append(type(watched).__name__)
        return False


def test_no_window_opens_for_a_moment_while_problems_appear(outline, qapp):
    windows = Windows()
    qapp.installEventFilter(windows)
    outline.session.select(["add"])
    outline.type(3, INPUTS, "input")
    outline.type(3, INPUTS, "")
    qapp.removeEventFilter(windows)
    assert windows.opened == []


def test_m_mutes_the_layers_of_the_selected_rows_and_the_row_says_so(outline):
    outline.go_to(1, LAYER)
    name = outline.text(1, NODE)
    outline.key(Key.Key_M)
    assert outline.session.document.network.by_id[name].muted
    assert outline.text(1, LAYER).endswith(" · muted")
    outline.key(Key.Key_M)
    assert not outline.session.document.network.by_id[name].muted


def test_a_scroll_bar_beside_many_rows_brings_no_other_one_below_them(window, outline, qtbot):
    for _ in range(12):
        window.session.do(edits.add_node(window.session.document, Dense(units=3)))
    rows = outline.rows
    header = rows.header()
    wide = sum(header.sectionSize(column) for column in range(header.count() - 1)) + 90
    rows.setFixedWidth(wide + rows.verticalScrollBar().sizeHint().width())
    qtbot.waitUntil(lambda: 0 < rows.viewport().width() <= wide)
    assert rows.horizontalScrollBar().maximum() == 0
