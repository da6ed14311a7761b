"""One problem as a line: how bad it is, where it is, what it is, and what would mend it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.network.graph import Node
from nnstudio.network.problem import Problem
from nnstudio.studio.canvas.repairs import RepairText
from nnstudio.studio.forms.section import hairline
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role, spacing
from nnstudio.studio.widgets.elided_label import ElidedLabel
from nnstudio.studio.widgets.elided_link import ElidedLink

_LINE_HEIGHT = 9 * spacing.GRID - 2 * spacing.SMALL - 1
_WIDEST_NAME = 40 * spacing.GRID
_LINK_SHARE = 0.4
"""What a repair's title may take of the width at most: the sentence comes first."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ProblemRow(QFrame):
    """Chosen by a click or Enter; its repairs are a link, or a menu behind one where there are several."""

    chosen = Signal(object)
    """This `Problem` was chosen."""
    repaired = Signal(object, str)
    """The repair of this `Problem` with this title is to be carried out."""
    left = Signal(int)
    """The row above (-1) or below (1) is wanted."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._problem: Problem | None = None
        self._repairs: tuple[RepairText, ...] = ()
        self._sign = QLabel()
        self._sign.setFixedSize(spacing.ICON, _LINE_HEIGHT)
        self._place_name = ElidedLabel()
        set_role(self._place_name, Role.HEADING)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._repair = ElidedLink()
        self._repair.setObjectName("problems.repair")
        self._repair.hide()
        self._repair.clicked.connect(self._mend)
        self._menu = QMenu(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._arrange()
        theme_source.changed.connect(self._show_sign)

    @property
    def problem(self) -> Problem | None:
        """What it shows."""
        return self._problem

    def show_problem(self, problem: Problem, node: Node | None) -> None:
        """Show a problem of this node, or of the whole document."""
        if problem == self._problem:
            return
        self._problem = problem
        name = node.id if node is not None else ""
        sentence = words(problem.message)
        if node is not None:
            sentence = sentence.removeprefix(f"{node.title} ")
        self._place_name.setText(name)
        self._sentence.setText(sentence)
        self.show_repairs(())
        self._show_sign()
        severity = self.tr("Error") if problem.severity == "error" else self.tr("Warning")
        self.setAccessibleName(
            self.tr("{severity}: {name} {sentence}").format(severity=severity, name=name, sentence=sentence)
        )
        self._sign.setToolTip(severity)

    @property
    def name_width(self) -> int:
        """How wide the name of the node is; 0 where the problem is one of the whole document."""
        return min(self._place_name.sizeHint().width(), _WIDEST_NAME) if self._place_name.text() else 0

    def set_name_width(self, width: int) -> None:
        """Give the name so much room, so that sentences stand under each other."""
        self._place_name.setFixedWidth(width)
        self._place_name.setVisible(width > 0)

    def show_repairs(self, repairs: Sequence[RepairText]) -> None:
        """Offer these repairs of the problem."""
        if tuple(repairs) == self._repairs:
            return
        self._repairs = tuple(repairs)
        if self._repair.hasFocus() and not repairs:
            self.setFocus()  # the link goes, and would give the focus to whatever comes next
        self._repair.setVisible(bool(repairs))
        if len(repairs) == 1:
            self._repair.setText(repairs[0].title)
        else:
            self._repair.setText(self.tr("{count} repairs").format(count=len(repairs)))
        self._menu.clear()
        for repair in repairs:
            action = self._menu.addAction("\t".join(filter(None, (repair.title, repair.outcome))))
            action.triggered.connect(lambda _=False, title=repair.name: self.repaired.emit(self._problem, title))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter chooses, the arrows go on."""
        if event.key() in _CHOOSING:
            self.chosen.emit(self._problem)
        elif event.key() in _STEPS:
            self.left.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click chooses."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self._problem)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep room for the sentence beside a repair with a long title."""
        super().resizeEvent(event)
        self._repair.setMaximumWidth(round(_LINK_SHARE * self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A ground while the pointer is over it or it has the focus."""
        super().paintEvent(event)
        if not (self.hasFocus() or self.underMouse()):
            return
        theme = self._theme_source.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selection if self.hasFocus() else theme.field))
        painter.setOpacity(1.0 if self.hasFocus() else 0.6)
        inside = QRectF(self.rect()).adjusted(spacing.SMALL, 2, -spacing.SMALL, -3)
        painter.drawRoundedRect(inside, spacing.FIELD_RADIUS, spacing.FIELD_RADIUS)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(spacing.LARGE, spacing.SMALL, spacing.LARGE, spacing.SMALL)
        line.setSpacing(spacing.MEDIUM)
        line.addWidget(self._sign)
        line.addWidget(self._place_name)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._repair)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(hairline())

    def _mend(self) -> None:
        actions = self._menu.actions()
        if len(actions) == 1:
            actions[0].trigger()
        else:
            self._menu.popup(self._repair.mapToGlobal(self._repair.rect().bottomLeft()))

    def _show_sign(self) -> None:
        """A circle for errors and a triangle for warnings, for those who do not tell the colors apart."""
        if self._problem is None:
            return
        theme, severity = self._theme_source.theme, self._problem.severity
        color = theme.error if severity == "error" else theme.warning
        self._sign.setPixmap(icon(severity, color).pixmap(spacing.ICON, spacing.ICON))
