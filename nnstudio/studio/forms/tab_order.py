"""Tab goes through a panel as it is read: from line to line, also to what came later than its neighbors.

`nextInFocusChain` would tell what Tab visits, but for PySide6 whatever it returns belongs to the widget it was asked of
from then on. Once around the chain that is the window itself, which then never goes; what stands behind a field that is
deleted would be taken for deleted, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def restore_reading_order(panel: QWidget) -> None:
    """Let Tab visit whatever is in a panel in the order of its layouts, after the panel itself."""
    for earlier, later in pairwise([panel, *tab_stops(panel)]):
        QWidget.setTabOrder(earlier, later)


def tab_stops(widget: QWidget) -> Iterator[QWidget]:
    """Whatever Tab can reach inside a widget as it is read, itself first; hidden or disabled or not."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    inside = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    for inner in inside if layout is None else _in_order(layout, inside):
        if not inner.isWindow():
            yield from tab_stops(inner)


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
