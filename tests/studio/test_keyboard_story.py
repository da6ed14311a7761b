"""Everything once without a mouse: ten layers are wired, set, repaired, trained, looked at and exported by keys."""

from __future__ import annotations

import pytest
import safetensors.numpy
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QTableView

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.engine.snapshot import RunState
from nnstudio.network.json_format import write_document
from nnstudio.project.project import Project
from nnstudio.studio.theme import Mode

CHAIN = ["input", "dense", "dense_2", "dense_3", "concatenate", "dropout", "dense_4", "batch_normalization"]


class Keyboard:
    """Whatever is pressed goes to where the focus is; in a list that dropped down, to that."""

    def press(self, *shortcuts):
        for shortcut in shortcuts:
            (combination,) = [QKeySequence(shortcut)[0]]
            QTest.keyClick(self.focus, combination.key(), combination.keyboardModifiers())
            QApplication.processEvents()

    def type(self, text):
        for letter in text:
            QTest.keyClicks(self.focus, letter)
        QApplication.processEvents()

    @property
    def focus(self):
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        focus = QApplication.focusWidget()
        assert focus is not None, "nobody has the focus"
        assert not focus.visibleRegion().isEmpty(), f"{focus} has the focus and cannot be seen"
        return focus

    @property
    def at(self):
        """The name of what has the focus."""
        return self.focus.objectName()

    def type_over(self, text):
        """Write into the field that Tab came to, whose text is selected."""
        self.type(text)
        self.press("Return")

    def tab_to(self, name, key="Tab", most=40):
        for _ in range(most):
            if self.at == name:
                return
            self.press(key)
        pytest.fail(f"{key} does not lead to {name}")

    def add(self, letters):
        """The layer that these letters find, behind what is selected."""
        self.press("Shift+A")
        self.type(letters)
        self.press("Return")
        assert self.at == "canvas"

    def command(self, letters):
        self.press("Ctrl+Shift+P")
        self.type(letters)
        self.press("Return")


@pytest.fixture
def keys(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return Keyboard()


def test_ten_layers_from_an_empty_canvas_to_exported_weights_without_a_mouse(
    window, keys, qtbot, tmp_path, monkeypatch
):
    builds(window.session, keys)
    wires(window.session, keys)
    sets(window.session, keys)
    repairs(window.session, keys, qtbot)
    goes_back_and_forth(window.session, keys)
    finds_commands(window, keys, qtbot)
    trains(window, keys, qtbot)
    looks_at_results(window, keys, qtbot)
    leaves_with_its_weights(window, keys, qtbot, tmp_path, monkeypatch)


def builds(session, keys):
    keys.press("Ctrl+N")
    for letters in ("input", "dense", "dense"):
        keys.add(letters)
    keys.press("Alt+Up")
    keys.add("dense")  # beside the other one: a branch
    keys.press("Alt+Shift+Left")
    for letters in ("conc", "drop", "dense", "batchn", "activ", "dense"):
        keys.add(letters)  # the first of them behind both
    network = session.document.network
    assert [*network.by_id] == [*CHAIN, "activation", "dense_5"]
    assert [edge.source for edge in network.incoming["concatenate"]] == ["dense_2", "dense_3"]
    assert [edge.target for edge in network.outgoing["dense"]] == ["dense_2", "dense_3"]


def wires(session, keys):
    """Cut two edges and draw them again: one on the canvas, one in the outline."""
    drawn = {*session.document.network.edges}
    keys.press("Alt+Shift+Up", "Shift+C")
    assert len(session.document.network.edges) == len(drawn) - 1
    keys.press("C")
    assert {*session.document.network.edges} == drawn
    keys.press("Ctrl+Shift+O", "Home", *["Down"] * CHAIN.index("concatenate"), *["Right"] * 3, "Return")
    keys.type_over("dense_3")
    assert [edge.source for edge in session.document.network.incoming["concatenate"]] == ["dense_3"]
    keys.press("Return")
    keys.type_over("dense_2, dense_3")
    assert {*session.document.network.edges} == drawn


def sets(session, keys):
    """The settings of one layer, of several at once, a name, and the data."""
    keys.press("F4", *["Alt+Up"] * 2)
    assert session.selection == {"dense"}
    keys.press("Ctrl+I")
    assert keys.at == "inspector.units"
    keys.type_over("24")
    keys.tab_to("inspector.activation")
    keys.type("relu")
    layer = session.document.network.by_id["dense"].layer
    assert (layer.units, layer.activation) == (24, Relu())
    keys.press("Esc", "Alt+Down", "Alt+Shift+Right", "Ctrl+I")
    keys.type_over("12")
    assert [session.document.network.by_id[name].layer.units for name in ("dense_2", "dense_3")] == [12, 12]
    keys.press("F4", *["Alt+Down"] * 6, "F2")
    assert keys.at == "inspector.name"
    keys.type_over("out")
    keys.press("Ctrl+4")
    assert keys.at == "data.source"
    keys.type("wine")
    assert "out" in session.document.network.by_id
    assert session.document.data.source == "sample:wine"


def repairs(session, keys, qtbot):
    """The first problem at the node itself, the others in the list, where there is a menu behind one."""
    qtbot.waitUntil(lambda: session.description is not None, timeout=10_000)
    assert {problem.code for problem in session.problems} == {"input-shape", "output-shape"}
    keys.press("F4", "Return")
    assert session.document.network.by_id["out"].layer.units == 3
    keys.press("Ctrl+9")
    for code in ("input-shape", "classes-as-numbers", "unscaled-input"):
        assert session.problems[0].code == code
        qtbot.waitUntil(lambda: keys.focus.findChild(object, "problems.repair").isVisible())
        keys.tab_to("problems.repair")
        keys.press("Space")
        if QApplication.activePopupWidget() is not None:
            keys.press("Down", "Return")
    assert session.problems == ()
    assert session.document.data.preprocessing
    assert isinstance(session.document.training.loss, SparseCategoricalCrossentropy)
    assert keys.at == "problems.none"


def goes_back_and_forth(session, keys):
    after = write_document(session.document)
    keys.press("Ctrl+Z", "Ctrl+Z")
    assert [problem.code for problem in session.problems] == ["classes-as-numbers", "unscaled-input"]
    keys.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert write_document(session.document) == after
    keys.press("Ctrl+Shift+H")
    assert keys.at == "history.list"
    keys.press("Home", "Return")
    assert session.document.network.nodes == ()
    keys.press("End", "Return")
    assert write_document(session.document) == after


def finds_commands(window, keys, qtbot):
    keys.command("arrange auto")
    keys.command("dark")
    assert window.theme_source.mode is Mode.DARK
    keys.command("out dense")
    assert window.session.selection == {"out"}
    keys.press("Ctrl+,")
    assert keys.at == "preferences.theme"
    keys.type("light")
    assert window.theme_source.mode is Mode.LIGHT
    keys.press("Esc")
    window.activateWindow()  # as window managers do
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    assert keys.at == "canvas"


def trains(window, keys, qtbot):
    keys.press("Ctrl+3")
    keys.tab_to("training.epochs")
    keys.type_over("60")
    keys.press("F8")
    qtbot.waitUntil(lambda: window.training.snapshot.epoch == 1, timeout=20_000)
    qtbot.waitUntil(window.actions_by_name["train.start"].isEnabled)
    keys.press("F5")
    qtbot.waitUntil(lambda: window.training.snapshot.state is RunState.FINISHED, timeout=60_000)
    loss = window.training.snapshot.history["loss"]
    assert len(loss) == 60
    assert loss[-1] < loss[0]


def looks_at_results(window, keys, qtbot):
    keys.press("Ctrl+5")
    keys.tab_to("curves.plot")
    keys.press("Right")
    assert "loss" in keys.focus.accessibleDescription().lower()
    keys.press("Ctrl+6")
    qtbot.waitUntil(lambda: window.findChild(QTableView, "evaluate.results").model().rowCount() > 0, timeout=10_000)
    keys.tab_to("evaluate.results")
    keys.press("Down")
    keys.press("F4", "Alt+Up", "Ctrl+7")
    qtbot.waitUntil(lambda: keys.focus.accessibleName() != "Nothing to look into yet", timeout=10_000)
    keys.press("Ctrl+8")
    assert keys.at == "runs.table"


def leaves_with_its_weights(window, keys, qtbot, tmp_path, monkeypatch):
    saved, weights = tmp_path / "wine.nnstudio", tmp_path / "wine.safetensors"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    keys.press("Ctrl+S")
    assert Project.open(saved).document == window.session.document
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(weights), ""))
    keys.press("Ctrl+E")
    qtbot.waitUntil(weights.exists, timeout=10_000)
    assert safetensors.numpy.load(weights.read_bytes())["out/kernel"].shape == (8, 3)
    keys.press("Ctrl+Q")
    assert not window.isVisible()
