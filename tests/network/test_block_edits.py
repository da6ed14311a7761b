"""Blocks are linked, made unique, renamed, forgotten and pasted."""

from __future__ import annotations

import pytest

from nnstudio.errors import NetworkError
from nnstudio.network import block_edits, edits
from nnstudio.network.change import apply
from nnstudio.network.definitions import used_definitions
from nnstudio.network.document import Document
from nnstudio.network.grouping import group
from nnstudio.network.inside import inside, lifted
from nnstudio.network.json_format import read_document, write_document
from tests.network.blocks import RESIDUAL, with_residual


def definition_of(document, name):
    return document.network.by_id[name].layer.definition


def same_after_saving(document):
    return read_document(write_document(document)) == document


def test_a_linked_copy_makes_a_definition_of_the_first_block():
    document = with_residual()
    after = apply(document, block_edits.link_copy(document, "one", (8.0, 16.0)))
    assert after.definitions == {"one": RESIDUAL}
    assert definition_of(after, "one") == definition_of(after, "one_2") == "one"
    assert definition_of(after, "two") is None
    assert after.network.by_id["one_2"].position == (8.0, 16.0)
    assert same_after_saving(after)


def test_a_further_copy_is_linked_to_the_same_definition():
    document = with_residual(definition="residual")
    after = apply(document, block_edits.link_copy(document, "one", (0.0, 0.0)))
    assert after.definitions.keys() == {"residual"}
    assert definition_of(after, "one_2") == "residual"
    again = apply(after, block_edits.place_linked(after, "residual", (0.0, 0.0)))
    assert definition_of(again, "residual") == "residual"


def test_a_unique_block_no_longer_follows_its_definition():
    document = with_residual(definition="residual")
    document = apply(document, block_edits.make_unique(document, ["one", "in"]))
    assert definition_of(document, "one") is None
    change = lifted(document, ["two"], edits.set_fields(inside(document, ["two"]), ["a"], units=7))
    assert inside(apply(document, change), ["one"]).network == RESIDUAL


def test_what_is_renamed_keeps_its_blocks_at_whatever_depth():
    document = with_residual(definition="residual")
    document = apply(document, group(document, ["two", "out"]))
    after = apply(document, block_edits.rename_definition(document, "residual", "skip"))
    assert used_definitions(after.network) == {"skip"}
    assert after.definitions.keys() == {"skip"}
    assert same_after_saving(after)


@pytest.mark.parametrize("name", ["", "a/b", "other"])
def test_a_definition_gets_no_name_that_is_taken_or_none(name):
    document = with_residual(definition="other")
    document = apply(document, block_edits.make_unique(document, ["one", "two"]))
    document = apply(document, block_edits.define(document, "one", "residual"))
    with pytest.raises(NetworkError, match="A definition cannot be named"):
        block_edits.rename_definition(document, "residual", name)


def test_a_definition_is_forgotten_once_nobody_uses_it():
    document = with_residual(definition="residual")
    with pytest.raises(NetworkError, match=r"Blocks are linked to “residual”. Make them unique or delete them first."):
        block_edits.delete_definition(document, "residual")
    document = apply(document, block_edits.make_unique(document, ["one", "two"]))
    assert apply(document, block_edits.delete_definition(document, "residual")).definitions == {}


def test_blocks_are_pasted_with_their_definitions():
    document = with_residual(definition="residual")
    nodes, edges = document.network.nodes[2:4], document.network.edges
    change = block_edits.paste_blocks(Document(), nodes, edges, (0.0, 0.0), document.definitions)
    after = apply(Document(), change)
    assert after.definitions == document.definitions
    assert [node.id for node in after.network.nodes] == ["one", "two"]
    assert len(after.network.edges) == 1


def test_a_definition_of_the_same_name_and_network_is_used():
    document = with_residual(definition="residual")
    change = block_edits.paste_blocks(document, document.network.nodes[2:3], (), (0.0, 0.0), document.definitions)
    after = apply(document, change)
    assert after.definitions == document.definitions
    assert definition_of(after, "one_2") == "residual"


def test_another_definition_of_the_same_name_is_renamed():
    document = with_residual(definition="residual")
    other = apply(document, lifted(document, ["one"], edits.set_fields(inside(document, ["one"]), ["a"], units=7)))
    change = block_edits.paste_blocks(document, other.network.nodes[2:3], (), (0.0, 0.0), other.definitions)
    after = apply(document, change)
    assert definition_of(after, "one_2") == "residual_2"
    assert after.definitions["residual_2"].by_id["a"].layer.units == 7
    assert after.definitions["residual"] == RESIDUAL
    assert same_after_saving(after)


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: block_edits.link_copy(document, "one", (0.0, 0.0)),
        lambda document: block_edits.make_unique(document, ["one"]),
        lambda document: block_edits.rename_definition(document, "residual", "skip"),
        lambda document: group(document, ["one", "two"]),
    ],
)
def test_every_edit_is_one_step_that_can_be_undone(edit):
    document = with_residual(definition="residual")
    change = edit(document)
    after = apply(document, change)
    assert after != document
    assert write_document(apply(after, change.inverse())) == write_document(document)
    assert same_after_saving(after)
