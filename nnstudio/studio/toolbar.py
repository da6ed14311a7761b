"""The bar above the canvas: train, pause, step, stop, learning rate, progress, and where the run stands."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSlider, QVBoxLayout, QWidget

from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.studio.actions import Actions
from nnstudio.studio.elided_label import ElidedLabel
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role
from nnstudio.studio.theme.spacing import ICON, LARGE, MEDIUM, PROGRESS_HEIGHT, SMALL

_LOWEST_EXPONENT, _HIGHEST_EXPONENT = -5.0, 0.0
_STEPS_PER_DECADE = 40
_PROGRESS_STEPS = 10_000


class TrainingBar(QWidget):
    """Buttons over the window's actions and the live figures of the run."""

    learning_rate_chosen = Signal(float)
    """The slider was moved: the learning rate to use from now on."""

    def __init__(self, actions: Actions, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme_source = theme_source
        self._buttons = {
            "train.start": self._button(actions["train.start"], Role.PRIMARY),
            "train.pause": self._button(actions["train.pause"]),
            "train.step_batch": self._button(actions["train.step_batch"], icon_only=True),
            "train.step_epoch": self._button(actions["train.step_epoch"], icon_only=True),
            "train.stop": self._button(actions["train.stop"]),
            "train.watch": self._button(actions["train.watch"], icon_only=True),
        }
        self._rate = QSlider(Qt.Orientation.Horizontal)
        self._rate.setObjectName("train.learning_rate")
        self._rate.setRange(0, round((_HIGHEST_EXPONENT - _LOWEST_EXPONENT) * _STEPS_PER_DECADE))
        self._rate.setFixedWidth(120)
        self._rate.setAccessibleName(self.tr("Learning rate"))
        self._rate.setToolTip(self.tr("The learning rate of the running training; it can be changed at any time."))
        self._rate.valueChanged.connect(self._choose_rate)
        self._rate_text = QLabel()
        set_role(self._rate_text, Role.MONO)
        self._figures = QLabel()
        set_role(self._figures, Role.MONO)
        self._remark = ElidedLabel()
        self._remark.setObjectName("train.remark")
        set_role(self._remark, Role.SECOND)
        self._progress = QProgressBar()
        self._progress.setObjectName("train.progress")
        self._progress.setRange(0, _PROGRESS_STEPS)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(PROGRESS_HEIGHT)
        set_role(self._progress, Role.LINE)
        self._lay_out()
        theme_source.changed.connect(self._tint)
        self._tint()
        self.set_learning_rate(0.001)

    def set_learning_rate(self, rate: float) -> None:
        """Show a learning rate without choosing it."""
        exponent = math.log10(rate) if rate > 0 else _LOWEST_EXPONENT
        self._rate.blockSignals(True)
        self._rate.setValue(round((exponent - _LOWEST_EXPONENT) * _STEPS_PER_DECADE))
        self._rate.blockSignals(False)
        self._rate_text.setText(f"{rate:.3g}")

    def show_error(self, sentence: str) -> None:
        """Say what keeps the network from training, or nothing with an empty sentence."""
        self._figures.setText("")
        self._set_remark(sentence, Role.ERROR if sentence else Role.SECOND)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where a run stands."""
        self._progress.setValue(round(snapshot.progress * _PROGRESS_STEPS) if snapshot.state.active else 0)
        self._figures.setText("   ".join(self._figures_of(snapshot)))
        if snapshot.state is RunState.FAILED:
            self._set_remark(snapshot.reason, Role.ERROR)
        elif snapshot.state.active:
            self._set_remark(self._best(snapshot), Role.SECOND)
        else:
            self._set_remark(" · ".join(filter(None, (snapshot.reason, self._best(snapshot)))), Role.SECOND)
        if not self._rate.isSliderDown() and snapshot.learning_rate:
            self.set_learning_rate(snapshot.learning_rate)

    def enable(self, *, active: bool, paused: bool, possible: bool) -> None:
        """Let only those actions be pressed that make sense now."""
        self._actions["train.start"].setEnabled(possible and (not active or paused))
        self._actions["train.pause"].setEnabled(active)
        self._actions["train.pause"].setText(self.tr("Resume") if paused else self.tr("Pause"))
        self._actions["train.step_batch"].setEnabled(possible and (not active or paused))
        self._actions["train.step_epoch"].setEnabled(possible and (not active or paused))
        self._actions["train.stop"].setEnabled(active)

    def _figures_of(self, snapshot: Snapshot) -> list[str]:
        if not snapshot.epochs:
            return [self.tr("Preparing…")] if snapshot.state.active else []
        current = min(snapshot.epoch + (1 if snapshot.state.active else 0), snapshot.epochs)
        figures = [
            self.tr("Epoch {0} of {1}").format(current, snapshot.epochs),
            self.tr("step {0}").format(f"{snapshot.step:,}"),
        ]
        if snapshot.samples_per_second:
            figures.append(self.tr("{0} samples/s").format(f"{_rounded(snapshot.samples_per_second):,}"))
        if snapshot.state is RunState.PAUSED:
            figures.append(self.tr("paused"))
        elif snapshot.seconds_left is not None and snapshot.state.active:
            figures.append(self.tr("{0} left").format(_duration(snapshot.seconds_left)))
        return figures

    def _best(self, snapshot: Snapshot) -> str:
        """The best validation figure so far: the accuracy where there is one, else the loss."""
        history = snapshot.history
        for name in ("val_accuracy", "val_loss", "loss"):
            if name in history and len(history[name]):
                values = history[name]
                best = int(values.argmax() if name.endswith("accuracy") else values.argmin())
                return self.tr("{0} {1} (best, epoch {2})").format(name, f"{values[best]:.4g}", best + 1)
        return ""

    def _set_remark(self, text: str, role: Role) -> None:
        set_role(self._remark, role)
        self._remark.setText(text)

    def _choose_rate(self, value: int) -> None:
        rate = float(f"{10 ** (value / _STEPS_PER_DECADE + _LOWEST_EXPONENT):.2g}")
        self._rate_text.setText(f"{rate:.3g}")
        self.learning_rate_chosen.emit(rate)

    def _button(self, action: QAction, role: Role | None = None, *, icon_only: bool = False) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCheckable(action.isCheckable())
        button.clicked.connect(action.trigger)
        if role is not None:
            set_role(button, role)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setChecked(action.isChecked())
            button.setText("" if icon_only else action.text())
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())

        action.changed.connect(follow)
        follow()
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(MEDIUM, SMALL, LARGE, SMALL)
        row.setSpacing(SMALL)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addSpacing(LARGE)
        label = QLabel(self.tr("Learning rate"))
        set_role(label, Role.SECOND)
        self._rate_text.setMinimumWidth(64)
        for widget in (label, self._rate, self._rate_text):
            row.addWidget(widget)
        row.addStretch(1)
        status = QVBoxLayout()
        status.setSpacing(0)
        for line in (self._figures, self._remark):
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.setMinimumWidth(0)
            status.addWidget(line)
        row.addLayout(status)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._progress)

    def _tint(self) -> None:
        theme = self._theme_source.theme
        icons = {"train.start": "play", "train.pause": "pause", "train.step_batch": "step"}
        icons |= {"train.step_epoch": "step-epoch", "train.stop": "stop", "train.watch": "watch"}
        for name, button in self._buttons.items():
            color = theme.on_primary if name == "train.start" else theme.text
            button.setIcon(icon(icons[name], color, ICON))


def _rounded(value: float) -> int:
    """Three figures are enough for a speed."""
    digits = max(0, math.floor(math.log10(max(value, 1))) - 2)
    step = int(10**digits)
    return round(value / step) * step


def _duration(seconds: float) -> str:
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
