"""The lines that show what a dragged card is in line with."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.theme.spacing import GRID

_BELOW_CARDS = 0.75


class Guides(QGraphicsPathItem):
    """Hairlines with short strokes across their ends."""

    def __init__(self, style: CanvasStyle) -> None:
        super().__init__()
        pen = outline(style.accent, HAIRLINE)
        pen.setCosmetic(True)
        self.setPen(pen)
        self.setZValue(_BELOW_CARDS)

    def show_lines(self, lines: Iterable[QLineF]) -> None:
        """Show these and no others."""
        path = QPainterPath()
        for line in lines:
            across = QPointF(0, GRID) if line.dy() == 0 else QPointF(GRID, 0)
            for start, end in (
                (line.p1(), line.p2()),
                *((tip - across, tip + across) for tip in (line.p1(), line.p2())),
            ):
                path.moveTo(start)
                path.lineTo(end)
        self.setPath(path)
