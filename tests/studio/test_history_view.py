"""The history panel, with mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits


class Steps:
    def __init__(self, window, qtbot):
        self.session, self.qtbot = window.session, qtbot
        self.list = window.findChild(QListWidget, "history.list")

    @property
    def labels(self):
        return [self.list.item(row).text() for row in range(self.list.count())]

    def click(self, row):
        place = self.list.visualItemRect(self.list.item(row)).center()
        self.qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def steps(window, qtbot):
    window.new()
    session = window.session
    for layer in (Input(shape=(2,)), Dense(units=3), Dense(units=1)):
        session.do(edits.add_node(session.document, layer))
    window.docks.show("history")
    return Steps(window, qtbot)


def test_every_change_stands_there_by_its_name(steps):
    assert steps.labels == ["Opened", "Add Input", "Add Dense", "Add Dense"]
    assert steps.list.currentRow() == 3


def test_a_click_goes_there_and_what_was_undone_stays_in_the_list(steps):
    steps.click(1)
    assert [node.type_name for node in steps.session.document.network.nodes] == ["Input"]
    assert len(steps.labels) == 4
    assert steps.list.item(2).toolTip()
    steps.click(3)
    assert len(steps.session.document.network.nodes) == 3
    assert not steps.list.item(2).toolTip()


def test_enter_goes_there_too(steps):
    steps.list.setFocus()
    steps.qtbot.keyClick(steps.list, Qt.Key.Key_Home)
    steps.qtbot.keyClick(steps.list, Qt.Key.Key_Return)
    assert not steps.session.document.network.nodes


def test_whoever_walks_over_it_and_goes_elsewhere_leaves_the_mark_where_the_document_is(steps, window):
    steps.list.setFocus()
    steps.qtbot.keyClick(steps.list, Qt.Key.Key_Home)
    assert steps.list.currentRow() == 0
    window.canvas.setFocus()
    assert steps.list.currentRow() == 3
    assert len(steps.session.document.network.nodes) == 3


def test_a_change_after_going_back_replaces_what_was_undone(steps):
    steps.click(1)
    steps.session.do(edits.add_node(steps.session.document, Dense(units=7)))
    assert steps.labels == ["Opened", "Add Input", "Add Dense"]


def test_another_document_has_a_history_of_its_own(steps, window):
    window.new()
    assert window.session.history.labels == ()
    assert not steps.list.isVisible()
