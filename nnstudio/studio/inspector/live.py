"""The selected node while it trains: how its activations, gradients and kernel are distributed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.engine.health import NodeLive
from nnstudio.studio.forms.row import Line
from nnstudio.studio.forms.section import Section
from nnstudio.studio.forms.sentence_label import SentenceLabel
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import Role, Theme, ThemeSource, set_role, spacing

_HEIGHT = 7 * spacing.GRID
_LABEL_WIDTH = 18 * spacing.GRID
_GAP = 1.0
_LEAST = 1.0


class Bars(QWidget):
    """A distribution as a row of bars on a faint ground line.

    Bars are as high as the square root of what they count, so that rare values are seen beside many zeros.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: tuple[float, ...] = ()
        self._color = ""
        self.setMinimumHeight(_HEIGHT)

    def show_heights(self, heights: Sequence[float]) -> None:
        """Draw bars for counts from 0 to 1, the most."""
        if tuple(heights) != self._heights:
            self._heights = tuple(heights)
            self.update()

    def set_color(self, color: str) -> None:
        """Draw in this color."""
        self._color = color
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a field, as wide as there is room."""
        return QSize(_LABEL_WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The bars."""
        del event
        if not self._heights:
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._color))
        pitch = self.width() / len(self._heights)
        for index, height in enumerate(self._heights):
            left, right = round(index * pitch), round((index + 1) * pitch - _GAP)
            high = max(_LEAST, round(math.sqrt(height) * self.height()))
            painter.drawRect(QRectF(left, self.height() - high, max(1, right - left), high))


class LiveSection(Section):
    """Three distributions and one sentence about them; hidden while nothing trains."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("LiveSection", "Live"), parent)
        self.setObjectName("inspector.live")
        self._step = QLabel()
        set_role(self._step, Role.THIRD)
        self.heading_line.addWidget(self._step)
        self._lines: dict[Bars, Line] = {}
        self._activations = self._bars(self.tr("Activations"))
        self._gradients = self._bars(self.tr("Gradients"))
        self._kernel = self._bars(self.tr("Kernel"))
        self._good, self._bad = SentenceLabel(Role.GOOD), SentenceLabel(Role.WARNING)
        self.add(self._good)
        self.add(self._bad)
        theme_source.changed.connect(self._tint)
        self._tint(theme_source.theme)
        self.hide()

    @property
    def verdict(self) -> str:
        """The sentence that is shown."""
        return self._good.text() or self._bad.text()

    def show_live(self, live: NodeLive | None) -> None:
        """Show a node as it is at this moment; None hides the section."""
        self.setVisible(live is not None)
        if live is None:
            return
        self._step.setText(self.tr("step {step}").format(step=f"{live.step:,}"))
        for bars, heights in (
            (self._activations, live.activations),
            (self._gradients, live.gradients),
            (self._kernel, live.kernel),
        ):
            bars.show_heights(heights)
            self._lines[bars].setVisible(bool(heights))
        self._good.say(words(live.verdict) if live.healthy else "")
        self._bad.say("" if live.healthy else words(live.verdict))

    def _bars(self, label: str) -> Bars:
        bars = Bars()
        bars.setAccessibleName(self.tr("{label}: distribution").format(label=label))
        self._lines[bars] = Line(label, bars, _LABEL_WIDTH)
        self.add(self._lines[bars])
        return bars

    def _tint(self, theme: Theme) -> None:
        self._activations.set_color(theme.training)
        self._gradients.set_color(theme.flow(1.0))
        self._kernel.set_color(theme.second)
