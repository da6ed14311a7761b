"""Documents as JSON text and back, by the document format's contract."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from nnstudio.catalog.conversion import lookup, read_config, read_field, refuse_unknown, write_config, write_object
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of, shown
from nnstudio.catalog.layers.base import Layer
from nnstudio.data.reference import read_reference, write_reference
from nnstudio.errors import DocumentError
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import ID_RULE, Edge, Network, Node, is_valid_id
from nnstudio.network.strict_json import parse_json

FORMAT = "nnstudio"
VERSION = 1
LARGEST_TEXT = 64 * 2**20
"""A document of more bytes than this is refused before it is read."""

_DOCUMENT_KEYS = ("format", "version", "name", "network", "data", "training")
_NODE_KEYS = ("id", "type", "config", "position", "trainable", "shared_with")
_INPUT_KEYS = ("dtype",)
"""What may stand beside the config of an Input as well as in it."""


def read_document_file(path: Path) -> Document:
    """The document in a `.json` file; raises DocumentError."""
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise DocumentError(f"{path.name} is larger than any document ({LARGEST_TEXT // 2**20} MB at most).")
        return read_document(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise DocumentError(f"There is no file {path}. Check the path.") from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}.") from None


def read_document(text: bytes | str, name: str = "The document") -> Document:
    """A document from JSON text; raises DocumentError with one sentence that says what is wrong and where."""
    try:
        value = parse_json(text)
    except ValueError as error:
        raise DocumentError(f"{name} is not valid JSON: {error}.") from None
    return document_from_json(value)


def document_from_json(value: Any) -> Document:
    """A document from parsed JSON; raises DocumentError."""
    value = _object(value, "The document")
    if value.get("format") != FORMAT:
        raise DocumentError(f'This is not an NN Studio document: "format" must be "{FORMAT}".', where="format")
    _require_version(value.get("version"))
    refuse_unknown(value, _DOCUMENT_KEYS, "The document")
    if "network" not in value:
        raise DocumentError('The document has no "network".', where="network")
    data = value.get("data")
    return Document(
        name=_text(value.get("name", "untitled"), 'The document\'s "name"'),
        network=_read_network(value["network"]),
        data=None if data is None else read_reference(data),
        training=read_config(Training, value.get("training", {}), "the training set-up"),
    )


def write_document(document: Document) -> bytes:
    """A document as indented JSON text, with defaults left out."""
    return msgspec.json.format(msgspec.json.encode(document_to_json(document)), indent=2) + b"\n"


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as JSON values."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": document.name,
        "network": network_to_json(document.network.nodes, document.network.edges),
    }
    if document.data is not None:
        value["data"] = write_reference(document.data)
    if document.training != Training():
        value["training"] = _write_training(document.training)
    return value


def network_to_json(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> dict[str, Any]:
    """Nodes and edges as JSON values: the network of a document, or a selection on the clipboard."""
    return {
        "nodes": [_write_node(node) for node in nodes],
        "edges": [{"source": edge.source, "target": edge.target, "port": edge.port} for edge in edges],
    }


def network_from_json(value: Any) -> Network:
    """The inverse of `network_to_json`; raises DocumentError."""
    return _read_network(value)


def _require_version(version: Any) -> None:
    if type(version) is int and version == VERSION:
        return
    is_newer = type(version) is int and version > VERSION
    raise DocumentError(
        f'The "version" of this document is {shown(version)}; this NN Studio reads version {VERSION}.'
        f"{' Open it with a newer NN Studio.' if is_newer else ''}",
        where="version",
    )


def _read_network(value: Any) -> Network:
    value = _object(value, "The network")
    refuse_unknown(value, ("nodes", "edges"), "The network")
    nodes = tuple(_read_node(item, index) for index, item in enumerate(_list(value.get("nodes", []), '"nodes"')))
    ids: set[str] = set()
    for node in nodes:
        if node.id in ids:
            raise DocumentError(f"Two nodes have the id {shown(node.id)}; each needs its own.", node=node.id)
        ids.add(node.id)
    for node in nodes:
        if node.shared_with is not None and node.shared_with not in ids:
            raise DocumentError(
                f"{node.title} shares its weights with {shown(node.shared_with)}, which does not exist.", node=node.id
            )
    edges = [_read_edge(item, index, ids) for index, item in enumerate(_list(value.get("edges", []), '"edges"'))]
    if len(set(edges)) < len(edges):
        raise DocumentError("An edge is listed twice; each connection stands once.", where="network.edges")
    return Network(nodes, tuple(edges))


def _read_node(value: Any, index: int) -> Node:
    where = f"Node {index + 1}"
    value = _object(value, where)
    refuse_unknown(value, _NODE_KEYS + (_INPUT_KEYS if value.get("type") == "Input" else ()), where)
    name = value.get("id")
    if not isinstance(name, str) or not is_valid_id(name):
        raise DocumentError(f'{where} needs an "id": {ID_RULE}, not {shown(name)}.', where="id")
    where = f"“{name}”"
    if not isinstance(value.get("type"), str):
        raise DocumentError(f'{where} needs a "type", such as "Dense".', node=name, where="type")
    try:
        layer = read_config(lookup(Layer, value["type"], where), _config_of(value), where)
    except DocumentError as error:
        error.node = name
        raise
    trainable, shared = value.get("trainable", True), value.get("shared_with")
    if not isinstance(trainable, bool):
        raise DocumentError(f'"trainable" of {where} must be true or false, not {shown(trainable)}.', node=name)
    if shared is not None and not isinstance(shared, str):
        raise DocumentError(f'"shared_with" of {where} must be the id of a node, not {shown(shared)}.', node=name)
    position = _read_position(value.get("position", [0, 0]), where)
    return Node(id=name, layer=layer, position=position, trainable=trainable, shared_with=shared)


def _config_of(node: dict[str, Any]) -> Any:
    """The config of a node with what stands beside it."""
    config, beside = node.get("config", {}), {key: node[key] for key in _INPUT_KEYS if key in node}
    return {**beside, **config} if isinstance(config, dict) else config


def _read_position(value: Any, where: str) -> tuple[float, float]:
    numbers = _list(value, f'"position" of {where}')
    if len(numbers) != 2 or not all(_is_coordinate(number) for number in numbers):
        raise DocumentError(f'"position" of {where} must be two numbers, such as [0, 120], not {shown(value)}.')
    return float(numbers[0]), float(numbers[1])


def _is_coordinate(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _read_edge(value: Any, index: int, ids: set[str]) -> Edge:
    where = f"Edge {index + 1}"
    value = _object(value, where)
    refuse_unknown(value, ("source", "target", "port"), where)
    for end in ("source", "target"):
        name = value.get(end)
        if not isinstance(name, str) or name not in ids:
            close = get_close_matches(str(name), ids, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise DocumentError(f"{where} has the {end} {shown(name)}, but no node has that id.{hint}")
    port = value.get("port", 0)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port < 10_000:
        raise DocumentError(f'The "port" of edge {index + 1} must be a whole number from 0, not {shown(port)}.')
    return Edge(value["source"], value["target"], port)


def _write_node(node: Node) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": node.id,
        "type": node.type_name,
        "config": write_config(node.layer),
        "position": [_compact(coordinate) for coordinate in node.position],
    }
    if not node.trainable:
        value["trainable"] = False
    if node.shared_with is not None:
        value["shared_with"] = node.shared_with
    return value


def _write_training(training: Training) -> dict[str, Any]:
    """Like any config, but with the loss and the optimizer spelled out as objects."""
    config = write_config(training)
    for name in config:
        value = getattr(training, name)
        if isinstance(value, Declaration):
            config[name] = write_object(value)
    return config


def read_training_field(name: str, value: Any) -> Any:
    """One training setting in its stored form; raises DocumentError."""
    return read_field(fields_of(Training)[name], value, "the training set-up")


def _compact(coordinate: float) -> float | int:
    return int(coordinate) if coordinate.is_integer() else coordinate


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DocumentError(f"{where} must be a JSON object, not {shown(value)}.", where=where)
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise DocumentError(f"{where} must be a list, not {shown(value)}.", where=where)
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise DocumentError(f"{where} must be a text, not {shown(value)}.", where=where)
    return value
