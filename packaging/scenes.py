"""What the pictures of the window show, scene by scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.layout import arrange
from nnstudio.studio.preferences import Preferences
from nnstudio.studio.welcome.templates import TEMPLATES, Template
from nnstudio.studio.window.main_window import MainWindow

SETTLING_MILLISECONDS: Final = 700
GLANCE_MILLISECONDS: Final = 50
ROOM_FOR_BUBBLE: Final = 160
DIMMED: Final = QColor(0, 0, 0, 110)
"""What lies over a window while a dialog is open before it."""

Scene = Callable[[MainWindow], QPixmap]


def welcome(window: MainWindow) -> QPixmap:
    """The first page, as it is when the program starts."""
    return window.grab()


def editing(window: MainWindow) -> QPixmap:
    """A network that is ready to train, with the settings of a layer."""
    show(window, "digits-cnn")
    window.session.select([window.session.document.network.nodes[1].id])
    return settled(window)


def search(window: MainWindow) -> QPixmap:
    """The search at the cursor: what fits behind the selected layer, with the shape that it would give."""
    show(window, "digits-cnn")
    window.session.select([window.session.document.network.nodes[1].id])
    window.canvas.search_layer()
    field = window.findChild(QLineEdit, "canvas.search")
    if isinstance(field, QLineEdit):
        QTest.keyClicks(field, "pool")
    return settled(window)


def repairs(window: MainWindow) -> QPixmap:
    """A network that lacks the layer that makes pictures flat, with the repairs beside the one that complains."""
    document = template("digits-cnn").read()
    names = [node.id for node in document.network.nodes]
    flatten = next(node.id for node in document.network.nodes if node.type_name == "Flatten")
    document = apply(document, edits.remove(document, names[names.index(flatten) : -1]))
    last_kept = document.network.nodes[-2].id
    document = apply(document, edits.connect(document, last_kept, names[-1]))
    window.files.new(apply(document, edits.move(document, arrange(document.network))))
    window.canvas.setFocus()
    window.welcome.hide()
    window.canvas.fit()
    window.docks.show("problems")
    window.canvas.camera.pan(QPoint(-ROOM_FOR_BUBBLE, 0))
    window.session.select(names[-1:])
    return settled(window)


def outline(window: MainWindow) -> QPixmap:
    """The same network as a table that is wired by typing."""
    show(window, "digits-cnn")
    window.docks.show("outline")
    window.session.select([window.session.document.network.nodes[2].id])
    window.docks.go_to("outline")
    return settled(window)


def history(window: MainWindow) -> QPixmap:
    """Some edits, two of them undone."""
    show(window, "spiral")
    session = window.session
    first, *_, last = (node.id for node in session.document.network.nodes if node.layer.most_inputs)
    session.do(edits.set_fields(session.document, [first], units=24))
    session.do(edits.set_fields(session.document, [first], activation=Relu()))
    edge = session.document.network.incoming[last][0]
    session.do(edits.insert_on_edge(session.document, edge, Dropout(rate=0.2), (300.0, 200.0)))
    window.canvas.auto_layout()
    session.do(edits.rename_node(session.document, first, "wide"))
    session.do(edits.set_training(session.document, batch_size=64))
    session.undo()
    session.undo()
    window.canvas.fit()
    window.docks.show("history")
    return settled(window)


def preferences(window: MainWindow) -> QPixmap:
    """Theme, language and the keys of every command."""
    show(window, "iris")
    window.actions_by_name["edit.preferences"].trigger()
    wait()
    dialog = next(one for one in window.findChildren(Preferences) if one.isVisible())
    picture = window.grab()
    with painting(picture) as painter:
        painter.fillRect(window.rect(), DIMMED)
        painter.drawPixmap(window.rect().center() - dialog.rect().center(), dialog.grab())
    dialog.close()
    return picture


def square(window: MainWindow) -> QPixmap:
    """The first example while it learns, with a look into its hidden layer."""
    return trained(window, "square", epoch=400)


def digits_cnn(window: MainWindow) -> QPixmap:
    """Pictures going through filters."""
    return trained(window, "digits-cnn", epoch=28)


EDITING: Final[tuple[Scene, ...]] = (welcome, editing, search, repairs, outline, history, preferences)
TRAINING: Final[tuple[Scene, ...]] = (square, digits_cnn)


def show(window: MainWindow, name: str) -> None:
    """Open a template without training it, and wait for its data."""
    window.files.new(template(name).read())
    window.canvas.setFocus()
    window.welcome.hide()
    window.canvas.begin()
    while window.session.description is None:
        wait(GLANCE_MILLISECONDS)


def trained(window: MainWindow, name: str, epoch: int) -> QPixmap:
    """Open a template and look on until this epoch."""
    window.open_template(template(name))
    window.session.select(["hidden"])
    while window.training.snapshot.epoch < epoch and window.training.active:
        wait(GLANCE_MILLISECONDS)
    return window.grab()


def template(name: str) -> Template:
    """A template of the welcome page."""
    return next(one for one in TEMPLATES if one.name == name)


def settled(window: MainWindow) -> QPixmap:
    """The window when everything has come to rest."""
    wait()
    return window.grab()


def wait(milliseconds: int = SETTLING_MILLISECONDS) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@contextmanager
def painting(picture: QPixmap) -> Iterator[QPainter]:
    """Paint on a picture."""
    painter = QPainter(picture)
    yield painter
    painter.end()
