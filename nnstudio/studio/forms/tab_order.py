"""Tab goes through a panel as it is read: from line to line, also to what came later than its neighbors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def restore_reading_order(panel: QWidget) -> None:
    """Let Tab visit whatever is in a panel in the order of its layouts, at the place where it did so before."""
    stops = list(_stops(panel))
    for earlier, later in pairwise([_before(panel, stops), *stops]):
        QWidget.setTabOrder(earlier, later)


def _before(panel: QWidget, stops: list[QWidget]) -> QWidget:
    """The last widget that Tab visits before all of these."""
    before = panel
    while before in [panel, *stops]:
        before = before.previousInFocusChain() or panel.window()
    return before


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Whatever Tab can reach inside a widget, itself included."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
        return
    layout = widget.layout()
    if layout is not None:
        for inner in _widgets(layout):
            yield from _stops(inner)


def _widgets(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _widgets(inner)
