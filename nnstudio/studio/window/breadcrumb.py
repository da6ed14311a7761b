"""The way to the open network, above the canvas: the document, then block in block."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from nnstudio.network.block import Block
from nnstudio.network.inside import every_node
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.session.open_network import OpenNetwork
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role
from nnstudio.studio.theme.spacing import ICON, LARGE, SMALL, TIGHT
from nnstudio.studio.widgets.elided_label import ElidedLabel


class Breadcrumb(QFrame):
    """Hidden while the document's own network is open. Inside a linked block it says what else an edit changes."""

    def __init__(
        self, session: Session, network: OpenNetwork, theme_source: ThemeSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("breadcrumb")
        set_role(self, Role.BAR)
        self._session = session
        self._network = network
        self._theme_source = theme_source
        self._steps = QHBoxLayout()
        self._steps.setSpacing(SMALL)
        self._mark = QLabel()
        self._linked = ElidedLabel()
        self._linked.setObjectName("breadcrumb.linked")
        set_role(self._linked, Role.WARNING)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, TIGHT, LARGE, TIGHT)
        row.setSpacing(SMALL)
        row.addLayout(self._steps)
        row.addStretch()
        row.addWidget(self._mark)
        row.addWidget(self._linked)
        network.moved.connect(self.refresh)
        network.changed.connect(self.refresh)
        session.changed.connect(self.refresh)
        theme_source.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the way to where the open network is now."""
        path = self._network.path
        self.setVisible(bool(path))
        if not path:
            return
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                discard(widget)
        for depth, name in enumerate((self._session.document.name, *path)):
            if depth:
                self._steps.addWidget(self._chevron())
            self._steps.addWidget(self._step(name, depth) if depth < len(path) else self._here(name))
        warning = self._warning()
        self._mark.setVisible(bool(warning))
        self._mark.setPixmap(icon("warning", self._theme_source.theme.warning, ICON).pixmap(ICON, ICON))
        self._linked.setText(warning)

    def _warning(self) -> str:
        block = self._network.block
        if block is None or block.definition is None:
            return ""
        count = sum(
            isinstance(node.layer, Block) and node.layer.definition == block.definition
            for node in every_node(self._session.document.network)
        )
        if count < 2:
            return ""
        both = self.tr("Linked: an edit here changes both blocks of “{name}”.")
        every = self.tr("Linked: an edit here changes all {count} blocks of “{name}”.")
        return (both if count == 2 else every).format(count=count, name=block.definition)

    def _step(self, name: str, depth: int) -> QPushButton:
        button = QPushButton(name)
        button.setObjectName(f"breadcrumb.{depth}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(self.tr("Go back to {name}").format(name=name))
        set_role(button, Role.LINK)
        button.clicked.connect(lambda _checked: self._network.close(depth))
        return button

    def _here(self, name: str) -> QLabel:
        label = QLabel(name)
        label.setObjectName("breadcrumb.here")
        set_role(label, Role.HEADING)
        return label

    def _chevron(self) -> QLabel:
        label = QLabel()
        label.setPixmap(icon("chevron-right", self._theme_source.theme.third, ICON).pixmap(ICON, ICON))
        return label
