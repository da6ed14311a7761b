"""Nodes on the clipboard: JSON text, so that they can be sent in a message and pasted into another window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import structs
from PySide6.QtCore import QCoreApplication

from nnstudio.errors import DocumentError
from nnstudio.network.annotations import within
from nnstudio.network.definitions import used_definitions
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node
from nnstudio.network.json_format import LARGEST_TEXT
from nnstudio.network.network_format import definitions_to_json, network_from_json, network_to_json

_BYTE_ORDER_MARK = "\ufeff"
"""What some text editors put before a text."""
_HELD = ("nodes", "notes")
"""What a text is worth pasting for."""


def copied_text(document: Document, node_ids: Iterable[str], note_ids: Iterable[str] = ()) -> str:
    """Nodes with the edges and the whole frames among them, and notes, as text; with what linked blocks need."""
    network, wanted, wanted_notes = document.network, set(node_ids), set(note_ids)
    nodes = tuple(_cut_loose(node, wanted) for node in network.nodes if node.id in wanted)
    edges = tuple(edge for edge in network.edges if edge.source in wanted and edge.target in wanted)
    notes = tuple(note for note in network.notes if note.id in wanted_notes)
    return network_text(Network(nodes, edges, notes, within(network.frames, wanted)), document.definitions)


def network_text(network: Network, definitions: Mapping[str, Network]) -> str:
    """A network as text, with those definitions that its blocks are linked to."""
    value = network_to_json(network)
    if used := used_definitions(network):
        value["definitions"] = definitions_to_json({name: definitions[name] for name in definitions if name in used})
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _cut_loose(node: Node, company: set[str]) -> Node:
    """A node that shares its weights only with what is copied together with it."""
    return node if node.shared_with in company else structs.replace(node, shared_with=None)


def pasted_network(text: str, needed: Iterable[str] = _HELD) -> tuple[Network, dict[str, Network]]:
    """The network in a text, or in a document there, which has one of what is needed; and its blocks' definitions.

    Raises DocumentError with a sentence.
    """
    foreign = DocumentError(
        QCoreApplication.translate("Clipboard", "The clipboard holds no layers. Copy nodes on the canvas first.")
    )
    if len(text) > LARGEST_TEXT:
        raise foreign
    try:
        value = msgspec.json.decode(text.removeprefix(_BYTE_ORDER_MARK))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise foreign from None
    if isinstance(value, dict) and isinstance(value.get("network"), dict):
        value = {"definitions": value.get("definitions"), **value["network"]}
    if not isinstance(value, dict) or not any(isinstance(value.get(key), list) and value[key] for key in needed):
        raise foreign
    try:
        definitions = value.pop("definitions", None)
        return network_from_json(value, definitions)
    except DocumentError as error:
        message = QCoreApplication.translate("Clipboard", "The clipboard cannot be pasted: {reason}")
        raise DocumentError(message.format(reason=error)) from None
