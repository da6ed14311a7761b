"""How quick the hands are in the whole window, with 100 and with 1,000 nodes; printed, never asserted.

    python -m tests.benchmarks.editing [NODES ...]

Goals on 2 cores: a file of 1,000 nodes is open in 2 s, pan and drag at 30 frames a second, an edit and its undo take
16 ms each, the first result of a search is there after 30 ms. An edit is over when shapes and problems are known, every
panel shows them and the event loop is free again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec import structs
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.catalog.optimizers import Adam
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import Network
from nnstudio.network.healing import take_out
from nnstudio.network.json_format import write_document
from nnstudio.network.layout import arrange
from nnstudio.studio.app import build_window
from nnstudio.studio.window.main_window import MainWindow
from tests.benchmarks.canvas import PaintCounter
from tests.benchmarks.doctor import deep_network

SIZES = (100, 1000)
ROUNDS = 15
FRAMES = 60
PATIENCE_SECONDS = 20.0

Edit = Callable[[Document, int], Change]


class Bench:
    """The real window on one network, and what hands do in it."""

    def __init__(self, app: QApplication, nodes: int) -> None:
        self.app = app
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "deep.json"
            path.write_bytes(write_document(placed(deep_network(nodes))))
            began = perf_counter()
            window = build_window()
            assert isinstance(window, MainWindow)
            self.window = window
            window.resize(1440, 900)
            window.show()
            self.counter = PaintCounter(window.canvas.viewport())
            app.processEvents()
            shown, before = perf_counter(), self.counter.count
            window.open(path)
            while self.counter.count == before:
                app.processEvents()
            opened = perf_counter()
            self.settle()
            settled = perf_counter()
        print(f"\n{len(self.document.network.nodes)} nodes, {len(self.document.network.edges)} edges")
        line("window", 1000 * (shown - began))
        line("file to painted canvas", 1000 * (opened - shown), goal=2000)
        line("until the data is read, too", 1000 * (settled - shown))

    @property
    def document(self) -> Document:
        return self.window.session.document

    def settle(self) -> None:
        """Wait until the data is read and what a training would take is known."""
        deadline = perf_counter() + PATIENCE_SECONDS
        while self.window.workspace.forecaster.report is None and perf_counter() < deadline:
            self.app.processEvents()

    def edits(self) -> None:
        for name, edit in EDITS.items():
            self.edit(name, edit)
        self.window.session.select([second(self.document)])
        self.edit("change the selected layer", EDITS["change the second layer"])
        self.window.session.select([middle(self.document)])
        self.edit("break the selected layer", EDITS["break the network in the middle"])
        self.window.session.select([])

    def edit(self, name: str, edit: Edit) -> None:
        """Carry an edit out and take it back, again and again."""
        session = self.window.session
        there, back = [], []
        with self.quiet():
            for number in range(ROUNDS):
                change = edit(self.document, number)
                there.append(self.until_free(partial(session.do, change)))
                back.append(self.until_free(session.undo))
        line(name, 1000 * median(there), goal=16)
        line("    its undo", 1000 * median(back), goal=16)

    def panels(self) -> None:
        """The same edit with each of the panels in front that mirror the network, and one that makes a row there."""
        for panel in ("outline", "history", "problems", "curves"):
            self.window.docks.show(panel)
            self.app.processEvents()
            self.edit(f"the first of these with {panel} in front", EDITS["change the second layer"])
        self.window.docks.show("outline")
        self.app.processEvents()
        self.edit("insert a layer with outline in front", EDITS["insert a layer"])

    def gestures(self) -> None:
        canvas = self.window.canvas
        for place, prepare in (("all in view", canvas.fit), ("life size", self.look_at_the_middle)):
            prepare()
            self.app.processEvents()
            with self.quiet():
                self.frames(
                    f"pan, {place}", lambda number: canvas.camera.pan(QPoint(-7 if number % 60 < 30 else 7, -5))
                )
                self.frames(f"drag a node, {place}", self.drag())
                self.mouse(QEvent.Type.MouseButtonRelease, QPoint(300, 300))
                self.window.session.select(self.document.network.by_id)
                self.frames(f"drag all nodes, {place}", self.drag())
                self.mouse(QEvent.Type.MouseButtonRelease, QPoint(300, 300))
                self.window.session.select([])

    def look_at_the_middle(self) -> None:
        canvas = self.window.canvas
        canvas.reset_zoom()
        canvas.camera.look_at(canvas.node_item(middle(self.document)).card_rect.center())

    def searches(self) -> None:
        window, canvas = self.window, self.window.canvas
        middle = self.document.network.nodes[len(self.document.network.nodes) // 2].id
        window.session.select([middle])
        canvas.setFocus()
        self.search("add a layer, opened", lambda: QTest.keyClick(canvas, Qt.Key.Key_Tab))
        self.search("    one letter typed", lambda: self.type("d"))
        self.type_key(Qt.Key.Key_Escape)
        self.search("commands and nodes, opened", window.actions_by_name["help.commands"].trigger)
        self.search("    one letter typed", lambda: self.type("b"))
        self.search("    three letters typed", lambda: self.type("at"))
        self.type_key(Qt.Key.Key_Escape)
        window.actions_by_name["network.search"].trigger()
        self.search("palette, one letter typed", lambda: self.type("d"))
        self.type_key(Qt.Key.Key_Escape)

    def close(self) -> None:
        self.window.close()
        self.app.processEvents()
        self.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def until_free(self, act: Callable[[], object]) -> float:
        """The seconds until something is done and everybody has drawn it."""
        began = perf_counter()
        act()
        self.app.processEvents()
        return perf_counter() - began

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Without forecasts meanwhile, which begin when the hands rest."""
        self.settle()
        self.window.workspace.forecaster._delay.setInterval(60_000)
        yield
        self.window.workspace.forecaster._delay.setInterval(250)

    def frames(self, name: str, step: Callable[[int], object]) -> None:
        """How many steps are carried out and drawn in a second; one that snaps to where things are paints nothing."""
        self.app.processEvents()
        before, slowest, began = self.counter.count, 0.0, perf_counter()
        for number in range(FRAMES):
            slowest = max(slowest, self.until_free(partial(step, number)))
        seconds = perf_counter() - began
        rate, painted = FRAMES / seconds, self.counter.count - before
        print(
            f"  {name:40}{rate:8.0f} frames/s  goal 30, slowest {1000 * slowest:.1f} ms, {painted} of {FRAMES} painted",
            flush=True,
        )

    def drag(self) -> Callable[[int], object]:
        canvas = self.window.canvas
        middle = canvas.camera.visible_rect().center()
        items = [canvas.node_item(node.id) for node in self.document.network.nodes]
        nearest = min(items, key=lambda item: (item.card_rect.center() - middle).manhattanLength())
        start = canvas.mapFromScene(nearest.card_rect.center())
        self.mouse(QEvent.Type.MouseButtonPress, start)
        return lambda number: self.mouse(QEvent.Type.MouseMove, start + QPoint(2 * number, number))

    def mouse(self, kind: QEvent.Type, position: QPoint) -> None:
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        place = QPointF(position)
        event = QMouseEvent(kind, place, place, button, pressed, Qt.KeyboardModifier.NoModifier)
        self.app.sendEvent(self.window.canvas.viewport(), event)

    def search(self, name: str, act: Callable[[], object]) -> None:
        line(name, 1000 * self.until_free(act), goal=30)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def type_key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.focus(), key)
        self.app.processEvents()

    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


def placed(document: Document) -> Document:
    """The network in rows, to be trained on the digits."""
    first, *others = document.network.nodes
    last = structs.replace(others[-1], layer=Dense(units=10))
    first = structs.replace(first, layer=first.layer.replace(shape=(8, 8, 1)))
    network = Network((first, *others[:-1], last), document.network.edges)
    positions = arrange(network)
    nodes = tuple(structs.replace(node, position=positions[node.id]) for node in network.nodes)
    training = Training(loss=SparseCategoricalCrossentropy(from_logits=True), optimizer=Adam())
    return structs.replace(
        document,
        network=Network(nodes, network.edges),
        data=DataReference(source="sample:digits"),
        training=training,
    )


def second(document: Document) -> str:
    return document.network.nodes[1].id


def insert(document: Document, _number: int) -> Change:
    edge = document.network.edges[len(document.network.edges) // 2]
    return edits.insert_on_edge(document, edge, BatchNormalization(), (300.0, 0.0))


def middle(document: Document) -> str:
    """A convolution."""
    return document.network.nodes[len(document.network.nodes) // 2 | 1].id


EDITS: dict[str, Edit] = {
    "change the second layer": lambda document, number: edits.set_fields(
        document, [second(document)], filters=9 + number
    ),
    "change the last layer": lambda document, number: edits.set_fields(
        document, [document.network.nodes[-1].id], units=11 + number
    ),
    "break the network in the middle": lambda document, number: edits.set_fields(
        document, [middle(document)], kernel_size=(99, 99 + number), padding="valid"
    ),
    "insert a layer": insert,
    "delete a layer": lambda document, _: take_out(document, [middle(document)]),
    "move a node": lambda document, number: edits.move(document, {second(document): (8.0 * number + 8, 0.0)}),
    "rename a node": lambda document, number: edits.rename_node(document, second(document), f"first_{number}"),
    "change the batch size": lambda document, number: edits.set_training(document, batch_size=64 + number),
}


def line(name: str, milliseconds: float, goal: float | None = None) -> None:
    end = "" if goal is None else f"  goal {goal:.0f}" + ("" if milliseconds <= goal else "  MISSED")
    print(f"  {name:40}{milliseconds:8.1f} ms{end}", flush=True)


def main(arguments: list[str]) -> None:
    app = QApplication([])
    for nodes in map(int, arguments) if arguments else SIZES:
        bench = Bench(app, nodes)
        bench.edits()
        bench.panels()
        bench.searches()
        bench.gestures()
        bench.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        main(sys.argv[1:])
