"""What tests of plots share: a theme, and a mouse that knows where the picture is."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.theme import DARK, apply


@pytest.fixture
def theme(qapp):
    apply(qapp, DARK)
    return DARK


@pytest.fixture
def show(qtbot, qapp):
    def show_plot(widget, width=600, height=320):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        settle()
        return widget

    def settle():
        for _ in range(3):
            qapp.processEvents()

    show_plot.settle = settle
    return show_plot


@pytest.fixture
def point_at(qtbot, show):
    """Moves the mouse to a place in a plot, from (0, 0) at the frame's top left to (1, 1) at its bottom right."""

    def move(plot: QWidget, across: float, down: float) -> None:
        surface = plot.findChild(Surface)
        frame = surface.view.sceneBoundingRect()
        place = QPoint(round(frame.x() + across * frame.width()), round(frame.y() + down * frame.height()))
        for step in (QPoint(2, 2), QPoint(0, 0)):  # a mouse that is already there would not move
            qtbot.mouseMove(surface.plot.viewport(), place + step)
        show.settle()

    return move
