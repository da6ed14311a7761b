"""What is known of a document when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from nnstudio.catalog.kernels import Shape
from nnstudio.data.preparation import DataDescription
from nnstudio.data.reference import DataReference
from nnstudio.data.refusal import DataRefusal
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import Inference, infer
from nnstudio.network.preparing import input_ids, output_ids, refusal_of


@dataclass(frozen=True)
class Case:
    """A document with the shapes in it and what is known of its data."""

    document: Document
    inference: Inference
    description: DataDescription | None = None
    """What the data looks like; None where there is none, or while it is not known."""
    refusal: DataRefusal | None = None
    """Why the data cannot be used, where it cannot."""

    @property
    def network(self) -> Network:
        """The nodes and edges."""
        return self.document.network

    def after(self, change: Change) -> Case:
        """The same case once a change was carried out."""
        document, description = apply(self.document, change), self.description
        inference = self.inference if document.network is self.network else infer(document.network, self.inference)
        if description is not None and document.data != self.document.data:
            description = _prepared_otherwise(description, document.data)
        return Case(document, inference, description, self._refusal_after(document))

    def _refusal_after(self, document: Document) -> DataRefusal | None:
        """What would be said of the data then: the same, unless it is to be used otherwise."""
        if self.refusal is None or _roles(document) == _roles(self.document):
            return self.refusal
        columns = self.refusal.columns
        return None if columns is None else refusal_of(document, columns)

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


def _roles(document: Document) -> tuple[object, ...]:
    """Everything that decides which columns are for what."""
    return document.data, input_ids(document.network), output_ids(document.network)


def _prepared_otherwise(description: DataDescription, data: DataReference | None) -> DataDescription:
    """Without what other steps of preparation change: all numbers, weights not asked for, and newly made classes."""
    steps = () if data is None else data.preprocessing
    made = {column for step in steps if step.makes_classes for column in step.columns}
    targets = {
        name: structs.replace(target, range=None)
        for name, target in description.targets.items()
        if target.kind == "classes" or not made & {*target.names}
    }
    asked = {} if data is None else data.sample_weights
    weights = {name: weight for name, weight in description.weights.items() if name in asked}
    return structs.replace(description, ranges={}, fractions={}, targets=targets, weights=weights)
