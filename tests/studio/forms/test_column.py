"""The column that a panel scrolls."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from nnstudio.studio.forms.column import Column


@pytest.fixture
def content():
    widget = QWidget()
    widget.setFixedHeight(900)
    return widget


@pytest.fixture
def column(qtbot, content):
    column = Column(content)
    qtbot.addWidget(column)
    column.resize(300, 300)
    column.show()
    qtbot.waitExposed(column)
    return column


def bar_of(column):
    (bar,) = (bar for bar in column.findChildren(QScrollBar) if bar.parent() is column)
    return bar


def turn_wheel(column, delta):
    place = QPointF(column.viewport().rect().center())
    turn = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(column.viewport(), turn)


def test_its_content_is_as_wide_with_a_scroll_bar_as_without(qtbot, column, content):
    assert bar_of(column).isVisible()
    wide = content.width()
    content.setFixedHeight(100)
    qtbot.waitUntil(lambda: not bar_of(column).isVisible())
    assert content.width() == wide == 300


def test_the_wheel_moves_the_bar_and_the_content(column, content):
    turn_wheel(column, -240)
    assert bar_of(column).value() > 0
    assert content.mapTo(column, QPoint()).y() == -bar_of(column).value()


def test_the_bar_moves_the_content(column, content):
    bar_of(column).setValue(bar_of(column).maximum())
    assert content.mapTo(column, QPoint()).y() == 300 - 900
