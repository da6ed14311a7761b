"""The base of what a scene has by the thousand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem


class BoundedItem(QGraphicsRectItem):
    """An item whose bounds Qt keeps, because it asks every item for them whenever it paints any.

    A `boundingRect` in Python would be called three thousand times for one card in a network of a thousand nodes.
    """

    def __init__(self, bounds: QRectF, parent: QGraphicsItem | None = None) -> None:
        super().__init__(bounds, parent)
        self.setPen(Qt.PenStyle.NoPen)
