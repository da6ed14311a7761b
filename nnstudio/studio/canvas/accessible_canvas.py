"""The canvas as a screen reader meets it: a list of everything that stands on it, and of what lies above that."""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleSelectionInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import VoidPtr, getCppPointer

from nnstudio.studio.canvas.accessible_item import AccessibleItem
from nnstudio.studio.canvas.screen_reading import ScreenReading
from nnstudio.studio.canvas.view import CanvasView


def accessible_canvas(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    """What Qt is to ask, before it makes an interface of its own for a widget (`QAccessible.installFactory`)."""
    return AccessibleCanvas(widget) if isinstance(widget, CanvasView) else None


class AccessibleCanvas(QAccessibleWidget):
    """Its first children are nodes, frames and notes; behind them come the widgets on the canvas.

    PySide keeps this until the program ends, and so it keeps nothing itself.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, QAccessible.Role.List)
        self._view = ref(view)
        self._selection = _Selection(self._view)

    def childCount(self) -> int:  # noqa: N802 - Qt's name
        """Everything on the canvas, and the widgets."""
        return len(self._reading.things) + super().childCount()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes none
        """One of them."""
        things = self._reading.things
        if 0 <= index < len(things):
            return self._reading.interface(self._reading.at(index))
        return super().child(index - len(things))

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802 - Qt's name
        """Which of them it is; -1 for all others."""
        if isinstance(child, AccessibleItem):
            return self._reading.things.get(child.thing, -1)
        place = super().indexOfChild(child)
        return place + len(self._reading.things) if place >= 0 else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802 - Qt takes none
        """What is at a point of the screen."""
        view = self._canvas
        point = view.mapFromGlobal(QPoint(x, y))
        if view.childAt(point) is not view.viewport():
            return super().childAt(x, y)
        thing = self._reading.thing_at(view.mapToScene(point))
        return None if thing is None else self._reading.interface(thing)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802 - Qt takes none
        """What was selected last, while the canvas has the focus."""
        current = self._reading.current if self._canvas.hasFocus() else None
        return super().focusChild() if current is None else self._reading.interface(current)

    def text(self, which: QAccessible.Text) -> str:
        """Its name, and what is selected there."""
        if which != QAccessible.Text.Description:
            return super().text(which)
        reading = self._reading
        selected = sorted(reading.selected(), key=reading.things.__getitem__)
        return "; ".join(reading.words_of(thing).name for thing in selected)

    def state(self) -> QAccessible.State:
        """Several of its things can be selected."""
        state = super().state()
        state.multiSelectable = state.extSelectable = True
        return state

    def interface_cast(self, kind: QAccessible.InterfaceType) -> VoidPtr:  # type: ignore[override]  # PySide names int
        """What is selected, and what any widget has."""
        if kind == QAccessible.InterfaceType.SelectionInterface:
            return VoidPtr(getCppPointer(self._selection)[0])
        own: VoidPtr | None = super().interface_cast(kind)  # type: ignore[assignment]  # PySide names int
        return VoidPtr(0) if own is None else own

    @property
    def _canvas(self) -> CanvasView:
        return _there(self._view)

    @property
    def _reading(self) -> ScreenReading:
        return self._canvas.reading


class _Selection(QAccessibleSelectionInterface):
    """What is selected of a canvas; things of all kinds are chosen from outside like with the mouse."""

    def __init__(self, view: ref[CanvasView]) -> None:
        super().__init__()
        self._view = view

    @property
    def _reading(self) -> ScreenReading:
        return _there(self._view).reading

    def selectedItemCount(self) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return len(self._reading.selected())

    def selectedItems(self) -> list[QAccessibleInterface]:  # noqa: N802 - Qt's name
        """All of them in order."""
        reading = self._reading
        return [reading.interface(thing) for thing in sorted(reading.selected(), key=reading.things.__getitem__)]

    def isSelected(self, child: QAccessibleInterface) -> bool:  # noqa: N802 - Qt's name
        """Whether one is."""
        return isinstance(child, AccessibleItem) and child.thing in self._reading.selected()

    def select(self, child: QAccessibleInterface) -> bool:
        """Select one besides the others."""
        if isinstance(child, AccessibleItem):
            self._reading.select(self._reading.selected() | {child.thing})
        return isinstance(child, AccessibleItem)

    def unselect(self, child: QAccessibleInterface) -> bool:
        """Select the others."""
        if isinstance(child, AccessibleItem):
            self._reading.select(self._reading.selected() - {child.thing})
        return isinstance(child, AccessibleItem)

    def selectAll(self) -> bool:  # noqa: N802 - Qt's name
        """Select everything."""
        self._reading.select(self._reading.things)
        return True

    def clear(self) -> bool:
        """Select nothing."""
        self._reading.select([])
        return True


def _there(view: ref[CanvasView]) -> CanvasView:
    found = view()
    if found is None:
        raise ReferenceError("Qt asks nothing of a canvas that is gone.")
    return found
