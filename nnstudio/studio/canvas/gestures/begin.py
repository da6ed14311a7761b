"""Which gesture a press begins."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.gestures.draw_edge import DrawEdge, Offer
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.gestures.move_nodes import Grip, MoveNodes
from nnstudio.studio.canvas.gestures.pick_edge import PickEdge
from nnstudio.studio.canvas.gestures.resize_note import ResizeNote
from nnstudio.studio.canvas.gestures.rubber_band import RubberBand
from nnstudio.studio.canvas.gestures.toggle_frame import Toggle, ToggleFrame
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.scene import NetworkScene


@dataclass(frozen=True)
class Press:
    """A press of the left button, and whom a gesture may ask for what it does not do itself."""

    scene: NetworkScene
    hint: Hint
    camera: Camera
    pointer: Pointer
    offer: Offer
    toggle: Toggle


def gesture_at(press: Press) -> Gesture:
    """The gesture that a press begins: that of the topmost thing below the mouse."""
    begun = (begin(press) for begin in (_on_port, _on_node, _on_annotation, _on_edge))
    return next((gesture for gesture in begun if gesture is not None), None) or RubberBand(press.scene, press.pointer)


def _on_port(press: Press) -> Gesture | None:
    scene, hint = press.scene, press.hint
    port = scene.port_at(press.pointer.scene)
    if port is None:
        return None
    edge = _edge_into(scene, port)
    if edge is not None:
        return DrawEdge(scene, hint, Port(edge.source, Side.OUTPUT), edge)
    return DrawEdge(scene, hint, port, offer=press.offer)


def _on_node(press: Press) -> Gesture | None:
    node = press.scene.node_at(press.pointer.scene)
    return None if node is None else _move(press, Grip(node.card_rect, frozenset({node.card.node_id})))


def _on_annotation(press: Press) -> Gesture | None:
    scene, pointer = press.scene, press.pointer
    item = scene.annotation_at(pointer.scene)
    if isinstance(item, FrameItem):
        if item.chevron_rect.contains(pointer.scene):
            return ToggleFrame(item, press.toggle)
        nodes = scene.annotations.nodes_in(item.annotation_id)
        return _move(press, Grip(scene.shown_rect(nodes[0]), frozenset(nodes)))
    if isinstance(item, NoteItem):
        if item.grip_rect.contains(pointer.scene):
            return ResizeNote(scene, item, pointer)
        return _move(press, Grip(item.shown_rect, notes=frozenset({item.annotation_id})))
    return None


def _move(press: Press, grip: Grip) -> Gesture:
    return MoveNodes(press.scene, press.hint, press.camera, grip, press.pointer)


def _on_edge(press: Press) -> Gesture | None:
    item = press.scene.edge_at(press.pointer.scene)
    return None if item is None else PickEdge(press.scene, press.hint, item.edge, press.pointer)


def _edge_into(scene: NetworkScene, port: Port) -> Edge | None:
    """The edge that ends at an input port, so that it can be taken off."""
    if port.side is Side.OUTPUT:
        return None
    incoming = scene.session.document.network.incoming[port.node_id]
    return next((edge for edge in incoming if edge.port == port.index), None)
