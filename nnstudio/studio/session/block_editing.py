"""What can be done with blocks: grouping, unpacking, linking, making unique."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from nnstudio.errors import NetworkError
from nnstudio.network.block import Block
from nnstudio.network.block_edits import link_copy, make_unique
from nnstudio.network.change import Change, apply
from nnstudio.network.graph import Node
from nnstudio.network.grouping import group, unpack
from nnstudio.network.layout import COLUMN
from nnstudio.network.room import with_room
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork


class BlockEditing(QObject):
    """Works on the selected nodes of a network; each of its verbs is one undo step."""

    message = Signal(str)
    """A sentence about something that could not be done."""

    def __init__(self, network: EditedNetwork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network

    @property
    def selected_blocks(self) -> tuple[Node, ...]:
        """The selected nodes that are blocks."""
        return tuple(node for node in self._network.selected_nodes if isinstance(node.layer, Block))

    @property
    def selected_block(self) -> Node | None:
        """The selected block, if it is the only one."""
        return self.selected_blocks[0] if len(self.selected_blocks) == 1 else None

    @property
    def has_linked(self) -> bool:
        """Whether a selected block is linked to others."""
        return any(isinstance(node.layer, Block) and node.layer.definition for node in self.selected_blocks)

    def group(self) -> None:
        """Put the selected nodes into a block."""
        self._try(lambda: group(self._network.document, self._network.selection))

    def unpack(self) -> None:
        """Put what is inside the selected blocks in their place."""
        self._try(self._unpacked)

    def link_copy(self) -> None:
        """Add a linked copy of the selected block at its right."""
        block = self.selected_block
        if block is None:
            self.message.emit(self.tr("Select one block to make a linked copy of it."))
        else:
            self._try(lambda: link_copy(self._network.document, block.id, self._beside(block)))

    def make_unique(self) -> None:
        """Let edits inside the selected blocks change no others."""
        names = [node.id for node in self.selected_blocks]
        self._network.do(make_unique(self._network.document, names))

    def _unpacked(self) -> Change:
        document, change = self._network.document, Change("Unpack")
        for block in self.selected_blocks:
            after = apply(document, change)
            change = change.then(with_room(after, unpack(after, block.id)))
        return change

    def _try(self, change: Callable[[], Change]) -> None:
        """Do a change and select what it brings; tell why it cannot be made."""
        try:
            made = change()
        except NetworkError as error:
            self.message.emit(told(error.sentence))
            return
        if made:
            before = self._network.document.network.by_id
            self._network.do(made)
            self._network.select(self._network.document.network.by_id.keys() - before.keys())

    def _beside(self, block: Node) -> tuple[float, float]:
        """The first place at the right of a block where no card is."""
        x, y = block.position
        taken = [node.position for node in self._network.document.network.nodes]
        while any(abs(left - x) < COLUMN and abs(top - y) < COLUMN / 4 for left, top in taken):
            x += COLUMN
        return x, y
