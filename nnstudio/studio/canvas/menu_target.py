"""What the canvas' menu is about: what lies below the mouse, or, with a key, what is selected."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF

from nnstudio.network.annotations import within
from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.scene import NetworkScene


class MenuTarget(Enum):
    """What can be done differs between these."""

    SPACE = "space"
    NODES = "nodes"
    EDGE = "edge"
    FRAME = "frame"
    NOTE = "note"


def target_at(scene: NetworkScene, point: QPointF) -> MenuTarget:
    """What lies at a point; it is selected, unless it is among what is selected already."""
    node, annotation, edge = scene.node_at(point), scene.annotation_at(point), scene.edge_at(point)
    if node is not None:
        if node.card.node_id not in scene.session.selection:
            _select_alone(scene, nodes=(node.card.node_id,))
        return MenuTarget.NODES
    if isinstance(annotation, FrameItem):
        nodes = scene.annotations.nodes_in(annotation.annotation_id)
        if not scene.session.selection.issuperset(nodes):
            _select_alone(scene, nodes=nodes)
        return MenuTarget.FRAME
    if annotation is not None:
        if annotation.annotation_id not in scene.annotations.selected_notes:
            _select_alone(scene, notes=(annotation.annotation_id,))
        return MenuTarget.NOTE
    _select_alone(scene)
    if edge is None:
        return MenuTarget.SPACE
    scene.select_edges([edge.edge])
    return MenuTarget.EDGE


def selected_target(scene: NetworkScene) -> MenuTarget:
    """What is selected; nothing is a place in the empty space."""
    selection = scene.session.selection
    if any(selection == {*frame.nodes} for frame in within(scene.session.document.network.frames, selection)):
        return MenuTarget.FRAME
    if selection:
        return MenuTarget.NODES
    if scene.annotations.selected_notes:
        return MenuTarget.NOTE
    return MenuTarget.EDGE if scene.selected_edges else MenuTarget.SPACE


def _select_alone(scene: NetworkScene, *, nodes: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> None:
    scene.select_edges([])
    scene.annotations.select_notes(notes)
    scene.session.select(nodes)
