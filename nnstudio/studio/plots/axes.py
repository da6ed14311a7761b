"""The axes of a plot: numbers without lines. The name of the one across stands at its end, in line with the numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF

import pyqtgraph as pg  # isort: skip - after PySide6, which tells it which Qt to use

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.type import SECONDARY, mono

BARE_WIDTH = 52
"""How far the frame stands from the left edge; fixed, so that it keeps its place while the numbers change."""
NAMED_WIDTH = 64
"""The same where the axis has a name."""
HEIGHT = 24
_FROM_FRAME = 8
_TEXT_MARGIN = 4
"""What Qt leaves free around a text in a scene."""


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph tells no types
    """An axis of the theme."""

    _name = ""
    _color = ""
    _is_named = True

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.setPen(None)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickAlpha=0, tickTextOffset=_FROM_FRAME)

    def set_name(self, name: str) -> None:
        """Name what runs along the axis; an empty name takes no room."""
        self._name = name
        self.setLabel(name or None, color=self._color, **{"font-size": f"{SECONDARY}px"})
        self.show_name(shown=self._is_named)

    def show_name(self, *, shown: bool) -> None:
        """Show the name, or leave its room to the plot."""
        self._is_named = shown
        self.showLabel(shown and bool(self._name))
        self.fit()

    def set_theme(self, theme: Theme) -> None:
        """Write in the colors of this theme from now on."""
        self._color = theme.third
        self.setTextPen(theme.third)
        self.setTickFont(mono(SECONDARY))
        self.set_name(self._name)

    def fit(self) -> None:
        """Take the room that numbers and name need."""
        raise NotImplementedError


class UprightAxis(Axis):
    """The axis at the left."""

    def __init__(self) -> None:
        super().__init__("left")

    def fit(self) -> None:
        """Take more room with a name than without."""
        self.setWidth(NAMED_WIDTH if self.label.isVisible() else BARE_WIDTH)


class AcrossAxis(Axis):
    """The axis at the bottom."""

    def __init__(self) -> None:
        super().__init__("bottom")

    @property
    def name_width(self) -> float:
        """How many pixels at the right end belong to the name."""
        return float(self.label.boundingRect().width()) if self.label.isVisible() else 0.0

    def fit(self) -> None:
        """Be as high as one line."""
        self.setHeight(HEIGHT)
        self.resizeEvent()

    def resizeEvent(self, ev: Any = None) -> None:  # noqa: N802 - Qt's name
        """Puts the name at the right end, unless it would leave too little room to the numbers."""
        super().resizeEvent(ev)
        if self.label is not None:
            wide = self.label.boundingRect().width()
            self.label.setVisible(self._is_named and bool(self._name) and wide < self.size().width() / 2)
            self.label.setPos(QPointF(self.size().width() + _TEXT_MARGIN - wide, _FROM_FRAME - _TEXT_MARGIN))
