"""What is known of a document when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from nnstudio.catalog.kernels import Shape
from nnstudio.data.preparation import DataDescription
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import Inference, infer


@dataclass(frozen=True)
class Case:
    """A document with the shapes in it and what is known of its data."""

    document: Document
    inference: Inference
    description: DataDescription | None = None
    """What the data looks like; None where there is none, or while it is not known."""

    @property
    def network(self) -> Network:
        """The nodes and edges."""
        return self.document.network

    def after(self, change: Change) -> Case:
        """The same case once a change was carried out."""
        document, description = apply(self.document, change), self.description
        inference = self.inference if document.network is self.network else infer(document.network, self.inference)
        if description is not None and document.data != self.document.data:
            description = _without_ranges(description)  # other steps of preparation give other numbers
        return Case(document, inference, description)

    def node(self, node_id: str | None) -> Node | None:
        """The node with this id, if there is one."""
        return self.network.by_id.get(node_id or "")

    def shape(self, node_id: str) -> Shape | None:
        """The shape of a node's result, as far as it is known."""
        return self.inference.shapes.get(node_id)

    def given(self, node: Node) -> Iterator[tuple[Edge, Shape]]:
        """The edges into a node with the shapes that they bring, as far as they are known."""
        for edge in self.network.incoming[node.id]:
            shape = self.shape(edge.source)
            if shape is not None:
                yield edge, shape

    def line(self, node: Node) -> Iterator[Node]:
        """A node, unless it is muted, and those that lead to it in a single line, the nearest first."""
        if not node.muted:
            yield node
        yield from self.before(node)

    def before(self, node: Node) -> Iterator[Node]:
        """The nodes that lead to this one in a single line, the nearest first; muted ones are as if not there."""
        seen = {node.id}
        incoming = self._passing(node)
        while len(incoming) == 1 and incoming[0].source not in seen:
            node = self.network.by_id[incoming[0].source]
            seen.add(node.id)
            if not node.muted:
                yield node
            incoming = self._passing(node)

    def _passing(self, node: Node) -> tuple[Edge, ...]:
        """The edges into a node that bring something."""
        incoming = self.network.incoming[node.id]
        return incoming[:1] if node.muted else incoming


def _without_ranges(description: DataDescription) -> DataDescription:
    targets = {name: structs.replace(target, range=None) for name, target in description.targets.items()}
    return structs.replace(description, ranges={}, fractions={}, targets=targets)
