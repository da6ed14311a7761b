"""How much a step computes and moves: its products, and the bytes that it reads and writes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from nnstudio.catalog.kernels import Shape
from nnstudio.engine.plan import Plan, Stage, Step
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference


@dataclass(frozen=True)
class Work:
    """What a step has to do at least, however its kernel does it."""

    operations: int = 0
    """The multiplications and additions of its products (FLOPs)."""
    bytes: int = 0
    """The size of all arrays that it reads or writes, were each of them read or written once."""

    def __add__(self, other: Work) -> Work:
        return Work(self.operations + other.operations, self.bytes + other.bytes)


def products_of(network: Network, inference: Inference, node_id: str) -> int:
    """The products that a node takes for one sample, in one pass."""
    return network.by_id[node_id].layer.products(*shapes_into(network, inference, node_id))


def shapes_into(network: Network, inference: Inference, node_id: str) -> list[Shape]:
    """The shapes that a node gets, without the batch axis."""
    return [inference.shapes[edge.source] for edge in network.incoming[node_id]]


def work_of(step: Step, plan: Plan, network: Network, inference: Inference, size: int = 4) -> Work:
    """The work of the nodes of a step, with values of so many bytes; nothing for a step without nodes.

    Backwards, a node computes a gradient for its weights and, unless nothing before it learns, one for its inputs.
    """
    return sum((_work_of_node(node_id, step, plan, network, inference, size) for node_id in step.nodes), Work())


def magnitude(value: float) -> str:
    """A large number in few characters: 12.4 M."""
    if value < 999.5:
        return f"{value:.0f} "
    for unit in "kMG":
        value /= 1000
        if value < 999.5:
            return f"{value:#.3g}".rstrip(".") + f" {unit}"
    return f"{value / 1000:,.1f} T"


def _work_of_node(node_id: str, step: Step, plan: Plan, network: Network, inference: Inference, size: int) -> Work:
    inputs = shapes_into(network, inference, node_id)
    read, weights = _values(inputs), inference.weight_count(network.owner_of(node_id))
    written = _values([inference.shapes[node_id]])
    operations = 2 * plan.batch * products_of(network, inference, node_id)
    if step.stage is Stage.FORWARD:
        return Work(operations, size * (plan.batch * (read + written) + weights))
    sources = [edge.source for edge in network.incoming[node_id] if edge.source in plan.gradients]
    gradients = _values(inference.shapes[source] for source in sources)
    return Work(operations * (2 if sources else 1), size * (plan.batch * (read + written + gradients) + 2 * weights))


def _values(shapes: Iterable[Shape]) -> int:
    return sum(map(math.prod, shapes))
