"""A tour of the window: every place that a user can come to, one after the other, to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.grouping import group
from nnstudio.studio.canvas.problem_bubble import ProblemBubble
from nnstudio.studio.welcome.templates import TEMPLATES
from nnstudio.studio.window.docks import DOCKS
from nnstudio.studio.window.main_window import MainWindow

Places: TypeAlias = Iterator[tuple[str, QWidget]]

SIZES = ((1280, 800), (960, 600))
"""The size that most screens have room for, and the least one."""
SIDE_WINDOWS = ("train.plan", "edit.preferences", "help.layer")
POPUPS = ("help.commands", "network.add_layer")
LONG = "measurements_of_the_second_series_taken_in_the_laboratory"
PATIENCE = 20_000


class Tour:
    """Leads through a window that has just been opened."""

    def __init__(self, window: MainWindow, qtbot, folder: Path) -> None:
        self._window = window
        self._qtbot = qtbot
        self._folder = folder

    def places(self) -> Places:
        """Every place; who looks at one lets it settle first."""
        window = self._window
        window.resize(*SIZES[0])
        yield "first page", window
        self._train("digits-cnn")
        for size in SIZES:
            window.resize(*size)
            yield from self._panels(f"trained at {size}")
        window.resize(*SIZES[0])
        yield from self._nodes()
        yield from self._side_windows()
        yield from self._popups()
        yield from self._menus()
        yield from self._questions()
        self._train("diabetes")
        yield from self._panels("numbers")
        yield from self._predictions()
        yield from self._compared()
        yield from self._long_names()
        self._break()
        yield from self._panels("broken")

    def _panels(self, state: str) -> Places:
        for dock in DOCKS:
            self._window.docks.show(dock.name)
            yield f"{state}: {dock.name}", self._window

    def _nodes(self) -> Places:
        for node in self._window.session.document.network.nodes:
            self._window.session.select([node.id])
            self._window.docks.show("inspector")
            yield f"node {node.id}", self._window

    def _side_windows(self) -> Places:
        for name in SIDE_WINDOWS:
            self._trigger(name)
            yield from self._others(name)

    def _menus(self) -> Places:
        for menu in self._window.menuBar().actions():
            yield menu.text(), menu.menu()

    def _popups(self, prefix: str = "") -> Places:
        """The lists to search in: as they open, and with something typed."""
        window = self._window
        for name in POPUPS:
            window.activateWindow()
            self._wait(window.isActiveWindow)
            self._trigger(name)
            self._wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
            yield prefix + name, window
            self._qtbot.keyClicks(QApplication.focusWidget(), "e")
            yield f"{prefix}{name}, e typed", window
            self._qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    def _questions(self) -> Places:
        """The sentence above the canvas; and questions, which whoever answers them looks at."""
        window = self._window
        for name in ("file.open", "file.save_as", "file.export", "help.about"):
            self._trigger(name)
        window.files.keeping.ask_before_loss()
        window.open(self._folder / LONG / f"{LONG}.nnstudio")
        yield "notice", window
        window.notice.withdraw(window.notice.sentences[-1])

    def _predictions(self) -> Places:
        """What the network makes of a file, and of one that lacks what it needs."""
        window = self._window
        window.docks.show("evaluate")
        columns = window.training.data.description.columns["input"]
        row = ",".join(["0.5"] * len(columns))
        good, bad = self._folder / f"{LONG}.csv", self._folder / "bad.csv"
        good.write_text(f"{','.join(columns)},progression\n{row},100\n{row},120\n")
        bad.write_text("x\n1\n")
        for path in (good, bad):
            prediction = window.panels.evaluate.predict_file(path)
            self._wait(lambda shown=prediction: not shown._background.busy)
            yield f"predictions of {path.name[:8]}", prediction
            prediction.save_to(self._folder / "nowhere" / "p.csv")
            yield "predictions that cannot be saved", prediction
            prediction.close()

    def _compared(self) -> Places:
        """Two runs in one plot, of which the second changed its rate, with the values under the mouse."""
        window = self._window
        window.docks.show("curves")
        window.training.train()
        self._wait(lambda: window.training.snapshot.epoch >= 1)
        window.training.set_learning_rate(window.training.snapshot.learning_rate / 4)
        self._wait(lambda: bool(window.training.snapshot.rate_changes) and window.training.snapshot.epoch >= 3)
        self._trigger("train.stop")
        self._wait(lambda: not window.training.active)
        window.panels.curves.compare(window.workspace.run_log.records[:1])
        plot = window.panels.curves.curves.plot
        yield "compared", window
        plot._pointer.step(0)
        yield "pointed at", window

    def _long_names(self) -> Places:
        """Nodes, a block and a document with long names, wherever they are shown."""
        window = self._window
        document = window.session.document
        for node in document.network.nodes:
            if node.id != "input":
                window.session.do(edits.rename_node(window.session.document, node.id, f"{node.id}_{LONG}"))
        names = [node.id for node in window.session.document.network.nodes if "hidden" in node.id]
        window.session.do(group(window.session.document, names, f"block_{LONG}"))
        window.session.do(edits.set_name(window.session.document, LONG))
        window.session.select([f"block_{LONG}"])
        yield from self._panels("long names")
        yield from self._popups("long names: ")

    def _break(self) -> None:
        """A network that lacks the layer that makes pictures flat, with its last node selected."""
        window = self._window
        document = _template("digits-cnn").read()
        names = [node.id for node in document.network.nodes]
        flatten = next(node.id for node in document.network.nodes if node.type_name == "Flatten")
        document = apply(document, edits.remove(document, names[names.index(flatten) : -1]))
        document = apply(document, edits.connect(document, document.network.nodes[-2].id, names[-1]))
        window.files.new(document)
        window.welcome.hide()
        window.session.select(names[-1:])
        bubble = window.findChild(ProblemBubble)
        self._wait(lambda: bool(bubble.repairs))

    def _train(self, template: str) -> None:
        window = self._window
        window.open_template(_template(template))
        self._wait(lambda: window.training.snapshot.epoch >= 1)
        self._trigger("train.stop")
        self._wait(lambda: not window.training.active)

    def _others(self, name: str) -> Places:
        self._wait(lambda: bool(_others(self._window)))
        for other in _others(self._window):
            yield name, other
            other.close()
        self._wait(lambda: not _others(self._window))

    def _trigger(self, name: str) -> None:
        self._window.actions_by_name[name].trigger()

    def _wait(self, condition) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE)


def _template(name: str):
    return next(one for one in TEMPLATES if one.name == name)


def _others(window: MainWindow) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible()]
