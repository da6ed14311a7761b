"""Random edits of a document, as a person makes them on the canvas, in the panels and with the doctor's help."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from nnstudio.catalog.callbacks import EarlyStopping, ReduceLROnPlateau, TerminateOnNaN
from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.data.preparation import DataDescription
from nnstudio.data.reference import read_reference
from nnstudio.errors import DocumentError, NetworkError
from nnstudio.network import block_edits, edits
from nnstudio.network.alignment import Alignment
from nnstudio.network.annotations import within
from nnstudio.network.block import Block
from nnstudio.network.change import Change
from nnstudio.network.checks import check
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Edge
from nnstudio.network.grouping import group, unpack
from nnstudio.network.healing import take_out
from nnstudio.network.inference import infer
from nnstudio.network.inside import inside, lifted
from nnstudio.network.layout import arrange
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.replacing import replace_layer
from nnstudio.network.room import with_room
from tests.golden.golden import cases
from tests.network.annotation_sequences import annotated
from tests.network.blocks import with_residual
from tests.network.descriptions import TARGETS, described

DATA = [
    {"source": "sample:square", "preprocessing": [{"type": "Standardize"}]},
    {"source": "sample:iris", "inputs": {"input": ["petal length"]}, "validation_split": 0.2},
    {"source": "measured.csv", "target": {"output": ["y"], "output_2": ["z"]}, "sample_weight": {"output": "w"}},
]
NAMES = ["input", "output", "output_2", "a", "x-y", "\u00fc", "n" * 100]
NOTHING = Change("Nothing")


@cache
def _configs(name: str) -> list[dict[str, Any]]:
    """What a type of layer may be set to: the configurations that Keras' numbers were recorded for."""
    if name == "Input":
        return [{"shape": [4]}, {"shape": [8, 8, 1]}, {"shape": [6], "dtype": "int32"}]
    known = fields_of(types_of(Layer)[name])
    return [dict(case.config) for case in cases("layers") if case.type == name and case.config.keys() <= known.keys()]


@cache
def _recorded(kind: type[Declaration], name: str) -> list[Any]:
    """Losses, metrics or optimizers as Keras' numbers were recorded for them, but for settings that we leave out."""
    known, found = types_of(kind), []
    for case in cases(name):
        with suppress(DocumentError):
            found.append(read_config(known[case.type], dict(case.config), "test"))
    return found


class Editor:
    """Draws one edit after the other from a seed."""

    def __init__(self, seed: int, *, with_doctor: bool = False) -> None:
        """With the doctor, some edits are repairs of what is wrong at that moment, which takes longer."""
        self._random = random.Random(seed)
        self._with_doctor = with_doctor

    def change(self, document: Document) -> Change:
        """A change that can be made to the document; sometimes one that changes nothing."""
        kinds = self._kinds(document)
        if document.definitions:
            kinds += [self._rename_definition, self._delete_definition]
        return self._random.choice(kinds)(document)

    def _kinds(self, document: Document) -> list[Callable[[Document], Change]]:
        """What can be done to the network of a document, or to one inside a block."""
        kinds = [self._add, self._add, self._add, self._training, self._data, self._name, self._foreign_blocks]
        if document.network.nodes:
            kinds += [self._connect, self._connect, self._move, self._field, self._remove, self._rename]
            kinds += [self._take_out]
            kinds += [self._paste, self._freeze, self._mute, self._share, self._group, self._group, self._replace]
            kinds += [self._align, self._arrange, self._of_output, self._number_ports]
        if self._with_doctor and document.network.nodes:
            kinds += [self._repair, self._repair]
        if self._blocks(document):
            kinds += [self._unpack, self._inside, self._inside, self._link, self._make_unique, self._define]
        if document.definitions:
            kinds += [self._place_linked]
        if document.network.edges:
            kinds += [self._disconnect, self._insert, self._splice]
        return [*kinds, self._annotate, self._annotate]

    def description(self, document: Document) -> DataDescription | None:
        """Data that somebody might have for the document; sometimes none."""
        if self._random.random() < 0.3:
            return None
        shapes = infer(document.network).shapes
        inputs = {node.id: shapes[node.id] for node in document.network.inputs if node.id in shapes}
        return described(self._random.choice(TARGETS), **inputs)

    def _annotate(self, document: Document) -> Change:
        return annotated(self._random, document)

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
        wish = self._random.choice([None, None, *NAMES])
        return edits.add_node(document, self._layer(), self._place(), wish)

    def _connect(self, document: Document) -> Change:
        source, target = self._node(document), self._node(document)
        most = document.network.by_id[target].layer.most_inputs
        if most == 0:
            return NOTHING
        port = self._random.choice([None, None, *range(3 if most is None else most)])
        return edits.connect(document, source, target, port)

    def _disconnect(self, document: Document) -> Change:
        keep_ports = self._random.random() < 0.2
        return edits.disconnect(document, self._some_edges(document), keep_ports=keep_ports)

    def _some_edges(self, document: Document) -> Sequence[Edge]:
        edges = document.network.edges
        return self._random.sample(edges, self._random.randint(0, min(2, len(edges))))

    def _number_ports(self, document: Document) -> Change:
        return edits.number_ports(document, self._some(document))

    def _insert(self, document: Document) -> Change:
        edge, layer = self._random.choice(document.network.edges), self._layer()
        if layer.most_inputs == 0:
            return NOTHING
        change = edits.insert_on_edge(document, edge, layer, self._place())
        return with_room(document, change) if self._random.random() < 0.5 else change

    def _splice(self, document: Document) -> Change:
        edge, name = self._random.choice(document.network.edges), self._node(document)
        if document.network.by_id[name].layer.most_inputs == 0 or name in (edge.source, edge.target):
            return NOTHING
        return edits.splice_node(document, edge, name)

    def _move(self, document: Document) -> Change:
        return edits.move(document, {name: self._place() for name in self._some(document)})

    def _align(self, document: Document) -> Change:
        chosen = [document.network.by_id[name] for name in self._some(document)]
        alignment = self._random.choice(list(Alignment))
        return edits.move(document, alignment.positions(chosen), alignment.value)

    def _arrange(self, document: Document) -> Change:
        return edits.move(document, arrange(document.network), "Arrange")

    def _field(self, document: Document) -> Change:
        name = self._node(document)
        layer = document.network.by_id[name].layer
        if isinstance(layer, Block):
            return NOTHING
        config = self._random.choice(_configs(type(layer).__name__))
        other = read_config(type(layer), config, "test")
        fields = list(fields_of(type(layer)))
        chosen = self._random.sample(fields, self._random.randint(min(1, len(fields)), len(fields)))
        alike = [node.id for node in document.network.nodes if type(node.layer) is type(layer)]
        ids = alike if self._random.random() < 0.3 else [name]
        return (
            edits.set_fields(document, ids, **{field: getattr(other, field) for field in chosen}) if chosen else NOTHING
        )

    def _replace(self, document: Document) -> Change:
        return replace_layer(document, self._node(document), self._layer())

    def _remove(self, document: Document) -> Change:
        return edits.remove(document, self._some(document), self._some_edges(document))

    def _take_out(self, document: Document) -> Change:
        edges = self._random.sample(document.network.edges, min(1, len(document.network.edges)))
        return take_out(document, self._some(document), self._random.choice([edges, []]))

    def _rename(self, document: Document) -> Change:
        return edits.rename_node(document, self._node(document), self._free(document))

    def _free(self, document: Document) -> str:
        return document.network.fresh_id(self._random.choice(NAMES))

    def _paste(self, document: Document) -> Change:
        chosen = set(self._some(document))
        nodes = [node for node in document.network.nodes if node.id in chosen]
        annotations = (*document.network.notes[:1], *within(document.network.frames, chosen))
        definitions = document.definitions
        return block_edits.paste_blocks(document, nodes, document.network.edges, (24, 24), definitions, annotations)

    def _foreign_blocks(self, document: Document) -> Change:
        """Blocks from another window, whose definition may have the name of one that is here."""
        other = with_residual(definition=self._random.choice([None, "residual", *document.definitions]))
        blocks = [node for node in other.network.nodes if isinstance(node.layer, Block)]
        try:
            return block_edits.paste_blocks(document, blocks, other.network.edges, (0, 0), other.definitions)
        except NetworkError:
            return NOTHING

    def _freeze(self, document: Document) -> Change:
        return edits.set_trainable(document, self._some(document), self._random.random() < 0.5)

    def _mute(self, document: Document) -> Change:
        return edits.set_muted(document, self._some(document), self._random.random() < 0.5)

    def _share(self, document: Document) -> Change:
        owner = self._random.choice([None, self._node(document)])
        return edits.share_weights(document, self._some(document), owner)

    def _group(self, document: Document) -> Change:
        try:
            return group(document, self._some(document))
        except NetworkError:
            return NOTHING

    def _unpack(self, document: Document) -> Change:
        try:
            return unpack(document, self._block(document))
        except NetworkError:
            return NOTHING

    def _inside(self, document: Document) -> Change:
        path = [self._block(document)]
        inner = inside(document, path)
        try:
            return lifted(document, path, self._random.choice(self._kinds(inner))(inner))
        except NetworkError:
            return NOTHING

    def _define(self, document: Document) -> Change:
        return block_edits.define(document, self._block(document), self._random.choice([None, *NAMES]))

    def _link(self, document: Document) -> Change:
        return block_edits.link_copy(document, self._block(document), self._place())

    def _make_unique(self, document: Document) -> Change:
        return block_edits.make_unique(document, [self._block(document)])

    def _place_linked(self, document: Document) -> Change:
        return block_edits.place_linked(document, self._definition(document), self._place())

    def _rename_definition(self, document: Document) -> Change:
        try:
            return block_edits.rename_definition(document, self._definition(document), self._random.choice(NAMES))
        except NetworkError:
            return NOTHING

    def _delete_definition(self, document: Document) -> Change:
        try:
            return block_edits.delete_definition(document, self._definition(document))
        except NetworkError:
            return NOTHING

    def _definition(self, document: Document) -> str:
        return self._random.choice(list(document.definitions))

    def _block(self, document: Document) -> str:
        return self._random.choice(self._blocks(document))

    def _blocks(self, document: Document) -> list[str]:
        return [node.id for node in document.network.nodes if isinstance(node.layer, Block)]

    def _repair(self, document: Document) -> Change:
        """One of the repairs of one of the problems."""
        case = Case(document, infer(document.network), self.description(document))
        problems = check(document, case.description, case.inference)
        offered = repairs(case, self._random.choice(problems)) if problems else ()
        return self._random.choice(offered).change if offered else NOTHING

    def _training(self, document: Document) -> Change:
        callbacks = [EarlyStopping(patience=3), ReduceLROnPlateau(), TerminateOnNaN()]
        values = {
            "epochs": self._random.randint(1, 5),
            "batch_size": self._random.choice([1, 32, 5000]),
            "loss": self._random.choice(_recorded(Loss, "losses")),
            "optimizer": self._random.choice(_recorded(Optimizer, "optimizers")),
            "metrics": self._metrics(),
            "callbacks": tuple(self._random.sample(callbacks, self._random.randint(0, 2))),
        }
        name = self._random.choice(list(values))
        return edits.set_training(document, **{name: values[name]})

    def _of_output(self, document: Document) -> Change:
        """A setting of one of the outputs."""
        outputs = [node.id for node in outputs_of(document.network)]
        if not outputs:
            return NOTHING
        value = self._random.choice(
            [("loss", self._random.choice(_recorded(Loss, "losses"))), ("metrics", self._metrics())]
        )
        return set_for_output(document, self._random.choice(outputs), *value)

    def _metrics(self) -> tuple[Metric, ...]:
        return tuple(self._random.sample(_recorded(Metric, "metrics"), self._random.randint(0, 2)))

    def _data(self, document: Document) -> Change:
        chosen = self._random.choice([None, *DATA])
        return edits.set_data(document, None if chosen is None else read_reference(chosen))

    def _name(self, document: Document) -> Change:
        return edits.set_name(document, self._random.choice(["untitled", "mine"]))
