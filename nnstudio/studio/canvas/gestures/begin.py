"""Which gesture a press begins."""

from __future__ import annotations

from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.gestures.draw_edge import DrawEdge, Offer
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.gestures.move_nodes import MoveNodes
from nnstudio.studio.canvas.gestures.pick_edge import PickEdge
from nnstudio.studio.canvas.gestures.rubber_band import RubberBand
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.scene import NetworkScene


def gesture_at(scene: NetworkScene, hint: Hint, camera: Camera, pointer: Pointer, offer: Offer) -> Gesture:
    """The gesture that a press of the left button begins at a point."""
    port = scene.port_at(pointer.scene)
    if port is not None:
        edge = _edge_into(scene, port)
        if edge is not None:
            return DrawEdge(scene, hint, Port(edge.source, Side.OUTPUT), edge)
        return DrawEdge(scene, hint, port, offer=offer)
    node = scene.node_at(pointer.scene)
    if node is not None:
        return MoveNodes(scene, hint, camera, node.card.node_id, pointer)
    item = scene.edge_at(pointer.scene)
    if item is not None:
        return PickEdge(scene, hint, item.edge, pointer)
    return RubberBand(scene, pointer)


def _edge_into(scene: NetworkScene, port: Port) -> Edge | None:
    """The edge that ends at an input port, so that it can be taken off."""
    if port.side is Side.OUTPUT:
        return None
    incoming = scene.session.document.network.incoming[port.node_id]
    return next((edge for edge in incoming if edge.port == port.index), None)
