"""The bubble beside a node with an error: what is wrong, and the repairs that are one click away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.network.document import Document
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.fix_row import FixRow
from nnstudio.studio.canvas.repairs import Repair, repairs
from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.theme import Role, set_role
from nnstudio.studio.theme.spacing import CARD_RADIUS, MEDIUM, SMALL

WIDTH: Final = 432
_POINTER = 12
"""The width of the triangle that points at the node; the bubble keeps this much room on both sides."""
_SHADOW = 3
_APART = 16


class ProblemBubble(QWidget):
    """Stands on the view, not in the scene, so that it can be read at any zoom."""

    chosen = Signal(object)
    """The `Change` of a repair that is to be carried out."""

    def __init__(self, style: CanvasStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._style = style
        self._problem: Problem | None = None
        self._repairs: tuple[Repair, ...] = ()
        self._points_left = True
        self._tip = 0
        self._title = self._label(Role.HEADING)
        self._reason = self._label(Role.SECOND)
        self._footer = self._label(Role.THIRD)
        self._rows: list[FixRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(_POINTER + MEDIUM, MEDIUM, _POINTER + MEDIUM, MEDIUM + _SHADOW)
        self._layout.setSpacing(SMALL)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._reason)
        self._layout.addWidget(self._footer)
        self.setFixedWidth(WIDTH + 2 * _POINTER)
        self.hide()

    @property
    def has_problem(self) -> bool:
        """Whether there is something to explain."""
        return self._problem is not None

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The repairs that it offers."""
        return self._repairs

    def explain(self, document: Document, problem: Problem) -> None:
        """Show a problem of this document."""
        if problem == self._problem:
            return
        self._problem = problem
        first, _, rest = problem.message.partition(". ")
        self._title.setText(first.rstrip("."))
        self._reason.setText(rest)
        self._reason.setVisible(bool(rest))
        self._repairs = repairs(document, problem)
        self._footer.setVisible(bool(self._repairs))
        self._footer.setText(self.tr("Enter applies the first · one undo step"))
        self._show_rows()
        self.adjustSize()

    def forget(self) -> None:
        """Hide, and take the next problem as a new one."""
        self._problem = None
        self._repairs = ()
        self.hide()

    def apply_first(self) -> bool:
        """Carry out the first repair; False if none is shown."""
        if not self.isVisible() or not self._repairs:
            return False
        self.chosen.emit(self._repairs[0].change)
        return True

    def point_at(self, card: QRect) -> None:
        """Stand at the right of a card of the view, or at the left if there is no room."""
        space = self._view.rect()
        right = card.right() + _APART
        left = card.left() - _APART - self.width()
        self._points_left = right + self.width() <= space.right() or left < space.left()
        x = right if self._points_left else left
        highest = max(space.bottom() - SMALL - self.height(), SMALL)
        y = min(max(card.center().y() - self.height() // 2, SMALL), highest)
        self._tip = min(max(card.center().y() - y, 2 * CARD_RADIUS), self.height() - 2 * CARD_RADIUS)
        self.move(QPoint(x, y))
        self.update()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._show_rows()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Shadow, ground and pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._ground()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.shadow)
        painter.drawPath(ground.translated(0, _SHADOW))
        painter.setPen(outline(self._style.error, HAIRLINE))
        painter.setBrush(self._style.card)
        painter.drawPath(ground)
        painter.end()

    def _ground(self) -> QPainterPath:
        rect = self.rect().toRectF().adjusted(_POINTER + 0.5, 0.5, -_POINTER - 0.5, -_SHADOW - 0.5)
        body = QPainterPath()
        body.addRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
        side, tip = (rect.left() + 1, 0.5) if self._points_left else (rect.right() - 1, self.width() - 0.5)
        corners = [(side, self._tip - SMALL), (tip, self._tip), (side, self._tip + SMALL)]
        pointer = QPainterPath()
        pointer.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        pointer.closeSubpath()
        return body.united(pointer)

    def _show_rows(self) -> None:
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for number, repair in enumerate(self._repairs):
            row = FixRow(repair, self._style, is_first=number == 0, parent=self)
            row.clicked.connect(lambda _checked=False, change=repair.change: self.chosen.emit(change))
            self._layout.insertWidget(self._layout.count() - 1, row)
            self._rows.append(row)

    def _label(self, role: Role) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        set_role(label, role)
        return label
