"""Whatever the catalog declares can be set by the keyboard alone, down to the settings of a setting."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QWidget

from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.conversion import read_config, write_config
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import FieldKind, fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.data.preprocessing import Preprocessing
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.column import Column
from nnstudio.studio.forms.starting_value import starting
from nnstudio.studio.theme.spacing import INSPECTOR_WIDTH

PLACED = (Layer, Loss, Metric, Optimizer, Callback, Preprocessing)
"""Kinds with forms of their own; the others are settings of these."""
EVERYTHING = [found for kind in PLACED for found in types_of(kind).values()]
NUMBERS = ("2", "3", "1", "0.25", "0.75", "1.5", "0", "-1", "-0.5", "1000", "7", "0.0001")
DEEPEST = 2


class Desk:
    """A declaration and its form, which shows every edit as the inspector would."""

    def __init__(self, declaration, column):
        self.value = starting(declaration)
        self.form = Form(declaration, "x")
        self.form.edited.connect(self._edit)
        self.form.stepped.connect(self._edit)
        self.edits = 0
        column.widget().layout().insertWidget(0, self.form)
        self.form.show()
        self.form.show_values([self.value])

    def _edit(self, name, value):
        self.edits += 1
        self.value = self.value.replace(**{name: value})
        self.form.show_values([self.value])

    def find(self, name):
        (found,) = self.form.findChildren(QWidget, name)
        return found


@pytest.fixture
def column(qtbot):
    column = Column()
    column.resize(INSPECTOR_WIDTH, 900)
    qtbot.addWidget(column)
    column.show()
    column.activateWindow()
    qtbot.waitExposed(column)
    yield column
    column.close()


def texts_for(field):
    """What one might type to give a field another value."""
    match field.kind:
        case FieldKind.TEXT | FieldKind.TEXTS:
            return ["ab", "cd, ef"]
        case FieldKind.INTEGER_PAIRS:
            return [", ".join(["2, 3"] * (field.length or 1)), ", ".join(["1, 0"] * (field.length or 1))]
        case FieldKind.INTEGERS | FieldKind.NUMBERS:
            pairs = [*((one, one) for one in NUMBERS), *product(NUMBERS, NUMBERS)]
            return [", ".join((pair * 3)[: field.length or 2]) for pair in pairs]
        case _:
            return NUMBERS


def type_another_value(entry: QLineEdit, field, desk):
    for text in texts_for(field):
        before = desk.edits
        entry.setFocus()
        entry.selectAll()
        QTest.keyClicks(entry, text)
        QTest.keyClick(entry, Qt.Key.Key_Return)
        if desk.edits > before:
            return
    raise AssertionError(f"{entry.objectName()} takes none of {texts_for(field)}")


def choose_another(chooser: QComboBox, desk):
    before = desk.edits
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    if desk.edits == before:
        QTest.keyClick(chooser, Qt.Key.Key_Up)
    assert desk.edits > before, chooser.objectName()


def add_one(button: QPushButton, name, desk):
    before = desk.edits
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    menu = desk.find(f"{name}.menu")
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert desk.edits > before, name


def edit_all(declaration: type[Declaration], value_at, prefix, desk, depth=0):
    """Set every field of a declaration to something else, and the fields of what was chosen there."""
    for name, field in fields_of(declaration).items():
        path = f"{prefix}.{name}"
        entry = desk.find(path)
        match field.kind:
            case FieldKind.DECLARATION:
                choose_another(entry, desk)
                go_on(lambda name=name: getattr(value_at(), name), path, desk, depth)
            case FieldKind.DECLARATIONS:
                add_one(entry, path, desk)
                go_on(lambda name=name: getattr(value_at(), name)[0], f"{path}.0", desk, depth)
            case FieldKind.BOOLEAN | FieldKind.CHOICE:
                if len(field.choices) != 1:
                    choose_another(entry, desk)
            case _:
                type_another_value(entry, field, desk)
        if isinstance(entry, QWidget) and entry.isVisible():
            right = entry.mapTo(desk.form, entry.rect().topRight()).x()
            assert right < desk.form.width(), f"{path} is cut off"


def go_on(value_at, path, desk, depth):
    chosen = value_at()
    if chosen is not None and depth < DEEPEST and fields_of(type(chosen)):
        edit_all(type(chosen), value_at, path, desk, depth + 1)


@pytest.mark.parametrize("declaration", EVERYTHING, ids=lambda found: found.__name__)
def test_every_setting_can_be_given_another_value_by_the_keyboard(column, declaration):
    desk = Desk(declaration, column)
    edit_all(declaration, lambda: desk.value, "x", desk)
    fresh = starting(declaration)
    for name, field in fields_of(declaration).items():
        has_another = field.kind is not FieldKind.CHOICE or len(field.choices) > 1
        assert not has_another or getattr(desk.value, name) != getattr(fresh, name), name
    assert read_config(declaration, write_config(desk.value), "test") == desk.value
