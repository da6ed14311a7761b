"""The blocks that the palette offers: the user's own, and those that the document's linked blocks are made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.errors import InputError
from nnstudio.network.block import Block
from nnstudio.network.block_edits import delete_definition, rename_definition
from nnstudio.network.graph import Network, Node
from nnstudio.project.user_blocks import (
    blocks_folder,
    delete_user_block,
    load_user_blocks,
    save_user_block,
    user_block,
)
from nnstudio.studio.canvas.clipboard import network_text
from nnstudio.studio.folder_watch import FolderWatch
from nnstudio.studio.language import told
from nnstudio.studio.session.session import Session


@dataclass(frozen=True)
class OfferedBlock:
    """A block as the palette shows it."""

    name: str
    summary: str
    text: str
    """The block as the clipboard has it."""
    file: Path | None = None
    """Where the user's own block is kept; None for a definition of the document."""


class BlockLibrary(QObject):
    """Keeps the two lists up to date."""

    changed = Signal()
    """Other blocks are offered."""
    failed = Signal(str)
    """A sentence about a block that could not be kept, read or deleted."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.own: tuple[OfferedBlock, ...] = ()
        self.linked: tuple[OfferedBlock, ...] = ()
        self._told: set[str] = set()
        self._watch = FolderWatch(blocks_folder(), self)
        self._watch.changed.connect(self.load)
        session.changed.connect(self._refresh)
        session.replaced.connect(self._refresh)
        self._refresh()

    def load(self) -> None:
        """Read the user's own blocks; what cannot be read is told once and left out."""
        self._watch.take_note()
        found, notes = load_user_blocks()
        own = tuple(_offered(block.name, block.block, dict(block.definitions), file) for file, block in found.items())
        if own != self.own:
            self.own = own
            self.changed.emit()
        for note in notes:
            if note not in self._told:
                self.failed.emit(told(note))
        self._told = set(notes)

    def look(self) -> None:
        """Another window may have kept or deleted a block, where nothing tells of it."""
        self._watch.look()

    def save(self, node: Node, name: str) -> bool:
        """Keep what is inside a block as one of the user's own; False if that failed."""
        if not isinstance(node.layer, Block):
            return False
        try:
            save_user_block(user_block(name, node.layer.network, self._session.document.definitions))
        except InputError as error:
            self.failed.emit(told(error.sentence))
            return False
        self.load()
        return True

    def rename(self, block: OfferedBlock, name: str) -> None:
        """Give a definition of the document another name."""
        try:
            self._session.do(rename_definition(self._session.document, block.name, name))
        except InputError as error:
            self.failed.emit(told(error.sentence))

    def delete(self, block: OfferedBlock) -> None:
        """Forget one of the user's own blocks, or a definition that nobody uses."""
        try:
            if block.file is None:
                self._session.do(delete_definition(self._session.document, block.name))
                return
            delete_user_block(block.file)
        except InputError as error:
            self.failed.emit(told(error.sentence))
        self.load()

    def free_name(self, wish: str) -> str:
        """The name itself, or with a number if one of the user's own has it already."""
        return Network().fresh_id(wish, [block.name for block in self.own])

    def _refresh(self) -> None:
        definitions = self._session.document.definitions
        linked = tuple(
            _offered(name, Block(network=network, definition=name), dict(definitions))
            for name, network in definitions.items()
        )
        if linked != self.linked:
            self.linked = linked
            self.changed.emit()


def _offered(name: str, block: Block, definitions: dict[str, Network], file: Path | None = None) -> OfferedBlock:
    text = network_text(Network((Node(id=name, layer=block),)), definitions)
    return OfferedBlock(name, block.summary, text, file)
