"""Where a run stands, as two lines of text: how far and how fast, and the best that it has reached."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.studio.language import told
from nnstudio.studio.theme import Role, set_role
from nnstudio.studio.theme.spacing import LARGE, TIGHT
from nnstudio.studio.theme.type import SECONDARY, figures, sans
from nnstudio.studio.training.figure_names import figure_name
from nnstudio.studio.widgets.elided_label import ElidedLabel

_STOPS = ".。"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunStatus(QWidget):
    """Stands at the right end of the toolbar. Its numbers keep their places while they change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0
        self._epoch, self._steps, self._speed, self._rest = self.figures = tuple(_Figure() for _ in range(4))
        self._line = QWidget()
        self.remark = ElidedLabel()
        self.remark.setObjectName("train.remark")
        self.remark.setAlignment(_RIGHT)
        self.remark.setFont(sans(SECONDARY))
        self._lay_out()
        self.say("")

    def say(self, sentence: str, role: Role = Role.SECOND) -> None:
        """Say this instead of any figures."""
        self._line.hide()
        self._say(sentence, role)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a run."""
        if snapshot.step < self._step:
            self._begin_anew()
        self._step = snapshot.step
        self._line.setVisible(bool(snapshot.epochs))
        self._show_figures(snapshot)
        if snapshot.state is RunState.FAILED:
            self._say(told(snapshot.reason), Role.ERROR)
        elif not snapshot.state.active:
            reason, best = told(snapshot.reason), self._best(snapshot)
            self._say(f"{reason.rstrip(_STOPS)} · {best}" if reason and best else reason or best, Role.SECOND)
        else:
            self._say(self._best(snapshot) if snapshot.epochs else self.tr("Preparing…"), Role.SECOND)

    def _show_figures(self, snapshot: Snapshot) -> None:
        current = min(snapshot.epoch + (1 if snapshot.state.active else 0), snapshot.epochs)
        self._epoch.show_text(self.tr("Epoch {0} of {1}").format(current, snapshot.epochs))
        self._steps.show_text(self.tr("step {0}").format(f"{snapshot.step:,}"))
        speed = f"{_rounded(snapshot.samples_per_second):,}" if snapshot.samples_per_second else ""
        self._speed.show_text(self.tr("{0} samples/s").format(speed) if speed else "")
        if snapshot.state is RunState.PAUSED:
            self._rest.show_text(self.tr("paused"))
        elif snapshot.seconds_left is not None and snapshot.state.active:
            self._rest.show_text(self.tr("{0} left").format(_duration(snapshot.seconds_left)))
        else:
            self._rest.show_text("")

    def _best(self, snapshot: Snapshot) -> str:
        """The best validation figure so far: the accuracy where there is one, else the loss."""
        history = snapshot.history
        for name in ("val_accuracy", "val_loss", "loss"):
            if name in history and len(history[name]):
                values = history[name]
                best = int(values.argmax() if name.endswith("accuracy") else values.argmin())
                return self.tr("{0} {1} (best, epoch {2})").format(figure_name(name), f"{values[best]:.4g}", best + 1)
        return ""

    def _say(self, sentence: str, role: Role) -> None:
        set_role(self.remark, role)
        self.remark.setText(sentence)

    def _begin_anew(self) -> None:
        for figure in self.figures:
            figure.setMinimumWidth(0)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(LARGE)
        row.addStretch(1)
        for figure in self.figures:
            row.addWidget(figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        column.addStretch(1)
        column.addWidget(self._line)
        column.addWidget(self.remark)
        column.addStretch(1)


class _Figure(QLabel):
    """A number with its word. It never gets narrower during a run, so that nothing left of it moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(figures())
        self.setAlignment(_RIGHT)

    def show_text(self, text: str) -> None:
        """Show a text; an empty one gives the place away."""
        self.setText(text)
        self.setVisible(bool(text))
        self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))


def _rounded(value: float) -> int:
    """Three figures are enough for a speed."""
    digits = max(0, math.floor(math.log10(max(value, 1))) - 2)
    step = int(10**digits)
    return round(value / step) * step


def _duration(seconds: float) -> str:
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
