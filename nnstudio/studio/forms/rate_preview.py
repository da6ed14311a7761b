"""The course of a learning rate that follows a schedule, drawn small under its settings."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.fields import FieldKind, fields_of
from nnstudio.catalog.schedules import Schedule
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.theme import Role, set_role, spacing

_HEIGHT = 12 * spacing.GRID
_POINTS = 200
_TIMES_ITS_STEPS = 2
"""How far beyond the steps that its settings speak of a schedule is followed."""
_WIDTH = 1.5


class RatePreview(QWidget):
    """A curve, and what it says in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve = _Curve()
        self._words = QLabel()
        self._words.setWordWrap(True)
        set_role(self._words, Role.THIRD)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARK_WIDTH, spacing.SMALL, 0, spacing.TIGHT)
        column.setSpacing(spacing.TIGHT)
        column.addWidget(self._curve)
        column.addWidget(self._words)

    @property
    def text(self) -> str:
        """What it says in words."""
        return self._words.text()

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Draw a schedule; nothing where there is none, or none that can be followed."""
        self.setVisible(schedule is not None and schedule.objection() is None)
        if schedule is None or schedule.objection() is not None:
            return
        last = _last_step(schedule)
        rates = [schedule.rate(round(last * place / _POINTS)) for place in range(_POINTS + 1)]
        self._curve.show_rates(rates)
        first, end, most = (f"{rate:.3g}" for rate in (rates[0], rates[-1], max(rates)))
        sentence = QCoreApplication.translate("Forms", "From {first} to {end} in {steps} steps, {most} at most.")
        self._words.setText(sentence.format(first=first, end=end, steps=f"{last:,}", most=most))


class _Curve(QWidget):
    """Rates over steps, from 0 at the bottom to the largest at the top."""

    def __init__(self) -> None:
        super().__init__()
        self._rates: list[float] = []
        self.setFixedHeight(_HEIGHT)

    def show_rates(self, rates: list[float]) -> None:
        """Draw these, evenly spaced."""
        self._rates = rates
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as there is room."""
        return QSize(spacing.INSPECTOR_WIDTH // 2, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of a field, and the curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        frame = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, spacing.FIELD_RADIUS, spacing.FIELD_RADIUS)
        inside = frame.adjusted(spacing.TIGHT, spacing.TIGHT, -spacing.TIGHT, -spacing.TIGHT)
        most = max(self._rates, default=0.0) or 1.0
        pitch = inside.width() / _POINTS
        points = [
            QPointF(inside.left() + place * pitch, inside.bottom() - inside.height() * rate / most)
            for place, rate in enumerate(self._rates)
        ]
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Link), _WIDTH))
        painter.drawPolyline(QPolygonF(points))
        painter.end()


def _last_step(schedule: Schedule) -> int:
    """A step by which everything that the settings speak of has happened."""
    steps = 0
    for name, field in fields_of(type(schedule)).items():
        value = getattr(schedule, name)
        if field.kind is FieldKind.INTEGER:
            steps += value
        elif field.kind is FieldKind.INTEGERS:
            steps += max(value, default=0)
    return _TIMES_ITS_STEPS * steps
