"""Tables keep their place, color their cells and can be copied."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView

from nnstudio.studio.results.table import Cell, Table, number
from nnstudio.studio.theme import DARK, LIGHT, Mode
from nnstudio.studio.theme.type import MONO

HEADER = [Cell("name"), number("value", "How much.")]


@pytest.fixture
def table(qtbot, theme_source):
    table = Table(theme_source, "Numbers")
    qtbot.addWidget(table)
    table.cells.show_rows(HEADER, [[Cell("a"), number("1")], [Cell("b"), number("2", "exactly 2", "error")]])
    table.resize(300, 200)
    table.show()
    qtbot.waitExposed(table)
    return table


def rows(table):
    return [[table.cells.text(row, column) for column in range(2)] for row in range(table.cells.rowCount())]


def look(table, row, column, role):
    return table.cells.index(row, column).data(role)


def test_numbers_stand_at_the_right_in_digits_of_one_width(table):
    assert look(table, 0, 1, Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert look(table, 0, 1, Qt.ItemDataRole.FontRole).family() == MONO
    assert look(table, 0, 0, Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignLeft)
    assert table.cells.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "How much."


def test_the_color_of_a_cell_is_that_of_the_theme(table, theme_source):
    assert look(table, 1, 1, Qt.ItemDataRole.ForegroundRole).name() == DARK.error
    theme_source.set_mode(Mode.LIGHT)
    assert look(table, 1, 1, Qt.ItemDataRole.ForegroundRole).name() == LIGHT.error
    assert look(table, 0, 0, Qt.ItemDataRole.ForegroundRole) is None


@pytest.mark.parametrize("count", [1, 2, 3])
def test_other_rows_under_the_same_header_keep_the_selection(table, count):
    table.selectRow(0)
    table.cells.show_rows(HEADER, [[Cell(f"row {row}"), number("0")] for row in range(count)])
    assert rows(table) == [[f"row {row}", "0"] for row in range(count)]
    assert table.selected_rows == [0]


def test_another_header_begins_anew(table):
    table.selectRow(1)
    table.cells.show_rows([Cell("x"), Cell("y")], [[Cell("1"), Cell("2")]])
    assert rows(table) == [["1", "2"]]
    assert table.selected_rows == []


def test_a_click_selects_a_row_and_copying_takes_it_with_tabs(table, qtbot):
    second = table.visualRect(table.cells.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert table.selected_rows == [1]
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "b\t2"
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.selected_rows == [0]


def test_text_stands_below_that_of_its_header(table):
    image = table.grab().toImage()
    left = [
        next(x for x in range(60) if any(image.pixelColor(x, y).lightness() > 90 for y in band))
        for band in (range(4, 20), range(table.horizontalHeader().height() + 4, table.horizontalHeader().height() + 22))
    ]
    assert abs(left[0] - left[1]) <= 1


def test_a_stretched_column_takes_the_room_that_is_left(table):
    table.stretch_column(0)
    assert table.horizontalHeader().sectionResizeMode(0) == QHeaderView.ResizeMode.Stretch
    assert table.horizontalHeader().length() == table.viewport().width()
    assert table.indexAt(QPoint(table.viewport().width() - 5, 5)).column() == 1


def test_a_row_is_chosen_whatever_keys_are_held(table, qtbot):
    table.choose_row(1)
    qtbot.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    for row in (0, 0, 1):
        table.choose_row(row)
        assert table.selected_rows == [row]
    qtbot.keyRelease(table, Qt.Key.Key_Control)
