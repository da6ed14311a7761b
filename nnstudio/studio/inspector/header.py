"""The first lines of the inspector: what is selected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.network.graph import Node
from nnstudio.network.inference import Inference
from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role, spacing
from nnstudio.studio.widgets.elided_label import ElidedLabel

_SEVERAL_CATEGORIES = "block"
"""The icon of nodes of several categories."""


class Header(QWidget):
    """Icon and type at the left, the number of weights at the right; under them the types, where there are several."""

    reset_wanted = Signal()
    """All settings are to have their defaults again."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._categories: tuple[str, ...] = ()
        self._icon = QLabel()
        self._title = ElidedLabel()
        self._title.setObjectName("inspector.title")
        set_role(self._title, Role.TITLE)
        self._aside = _label("inspector.weights", Role.THIRD)
        self._types = _label("inspector.types", Role.SECOND)
        self._types.setWordWrap(True)
        self._reset = IconButton("reset", self.tr("Reset all settings to their defaults"))
        self._reset.setObjectName("inspector.reset_all")
        self._reset.clicked.connect(self.reset_wanted)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(spacing.SMALL)
        line.addStrut(spacing.FIELD_HEIGHT)
        line.addWidget(self._icon)
        line.addWidget(self._title, 1)
        line.addWidget(self._reset)
        line.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        column.setSpacing(spacing.TIGHT)
        column.addLayout(line)
        column.addWidget(self._types)
        theme_source.changed.connect(self._tint)

    def show_nodes(self, nodes: Sequence[Node], inference: Inference) -> None:
        """Name the type of the nodes, or their number and types, and count their weights."""
        counts = Counter(node.type_name for node in nodes)
        (name,) = counts if len(counts) == 1 else ("",)
        several = self.tr("{count} × {type}").format(count=len(nodes), type=name)
        number = self.tr("{count} nodes").format(count=len(nodes))
        self._title.setText(number if not name else name if len(nodes) == 1 else several)
        self._types.setText(", ".join(f"{count} {type_name}" for type_name, count in counts.items()))
        self._types.setVisible(len(counts) > 1)
        self._aside.setText(self._weights(nodes, inference))
        self._categories = tuple({node.layer.category: None for node in nodes})
        self._tint()

    def offer_reset(self, possible: bool) -> None:
        """Show whether there is anything to reset."""
        self._reset.setVisible(possible)

    def _weights(self, nodes: Sequence[Node], inference: Inference) -> str:
        if all(node.muted for node in nodes):
            return self.tr("muted")
        total = sum(inference.weight_count(node.id) for node in nodes)
        if not total or any(node.id not in inference.weights for node in nodes):
            return ""
        return self.tr("1 weight") if total == 1 else self.tr("{count} weights").format(count=f"{total:,}")

    def _tint(self) -> None:
        if not self._categories:
            return
        theme = self._theme_source.theme
        name, color = self._categories[0].lower(), theme.category(self._categories[0])
        if len(self._categories) > 1:
            name, color = _SEVERAL_CATEGORIES, theme.second
        self._icon.setPixmap(icon(name, color).pixmap(spacing.LARGE, spacing.LARGE))


def _label(name: str, role: Role) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    set_role(label, role)
    return label
