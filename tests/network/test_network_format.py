"""Blocks and their definitions as JSON, by the document format's contract."""

from __future__ import annotations

import copy

import pytest

from nnstudio.errors import DocumentError
from nnstudio.network.checks import check
from nnstudio.network.json_format import document_from_json, document_to_json
from nnstudio.network.network_format import DEEPEST_BLOCKS
from tests.network.blocks import with_residual

DENSE = {
    "nodes": [
        {"id": "in", "type": "Input", "config": {"shape": [3]}},
        {"id": "d", "type": "Dense", "config": {"units": 3}},
    ],
    "edges": [{"source": "in", "target": "d", "port": 0}],
}


def document(*blocks, **definitions):
    nodes = [{"id": f"b{number}", "type": "Block", "config": config} for number, config in enumerate(blocks)]
    value = {"format": "nnstudio", "version": 1, "network": {"nodes": nodes}}
    return value | ({"definitions": definitions} if definitions else {})


def holding(*names):
    """A network of linked blocks."""
    return {"nodes": [{"id": f"n{i}", "type": "Block", "config": {"definition": n}} for i, n in enumerate(names)]}


def test_the_two_forms_of_the_contract_are_read_and_written_as_they_are():
    value = document({"network": DENSE}, {"definition": "residual"}, residual=DENSE)
    found = document_from_json(copy.deepcopy(value))
    own, linked = (node.layer for node in found.network.nodes)
    assert (own.definition, linked.definition) == (None, "residual")
    assert own.network == linked.network == found.definitions["residual"]
    written = document_to_json(found)
    assert written["network"]["nodes"][1]["config"] == {"definition": "residual"}
    assert written["network"]["nodes"][0]["config"]["network"]["edges"] == DENSE["edges"]
    assert list(written["definitions"]) == ["residual"]
    assert document_from_json(written) == found


def test_a_document_without_definitions_does_not_mention_them():
    assert "definitions" not in document_to_json(with_residual())


def test_definitions_may_use_each_other_in_any_order_and_may_be_unused():
    found = document_from_json(document({"definition": "a"}, a=holding("z", "z"), z=DENSE, spare=DENSE))
    assert found.definitions["a"].by_id["n1"].layer.network == found.definitions["z"]
    assert list(found.definitions) == ["a", "z", "spare"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (document({}), 'The block “b0” needs either a "network" or the name of a "definition".'),
        (document({"network": DENSE, "definition": "a"}, a=DENSE), "The block “b0” needs either a"),
        (document({"netwrok": DENSE}), "Block of “b0” has no field named 'netwrok'. Did you mean 'network'?"),
        (
            document({"definition": "residul"}, residual=DENSE),
            "The block “b0” has the definition 'residul', which does not exist. Did you mean 'residual'?",
        ),
        (document({"definition": 3}), "The block “b0” has the definition 3, which does not exist."),
        (document({"definition": ["a"]}, a=DENSE), "The block “b0” has the definition ['a'], which does not exist."),
        (
            document({"definition": "a"}, a=holding("b"), b=holding("a")),
            "A definition cannot hold itself, but these do: “a” → “b” → “a”.",
        ),
        (document(a=holding("a")), "A definition cannot hold itself, but these do: “a” → “a”."),
        (document({"network": 3}), "The network inside “b0” must be a JSON object, not 3."),
        (document(**{"a/b": DENSE}), "The name of a definition must be a text of 1 to 100 characters"),
        (document() | {"definitions": []}, "The definitions must be a JSON object, not []."),
        (document(a={"nodes": [{"id": "x", "type": "Dens", "config": {}}]}), "There is no layer named 'Dens'"),
    ],
)
def test_every_wrong_block_has_its_sentence(value, sentence):
    with pytest.raises(DocumentError) as refusal:
        document_from_json(value)
    assert str(refusal.value).startswith(sentence)


def test_a_misspelled_block_is_recognized():
    value = document({"network": DENSE})
    value["network"]["nodes"][0]["type"] = "Blok"
    with pytest.raises(DocumentError, match=r"There is no layer named 'Blok' .*Did you mean 'Block'"):
        document_from_json(value)


def test_an_error_inside_a_block_has_the_path_of_its_node():
    value = document({"network": {"nodes": [{"id": "d", "type": "Dense", "config": {"units": 0}}]}})
    with pytest.raises(DocumentError) as refusal:
        document_from_json(value)
    assert (refusal.value.node, refusal.value.field) == ("b0/d", "units")


def test_a_few_lines_do_not_become_a_network_without_end():
    doubled = {f"d{number}": holding(f"d{number - 1}", f"d{number - 1}") for number in range(1, 40)}
    with pytest.raises(DocumentError, match="has more than 100,000 nodes, with those that are in its blocks"):
        document_from_json(document({"definition": "d39"}, d0=DENSE, **doubled))


def test_blocks_are_not_nested_without_end():
    chained = {f"d{number}": holding(f"d{number - 1}") for number in range(1, DEEPEST_BLOCKS + 1)}
    with pytest.raises(DocumentError, match="Blocks are nested more than 50 levels deep"):
        document_from_json(document({"definition": f"d{DEEPEST_BLOCKS}"}, d0=DENSE, **chained))


def test_blocks_as_deep_as_may_be_are_looked_at():
    chained = {f"d{number}": holding(f"d{number - 1}") for number in range(1, DEEPEST_BLOCKS)}
    found = document_from_json(document({"definition": f"d{DEEPEST_BLOCKS - 1}"}, d0=DENSE, **chained))
    assert check(found)
