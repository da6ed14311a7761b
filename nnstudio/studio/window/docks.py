"""The panels around the canvas: which there are, where they stand, and how wide they begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QTabBar, QTabWidget, QWidget

from nnstudio.studio.forms.column import Column
from nnstudio.studio.forms.tab_order import tab_stops
from nnstudio.studio.theme.spacing import INSPECTOR_WIDTH, PALETTE_WIDTH

_CONTEXT = "Docks"
_BOTTOM_HEIGHT = 272
_BOTTOM_SHARE, _LEFT_SHARE, _RIGHT_SHARE = 0.3, 0.18, 0.27
"""What panels take of a small window at most: the canvas comes first."""

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True)
class DockSpec:
    """A panel: its object name, its title, its side, the keys that lead there, and whether its content scrolls."""

    name: str
    title: str
    area: Qt.DockWidgetArea
    shortcut: str
    scrolls: bool = False

    @property
    def action(self) -> str:
        """The name of the action that goes there."""
        return f"view.panel_{self.name}"


DOCKS: tuple[DockSpec, ...] = (
    DockSpec("palette", "Layers", LEFT, "Ctrl+1"),
    DockSpec("inspector", "Layer", RIGHT, "Ctrl+2", scrolls=True),
    DockSpec("training", "Training", RIGHT, "Ctrl+3", scrolls=True),
    DockSpec("data", "Data", RIGHT, "Ctrl+4", scrolls=True),
    DockSpec("curves", "Curves", BOTTOM, "Ctrl+5"),
    DockSpec("evaluate", "Evaluate", BOTTOM, "Ctrl+6"),
    DockSpec("inspect", "Inspect", BOTTOM, "Ctrl+7"),
    DockSpec("runs", "Runs", BOTTOM, "Ctrl+8"),
    DockSpec("problems", "Problems", BOTTOM, "Ctrl+9"),
    DockSpec("history", "History", BOTTOM, "Ctrl+Shift+H"),
    DockSpec("outline", "Outline", BOTTOM, "Ctrl+Shift+O"),
)


class Docks(QObject):
    """The panels of one window by name."""

    left = Signal()
    """Escape was pressed in a panel that scrolls."""

    def __init__(self, window: QMainWindow, contents: dict[str, QWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = {spec.name: _dock(spec, contents[spec.name], window) for spec in DOCKS}
        for dock in self._docks.values():
            if isinstance(panel := dock.widget(), Column):
                panel.left.connect(self.left)
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setDocumentMode(True)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, LEFT),
            (Qt.Corner.TopLeftCorner, LEFT),
            (Qt.Corner.BottomRightCorner, RIGHT),
            (Qt.Corner.TopRightCorner, RIGHT),
        ):
            window.setCorner(corner, area)
        self.arrange()

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def arrange(self) -> None:
        """Put every panel where it begins: those of a side share one place as tabs."""
        for area in (LEFT, RIGHT, BOTTOM):
            docks = [self._docks[spec.name] for spec in DOCKS if spec.area == area]
            for dock in docks:
                self._window.addDockWidget(area, dock)
                dock.setFloating(False)
                dock.show()
            for dock in docks[1:]:
                self._window.tabifyDockWidget(docks[0], dock)
            docks[0].raise_()
        for tabs in self._window.findChildren(QTabBar):
            tabs.setAccessibleName(self.tr("Panels"))
            tabs.setElideMode(Qt.TextElideMode.ElideNone)  # Qt takes bold Chinese for narrower than it is
        self.take_room()

    def take_room(self) -> None:
        """Give the panels the sizes that they begin with in a window as large as this."""
        width, height = self._window.width(), self._window.height()
        sides = [self._docks["palette"], self._docks["inspector"]]
        widths = [min(PALETTE_WIDTH, round(_LEFT_SHARE * width)), min(INSPECTOR_WIDTH, round(_RIGHT_SHARE * width))]
        self._window.resizeDocks(sides, widths, Qt.Orientation.Horizontal)
        lower = min(_BOTTOM_HEIGHT, round(_BOTTOM_SHARE * height))
        self._window.resizeDocks([self._docks["curves"]], [lower], Qt.Orientation.Vertical)

    def show(self, name: str) -> None:
        """Bring a panel to the front."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        dock.widget().show()

    def go_to(self, name: str) -> None:
        """Bring a panel to the front and the focus into it: to where it was there last, or to its first place."""
        self.show(name)
        panel = self._docks[name].widget()
        last = panel.focusWidget()
        target = last if last is not None and _takes_focus(last) else _first_place(panel)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """What the actions that lead to the panels do."""
        return {spec.action: partial(self.go_to, spec.name) for spec in DOCKS}

    def set_title(self, name: str, count: int = 0) -> None:
        """Show a count behind a panel's title, or only the title."""
        title = next(_translated(spec.title) for spec in DOCKS if spec.name == name)
        self._docks[name].setWindowTitle(f"{title}  {count}" if count else title)


def _dock(spec: DockSpec, content: QWidget, window: QMainWindow) -> QDockWidget:
    dock = QDockWidget(_translated(spec.title), window)
    dock.setObjectName(spec.name)
    dock.setTitleBarWidget(_no_title_bar())
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
    panel = Column(content) if spec.scrolls else content
    _keep_size_when_hidden(panel)
    dock.setWidget(panel)
    # Qt moves a panel behind another tab out of the window, where it would go on to draw and to take the focus.
    dock.visibilityChanged.connect(panel.setVisible)
    return dock


def _keep_size_when_hidden(panel: QWidget) -> None:
    policy = panel.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    panel.setSizePolicy(policy)


def _first_place(panel: QWidget) -> QWidget | None:
    """The first widget in a panel that Tab can reach now."""
    return next((place for place in tab_stops(panel) if _takes_focus(place)), None)


def _takes_focus(place: QWidget) -> bool:
    return bool(place.focusPolicy() & Qt.FocusPolicy.TabFocus) and place.isVisible() and place.isEnabled()


def _no_title_bar() -> QWidget:
    """Its tab names a panel already. The layout makes its height 0, where a bare widget would say -1."""
    bar = QWidget()
    QHBoxLayout(bar).setContentsMargins(0, 0, 0, 0)
    return bar


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
