"""Random networks over the catalog: layers that fit, found by asking them for their shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape, ValueType
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.normalization.spectral import SpectralNormalization
from nnstudio.catalog.registry import types_of
from nnstudio.errors import DocumentError
from nnstudio.network.inference import shape_and_weights
from tests.golden.drawing.tables import Rng
from tests.golden.drawing.values import chosen, config_of, drawable

LARGEST = 1500
"""Values of one sample at any edge."""
ATTEMPTS = 60

COMPUTING = drawable(Layer)
"""Every layer that can be drawn."""


class NoFitError(Exception):
    """A layer could not be placed here; draw again."""


@dataclass
class Sketch:
    """A network that grows: nodes and edges in document form, and the shape at every node."""

    rng: Rng
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)
    types: dict[str, ValueType] = field(default_factory=dict)
    largest_index: int = 4
    """Whole numbers in the rows go up to this one."""

    @property
    def inputs(self) -> dict[str, Shape]:
        """The shape of every Input by its id."""
        return {node["id"]: self.shapes[node["id"]] for node in self.nodes if node["type"] == "Input"}

    @property
    def loose(self) -> list[str]:
        """The nodes that feed no other."""
        feeding = {edge["source"] for edge in self.edges}
        return [node["id"] for node in self.nodes if node["id"] not in feeding]

    def add_input(self, shape: Shape, dtype: ValueType) -> str:
        config = {"shape": list(shape)} | ({"dtype": dtype} if dtype != "float32" else {})
        return self._add("Input", config, [], shape, dtype)

    def place(self, type_name: str, config: dict[str, Any], sources: list[str], **more: Any) -> str:
        """Add a layer; raises NoFitError if it does not take these sources."""
        try:
            layer = read_config(types_of(Layer)[type_name], config, type_name)
            shape, _ = shape_and_weights(layer, tuple(self.shapes[source] for source in sources))
        except (DocumentError, ShapeError) as error:
            raise NoFitError from error
        types = [self.types[source] for source in sources]
        if not (0 < math.prod(shape) <= LARGEST and _takes(layer, types) and _is_comparable(layer, types)):
            raise NoFitError
        if layer.largest_index is not None:
            self.largest_index = min(self.largest_index, layer.largest_index)
        return self._add(type_name, config, sources, shape, layer.output_type(*types), **more)

    def place_any(self, layer: type[Layer]) -> str:
        """Add a layer of this type to whatever takes it; raises NoFitError if nothing does."""
        for _ in range(ATTEMPTS):
            before = len(self.nodes), len(self.edges)
            try:
                sources = self._sources(layer)
                config = config_of(layer, self.rng)
                return self.place(layer.__name__, config, sources)
            except NoFitError:
                self._forget(*before)
        raise NoFitError

    def share(self) -> None:
        """Let a layer appear a second time, on another input of the same shape."""
        owners = [node for node in self.nodes if _computes(node) and "shared_with" not in node]
        owner = owners[int(self.rng.integers(len(owners)))]
        (source, *more) = [edge["source"] for edge in self.edges if edge["target"] == owner["id"]]
        others = [name for name, shape in self.shapes.items() if shape == self.shapes[source] and name != source]
        if not more and others:
            other = others[int(self.rng.integers(len(others)))]
            self.place(owner["type"], owner["config"], [other], shared_with=owner["id"])

    def enclose(self, outputs: set[str]) -> None:
        """Put a layer into a block, with another one behind it, as long as nobody shares its weights."""
        fixed = {node.get("shared_with") for node in self.nodes} | outputs
        free = [node for node in self.nodes if _computes(node) and node["id"] not in fixed]
        chosen = [node for node in free if "shared_with" not in node]
        if not chosen:
            return
        node = chosen[int(self.rng.integers(len(chosen)))]
        sources = [edge["source"] for edge in self.edges if edge["target"] == node["id"]]
        inner = Sketch(self.rng)
        ports = [inner.add_input(self.shapes[source], self.types[source]) for source in sources]
        result = inner.place(node["type"], node["config"], ports)
        if self.types[node["id"]] == "float32" and self.shapes[node["id"]]:
            inner.place("Dense", {"units": self.shapes[node["id"]][-1], "activation": "tanh"}, [result])
        node.update(type="Block", config={"network": {"nodes": inner.nodes, "edges": inner.edges}})

    def _sources(self, layer: type[Layer]) -> list[str]:
        """As many tensors as the layer takes, the newest one among them."""
        most = layer.least_inputs + 2 if layer.most_inputs is None else layer.most_inputs
        count = int(self.rng.integers(layer.least_inputs, most + 1))
        newest = self.loose[int(self.rng.integers(len(self.loose)))]
        others = [self._companion(newest) for _ in range(count - 1)]
        return [newest, *others]

    def _companion(self, name: str) -> str:
        """Another tensor: any that exists, or a new branch of the same shape."""
        draw = self.rng.random()
        if draw < 0.4 and len(self.shapes[name]) > 0:
            return self.place("Dense", {"units": self.shapes[name][-1], "activation": "tanh"}, [name])
        existing = list(self.shapes)
        alike = [other for other in existing if self.shapes[other] == self.shapes[name]]
        pool = alike if draw < 0.8 else existing
        return pool[int(self.rng.integers(len(pool)))]

    def _add(
        self, type_name: str, config: dict[str, Any], sources: list[str], shape: Shape, dtype: ValueType, **more: Any
    ) -> str:
        name = f"{type_name.lower()}_{len(self.nodes)}"
        self.nodes.append({"id": name, "type": type_name, "config": config, **more})
        self.edges += [{"source": source, "target": name, "port": port} for port, source in enumerate(sources)]
        self.shapes[name], self.types[name] = shape, dtype
        return name

    def _forget(self, nodes: int, edges: int) -> None:
        for node in self.nodes[nodes:]:
            del self.shapes[node["id"]], self.types[node["id"]]
        del self.nodes[nodes:], self.edges[edges:]


def drawn_body(featured: type[Layer], activation: type[ActivationFunction], rng: Rng) -> Sketch:
    """A network around a layer of this type and one with this activation, without its head."""
    while True:
        sketch = Sketch(rng)
        try:
            for _ in range(1 if rng.random() < 0.8 else 2):
                sketch.add_input(_input_shape(rng), "float32" if rng.random() < 0.9 else "int32")
            _place_some(sketch, int(rng.integers(0, 2)))
            sketch.place_any(featured)
            _place_some(sketch, int(rng.integers(0, 2)))
            _activate(sketch, activation)
            _place_some(sketch, int(rng.integers(0, 2)))
            if rng.random() < 0.15:
                sketch.share()
        except NoFitError:
            continue
        else:
            return sketch


def placed_nodes(network: dict[str, Any]) -> list[dict[str, Any]]:
    """Every node in document form, and those inside of blocks."""
    blocks = [node["config"]["network"] for node in network["nodes"] if node["type"] == "Block"]
    return [*network["nodes"], *(node for block in blocks for node in placed_nodes(block))]


def _place_some(sketch: Sketch, count: int) -> None:
    """Add layers of any types, where they fit."""
    for _ in range(count):
        try:
            sketch.place_any(COMPUTING[int(sketch.rng.integers(len(COMPUTING)))])
        except NoFitError:
            continue


def _takes(layer: Layer, types: list[ValueType]) -> bool:
    """Whether values of these types make sense: many layers of Keras compute with whole numbers, and cut results."""
    if layer.largest_index is not None:
        return "float32" not in types
    return layer.takes_integers or isinstance(layer, Dense) or "int32" not in types


def _is_comparable(layer: Layer, types: list[ValueType]) -> bool:
    """Not if spectral normalization is put on what live.py says it is not compared for."""
    if not isinstance(layer, SpectralNormalization):
        return True
    penalized = [name for name in fields_of(type(layer.layer)) if name.endswith("_regularizer")]
    return "int32" not in types and all(getattr(layer.layer, name) is None for name in penalized)


def _computes(node: dict[str, Any]) -> bool:
    return node["type"] not in ("Input", "Block")


def _activate(sketch: Sketch, activation: type[ActivationFunction]) -> None:
    """Apply an activation to something, as part of a layer or as a layer of its own."""
    source = sketch.loose[0]
    function = chosen(activation, sketch.rng)
    if sketch.rng.random() < 0.5:
        sketch.place("Activation", {"activation": function}, [source])
    else:
        sketch.place("Dense", {"units": int(sketch.rng.integers(2, 6)), "activation": function}, [source])


def _input_shape(rng: Rng) -> Shape:
    match int(rng.integers(1, 4)):
        case 1:
            return (int(rng.integers(2, 7)),)
        case 2:
            return (int(rng.integers(3, 8)), int(rng.integers(1, 5)))
        case _:
            return (int(rng.integers(4, 9)), int(rng.integers(4, 9)), int(rng.integers(1, 4)))
