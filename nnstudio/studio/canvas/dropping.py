"""A layer or a block that is dragged over the canvas, from the palette or from elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF

from nnstudio.studio.canvas.connection import Verdict
from nnstudio.studio.canvas.edge_item import EdgeItem
from nnstudio.studio.canvas.editing import Editing
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.palette.layer_mime import carried_block, carried_layer


class LayerDrop:
    """Marks the edge into which the layer would go, tells what would come of it, and puts it there."""

    def __init__(self, scene: NetworkScene, editing: Editing, hint: Hint) -> None:
        self._scene = scene
        self._editing = editing
        self._hint = hint
        self._edge: EdgeItem | None = None
        self._verdict: Verdict | None = None

    def would_take(self, data: QMimeData) -> bool:
        """Whether the drag carries a layer or a block."""
        return carried_layer(data) is not None or carried_block(data) is not None

    def hover(self, data: QMimeData, point: QPointF, at: QPoint) -> None:
        """The drag is over a point of the scene, which is there in the view."""
        edge, type_name = self._edge_below(point), carried_layer(data)
        if edge is not self._edge:
            self._mark(edge)
            self._verdict = None
            if edge is not None and type_name is not None:
                self._verdict = self._editing.judged_drop(type_name, edge.edge)
        if self._verdict is None:
            self._hint.hide()
        else:
            self._hint.say(self._verdict.sentence, at, refused=not self._verdict.fits)

    def leave(self) -> None:
        """The drag went elsewhere."""
        self._mark(None)
        self._hint.hide()

    def drop(self, data: QMimeData, point: QPointF) -> bool:
        """Add the layer or the block at a point of the scene; False if the drag carries neither."""
        type_name, block = carried_layer(data), carried_block(data)
        item = self._edge_below(point)
        edge = None if item is None else item.edge
        self.leave()
        if type_name is not None:
            self._editing.drop_layer(type_name, point, edge)
        elif block is not None:
            self._editing.drop_block(block, point, edge)
        return type_name is not None or block is not None

    def _edge_below(self, point: QPointF) -> EdgeItem | None:
        return None if self._scene.node_at(point) else self._scene.edge_at(point)

    def _mark(self, edge: EdgeItem | None) -> None:
        if self._edge is not None and self._edge.scene() is not None:
            self._edge.set_marked(False)
        if edge is not None:
            edge.set_marked(True)
        self._edge = edge
