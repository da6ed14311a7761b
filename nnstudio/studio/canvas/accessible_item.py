"""A node, a frame or a note as a screen reader meets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from weakref import ref

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from shiboken6 import VoidPtr, getCppPointer

from nnstudio.studio.canvas.spoken import Kind, Thing, Words

if TYPE_CHECKING:
    from nnstudio.studio.canvas.screen_reading import ScreenReading

_ROLES: Final = {
    Kind.NODE: QAccessible.Role.ListItem,
    Kind.FRAME: QAccessible.Role.Grouping,
    Kind.NOTE: QAccessible.Role.Note,
}
_SELECT: Final = QAccessibleActionInterface.setFocusAction()
_OPEN: Final = QAccessibleActionInterface.pressAction()
_MENU: Final = QAccessibleActionInterface.showMenuAction()


class AccessibleItem(QAccessibleInterface):
    """Keeps nothing but whom to ask: everything is worked out when a screen reader wants to know it."""

    def __init__(self, reading: ScreenReading, thing: Thing) -> None:
        super().__init__()
        self.thing = thing
        self._keeper: Callable[[], ScreenReading | None] = ref(reading)  # which keeps this
        self._actions = _Actions(self._keeper, thing)

    @property
    def _reading(self) -> ScreenReading | None:
        """Whom to ask; None once the canvas is gone."""
        return self._keeper()

    def forget(self) -> None:
        """Ask no more: the canvas is about to go."""
        self._keeper = lambda: None

    @property
    def _is_there(self) -> bool:
        return self._reading is not None and self._reading.has(self.thing)

    def isValid(self) -> bool:  # noqa: N802 - Qt's name
        """Whether its canvas is there; what went from it tells that to screen readers when it is deleted."""
        return self._reading is not None

    def object(self) -> QObject | None:  # type: ignore[override]  # Qt takes none: it is no widget
        """No object."""
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes none
        """The canvas."""
        return None if self._reading is None else self._reading.canvas

    def childCount(self) -> int:  # noqa: N802 - Qt's name
        """Nothing is inside."""
        return 0

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes none
        """Nothing is inside."""
        return None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802 - as above
        """Nothing is inside."""
        return None

    def indexOfChild(self, _child: QAccessibleInterface) -> int:  # noqa: N802 - Qt's name
        """Nothing is inside."""
        return -1

    def rect(self) -> QRect:
        """Where it is on the screen."""
        return self._reading.place_of(self.thing) if self._reading and self._is_there else QRect()

    def role(self) -> QAccessible.Role:
        """What it is."""
        return _ROLES[self.thing.kind]

    def state(self) -> QAccessible.State:
        """Whether it is selected, and what else can be seen of it."""
        if self._reading and self._is_there:
            return self._reading.state_of(self.thing)
        gone = QAccessible.State()
        gone.invalid = True
        return gone

    def text(self, which: QAccessible.Text) -> str:
        """What is said of it."""
        words = self._reading.words_of(self.thing) if self._reading and self._is_there else Words("")
        match which:
            case QAccessible.Text.Name:
                return words.name
            case QAccessible.Text.Description:
                return words.description
            case QAccessible.Text.Value:
                return words.value
            case _:
                return ""

    def setText(self, which: QAccessible.Text, text: str) -> None:  # noqa: N802 - Qt's name
        """Nothing is written this way."""

    def interface_cast(self, kind: QAccessible.InterfaceType) -> VoidPtr:  # type: ignore[override]  # PySide names int
        """What can be done with it."""
        is_action = kind == QAccessible.InterfaceType.ActionInterface
        return VoidPtr(getCppPointer(self._actions)[0] if is_action else 0)


class _Actions(QAccessibleActionInterface):
    """Selecting it, opening it, and asking for its menu."""

    def __init__(self, keeper: Callable[[], ScreenReading | None], thing: Thing) -> None:
        super().__init__()
        self._keeper = keeper
        self._thing = thing

    def actionNames(self) -> list[str]:  # noqa: N802 - Qt's name
        """All of them."""
        return [_OPEN, _SELECT, _MENU]

    def doAction(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Do one of them."""
        reading, thing = self._keeper(), self._thing
        if reading is None or not reading.has(thing):
            return
        if name == _OPEN:
            reading.open(thing)
        elif name == _SELECT:
            reading.select([thing])
        elif name == _MENU:
            reading.open_menu(thing)

    def keyBindingsForAction(self, name: str) -> list[str]:  # noqa: N802 - Qt's name
        """The keys that do the same."""
        return {_OPEN: ["Return"], _MENU: ["Shift+F10"]}.get(name, [])
