"""The parts that a side panel is stacked from: sections with headings."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.theme import Role, set_role, spacing


class Section(QWidget):
    """A heading over whatever is added, and a hairline above; without a title neither."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        if title:
            self._outer.addWidget(hairline())
        heading = QLabel(title)
        set_role(heading, Role.HEADING)
        self.heading_line = QHBoxLayout()
        self.heading_line.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        self.heading_line.setSpacing(spacing.SMALL)
        self.heading_line.addWidget(heading)
        self.heading_line.addStretch()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(spacing.TIGHT, spacing.MEDIUM, spacing.LARGE, spacing.LARGE)
        self.body.setSpacing(spacing.SMALL)
        if title:
            self.body.addLayout(self.heading_line)
        self._outer.addLayout(self.body)

    def end(self) -> None:
        """Keep everything at the top where there is more room: for a section that is a panel by itself."""
        self._outer.addStretch()

    def add_section(self, section: QWidget) -> None:
        """Put a section of its own below what is in this one."""
        self._outer.addWidget(section)

    def add(self, widget: QWidget, *, indented: bool = False) -> None:
        """Put a widget at the end; indented ones begin where the labels of a form do."""
        if not indented:
            self.body.addWidget(widget)
            return
        line = QHBoxLayout()
        line.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        line.addWidget(widget)
        self.body.addLayout(line)


def hairline() -> QFrame:
    """A line between sections."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    return line
