"""Networks to try: small ones written down in a line, and random ones that compute or are broken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import hypothesis.strategies as st
from msgspec import structs

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.registry import types_of
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import infer, shape_and_weights
from tests.catalog.layers import samples

MOST_VALUES = 200
"""A random layer whose result has more values than this is not placed, so that tests stay quick."""


def chain(*layers: Layer, training: Training | None = None, **document: Any) -> Document:
    """A document whose layers follow each other, named by their short names."""
    network = Network()
    for layer in layers:
        name = network.fresh_id(layer.short_name)
        edges = (Edge(network.nodes[-1].id, name),) if network.nodes else ()
        network = Network((*network.nodes, Node(id=name, layer=layer)), network.edges + edges)
    return Document(network=network, training=training or Training(), **document)


def wired(layers: dict[str, Layer], *edges: str, **document: Any) -> Document:
    """A document of named layers and edges such as "a > b" or "a > b:1", with a port."""
    nodes = tuple(Node(id=name, layer=layer) for name, layer in layers.items())
    return Document(network=Network(nodes, tuple(map(_edge, edges))), **document)


def _edge(text: str) -> Edge:
    source, target = text.split(" > ")
    name, _, port = target.partition(":")
    return Edge(source, name, int(port or 0))


@st.composite
def sound_networks(draw: st.DrawFn, layers: Sequence[type[Layer]] = (), most: int = 6) -> Network:
    """A network that computes: Inputs, random layers on any nodes before them, and one output of one axis."""
    kinds = layers or tuple(samples.LAYERS.values())
    shapes: dict[str, Shape] = {}
    network = Network()
    for number in range(draw(st.integers(1, 2))):
        shape = draw(st.sampled_from([(3,), (4, 2), (4, 4, 2)]))
        network = _grown(network, shapes, f"input{number}", Input(shape=shape), [])
    for number in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(kinds))
        count = draw(st.integers(kind.least_inputs, kind.most_inputs or 3))
        sources = [draw(st.sampled_from([node.id for node in network.nodes])) for _ in range(count)]
        layer = read_config(kind, draw(samples.configs(kind)), "test")
        if _accepts(layer, [shapes[name] for name in sources]):
            larger = _grown(network, shapes, f"layer{number}", layer, sources)
            network = network if infer(larger).failures else larger  # a layer may refuse a mask
    return _with_one_output(network, shapes, draw(st.integers(1, 3)))


def _grown(
    network: Network, shapes: dict[str, Shape], name: str, layer: Layer, sources: Sequence[str], **settings: Any
) -> Network:
    shapes[name] = layer.result_shape(*(shapes[source] for source in sources))
    edges = tuple(Edge(source, name, port) for port, source in enumerate(sources))
    return Network((*network.nodes, Node(id=name, layer=layer, **settings)), network.edges + edges)


def _accepts(layer: Layer, inputs: Sequence[Shape]) -> bool:
    try:
        shape, _ = shape_and_weights(layer, tuple(inputs))
    except ShapeError:
        return False
    return math.prod(shape) <= MOST_VALUES


def _with_one_output(network: Network, shapes: dict[str, Shape], units: int) -> Network:
    """All loose ends flattened, joined and brought to some numbers."""
    ends = []
    for node in network.outputs:
        network = _grown(network, shapes, f"flat_{node.id}", Flatten(), [node.id])
        ends.append(f"flat_{node.id}")
    if len(ends) > 1:
        network = _grown(network, shapes, "joined", Concatenate(), ends)
        ends = ["joined"]
    return _grown(network, shapes, "output", Dense(units=units), ends)


@st.composite
def broken_networks(draw: st.DrawFn) -> Network:
    """A network that computed, until nodes and edges were taken away, added, turned round and set otherwise."""
    network = draw(sound_networks(most=4))
    for _ in range(draw(st.integers(1, 4))):
        network = draw(_mutated(network))
    return network


@st.composite
def _mutated(draw: st.DrawFn, network: Network) -> Network:
    nodes, edges = list(network.nodes), list(network.edges)
    names = [node.id for node in nodes]
    harm = draw(st.sampled_from(["cut", "join", "layer", "lonely", "remove", "port", "share", "mute"]))
    if harm == "cut" and edges:
        edges.pop(draw(st.integers(0, len(edges) - 1)))
    elif harm == "join":
        edge = Edge(draw(st.sampled_from(names)), draw(st.sampled_from(names)), draw(st.integers(0, 2)))
        edges += [edge] if edge not in edges else []
    elif harm == "port" and edges:
        index = draw(st.integers(0, len(edges) - 1))
        moved = Edge(edges[index].source, edges[index].target, draw(st.integers(0, 5)))
        edges[index] = moved if moved not in edges else edges[index]
    elif harm == "remove" and len(nodes) > 1:
        gone = nodes.pop(draw(st.integers(0, len(nodes) - 1))).id
        edges = [edge for edge in edges if gone not in (edge.source, edge.target)]
        nodes = [_node(node, shared_with=None) if node.shared_with == gone else node for node in nodes]
    else:
        index = draw(st.integers(0, len(nodes) - 1))
        kind = draw(st.sampled_from(list(types_of(Layer).values())))
        layer = read_config(kind, {"shape": [4]} if kind is Input else draw(samples.configs(kind)), "test")
        if harm == "layer":
            nodes[index] = _node(nodes[index], layer=layer, muted=False)
        elif harm == "mute":
            nodes[index] = _node(nodes[index], muted=nodes[index].layer.most_inputs != 0)
        elif harm == "share":
            nodes[index] = _node(nodes[index], shared_with=draw(st.sampled_from([node.id for node in nodes])))
        else:
            nodes.append(Node(id=network.fresh_id("lonely"), layer=layer))
    return Network(tuple(nodes), tuple(edges))


def _node(node: Node, **changes: Any) -> Node:
    return structs.replace(node, **changes)


def is_sound(network: Network) -> bool:
    """Whether the shape of every node is known, but for those that lead to nothing but muted ones."""
    inference = infer(network)
    return all(node.id in inference.shapes or inference.is_idle(node.id) for node in network.nodes)
