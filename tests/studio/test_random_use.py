"""Whatever somebody does in the window, in whatever order: nothing breaks, and the canvas shows the document."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QSlider,
    QWidget,
)

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.studio.templates import TEMPLATES

STEPS = int(os.environ.get("NNSTUDIO_RANDOM_STEPS", "80"))
"""Few enough for every run of the suite; before a release, some thousands."""
LEFT, MIDDLE, RIGHT, NO_BUTTON = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.NoButton,
)
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 3 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
TEXTS = ("1", "8", "0.01", "-3", "", "relu", "3, 3", "none", "1e999", "nan", "dense", "x" * 80, "<b>", "\u03c3")
KEYS = [getattr(Qt.Key, f"Key_{name}") for name in ("Left", "Right", "Up", "Down", "Return", "Escape", "Tab", "Delete")]
KEYS += [Qt.Key.Key_Backspace, Qt.Key.Key_Space, *(getattr(Qt.Key, f"Key_{letter}") for letter in "ACFDVX0")]
SETTINGS = ("inspector", "training", "data")


class Monkey:
    """Sits before the window and does what comes into its mind; `trail` remembers what that was."""

    def __init__(self, window, seed, folder):
        self.window, self.random, self.folder = window, random.Random(seed), folder
        self.canvas, self.viewport = window.canvas, window.canvas.viewport()
        self.trail: list[str] = []
        self._habits = {
            self.act: 12,
            self.undo_or_redo: 6,
            self.drop: 8,
            self.draw_edge: 8,
            self.drag_node: 5,
            self.drag_anywhere: 3,
            self.click: 8,
            self.use_block: 6,
            self.press_key: 6,
            self.turn_wheel: 2,
            self.type: 8,
            self.choose: 8,
            self.push: 6,
            self.slide: 2,
            self.show_dock: 4,
            self.open_template: 1,
            self.wait: 4,
        }

    def step(self):
        """Do one thing."""
        (habit,) = self.random.choices(list(self._habits), list(self._habits.values()))
        self.trail.append(f"{habit.__name__} {habit() or ''}")
        QApplication.processEvents()

    def act(self):
        action = self.random.choice([one for one in self.window.findChildren(QAction) if one.isEnabled()])
        if action.objectName() in ("", "file.quit"):
            return "nothing"
        action.trigger()
        return action.objectName()

    def undo_or_redo(self):
        name = self.random.choice(["edit.undo", "edit.undo", "edit.redo"])
        for _ in range(self.random.randrange(1, 5)):
            self.window.findChild(QAction, name).trigger()
        return name

    def drop(self):
        layer = self.random.choice([*types_of(Layer), "NoSuchLayer"])
        data = QMimeData()
        data.setData("application/x-nnstudio-layer", layer.encode())
        place = QPointF(self._place())
        self.canvas.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, LEFT, self._modifiers()))
        return layer

    def draw_edge(self):
        names = list(self.window.opened.document.network.by_id)
        if len(names) < 2:
            return "nothing"
        source, target = self.random.sample(names, 2)
        self._drag(self._on(source, 0.98), self._on(target, 0.02))
        return f"{source} > {target}"

    def drag_node(self):
        names = list(self.window.opened.document.network.by_id)
        if not names:
            return "nothing"
        name = self.random.choice(names)
        self._drag(self._on(name, 0.5), self._place(), modifiers=self._modifiers())
        return name

    def drag_anywhere(self):
        self._drag(self._place(), self._place(), self.random.choice([LEFT, MIDDLE]), self._modifiers())

    def click(self):
        names = list(self.window.opened.document.network.by_id)
        place = self._on(self.random.choice(names), 0.5) if names and self.random.random() < 0.7 else self._place()
        click = self.random.choice([QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick])
        click(self.viewport, self.random.choice([LEFT, LEFT, LEFT, RIGHT]), self._modifiers(), place)

    def use_block(self):
        names = list(self.window.opened.document.network.by_id)
        self.window.opened.select(self.random.sample(names, min(len(names), self.random.randint(0, 3))))
        verbs = [name for name, possible in self.window.blocks.possible().items() if possible]
        if not verbs:
            return "nothing"
        verb = self.random.choice(verbs)
        self.window.actions_by_name[verb].trigger()
        return verb

    def press_key(self):
        key = self.random.choice(KEYS)
        QTest.keyClick(self.window.focusWidget() or self.canvas, key, self._modifiers())
        return key.name

    def turn_wheel(self):
        place, turn = QPointF(self._place()), QPoint(0, self.random.choice([-240, -120, 120, 240]))
        event = QWheelEvent(
            place,
            self.viewport.mapToGlobal(place),
            QPoint(),
            turn,
            NO_BUTTON,
            self._modifiers(),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QGuiApplication.sendEvent(self.viewport, event)

    def type(self):
        field = self._widget(QLineEdit, *SETTINGS, "palette")
        if field is None:
            return "nothing"
        field.setFocus()
        field.selectAll()
        text = self.random.choice(TEXTS)
        for letter in text:  # QTest types no letters but ASCII
            QGuiApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
        QTest.keyClick(field, self.random.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape]))
        return f"{field.objectName()} = {text}"

    def choose(self):
        box = self._widget(QComboBox, *SETTINGS)
        entries = range(0 if box is None else box.count())
        places = [index for index in entries if box.model().index(index, 0).flags() & Qt.ItemFlag.ItemIsEnabled]
        if not places:
            return "nothing"
        index = self.random.choice(places)
        box.setCurrentIndex(index)
        box.activated.emit(index)
        return f"{box.objectName()} = {index}"

    def push(self):
        button = self._widget(QAbstractButton, *(dock.objectName() for dock in self.window.findChildren(QDockWidget)))
        if button is None:
            return "nothing"
        name = f"{button.objectName()} {button.text()} {button.accessibleName()}"
        QTest.mouseClick(button, LEFT)
        return name

    def slide(self):
        slider = self._widget(QSlider, "toolbar", "curves", "inspect")
        if slider is not None:
            slider.setValue(self.random.randint(slider.minimum(), slider.maximum()))

    def show_dock(self):
        dock = self.random.choice(self.window.findChildren(QDockWidget))
        self.window.docks.show(dock.objectName())
        return dock.objectName()

    def open_template(self):
        template = self.random.choice(TEMPLATES)
        self.window.open_template(template)
        return template.name

    def wait(self):
        QTest.qWait(self.random.choice([1, 10, 60]))

    def _drag(self, start, end, button=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mousePress(self.viewport, button, modifiers, start)
        for part in (0.1, 0.5, 1.0):
            self._move(start + (end - start) * part, button, modifiers)
        if self.random.random() < 0.1:
            QTest.keyClick(self.canvas, Qt.Key.Key_Escape)
        QTest.mouseRelease(self.viewport, button, modifiers, end)

    def _move(self, place, button, modifiers):
        local = QPointF(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove, local, self.viewport.mapToGlobal(local), NO_BUTTON, button, modifiers
        )
        QGuiApplication.sendEvent(self.viewport, event)

    def _on(self, name, down):
        card = self.canvas.node_item(name).sceneBoundingRect()
        return self.canvas.mapFromScene(QPointF(card.center().x(), card.top() + down * card.height()))

    def _place(self):
        return QPoint(self.random.randrange(self.viewport.width()), self.random.randrange(self.viewport.height()))

    def _modifiers(self):
        return self.random.choice(MODIFIERS)

    def _widget(self, kind, *places):
        parents = [self.window.findChild(QWidget, place) for place in places]
        found = [one for parent in parents for one in parent.findChildren(kind) if one.isVisible() and one.isEnabled()]
        return self.random.choice(found) if found else None


@pytest.fixture
def answers(monkeypatch, tmp_path):
    """Dialogs that nobody is there to answer: files are saved to and opened from one folder."""
    names = [f"{name}{suffix}" for name in "ab" for suffix in (".nnstudio", ".json", ".safetensors", ".csv")]
    (tmp_path / "broken.nnstudio").write_bytes(b"nothing")
    (tmp_path / "b.csv").write_text("x,y\n" + "\n".join(f"{i},{i % 3}" for i in range(50)))
    chance = random.Random(0)

    def choose(*_arguments):
        return str(tmp_path / chance.choice([*names, "broken.nnstudio", ""])), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    monkeypatch.setattr(QMessageBox, "about", lambda *_: None)


@pytest.fixture
def close_popups(qapp):
    """Closes menus and lists that drop down, in whose event loop a test would wait for ever."""
    timer = QTimer(interval=20)

    def close():
        popup = qapp.activePopupWidget() or qapp.activeModalWidget()
        if popup is not None:
            popup.close()

    timer.timeout.connect(close)
    timer.start()
    yield
    timer.stop()


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.usefixtures("answers", "close_popups")
def test_random_use_breaks_nothing(window, qtbot, qtlog, seed, tmp_path, assert_consistent):
    monkey = Monkey(window, seed, Path(tmp_path))
    with qtbot.captureExceptions() as exceptions:
        for _ in range(STEPS):
            try:
                monkey.step()
                assert_consistent(window)
            except Exception as error:
                raise AssertionError(f"seed {seed}, after {monkey.trail[-12:]}") from error
            warnings = [record.message for record in qtlog.records if not record.ignored]
            assert not exceptions, monkey.trail[-12:]
            assert not warnings, monkey.trail[-12:]
        window.training.stop()
        qtbot.waitUntil(lambda: not window.training.active, timeout=20_000)
        window.close()
    assert not exceptions
