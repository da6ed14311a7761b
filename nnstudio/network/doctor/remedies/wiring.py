"""Edges that are missing, or one too many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.layout import ROW
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_UNKNOWN_SHAPE = (1,)
"""Of an Input for data that nobody has chosen yet."""


class OpenCycle(Remedy):
    """An edge of the cycle taken away: first one that leads upward."""

    codes = frozenset({"cycle"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Each of them by itself."""
        path = case.network.cycle
        around = set(pairwise(path))
        edges = [edge for edge in case.network.edges if (edge.source, edge.target) in around]
        for edge in sorted(edges, key=lambda edge: -_rise(case, edge)):
            label = Sentence("Remove the edge “{source}” → “{target}”", source=edge.source, target=edge.target)
            yield Fix(label, edits.disconnect(case.document, [edge]))


class JoinInputs(Remedy):
    """Several edges into a layer that takes one, joined before it."""

    codes = frozenset({"surplus-input"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """One behind the other, or added up."""
        node = case.node(problem.node)
        if node is not None and node.layer.most_inputs == 1:
            for joint in (Concatenate(), Add()):
                yield Fix(Sentence("Join them with {joint}", joint=type(joint).__name__), _joined(case, node, joint))


class LeadOn(Remedy):
    """An Input that leads nowhere, connected."""

    codes = frozenset({"unused-input"})

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """To a node that lacks an edge, or to a merging layer that takes any number; the nearest first."""
        source = case.node(problem.node)
        if source is None:
            return
        lacking = [node for node in case.network.nodes if _has_room(case, node)]
        for node in sorted(lacking, key=lambda node: abs(node.position[1] - source.position[1]))[:3]:
            yield Fix(
                Sentence("Connect “{source}” to “{node}”", source=source.id, node=node.id),
                edits.connect(case.document, source.id, node.id),
            )


class OwnInput(Remedy):
    """An Input for a layer that nothing leads to."""

    codes = frozenset({"missing-input", "no-input"})
    order = 60

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """With the shape of the data where that is known, and with the columns that were meant for another one."""
        if case.network.inputs or not case.network.nodes:
            return
        entrance = case.node(problem.node) or _entrance(case.network)
        given = {} if case.description is None else case.description.input_shapes
        meant, shape = next(iter(given.items()), ("", _UNKNOWN_SHAPE))
        above = (entrance.position[0], entrance.position[1] - ROW)
        change = edits.add_node(case.document, Input(shape=shape), above)
        (name,) = edits.added_ids(change)
        if len(case.network.incoming[entrance.id]) < (entrance.layer.most_inputs or 2):
            change = change.then(edits.connect(apply(case.document, change), name, entrance.id))
        data = case.document.data
        if data is not None and meant in data.inputs:
            change = change.then(edits.set_data(case.document, data.replace(inputs={name: data.inputs[meant]})))
        yield Fix("Add an Input for the data" if given else "Add an Input", change)


def _entrance(network: Network) -> Node:
    """Where data should enter: a node that lacks an edge, or the first one."""
    lacking = (node for node in network.nodes if node.layer.least_inputs > len(network.incoming[node.id]))
    return next(lacking, network.nodes[0])


def _rise(case: Case, edge: Edge) -> float:
    return case.network.by_id[edge.source].position[1] - case.network.by_id[edge.target].position[1]


def _joined(case: Case, node: Node, joint: Layer) -> Change:
    incoming = case.network.incoming[node.id]
    change = edits.disconnect(case.document, incoming)
    place = (node.position[0], node.position[1] - ROW / 2)
    added = edits.add_node(apply(case.document, change), joint, place)
    (name,) = edits.added_ids(added)
    change = change.then(added)
    for edge in incoming:
        change = change.then(edits.connect(apply(case.document, change), edge.source, name))
    return change.then(edits.connect(apply(case.document, change), name, node.id))


def _has_room(case: Case, node: Node) -> bool:
    count = len(case.network.incoming[node.id])
    return node.layer.most_inputs is None or count < node.layer.least_inputs
