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

    Backwards, nodes compute a gradient for their weights and, unless nothing before them learns, one for their inputs.
    What nodes that are computed together give to each other is not written.
    """
    if not step.nodes:
        return Work()
    sources = [edge.source for node in step.nodes for edge in network.incoming[node] if edge.source not in step.nodes]
    products = sum(products_of(network, inference, node) for node in step.nodes)
    weights = sum(inference.weight_count(network.owner_of(node)) for node in step.nodes)
    values = _values(inference, sources) + _values(inference, step.nodes[-1:])
    if step.stage is Stage.FORWARD:
        return Work(2 * plan.batch * products, size * (plan.batch * values + weights))
    learning = [source for source in sources if source in plan.gradients]
    values += _values(inference, learning)
    passes = 2 if learning else 1
    return Work(2 * passes * plan.batch * products, size * (plan.batch * values + 2 * weights))


def magnitude(value: float) -> str:
    """A large number in few characters: 12.4 M."""
    if value < 999.5:
        return f"{value:.0f} "
    *units, largest = ("k", "M", "G", "T")
    for unit in units:
        value /= 1000
        if value < 999.5:
            return f"{value:#.3g}".rstrip(".") + f" {unit}"
    return f"{value / 1000:,.1f} {largest}"


def _values(inference: Inference, nodes: Iterable[str]) -> int:
    """How many values these nodes give for a sample."""
    return sum(math.prod(inference.shapes[node]) for node in nodes)
