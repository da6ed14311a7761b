"""A single layer as a training runs it: the engine compiles it into a plan, in as many slices as it finds right.

The layer stands between sources, which have a weight, so that gradients of inputs are wanted, and a loss; both compute
nothing, so that the time of the plan is that of the layer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import numpy as np

from nnstudio.catalog.initializers import Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, WeightSpec
from nnstudio.catalog.layers.core import Input
from nnstudio.catalog.losses import Loss
from nnstudio.engine.arithmetic import arithmetic_context
from nnstudio.engine.blas import ONE_THREAD
from nnstudio.engine.model import Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.plan import Phase
from nnstudio.engine.randomness import generator
from nnstudio.engine.slices import slice_count
from nnstudio.engine.team import Team
from nnstudio.network.document import Training
from nnstudio.network.graph import Edge, Network, Node
from tests.benchmarks.layer_cases import Case


class Source(Layer, frozen=True, kw_only=True):
    """Gives what stands in its result already, and has a weight that seems to matter for it."""

    @property
    def by_sample(self) -> bool:
        """No: what it does not compute is no reason to cut a batch."""
        return False

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        return inputs[0]

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """One number."""
        return {"weight": WeightSpec((), Zeros())}

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """Nothing."""
        yield from ()

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """Nothing."""
        yield from ()


class GivenGradient(Loss, frozen=True, kw_only=True):
    """Leaves the gradient at the output as it stands there."""

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """Nothing."""
        yield from ()

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """Nothing."""
        yield from ()


class LayerRun:
    """Both passes of a layer over one batch, on as many threads as the engine takes."""

    def __init__(self, case: Case) -> None:
        network = _network_of(case)
        model = Model(network)
        model.store.initialize(0)
        self.slices = slice_count(model.network, model.inference, case.batch)
        self._arithmetic = arithmetic_context()
        self._release = ONE_THREAD.while_alive(self)
        rngs = {node.id: generator(0, node.id) for node in network.nodes}
        objective = Objective.of(Training(loss=GivenGradient()), model.prediction_shapes, {})
        plan = model.compile(case.batch, objective, rngs, self.slices)
        self._team = Team(min(plan.most_parts, os.cpu_count() or 1))
        random = np.random.default_rng(0)
        places = [plan.activations[edge.source] for edge in network.incoming["layer"]]
        self._inputs = [(place, _values(random, case.layer, place)) for place in places]
        gradient = plan.gradients["layer"]
        self._gradient = (gradient, random.normal(size=gradient.shape).astype(gradient.dtype))
        self._forward, self._backward = plan.forward, plan.backward
        self.output_size = gradient.size

    def prepare_forward(self) -> None:
        """Let new inputs come."""
        for place, values in self._inputs:
            np.copyto(place, values)

    def forward(self) -> None:
        """From the inputs to the result."""
        self._run(self._forward)

    def prepare_backward(self) -> None:
        """Let a new gradient come: kernels may overwrite theirs."""
        np.copyto(*self._gradient)

    def backward(self) -> None:
        """From the gradient of the result to those of weights and inputs."""
        self._run(self._backward)

    def close(self) -> None:
        """Let the threads end."""
        self._team.close()
        self._release()

    def _run(self, phases: tuple[Phase, ...]) -> None:
        self._arithmetic.run(self._team.run, phases)


def _network_of(case: Case) -> Network:
    nodes: list[Node] = []
    edges: list[Edge] = []
    for port, shape in enumerate(case.shapes):
        entry = Node(
            id=f"input {port}", layer=Input(shape=shape, dtype="int32" if _looks_up(case.layer) else "float32")
        )
        source = entry if _looks_up(case.layer) else Node(id=f"source {port}", layer=Source())
        nodes += dict.fromkeys([entry, source])
        if source is not entry:
            edges.append(Edge(entry.id, source.id))
        edges.append(Edge(source.id, "layer", port))
    return Network(nodes=(*nodes, Node(id="layer", layer=case.layer)), edges=tuple(edges))


def _values(random: np.random.Generator, layer: Layer, place: Array) -> Array:
    if layer.largest_index is not None:
        return random.integers(0, layer.largest_index + 1, place.shape).astype(place.dtype)
    return random.normal(size=place.shape).astype(place.dtype)


def _looks_up(layer: Layer) -> bool:
    return layer.largest_index is not None
