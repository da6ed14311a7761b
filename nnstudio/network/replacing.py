"""Another layer in the place of one: with its edges, and with all settings that both have."""

from __future__ import annotations

import re
from contextlib import suppress

from msgspec import structs

from nnstudio.catalog.conversion import read_field
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.errors import DocumentError
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.graph import Network
from nnstudio.sentence import Sentence


def replace_layer(document: Document, node_id: str, layer: Layer) -> Change:
    """Put a layer in place of that of a node; what the new one can take of edges and settings stays.

    A name that was made from the layer's type gives way to one made from the new type.
    """
    node = document.network.by_id[node_id]
    muted = node.muted and layer.most_inputs != 0  # nothing passes through an Input
    replaced = structs.replace(node, layer=with_settings_of(layer, node.layer), shared_with=None, muted=muted)
    after = apply(document, edits.replace_nodes(document, [node_id], lambda _: replaced, ""))
    after = structs.replace(after, network=_with_ports_of(layer, after.network, node_id))
    followers = [other.id for other in after.network.nodes if other.shared_with == node_id]
    after = apply(after, edits.share_weights(after, followers, None))
    if re.fullmatch(rf"{re.escape(type(node.layer).short_name)}(_\d+)?", node_id):
        name = after.network.fresh_id(type(layer).short_name)
        after = apply(after, edits.rename_node(after, node_id, name))
    label = Sentence("Replace {node} by {layer}", node=node.type_name, layer=type(layer).__name__)
    return change_between(document, after, label)


def _with_ports_of(layer: Layer, network: Network, node_id: str) -> Network:
    """The network with those edges into a node that a layer has ports for; they stay in order."""
    incoming, most = network.incoming[node_id], layer.most_inputs
    kept = incoming[:most]
    fits = most is not None and all(edge.port < most for edge in kept)
    moved = {edge: edge if fits else structs.replace(edge, port=port) for port, edge in enumerate(kept)}
    edges = (moved.get(edge, edge) for edge in network.edges if edge in moved or edge not in incoming)
    return structs.replace(network, edges=tuple(edges))


def with_settings_of(layer: Layer, other: Layer) -> Layer:
    """A layer with the settings of another one, as far as it has them and can take their values."""
    values = {}
    theirs = fields_of(type(other))
    for name, field in fields_of(type(layer)).items():
        if name in theirs:
            with suppress(DocumentError):
                values[name] = read_field(field, getattr(other, name), name)
    changed: Layer = layer.replace(**values)
    return changed
