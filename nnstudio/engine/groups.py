"""The first stage of compiling: which nodes are computed together, by one kernel that never writes what is between.

A convolution writes many values that a pooling reads once to keep a quarter of them. One kernel for both does some
samples at a time, convolution, bias, activation and pooling in turn, while all of it lies in the cache, and writes
nothing but the quarter. So neighboring nodes are grouped where a kernel takes them together (`GROUP_CHOICES` in
kernels/choice.py tells which do, and where that was measured to win) and where nobody else looks at what is between:

- every node but the last has one successor, and every node but the first one predecessor;
- what is between is no output, is not penalized, and has no mask.

The longest chain that a kernel takes is grouped; every other node makes a group of its own, whose kernel is chosen
when it is bound. All nodes of a group share one fate: one slice of the batch, one place in the order, one step of the
plan. What stands between them has no array. The window that shows it has it computed anew (see inside.py).

A kernel takes part by being declared in `GROUP_CHOICES`. It is made of the layers of its group, binds calls as other
kernels do, and differs from those in one point: it applies the activations of its layers itself. The weights of all
its layers come to it as one set.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.engine.kernels.choice import GroupKernel, group_kernel_of
from nnstudio.network.graph import Network, Node
from nnstudio.network.inference import Inference

_LONGEST = 4


@dataclass(frozen=True)
class Group:
    """Nodes that are computed together, each from the one before."""

    nodes: tuple[Node, ...]
    kernel: GroupKernel | None = None
    """What computes them; None for a node whose kernel is chosen when it is bound."""

    @property
    def first(self) -> Node:
        """The node that reads the inputs."""
        return self.nodes[0]

    @property
    def last(self) -> Node:
        """The node whose result is written."""
        return self.nodes[-1]

    @property
    def ids(self) -> tuple[str, ...]:
        """The nodes by their ids."""
        return tuple(node.id for node in self.nodes)

    @property
    def output_activation(self) -> ActivationFunction | None:
        """What is applied after the kernel; that of several nodes has done so."""
        return None if self.kernel is not None else self.last.layer.output_activation

    @property
    def by_slices(self) -> bool:
        """Whether slices of a batch can be computed at the same time."""
        layers = [node.layer for node in self.nodes]
        mixes = not all(layer.by_sample for layer in layers) and not (self.kernel and self.kernel.joins_slices)
        return not mixes and not any(layer.draws_numbers for layer in layers)

    @property
    def inside(self) -> tuple[str, ...]:
        """The nodes whose results are not written."""
        return self.ids[:-1]


def groups_of(network: Network, inference: Inference, asked: Container[str]) -> list[Group]:
    """All nodes in the order in which they compute; the results of those that are `asked` for are written."""
    groups: list[Group] = []
    done: set[str] = set()
    for node_id in inference.order:
        if node_id not in done:
            group = _group_from(network.by_id[node_id], network, inference, asked)
            done |= {node.id for node in group.nodes}
            groups.append(group)
    return groups


def _group_from(node: Node, network: Network, inference: Inference, asked: Container[str]) -> Group:
    """The longest group that begins with a node."""
    sources = network.incoming[node.id]
    if len(sources) == 1 and sources[0].source not in inference.masks:
        chain = tuple(_chain(node, network, inference, asked))
        shape = inference.shapes[sources[0].source]
        for length in range(len(chain), 0, -1):
            nodes = chain[:length]
            kernel = group_kernel_of([member.layer for member in nodes], shape)
            if kernel is not None:
                return Group(nodes, kernel)
    return Group((node,))


def _chain(node: Node, network: Network, inference: Inference, asked: Container[str]) -> Iterator[Node]:
    """A node and those after it, as long as nobody else looks at what is between them."""
    for _ in range(_LONGEST):
        if node.id in inference.masks:
            return
        yield node
        edges = network.outgoing[node.id]
        if len(edges) != 1 or node.id in asked or len(network.incoming[edges[0].target]) != 1:
            return
        node = network.by_id[edges[0].target]
