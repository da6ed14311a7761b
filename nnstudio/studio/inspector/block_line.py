"""What the inspector says of a block: how much is inside, whom it is linked to, and the way in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnstudio.network.block import Block
from nnstudio.network.graph import Node
from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import Line
from nnstudio.studio.forms.sentence_label import SentenceLabel
from nnstudio.studio.theme import Role, set_role, spacing


class BlockLine(QWidget):
    """Hidden unless a single block is shown."""

    open_requested = Signal()
    """What is inside is to be opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open = QPushButton()
        self._open.setObjectName("inspector.open_block")
        set_role(self._open, Role.LINK)
        self._open.clicked.connect(lambda _checked: self.open_requested.emit())
        self._linked = SentenceLabel(Role.SECOND)
        self._linked.setObjectName("inspector.linked")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing.SMALL)
        column.addWidget(Line(self.tr("Inside"), self._open, LABEL_WIDTH))
        column.addWidget(self._linked)

    def show_nodes(self, nodes: tuple[Node, ...]) -> None:
        """Show a block, if these nodes are one."""
        block = nodes[0].layer if len(nodes) == 1 else None
        self.setVisible(isinstance(block, Block))
        if isinstance(block, Block):
            count = block.layer_count
            layers = self.tr("Open 1 layer") if count == 1 else self.tr("Open {count} layers").format(count=count)
            self._open.setText(layers)
            linked = self.tr("Linked to “{name}”: an edit inside changes every block of it.")
            self._linked.say(linked.format(name=block.definition) if block.definition else "")
