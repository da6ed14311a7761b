"""The main job, end to end, with the mouse and the keyboard: from an empty canvas to exported weights."""

from __future__ import annotations

import time

import numpy as np
import pytest
import safetensors.numpy
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QComboBox, QDockWidget, QLineEdit, QWidget

from nnstudio.engine.model import Model
from nnstudio.network.json_format import write_document
from nnstudio.studio.app import build_window

PROBE = {"input": np.linspace(0, 1, 50, dtype=np.float32)[:, None]}


@pytest.fixture
def window(qtbot):
    window = build_window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


class User:
    """Someone before the window, who has a mouse, a keyboard and the names of things."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot
        self.canvas = window.findChild(QWidget, "canvas")

    def do(self, name: str) -> None:
        action = self.window.findChild(QAction, name)
        assert action.isEnabled(), name
        action.trigger()

    def drop(self, layer: str, x: int, y: int) -> None:
        """Let go of a layer over the canvas, `x` and `y` pixels from the middle."""
        data = QMimeData()
        data.setData("application/x-nnstudio-layer", layer.encode())
        place = self.canvas.viewport().rect().center() + QPoint(x, y)
        event = QDropEvent(
            QPointF(place), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        self.canvas.dropEvent(event)
        assert event.isAccepted()

    def wire(self, source: str, target: str) -> None:
        """Draw an edge from the bottom of a card to the top of another."""
        start, end = self._edge_of(source, bottom=True), self._edge_of(target, bottom=False)
        viewport = self.canvas.viewport()
        self.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 9):
            self.qtbot.mouseMove(viewport, start + (end - start) * step / 8)
        self.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)

    def click(self, node_id: str) -> None:
        middle = self.canvas.mapFromScene(self.canvas.node_item(node_id).sceneBoundingRect().center())
        self.qtbot.mouseClick(self.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    def type(self, name: str, text: str) -> None:
        """Write into the field of this name."""
        field = self.window.findChild(QWidget, name)
        line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClicks(line, text)
        self.qtbot.keyClick(line, Qt.Key.Key_Return)

    def choose(self, name: str, item: str) -> None:
        """Choose an item of a list by its text."""
        field = self.window.findChild(QWidget, name)
        combo = field if isinstance(field, QComboBox) else field.findChild(QComboBox)
        index = combo.findText(item)
        assert index >= 0, [combo.itemText(i) for i in range(combo.count())]
        combo.setCurrentIndex(index)
        combo.activated.emit(index)

    def _edge_of(self, node_id: str, *, bottom: bool) -> QPoint:
        card = self.canvas.node_item(node_id).sceneBoundingRect()
        return self.canvas.mapFromScene(QPointF(card.center().x(), card.bottom() - 3 if bottom else card.top() + 3))


def test_from_an_empty_canvas_to_exported_weights(window, qtbot, tmp_path):
    user = User(window, qtbot)
    session, training = window.session, window.training
    empty = write_document(session.document)

    user.drop("Input", 0, -120)
    user.drop("Dense", 0, 0)
    user.drop("Dense", 0, 120)
    assert [node.id for node in session.document.network.nodes] == ["input", "dense", "dense_2"]
    user.wire("input", "dense")
    user.wire("dense", "dense_2")
    assert [(edge.source, edge.target) for edge in session.document.network.edges] == [
        ("input", "dense"),
        ("dense", "dense_2"),
    ]

    user.click("dense")
    user.type("inspector.units", "16")
    user.choose("inspector.activation", "tanh")
    user.click("dense_2")
    user.type("inspector.units", "1")
    user.choose("training.optimizer", "Adam")
    user.type("training.learning_rate", "0.02")
    user.type("training.epochs", "3000")
    user.type("training.batch_size", "20")
    user.choose("data.source", "square")
    qtbot.waitUntil(lambda: session.description is not None, timeout=10_000)
    assert session.error is None, session.error
    assert session.document.training.optimizer.learning_rate == 0.02

    user.do("train.start")
    beats = Heart()
    qtbot.waitUntil(lambda: len(training.snapshot.history.get("loss", ())) > 20, timeout=30_000)
    early = len(training.snapshot.history["loss"])
    qtbot.waitUntil(lambda: len(training.snapshot.history["loss"]) > early, timeout=30_000)
    assert beats.count > 0, "the event loop answers while the network trains"
    user.do("train.stop")
    qtbot.waitUntil(lambda: not training.active, timeout=10_000)
    beats.stop()
    loss = training.snapshot.history["loss"]
    assert loss[-1] < loss[0]

    _leaves_with_its_weights(window, qtbot, tmp_path)
    _undoes_and_redoes_everything(user, empty)
    _comes_back_from_its_file(window, qtbot, tmp_path)


def _leaves_with_its_weights(window, qtbot, tmp_path):
    trained, target = window.files.runs.trained(), tmp_path / "square.safetensors"
    with qtbot.waitSignal(window.workspace.exporting.message, timeout=10_000):
        window.workspace.exporting.write(trained, target)
    again = Model(trained.document.network)
    again.store.load(safetensors.numpy.load(target.read_bytes()))
    assert np.array_equal(again.predict(PROBE), trained.model.predict(PROBE))


def _undoes_and_redoes_everything(user, empty):
    session = user.window.session
    full, steps = write_document(session.document), session.history.position
    assert steps >= 10
    for _ in range(steps):
        user.do("edit.undo")
    assert write_document(session.document) == empty
    for _ in range(steps):
        user.do("edit.redo")
    assert write_document(session.document) == full


def _comes_back_from_its_file(window, qtbot, tmp_path):
    saved = tmp_path / "square.nnstudio"
    assert window.files.save_as(saved)
    second = build_window(saved)
    qtbot.addWidget(second)
    assert write_document(second.session.document) == write_document(window.session.document)
    ours, theirs = window.files.runs.trained(), second.files.runs.trained()
    assert np.array_equal(theirs.model.predict(PROBE), ours.model.predict(PROBE))


@pytest.mark.parametrize("name", ["palette", "inspector", "data", "curves", "evaluate", "inspect", "runs", "problems"])
def test_every_panel_has_its_promised_name(window, name):
    assert window.findChild(QDockWidget, name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "file.new",
        "file.open",
        "file.save",
        "file.save_as",
        "file.export",
        "edit.undo",
        "edit.redo",
        "edit.copy",
        "edit.paste",
        "edit.delete",
        "train.start",
        "train.pause",
        "train.step_batch",
        "train.step_epoch",
        "train.stop",
        "view.fit",
    ],
)
def test_every_action_has_its_promised_name(window, name):
    assert window.findChild(QAction, name) is not None


@pytest.mark.parametrize("name", ["palette.list", "palette.search", "training.optimizer", "training.loss"])
def test_every_widget_has_its_promised_name(window, name):
    assert window.findChild(QWidget, name) is not None


class Heart:
    """Beats as long as the event loop answers."""

    def __init__(self):
        self.count, self._timer = 0, QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)
        self._last = time.perf_counter()

    def stop(self):
        self._timer.stop()

    def _beat(self):
        self.count += 1
