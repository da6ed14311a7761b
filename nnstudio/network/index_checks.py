"""Problems of numbers that are looked up: data that an Embedding has no vector for."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.data.dataset import listed
from nnstudio.data.preparation import DataDescription
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network, Node
from nnstudio.network.inside import edited_at
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

MOST_NAMES = 2**20
"""Numbers beyond this are not taken for names, each with a vector of its own."""


def index_problems(document: Document, description: DataDescription) -> Iterator[Problem]:
    """One problem for every Input whose data is not what it takes, or what the layer behind it knows."""
    for name, node in looked_up(expand(document.network).network).items():
        if name in description.ranges and node.layer.largest_index is not None:
            low, high = description.ranges[name]
            columns = description.columns.get(name, (name,))
            if low <= -1:
                yield _unknown(document, node, columns, low)
            elif high >= node.layer.largest_index + 1:
                yield _unknown(document, node, columns, high)
            elif name in description.fractions:
                yield _cut_off(node, columns, description.fractions[name])
    for node in document.network.inputs:
        if node.layer.output_type() == "int32" and node.id in description.fractions:
            columns = description.columns.get(node.id, (node.id,))
            yield _not_whole(node, columns, description.fractions[node.id])


def which_input(columns: tuple[str, ...]) -> str:
    """How a sentence about a value in some columns begins."""
    words = "The input {columns}" if len(columns) == 1 else "One of the inputs {columns}"
    return Sentence(words, columns=listed(columns))


def looked_up(network: Network) -> dict[str, Node]:
    """Every Input whose values reach a layer that looks them up, as they are; the layer is that which knows fewest.

    The network has no blocks.
    """
    found: dict[str, Node] = {}
    for node in sorted(network.nodes, key=lambda node: node.layer.largest_index or 0, reverse=True):
        if node.layer.largest_index is not None:
            found |= dict.fromkeys(_origins(network, node), node)
    return found


def _origins(network: Network, node: Node) -> set[str]:
    """The Inputs that a node has its values from, through no layer or through such as only move values about."""
    found: set[str] = set()
    waiting, seen = [node.id], set()
    while waiting:
        for edge in network.incoming[waiting.pop()]:
            source = network.by_id[edge.source]
            if source.layer.most_inputs == 0:
                found.add(source.id)
            elif source.id not in seen and source.layer.output_type("int32") == "int32":
                seen.add(source.id)
                waiting.append(source.id)
    return found


def _cut_off(node: Node, columns: tuple[str, ...], value: float) -> Problem:
    return Problem(
        code="fractions-looked-up",
        severity="warning",
        node=node.id,
        message=Sentence(
            "{input} holds {value:g}, but {node} looks up whole numbers and cuts off all fractions, so that most of "
            "what the data says is lost. Use a layer for numbers, such as Dense.",
            input=which_input(columns),
            value=value,
            node=node.title,
        ),
    )


def _not_whole(node: Node, columns: tuple[str, ...], value: float) -> Problem:
    return Problem(
        code="input-type",
        node=node.id,
        field="dtype",
        message=Sentence(
            "{input} holds {value:g}, but {node} takes whole numbers (int32). Set its Values to float32, or choose "
            "other data.",
            input=which_input(columns),
            value=value,
            node=node.title,
        ),
    )


def _unknown(document: Document, node: Node, columns: tuple[str, ...], value: float) -> Problem:
    size, may_be_names = int(value) + 1, 0 < value <= MOST_NAMES
    change = edited_at(document, node.id, lambda inner, name: edits.set_fields(inner, [name], input_dim=size))
    fix = Fix(Sentence("Set Input dimension to {size}", size=size), change)
    return Problem(
        code="index-range",
        node=node.id,
        field="input_dim",
        message=Sentence(
            "{input} holds {value:g}, but {node} knows the whole numbers from 0 to {largest}. {advice}",
            input=which_input(columns),
            value=value,
            node=node.title,
            largest=node.layer.largest_index,
            advice=Sentence("Make its Input dimension larger." if may_be_names else "Correct the data."),
        ),
        fixes=(fix,) if may_be_names else (),
    )
