"""Tab visits a panel in reading order, and looking for that order leaves nothing behind."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from nnstudio.studio.forms.tab_order import restore_reading_order


def names_by_tab(qtbot, start):
    """The fields of a window as Tab visits them after one of them."""
    visited, window = [], start.window()
    start.setFocus()
    qtbot.keyClick(start, Qt.Key.Key_Tab)
    while window.focusWidget() is not start:
        visited.append(window.focusWidget().objectName())
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    return visited


def field(name, parent=None):
    made = QLineEdit(parent)
    made.setObjectName(name)
    return made


def test_what_came_later_is_visited_where_it_is_read(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    before, panel = field("before", window), QWidget(window)
    rows = QVBoxLayout(panel)
    rows.addWidget(field("last"))
    line = QHBoxLayout()
    rows.insertLayout(0, line)
    line.addWidget(field("second"))
    line.insertWidget(0, field("first"))
    window.show()
    restore_reading_order(panel)
    assert names_by_tab(qtbot, before) == ["first", "second", "last"]


def test_what_is_made_after_fields_have_gone_is_what_it_is(qapp, qtbot):
    window, menu = QWidget(), QMenu()
    qtbot.addWidget(window)
    qtbot.addWidget(menu)
    panel = QWidget(window)
    rows = QVBoxLayout(panel)
    for _ in range(20):
        for _ in range(10):
            rows.addWidget(field("", panel))
        restore_reading_order(panel)
        for one in panel.findChildren(QLineEdit):
            one.setParent(None)
            one.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        # Where Python holds on to what Qt has deleted, it takes new objects in the same memory for the old ones.
        assert {type(menu.addAction("made later")) for _ in range(30)} == {QAction}
