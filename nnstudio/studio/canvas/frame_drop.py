"""Nodes that are dragged into frames and out of them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from PySide6.QtCore import QCoreApplication

from nnstudio.network.annotation_edits import join
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.studio.canvas.scene import NetworkScene


class FrameDrop:
    """What becomes of the frames of nodes that are on their way.

    A node belongs to the frame in which its middle lies when it is dropped. Frames that lose or take some nodes stay
    as they are until then; one whose nodes all move goes with them.
    """

    def __init__(self, scene: NetworkScene, node_ids: AbstractSet[str]) -> None:
        self._scene = scene
        self._annotations = scene.annotations
        frames = scene.session.document.network.frames
        self._whole = {frame.id for frame in frames if node_ids >= set(frame.nodes)}
        bound = {name for frame in frames if frame.id in self._whole for name in frame.nodes}
        self._loose = sorted(node_ids - bound) if frames else []
        self._moves: dict[str, str | None] = {}

    @property
    def moves(self) -> Mapping[str, str | None]:
        """The frames into which nodes would go; None for those that would leave theirs."""
        return self._moves

    def begin(self) -> None:
        """Let frames stay where they are."""
        around = map(self._annotations.frame_of, self._loose)
        self._annotations.hold({frame.id for frame in around if frame is not None})

    def consider(self, *, keep: bool) -> str:
        """Mark what nodes would join or leave where they are now, and say it; nothing if they are to be kept."""
        self._moves = {}
        for name in () if keep else self._loose:
            frame = self._annotations.frame_of(name)
            target = self._below(name)
            if target != (frame.id if frame else None):
                self._moves[name] = target
        concerned = {self._concerned(name) for name in self._moves}
        for frame_id, item in self._annotations.frames.items():
            item.set_marked(frame_id in concerned)
        return self._sentence()

    def change(self, document: Document) -> Change:
        """The nodes in the frames that they were dropped into."""
        change = Change("")
        for target in dict.fromkeys(self._moves.values()):
            nodes = [name for name, frame in self._moves.items() if frame == target]
            joined = join(apply(document, change), nodes, target)
            change = Change(joined.label, (*change.steps, *joined.steps))
        return change

    def end(self) -> None:
        """Mark nothing, and let frames follow again."""
        for item in self._annotations.frames.values():
            item.set_marked(False)
        self._annotations.hold([])

    def _below(self, node_id: str) -> str | None:
        card = self._scene.nodes[node_id].card_rect
        item = self._annotations.frame_around(card.center())
        return item.annotation_id if item is not None and item.annotation_id not in self._whole else None

    def _concerned(self, node_id: str) -> str:
        """The frame that would take a node, or else the one that would lose it."""
        frame = self._annotations.frame_of(node_id)
        return self._moves[node_id] or (frame.id if frame else "")

    def _sentence(self) -> str:
        if not self._moves:
            return ""
        name = next(iter(self._moves))
        title = self._annotations.frames[self._concerned(name)].look.title
        if self._moves[name] is None:
            text = QCoreApplication.translate("Frame", "Leaves “{title}”. Hold Shift to keep it in.")
        else:
            text = QCoreApplication.translate("Frame", "Joins “{title}”. Hold Shift to keep it out.")
        return text.format(title=title)
