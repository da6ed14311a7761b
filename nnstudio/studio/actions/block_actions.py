"""What the window's menus do with blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QWidget

from nnstudio.studio.palette.block_library import BlockLibrary, OfferedBlock
from nnstudio.studio.palette.palette import LayerPalette
from nnstudio.studio.session.block_editing import BlockEditing
from nnstudio.studio.session.open_network import OpenNetwork
from nnstudio.studio.session.session import Session


class BlockActions(QObject):
    """Works on the selected blocks and on those of the palette; asks what has to be asked."""

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A sentence about a block that could not be kept or read."""

    def __init__(self, session: Session, opened: OpenNetwork, window: QWidget) -> None:
        super().__init__(window)
        self._opened = opened
        self._window = window
        self._editing = BlockEditing(opened, self)
        self._library = BlockLibrary(session, self)
        self._editing.message.connect(self.message)
        self._library.failed.connect(self.failed)
        opened.refused.connect(self.message)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What each of the actions does."""
        return {
            "network.group": self._editing.group,
            "network.unpack": self._editing.unpack,
            "network.open_block": self._open,
            "network.close_block": self._opened.close,
            "network.link_copy": self._editing.link_copy,
            "network.make_unique": self._editing.make_unique,
            "network.save_block": self._save,
        }

    def possible(self) -> Mapping[str, bool]:
        """Which of them can be done now."""
        is_block = self._editing.selected_block is not None
        return {
            "network.group": bool(self._opened.selection),
            "network.unpack": bool(self._editing.selected_blocks),
            "network.open_block": is_block,
            "network.close_block": bool(self._opened.path),
            "network.link_copy": is_block,
            "network.make_unique": self._editing.has_linked,
            "network.save_block": is_block,
        }

    def serve(self, palette: LayerPalette) -> None:
        """Keep a palette up to date; rename and delete what it offers."""

        def show() -> None:
            palette.show_blocks(self._library.linked, self._library.own)

        self._library.changed.connect(show)
        palette.block_unwanted.connect(self._delete)
        palette.block_misnamed.connect(self._rename)
        self._library.load()
        show()

    def look(self) -> None:
        """Offer what was kept in another window meanwhile."""
        self._library.look()

    def _open(self) -> None:
        block = self._editing.selected_block
        if block is not None:
            self._opened.open(block.id)

    def _save(self) -> None:
        """Ask for a name and keep the selected block under it."""
        block = self._editing.selected_block
        if block is None:
            return
        name = self._asked(self.tr("Save to palette"), self._library.free_name(block.id))
        if name is not None and self._library.save(block, name):
            self.message.emit(self.tr("“{name}” is in the palette now, under My blocks.").format(name=name))

    def _rename(self, block: OfferedBlock) -> None:
        name = self._asked(self.tr("Rename linked blocks"), block.name)
        if name is not None:
            self._library.rename(block, name)

    def _asked(self, title: str, wish: str) -> str | None:
        """The name that the user gives; None if the question is dismissed."""
        label = self.tr("Name of the block")
        answer, is_given = QInputDialog.getText(self._window, title, label, QLineEdit.EchoMode.Normal, wish)
        return answer.strip() if is_given else None

    def _delete(self, block: OfferedBlock) -> None:
        """Ask before a file goes; what is in the document can be undone."""
        if block.file is not None:
            question = self.tr("Delete “{name}” from your blocks? Documents that hold it keep it.")
            answer = QMessageBox.question(self._window, self.tr("Delete block"), question.format(name=block.name))
            if answer != QMessageBox.StandardButton.Yes:
                return
        self._library.delete(block)
