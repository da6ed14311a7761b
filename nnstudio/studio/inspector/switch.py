"""What a node as a whole is or is not, as a switch."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import Line
from nnstudio.studio.theme import Role, set_role


class NodeSwitch(QWidget):
    """On, off, or mixed where nodes differ; a dot tells that it is not as it begins."""

    switched = Signal(bool)
    """A person turned it on or off."""

    def __init__(self, name: str, label: str, tip: str, *, default: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._default = default
        self._box = QCheckBox()
        set_role(self._box, Role.SWITCH)
        self._box.setObjectName(name)
        self._box.setAccessibleName(label)
        self._box.setAccessibleDescription(tip)
        self._box.checkStateChanged.connect(self._tell)
        self._line = Line(label, self._box, LABEL_WIDTH)
        self._line.setToolTip(tip)
        self._line.mark.clicked.connect(lambda: self._box.setChecked(default))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)

    def show_states(self, states: set[bool]) -> None:
        """Show how it stands with the nodes."""
        blocked = self._box.blockSignals(True)
        mixed = len(states) > 1
        self._box.setTristate(mixed)
        self._box.setCheckState(Qt.CheckState.PartiallyChecked if mixed else _checked(*states))
        self._box.setText(QCoreApplication.translate("Forms", "Mixed") if mixed else "")
        self._box.blockSignals(blocked)
        self._line.mark.show_if(states != {self._default}, resets=True)

    def _tell(self, state: Qt.CheckState) -> None:
        if state is not Qt.CheckState.PartiallyChecked:
            self.switched.emit(state is Qt.CheckState.Checked)


def _checked(state: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if state else Qt.CheckState.Unchecked
