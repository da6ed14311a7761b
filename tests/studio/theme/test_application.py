"""A theme on an application: what the widgets really look like."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QSpinBox,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.studio.theme import DARK, LIGHT, Role, apply, indent_text, set_invalid, set_role
from nnstudio.studio.theme.stylesheet import stylesheet


@pytest.fixture(params=[DARK, LIGHT], ids=lambda theme: theme.name)
def theme(request, qapp):
    apply(qapp, request.param)
    return request.param


def color_at(widget, x, y):
    return widget.grab().toImage().pixelColor(x, y).name()


@pytest.mark.usefixtures("theme")
def test_the_type_is_inter(qapp):
    assert QFontInfo(qapp.font()).family() == "Inter"


def test_no_color_of_the_platform_is_left(theme, qapp):
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window).name() == theme.panel
    assert palette.color(QPalette.ColorRole.Text).name() == theme.text
    assert palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name() == theme.disabled


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize("make", [QLineEdit, QSpinBox, QComboBox, QPushButton, QToolButton])
def test_fields_and_buttons_are_28_pixels_high(qtbot, make):
    widget = make()
    qtbot.addWidget(widget)
    widget.show()
    assert widget.height() == 28


def test_a_field_has_the_color_of_fields_and_shows_what_is_invalid(theme, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(120, 28)
    assert color_at(field, 60, 14) == theme.field
    set_invalid(field, True)
    assert color_at(field, 60, 0) == theme.error
    set_invalid(field, False)
    assert color_at(field, 60, 0) != theme.error


def test_a_focused_field_has_a_ring_in_the_accent(theme, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert color_at(field, field.width() // 2, 0) == theme.accent


def test_the_primary_button_is_filled_and_gives_its_role_back(theme, qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    set_role(button, Role.PRIMARY)
    assert color_at(button, 4, 14) == theme.primary
    set_role(button, None)
    assert color_at(button, 4, 14) == theme.field


def test_text_of_all_fields_begins_at_the_same_place(theme, qtbot):
    line, box = QLineEdit("WWW"), QSpinBox()
    box.setPrefix("WWW")
    indent_text(box)
    starts = []
    for field in (line, box):
        qtbot.addWidget(field)
        field.resize(120, 28)
        image = field.grab().toImage()
        ground = QColor(theme.field).lightness()
        starts.append(
            next(
                x
                for x in range(2, 60)
                if any(abs(image.pixelColor(x, y).lightness() - ground) > 40 for y in range(6, 22))
            )
        )
    assert abs(starts[0] - starts[1]) <= 1


@pytest.mark.usefixtures("theme")
def test_rows_of_trees_and_lists_are_25_pixels_high(qtbot, qapp):
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    tree, flat = QTreeWidget(), QListWidget()
    tree.addTopLevelItems([QTreeWidgetItem([text]) for text in ("Dense", "Dropout")])
    flat.addItems(["Dense", "Dropout"])
    column.addWidget(tree)
    column.addWidget(flat)
    host.show()
    qapp.processEvents()
    assert tree.visualItemRect(tree.topLevelItem(1)).height() == 25
    assert [flat.visualItemRect(flat.item(row)).y() for row in (0, 1)] == [0, 25]


@pytest.mark.usefixtures("theme")
def test_dock_titles_are_plain_and_do_not_make_their_content_bold(qtbot):
    window, dock, label = QMainWindow(), QDockWidget("Layers"), QLabel("Dense")
    qtbot.addWidget(window)
    dock.setWidget(label)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    assert dock.font().bold() or dock.font().weight() >= 600
    assert label.font().weight() == 400
    buttons = [child for child in dock.children() if child.objectName().startswith("qt_dockwidget_")]
    assert all(button.size().isEmpty() for button in buttons if button.isWidgetType())


@pytest.mark.usefixtures("theme")
def test_a_title_is_larger_and_heavier_than_its_panel(qtbot):
    title, plain = QLabel("Dense"), QLabel("Dense")
    for label in (title, plain):
        qtbot.addWidget(label)
    set_role(title, Role.TITLE)
    for label in (title, plain):
        label.ensurePolished()
    assert title.font().weight() == 600
    assert title.font().pointSizeF() > plain.font().pointSizeF()


def test_every_role_has_a_look(theme):
    text = stylesheet(theme)
    assert [role for role in Role if f'[role="{role}"]' not in text] == []


def test_the_stylesheet_is_one_that_qt_can_read(theme, qapp, capfd):
    qapp.setStyleSheet(stylesheet(theme))
    assert "parse" not in capfd.readouterr().err.lower()
