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
    """Whatever Tab can reach inside a widget, itself first."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    if layout is not None:
        widgets = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for inner in _in_order(layout, widgets):
            yield from _stops(inner)


def _in_order(layout: QLayout, widgets: list[QWidget]) -> Iterator[QWidget]:
    """Those of the widgets that are in a layout or in those within it.

    `itemAt` would be the plain way, but PySide6 never learns that Qt deletes a layout's item: the next object in its
    memory, such as an action of a menu, would appear in Python as that item and end in a crash.
    """
    inside = layout.findChildren(QLayout, options=Qt.FindChildOption.FindDirectChildrenOnly)
    places: dict[int, QWidget | QLayout] = {layout.indexOf(widget): widget for widget in widgets}
    places.update({layout.indexOf(inner): inner for inner in inside})
    for place in sorted(places.keys() - {-1}):
        found = places[place]
        if isinstance(found, QLayout):
            yield from _in_order(found, widgets)
        else:
            yield found
