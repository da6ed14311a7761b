"""What is inside a block is edited as a document of its own."""

from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.errors import NetworkError
from nnstudio.network import block_edits, edits
from nnstudio.network.block import Block
from nnstudio.network.change import NodeStep, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.network.grouping import group
from nnstudio.network.inside import inside, lifted
from nnstudio.network.json_format import read_document, write_document
from tests.network.blocks import RESIDUAL, with_residual
from tests.network.networks import wired


def edited(document, path, edit):
    return apply(document, lifted(document, path, edit(inside(document, path))))


def units(document, path):
    return inside(document, path).network.by_id["a"].layer.units


def set_units(document):
    return edits.set_fields(document, ["a"], units=7)


def test_inside_is_the_network_of_the_block_by_its_name():
    inner = inside(with_residual(), ["one"])
    assert (inner.name, inner.network) == ("one", RESIDUAL)


@pytest.mark.parametrize("path", [["in"], ["nothing"], ["one", "a"]])
def test_there_is_no_inside_of_what_is_no_block(path):
    with pytest.raises(KeyError):
        inside(with_residual(), path)


def test_an_edit_inside_a_block_replaces_that_block_alone():
    document = with_residual()
    change = lifted(document, ["one"], set_units(inside(document, ["one"])))
    assert change.label == "Set units of a"
    (step,) = change.steps
    assert isinstance(step, NodeStep)
    after = apply(document, change)
    assert (units(after, ["one"]), units(after, ["two"])) == (7, 3)
    assert apply(after, change.inverse()) == document


def test_an_edit_inside_a_linked_block_changes_all_and_the_definition():
    after = edited(with_residual(definition="residual"), ["one"], set_units)
    assert (units(after, ["one"]), units(after, ["two"])) == (7, 7)
    assert after.definitions["residual"].by_id["a"].layer.units == 7
    assert read_document(write_document(after)) == after


def test_linked_blocks_inside_others_change_too():
    document = with_residual(definition="residual")
    document = apply(document, group(document, ["two", "out"], "end"))
    after = edited(document, ["end", "two"], set_units)
    assert units(after, ["one"]) == units(after, ["end", "two"]) == 7


@pytest.mark.parametrize("definition", [None, "residual"])
def test_edges_follow_their_ports_when_an_input_inside_goes(definition):
    block = Block(
        network=wired({"i": Input(shape=(3,)), "j": Input(shape=(2,)), "d": Dense(units=2)}, "j > d").network,
        definition=definition,
    )
    document = wired(
        {"x": Input(shape=(3,)), "y": Input(shape=(2,)), "one": block, "two": block},
        "x > one",
        "y > one:1",
        "x > two",
        "y > two:1",
        definitions=type(Document().definitions)({} if definition is None else {definition: block.network}),
    )
    after = edited(document, ["one"], lambda inner: edits.remove(inner, ["i"]))
    assert [edge for edge in after.network.edges if edge.target == "one"] == [Edge("y", "one", 0)]
    others = [edge for edge in after.network.edges if edge.target == "two"]
    assert others == ([Edge("y", "two", 0)] if definition else [Edge("x", "two", 0), Edge("y", "two", 1)])


def test_edges_stay_when_an_input_inside_gets_another_name_or_company():
    after = edited(with_residual(), ["one"], lambda inner: edits.rename_node(inner, "x", "arriving"))
    after = edited(after, ["one"], lambda inner: edits.add_node(inner, Input(shape=(2,))))
    assert Edge("in", "one", 0) in after.network.edges
    assert [node.id for node in inside(after, ["one"]).network.inputs] == ["arriving", "input"]


def test_a_definition_made_inside_is_known_to_the_document():
    document = wired({"i": Input(shape=(3,)), "deep": Block(network=RESIDUAL)}, "i > deep")
    outer = wired({"x": Input(shape=(3,)), "b": Block(network=document.network)}, "x > b")
    after = edited(outer, ["b"], lambda inner: block_edits.link_copy(inner, "deep", (0.0, 0.0)))
    assert after.definitions == {"deep": RESIDUAL}
    assert inside(after, ["b"]).network.by_id["deep_2"].layer.definition == "deep"


def test_a_definition_cannot_hold_itself():
    document = with_residual(definition="residual")
    with pytest.raises(NetworkError, match="“residual” cannot hold a linked copy of itself"):
        edited(document, ["one"], lambda inner: block_edits.place_linked(inner, "residual", (0.0, 0.0)))


def test_a_definition_cannot_hold_itself_through_another():
    document = with_residual(definition="residual")
    document = apply(document, group(document, ["one", "two"], "pair"))
    document = apply(document, block_edits.define(document, "pair"))
    with pytest.raises(NetworkError, match="cannot hold a linked copy of itself"):
        edited(document, ["pair", "one"], lambda inner: block_edits.place_linked(inner, "pair", (0.0, 0.0)))


def test_a_layer_is_inserted_into_an_edge_inside():
    def insert(inner):
        return edits.insert_on_edge(inner, Edge("x", "a"), Dropout(rate=0.5), (0.0, 0.0))

    after = edited(with_residual(definition="residual"), ["one"], insert)
    assert "dropout" in inside(after, ["two"]).network.by_id
