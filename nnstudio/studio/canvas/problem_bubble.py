"""The bubble beside a node with a problem: what is wrong or doubtful, and the repairs that are one click away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.fix_row import FixRow
from nnstudio.studio.canvas.repairs import RepairText
from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import Role, set_role
from nnstudio.studio.theme.spacing import CARD_RADIUS, MEDIUM, SMALL, TIGHT

WIDTH: Final = 416
NARROWEST: Final = 232
_POINTER = 12
"""The width of the triangle that points at the node; the bubble keeps this much room on both sides."""
_SHADOW = 3
_APART = 16
"""From the card to the bubble; the pointer bridges most of it."""


class ProblemBubble(QWidget):
    """Stands on the view, not in the scene, so that it can be read at any zoom."""

    chosen = Signal(object, str)
    """The repair of this `Problem` with this title is to be carried out."""

    def __init__(self, style: CanvasStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._style = style
        self._problem: Problem | None = None
        self._repairs: tuple[RepairText, ...] | None = None
        self._points_left = True
        self._tip: int | None = None
        self.setObjectName("canvas.problem")
        self._title = self._label(Role.HEADING)
        self._reason = self._label(Role.SECOND)
        self._footer = self._label(Role.THIRD)
        self._rows: list[FixRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(_POINTER + SMALL, MEDIUM, _POINTER + SMALL, SMALL + _SHADOW)
        self._layout.setSpacing(SMALL)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._reason)
        self._layout.addWidget(self._footer)
        self.hide()

    @property
    def has_problem(self) -> bool:
        """Whether there is something to explain."""
        return self._problem is not None

    @property
    def title(self) -> str:
        """The sentence that says what is wrong."""
        return self._title.text()

    @property
    def repairs(self) -> tuple[RepairText, ...]:
        """The repairs that it offers."""
        return self._repairs or ()

    def explain(self, problem: Problem, repairs: tuple[RepairText, ...] | None) -> None:
        """Show a problem and what would mend it; None while that is searched for."""
        if (problem, repairs) == (self._problem, self._repairs):
            return
        self._problem, self._repairs = problem, repairs
        title, reason = _divided(words(problem.message))
        self._title.setText(title)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._footer.setVisible(repairs != ())
        searching = self.tr("Looking for repairs…")
        self._footer.setText(searching if repairs is None else self.tr("Enter applies the first · one undo step"))
        self._show_rows()

    def forget(self) -> None:
        """Hide, and take the next problem as a new one."""
        self._problem = None
        self._repairs = None
        self.hide()

    def point_at(self, card: QRect) -> None:
        """Stand at the side of a card of the view where there is more room; else below or above it."""
        space = self._view.rect().adjusted(SMALL, SMALL, -SMALL, -SMALL)
        at_right, at_left = space.right() - card.right() - _APART, card.left() - _APART - space.left()
        self._points_left = at_right + _APART >= min(at_left, WIDTH)
        room = at_right if self._points_left else at_left
        if room >= NARROWEST:
            self._take_width(min(room, WIDTH))
            x = (
                card.right() + _APART - _POINTER
                if self._points_left
                else card.left() - _APART + _POINTER - self.width()
            )
            y = card.center().y() - self.height() // 2
        else:
            self._take_width(min(space.width(), WIDTH))
            x = card.center().x() - self.width() // 2
            is_room_below = space.bottom() - card.bottom() >= self.height() + SMALL
            y = card.bottom() + SMALL if is_room_below else card.top() - SMALL - self.height() + _SHADOW
        x = min(max(x, space.left() - _POINTER), space.right() + _POINTER - self.width())
        y = min(max(y, space.top()), max(space.bottom() - self.height(), space.top()))
        self._tip = card.center().y() - y if room >= NARROWEST else None
        self.move(QPoint(x, y))
        self.update()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        for row in self._rows:
            row.set_style(style)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Shadow, ground and pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._ground()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.shadow)
        painter.drawPath(ground.translated(0, _SHADOW))
        is_error = self._problem is not None and self._problem.severity == "error"
        painter.setPen(outline(self._style.error if is_error else self._style.warning, HAIRLINE))
        painter.setBrush(self._style.card)
        painter.drawPath(ground)
        painter.end()

    def _take_width(self, body: int) -> None:
        width = body + 2 * _POINTER
        self.setFixedSize(width, self._layout.totalHeightForWidth(width))

    def _ground(self) -> QPainterPath:
        rect = self.rect().toRectF().adjusted(_POINTER + 0.5, 0.5, -_POINTER - 0.5, -_SHADOW - 0.5)
        body = QPainterPath()
        body.addRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
        if self._tip is None:
            return body
        y = min(max(self._tip, 2 * CARD_RADIUS), self.height() - 2 * CARD_RADIUS)
        side, tip = (rect.left() + 1, 1.0) if self._points_left else (rect.right() - 1, self.width() - 1.0)
        pointer = QPainterPath()
        pointer.addPolygon(QPolygonF([QPointF(side, y - SMALL), QPointF(tip, y), QPointF(side, y + SMALL)]))
        pointer.closeSubpath()
        return body.united(pointer)

    def _show_rows(self) -> None:
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for number, repair in enumerate(self.repairs):
            row = FixRow(repair, self._style, is_first=number == 0, parent=self)
            row.setObjectName(f"canvas.repair.{number}")
            row.clicked.connect(lambda _checked=False, name=repair.name: self.chosen.emit(self._problem, name))
            self._layout.insertWidget(self._layout.count() - 1, row)
            row.show()
            self._rows.append(row)

    def _label(self, role: Role) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setContentsMargins(TIGHT, 0, TIGHT, 0)
        set_role(label, role)
        return label


def _divided(message: str) -> tuple[str, str]:
    """What is wrong, and how it came to that or what to do: the two halves of a sentence, or two sentences."""
    stop, turn = ("。", "，但") if "。" in message else (". ", ", but ")
    first, _, rest = message.partition(stop)
    cause, but, effect = first.partition(turn)
    if but:
        return effect.rstrip("."), f"{cause}{stop}{rest}".rstrip()
    return first.rstrip("."), rest
