"""Random edits of a document, as a person makes them on the canvas and in the inspector."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import MeanAbsoluteError, MeanSquaredError
from nnstudio.catalog.optimizers import SGD, Adam, RMSprop
from nnstudio.catalog.registry import types_of
from nnstudio.data.reference import read_reference
from nnstudio.errors import NetworkError
from nnstudio.network import block_edits, edits
from nnstudio.network.block import Block
from nnstudio.network.change import Change
from nnstudio.network.document import Document
from nnstudio.network.grouping import group, unpack
from nnstudio.network.inside import inside, lifted
from tests.golden.golden import cases

DATA = [{"source": "sample:square"}, {"source": "sample:iris", "inputs": {"input": ["petal length"]}}]


@cache
def _configs(name: str) -> list[dict[str, Any]]:
    """What a type of layer may be set to: the configurations that Keras' numbers were recorded for."""
    if name == "Input":
        return [{"shape": [4]}, {"shape": [8, 8, 1]}]
    known = fields_of(types_of(Layer)[name])
    return [dict(case.config) for case in cases("layers") if case.type == name and case.config.keys() <= known.keys()]


class Editor:
    """Draws one edit after the other from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def change(self, document: Document) -> Change:
        """A change that can be made to the document; sometimes one that changes nothing."""
        kinds = [self._add, self._add, self._add, self._training, self._data, self._name]
        if document.network.nodes:
            kinds += [self._connect, self._connect, self._move, self._field, self._remove, self._rename]
            kinds += [self._paste, self._freeze, self._share, self._group, self._group]
        if any(isinstance(node.layer, Block) for node in document.network.nodes):
            kinds += [self._unpack, self._inside, self._link, self._make_unique]
        if document.network.edges:
            kinds += [self._disconnect, self._insert, self._splice]
        return self._random.choice(kinds)(document)

    def _layer(self) -> Layer:
        kind = self._random.choice([kind for name, kind in types_of(Layer).items() if _configs(name)])
        return read_config(kind, self._random.choice(_configs(kind.__name__)), "test")

    def _node(self, document: Document) -> str:
        return self._random.choice(document.network.nodes).id

    def _some(self, document: Document) -> list[str]:
        names = [node.id for node in document.network.nodes]
        return self._random.sample(names, self._random.randint(1, min(3, len(names))))

    def _place(self) -> tuple[float, float]:
        return self._random.uniform(-500, 500), float(self._random.randint(-500, 500))

    def _add(self, document: Document) -> Change:
        return edits.add_node(document, self._layer(), self._place())

    def _connect(self, document: Document) -> Change:
        port = self._random.choice([None, None, 0, 1, 2])
        return edits.connect(document, self._node(document), self._node(document), port)

    def _disconnect(self, document: Document) -> Change:
        return edits.disconnect(document, self._random.sample(document.network.edges, 1))

    def _insert(self, document: Document) -> Change:
        edge = self._random.choice(document.network.edges)
        return edits.insert_on_edge(document, edge, self._layer(), self._place())

    def _splice(self, document: Document) -> Change:
        return edits.splice_node(document, self._random.choice(document.network.edges), self._node(document))

    def _move(self, document: Document) -> Change:
        return edits.move(document, {name: self._place() for name in self._some(document)})

    def _field(self, document: Document) -> Change:
        name = self._node(document)
        layer = document.network.by_id[name].layer
        if isinstance(layer, Block):
            return Change("Nothing")
        config = self._random.choice(_configs(type(layer).__name__))
        other = read_config(type(layer), config, "test")
        values = {field: getattr(other, field) for field in fields_of(type(layer))}
        return edits.set_fields(document, [name], **values)

    def _remove(self, document: Document) -> Change:
        edges = self._random.sample(document.network.edges, min(1, len(document.network.edges)))
        return edits.remove(document, self._some(document), edges)

    def _rename(self, document: Document) -> Change:
        wish = self._random.choice(["input", "a", "b", "x-y", "ü"])
        return edits.rename_node(document, self._node(document), document.network.fresh_id(wish))

    def _paste(self, document: Document) -> Change:
        chosen = set(self._some(document))
        nodes = [node for node in document.network.nodes if node.id in chosen]
        return edits.paste(document, nodes, document.network.edges, (24, 24))

    def _freeze(self, document: Document) -> Change:
        return edits.set_trainable(document, self._some(document), self._random.random() < 0.5)

    def _share(self, document: Document) -> Change:
        return edits.share_weights(document, self._some(document), self._random.choice([None, self._node(document)]))

    def _group(self, document: Document) -> Change:
        try:
            return group(document, self._some(document))
        except NetworkError:
            return Change("Nothing")

    def _unpack(self, document: Document) -> Change:
        try:
            return unpack(document, self._block(document))
        except NetworkError:
            return Change("Nothing")

    def _inside(self, document: Document) -> Change:
        path = [self._block(document)]
        try:
            return lifted(document, path, self.change(inside(document, path)))
        except NetworkError:
            return Change("Nothing")

    def _link(self, document: Document) -> Change:
        return block_edits.link_copy(document, self._block(document), self._place())

    def _make_unique(self, document: Document) -> Change:
        return block_edits.make_unique(document, [self._block(document)])

    def _block(self, document: Document) -> str:
        return self._random.choice([node.id for node in document.network.nodes if isinstance(node.layer, Block)])

    def _training(self, document: Document) -> Change:
        values = {
            "epochs": self._random.randint(1, 5),
            "loss": self._random.choice([MeanSquaredError(), MeanAbsoluteError()]),
            "optimizer": self._random.choice([SGD(), Adam(), RMSprop()]),
        }
        name = self._random.choice(list(values))
        return edits.set_training(document, **{name: values[name]})

    def _data(self, document: Document) -> Change:
        chosen = self._random.choice([None, *DATA])
        return edits.set_data(document, None if chosen is None else read_reference(chosen))

    def _name(self, document: Document) -> Change:
        return edits.set_name(document, self._random.choice(["untitled", "mine"]))
