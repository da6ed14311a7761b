"""How many frames a second a canvas of 300 nodes reaches while it is panned, dragged, zoomed and live.

    python -m tests.benchmarks.canvas

Printed, never asserted (goal: 30 on 2 cores). A frame counts when the viewport has handled its paint event.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from math import exp
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.registry import types_of
from nnstudio.engine.health import NodeHealth
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.layout import arrange
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource

NODES = 302
FRAMES = 120
BLOCK = 5


def residual_network() -> Document:
    """Ten chains of Dense layers side by side, in blocks with a skip edge around each; in the end they are added."""
    add = types_of(Layer)["Add"]
    nodes, edges = [Node(id="input", layer=Input(shape=(16,)))], []
    columns = 10
    ends = []
    for column in range(columns):
        last = "input"
        for block in range((NODES - 2) // columns // BLOCK):
            skipped = last
            for step in range(BLOCK):
                is_end = step == BLOCK - 1
                name = f"{'add' if is_end else 'dense'}_{column}_{block}_{step}"
                nodes.append(Node(id=name, layer=add() if is_end else Dense(units=16)))
                edges.append(Edge(last, name, 0))
                if is_end:
                    edges.append(Edge(skipped, name, 1))
                last = name
        ends.append(last)
    nodes.append(Node(id="sum", layer=add()))
    edges += [Edge(name, "sum", port) for port, name in enumerate(ends)]
    network = Network(tuple(nodes), tuple(edges))
    positions = arrange(network)
    placed = tuple(Node(id=node.id, layer=node.layer, position=positions[node.id]) for node in network.nodes)
    return Document(network=Network(placed, network.edges))


class PaintCounter(QObject):
    """Counts the frames that a widget has painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


class Bench:
    """A window with the canvas, and the ways to strain it."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.session = Session(residual_network())
        started = perf_counter()
        self.view = CanvasView(self.session, ThemeSource(app, Mode.DARK))
        self.view.resize(1200, 800)
        self.view.show()
        app.processEvents()
        print(f"{len(self.session.document.network.nodes)} nodes, {len(self.session.document.network.edges)} edges")
        print(f"first frame after {1000 * (perf_counter() - started):.0f} ms")
        self.counter = PaintCounter(self.view.viewport())

    def measure(self, name: str, step: Callable[[int], None]) -> None:
        self.app.processEvents()
        before, slowest, started = self.counter.count, 0.0, perf_counter()
        for number in range(FRAMES):
            begun = perf_counter()
            step(number)
            self.app.processEvents()
            slowest = max(slowest, perf_counter() - begun)
        seconds = perf_counter() - started
        painted = self.counter.count - before
        print(f"{name:32}{painted / seconds:7.0f} frames/s, slowest step {1000 * slowest:5.1f} ms")

    def pan(self, number: int) -> None:
        self.view.camera.pan(QPoint(-7 if number % 60 < 30 else 7, -5 if number % 40 < 20 else 5))

    def zoom(self, number: int) -> None:
        self.view.camera.zoom_by(1.03 if number % 40 < 20 else 1 / 1.03)

    def drag(self, node_id: str) -> Callable[[int], None]:
        start = self.view.mapFromScene(self.view.node_item(node_id).sceneBoundingRect().center())
        self.mouse(QEvent.Type.MouseButtonPress, start)
        return lambda number: self.mouse(QEvent.Type.MouseMove, start + QPoint(2 * number, number))

    def drop(self) -> None:
        self.mouse(QEvent.Type.MouseButtonRelease, QPoint(300, 300))
        self.session.undo()

    def live(self, number: int) -> None:
        bins = [
            tuple(exp(-(((bin_ - 6 - (number + shift) % 12) / 3) ** 2)) for bin_ in range(24)) for shift in range(12)
        ]
        ids = self.view._network.nodes
        self.view.set_live(
            {
                name: NodeHealth(bins[(index + number) % 12], 10 ** -(index % 7 / 2 + number % 3))
                for index, name in enumerate(ids)
            }
        )

    def mouse(self, kind: QEvent.Type, position: QPoint) -> None:
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        place = QPointF(position)
        event = QMouseEvent(kind, place, place, button, pressed, Qt.KeyboardModifier.NoModifier)
        self.app.sendEvent(self.view.viewport(), event)


def main() -> None:
    app = QApplication([])
    bench = Bench(app)
    for title, prepare in (("everything in view", bench.view.fit), ("life size", bench.view.reset_zoom)):
        prepare()
        app.processEvents()
        print(f"\n{title}, zoom {bench.view.camera.zoom:.2f}")
        visible = bench.view.camera.visible_rect()
        items = bench.view._network.nodes
        middle = min(items, key=lambda name: (items[name].card_rect.center() - visible.center()).manhattanLength())
        bench.measure("pan", bench.pan)
        bench.session.select([])
        bench.measure("drag one node", bench.drag(middle))
        bench.drop()
        bench.session.select(items)
        bench.measure("drag all nodes", bench.drag(middle))
        bench.drop()
        bench.session.select([])
        bench.measure("live values for every node", bench.live)
        bench.view.set_live(None)
        bench.measure("zoom", bench.zoom)


if __name__ == "__main__":
    main()
