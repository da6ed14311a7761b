"""Networks as JSON values and back: nodes, edges, what is written around them, and blocks of whatever depth."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from nnstudio.catalog.conversion import lookup, read_config, refuse_unknown, write_config
from nnstudio.catalog.fields import shown
from nnstudio.catalog.layers.base import Layer
from nnstudio.errors import DocumentError
from nnstudio.network.annotation_format import ANNOTATION_KEYS, annotations_from_json, annotations_to_json
from nnstudio.network.block import Block
from nnstudio.network.coordinates import read_pair, write_pair
from nnstudio.network.graph import ID_RULE, Edge, Network, Node, is_valid_id
from nnstudio.network.json_values import as_list, as_object
from nnstudio.sentence import Sentence, joined

MOST_NODES = 100_000
"""A network may not have more nodes than these, those in blocks counted as often as they compute."""
DEEPEST_BLOCKS = 50
"""How many blocks may stand inside each other."""

_NETWORK = Sentence("The network")
_NODE_KEYS = ("id", "type", "config", "position", "trainable", "shared_with", "muted")
_INPUT_KEYS = ("dtype",)
"""What may stand beside the config of an Input as well as in it."""


def network_to_json(network: Network) -> dict[str, Any]:
    """Nodes, edges, notes and frames as JSON values; linked blocks name their definitions."""
    return {
        "nodes": [_write_node(node) for node in network.nodes],
        "edges": [{"source": edge.source, "target": edge.target, "port": edge.port} for edge in network.edges],
        **annotations_to_json(network),
    }


def definitions_to_json(definitions: Mapping[str, Network]) -> dict[str, Any]:
    """The networks of linked blocks as JSON values."""
    return {name: network_to_json(network) for name, network in definitions.items()}


def network_from_json(value: Any, definitions: Any = None) -> tuple[Network, dict[str, Network]]:
    """The network and the definitions, of which the network's blocks may be; raises DocumentError."""
    reader = _Reader(as_object({} if definitions is None else definitions, Sentence("The definitions")))
    network = reader.network(value)
    return network, reader.all_definitions()


class _Reader:
    """Reads a network and the definitions that its blocks name, each definition once."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._stored = definitions
        self._definitions: dict[str, Network] = {}
        self._sizes: dict[str, int] = {}
        self._reading: list[str] = []
        self._depth = 0

    def all_definitions(self) -> dict[str, Network]:
        """Every definition in the order of the document, also those that no block has."""
        for name in self._stored:
            if not is_valid_id(name):
                raise DocumentError(
                    Sentence("The name of a definition must be {rule}, not {name}.", rule=ID_RULE, name=shown(name)),
                    where=name,
                )
        return {name: self._definition(name, Sentence("The document")) for name in self._stored}

    def network(self, value: Any, what: str = _NETWORK) -> Network:
        value = as_object(value, what)
        refuse_unknown(value, ("nodes", "edges", *ANNOTATION_KEYS), what)
        nodes = tuple(self._node(item, index) for index, item in enumerate(as_list(value.get("nodes", []), '"nodes"')))
        ids: set[str] = set()
        for node in nodes:
            if node.id in ids:
                raise DocumentError(
                    Sentence("Two nodes have the id {node}; each needs its own.", node=shown(node.id)), node=node.id
                )
            ids.add(node.id)
        for node in nodes:
            if node.shared_with is not None and node.shared_with not in ids:
                raise DocumentError(
                    Sentence(
                        "{node} shares its weights with {shared_with}, which does not exist.",
                        node=node.title,
                        shared_with=shown(node.shared_with),
                    ),
                    node=node.id,
                )
        edges = [_read_edge(item, index, ids) for index, item in enumerate(as_list(value.get("edges", []), '"edges"'))]
        if len(set(edges)) < len(edges):
            raise DocumentError("An edge is listed twice; each connection stands once.", where="network.edges")
        network = Network(nodes, tuple(edges), *annotations_from_json(value, ids))
        if self._size(network) > MOST_NODES:
            raise DocumentError(
                Sentence(
                    "{what} has more than {most:,} nodes, with those that are in its blocks.",
                    what=what,
                    most=MOST_NODES,
                )
            )
        return network

    def _node(self, value: Any, index: int) -> Node:
        where: str = Sentence("Node {index}", index=index + 1)
        value = as_object(value, where)
        refuse_unknown(value, _NODE_KEYS + (_INPUT_KEYS if value.get("type") == "Input" else ()), where)
        name = value.get("id")
        if not isinstance(name, str) or not is_valid_id(name):
            raise DocumentError(
                Sentence('{where} needs an "id": {rule}, not {name}.', where=where, rule=ID_RULE, name=shown(name)),
                where="id",
            )
        where = f"“{name}”"
        if not isinstance(value.get("type"), str):
            raise DocumentError(
                Sentence('{where} needs a "type", such as "Dense".', where=where), node=name, where="type"
            )
        try:
            layer = self._layer(value["type"], _config_of(value), where)
        except DocumentError as error:
            error.node = name if error.node is None else f"{name}/{error.node}"
            raise
        trainable, shared = value.get("trainable", True), value.get("shared_with")
        if not isinstance(trainable, bool):
            raise DocumentError(
                Sentence(
                    '"trainable" of {where} must be true or false, not {trainable}.',
                    where=where,
                    trainable=shown(trainable),
                ),
                node=name,
            )
        if shared is not None and not isinstance(shared, str):
            raise DocumentError(
                Sentence(
                    '"shared_with" of {where} must be the id of a node, not {shared}.',
                    where=where,
                    shared=shown(shared),
                ),
                node=name,
            )
        muted = value.get("muted", False)
        if not isinstance(muted, bool):
            raise DocumentError(
                Sentence('"muted" of {where} must be true or false, not {muted}.', where=where, muted=shown(muted)),
                node=name,
            )
        if muted and layer.most_inputs == 0:
            raise DocumentError(
                Sentence(
                    '{where} cannot be muted, because nothing passes through an Input. Remove "muted".', where=where
                )
            )
        position = read_pair(value.get("position", [0, 0]), "position", where)
        return Node(id=name, layer=layer, position=position, trainable=trainable, shared_with=shared, muted=muted)

    def _layer(self, type_name: str, config: Any, where: str) -> Layer:
        if type_name == Block.__name__:
            return self._block(as_object(config, Sentence("The config of {where}", where=where)), where)
        return read_config(lookup(Layer, type_name, where, others=[Block.__name__]), config, where)

    def _block(self, config: dict[str, Any], where: str) -> Block:
        refuse_unknown(config, ("network", "definition"), Sentence("Block of {where}", where=where))
        if len(config) != 1:
            raise DocumentError(
                Sentence('The block {where} needs either a "network" or the name of a "definition".', where=where)
            )
        if self._depth == DEEPEST_BLOCKS:
            raise DocumentError(
                Sentence("Blocks are nested more than {most} levels deep at {where}.", most=DEEPEST_BLOCKS, where=where)
            )
        self._depth += 1
        if "network" in config:
            block = Block(network=self.network(config["network"], Sentence("The network inside {where}", where=where)))
        else:
            name = config["definition"]
            block = Block(network=self._definition(name, Sentence("The block {where}", where=where)), definition=name)
        self._depth -= 1
        return block

    def _definition(self, name: Any, where: str) -> Network:
        if name in self._reading:
            circle = " → ".join(f"“{part}”" for part in (*self._reading[self._reading.index(name) :], name))
            raise DocumentError(
                Sentence("A definition cannot hold itself, but these do: {circle}.", circle=circle), where="definitions"
            )
        if not isinstance(name, str) or name not in self._stored:
            close = get_close_matches(str(name), self._stored, n=1)
            hint = Sentence("Did you mean {close!r}?", close=close[0]) if close else ""
            raise DocumentError(
                joined(
                    (
                        Sentence(
                            "{where} has the definition {name}, which does not exist.", where=where, name=shown(name)
                        ),
                        hint,
                    )
                )
            )
        if name not in self._definitions:
            self._reading.append(name)
            network = self.network(self._stored[name], Sentence("The definition “{name}”", name=name))
            self._sizes[name] = self._size(network)
            self._definitions[name] = network
            self._reading.pop()
        return self._definitions[name]

    def _size(self, network: Network) -> int:
        """The number of nodes with all that is in blocks; quick also where small definitions make something huge."""
        size = 0
        for node in network.nodes:
            block = node.layer
            if isinstance(block, Block):
                size += self._size(block.network) if block.definition is None else self._sizes[block.definition]
            else:
                size += 1
        return size


def _config_of(node: dict[str, Any]) -> Any:
    """The config of a node with what stands beside it."""
    config, beside = node.get("config", {}), {key: node[key] for key in _INPUT_KEYS if key in node}
    return {**beside, **config} if isinstance(config, dict) else config


def _read_edge(value: Any, index: int, ids: set[str]) -> Edge:
    where = Sentence("Edge {index}", index=index + 1)
    value = as_object(value, where)
    refuse_unknown(value, ("source", "target", "port"), where)
    for end in ("source", "target"):
        name = value.get(end)
        if not isinstance(name, str) or name not in ids:
            close = get_close_matches(str(name), ids, n=1)
            hint = Sentence("Did you mean {close!r}?", close=close[0]) if close else ""
            raise DocumentError(
                joined(
                    (
                        Sentence(
                            "{where} has the {end} {name}, but no node has that id.",
                            where=where,
                            end=end,
                            name=shown(name),
                        ),
                        hint,
                    )
                )
            )
    port = value.get("port", 0)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port < 10_000:
        raise DocumentError(
            Sentence(
                'The "port" of edge {index} must be a whole number from 0, not {port}.',
                index=index + 1,
                port=shown(port),
            )
        )
    return Edge(value["source"], value["target"], port)


def _write_node(node: Node) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": node.id,
        "type": node.type_name,
        "config": _write_block(node.layer) if isinstance(node.layer, Block) else write_config(node.layer),
        "position": write_pair(node.position),
    }
    if not node.trainable:
        value["trainable"] = False
    if node.shared_with is not None:
        value["shared_with"] = node.shared_with
    if node.muted:
        value["muted"] = True
    return value


def _write_block(block: Block) -> dict[str, Any]:
    if block.definition is not None:
        return {"definition": block.definition}
    return {"network": network_to_json(block.network)}
