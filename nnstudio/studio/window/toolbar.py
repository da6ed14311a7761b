"""The bar above the canvas: train, pause, step, stop, learning rate, progress, and where the run stands."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSlider, QVBoxLayout, QWidget

from nnstudio.engine.snapshot import Snapshot
from nnstudio.studio.actions.actions import ACTIONS, Actions
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role
from nnstudio.studio.theme.spacing import FIELD_HEIGHT, ICON, LARGE, MEDIUM, PROGRESS_HEIGHT, SMALL, TIGHT
from nnstudio.studio.training.run_status import RunStatus

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
        self._paused = False
        self._pause_texts = (self.tr("Pause"), self.tr("Resume"))
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
        self._rate.setToolTip(
            self.tr(
                "The learning rate of the running training. It can be changed at any time, and then takes the place of "
                "a schedule until the training ends."
            )
        )
        self._rate.valueChanged.connect(self._choose_rate)
        self._rate_text = QLabel()
        set_role(self._rate_text, Role.MONO)
        self._status = RunStatus()
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

    def show_obstacle(self, sentence: str, is_mistake: bool) -> None:
        """Say what stands in the way of training, or nothing with an empty sentence."""
        self._status.say(sentence, Role.ERROR if is_mistake else Role.SECOND)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where a run stands."""
        self._progress.setValue(round(snapshot.progress * _PROGRESS_STEPS) if snapshot.state.active else 0)
        self._status.show_snapshot(snapshot)
        if not self._rate.isSliderDown() and snapshot.learning_rate:
            self.set_learning_rate(snapshot.learning_rate)

    def enable(self, *, active: bool, paused: bool, possible: bool) -> None:
        """Let only those actions be pressed that make sense now."""
        self._actions["train.start"].setEnabled(possible and (not active or paused))
        self._actions["train.pause"].setEnabled(active)
        self._actions["train.pause"].setText(self._pause_texts[paused])
        self._actions["train.step_batch"].setEnabled(possible and (not active or paused))
        self._actions["train.step_epoch"].setEnabled(possible and (not active or paused))
        self._actions["train.stop"].setEnabled(active)
        if paused != self._paused:
            self._paused = paused
            self._tint()

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
        row.setContentsMargins(MEDIUM, TIGHT, LARGE, TIGHT)
        row.setSpacing(SMALL)
        _reserve_room(self._buttons["train.pause"], self._pause_texts)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addSpacing(LARGE)
        label = QLabel(self.tr("Learning rate"))
        set_role(label, Role.SECOND)
        self._rate_text.setMinimumWidth(64)
        for widget in (label, self._rate, self._rate_text):
            row.addWidget(widget)
        self._status.setFixedHeight(FIELD_HEIGHT + SMALL)  # as high as two lines, also while there is one or none
        row.addWidget(self._status, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._progress)

    def _tint(self) -> None:
        theme = self._theme_source.theme
        icons = {spec.name: spec.icon for spec in ACTIONS}
        if self._paused:
            icons["train.pause"] = icons["train.start"]
        for name, button in self._buttons.items():
            color = theme.on_primary if name == "train.start" else theme.text
            button.setIcon(icon(icons[name], color, ICON))


def _reserve_room(button: QPushButton, texts: Iterable[str]) -> None:
    """Keep a button as wide as the longest of its texts needs it to be, so that its neighbors stay where they are."""
    shown = button.text()
    button.ensurePolished()
    for text in texts:
        button.setText(text)
        button.setMinimumWidth(max(button.minimumWidth(), button.sizeHint().width()))
    button.setText(shown)
