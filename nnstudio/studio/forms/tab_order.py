"""The order in which Tab visits widgets that came later than their neighbors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain(first: QWidget, *others: QWidget) -> None:
    """Let Tab go from the first widget through everything inside the others, in the order in which it was made."""
    stops = [first, *(stop for other in others for stop in focusable(other))]
    for earlier, later in pairwise(stops):
        QWidget.setTabOrder(earlier, later)


def focusable(widget: QWidget) -> Iterator[QWidget]:
    """Whatever Tab can reach inside a widget, itself included."""
    if widget.isWindow() and widget.parentWidget() is not None:
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
        return
    for child in widget.children():
        if isinstance(child, QWidget):
            yield from focusable(child)
