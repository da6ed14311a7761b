from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.network.graph import Edge, Network, is_valid_id
from tests.network.networks import wired

DIAMOND = wired(
    {"x": Input(shape=(1,)), "a": Dense(units=1), "b": Dense(units=1), "sum": Add()},
    *("x > a", "x > b", "b > sum:1", "a > sum:0"),
).network


def test_edges_into_a_node_come_by_port():
    assert DIAMOND.incoming["sum"] == (Edge("a", "sum", 0), Edge("b", "sum", 1))
    assert DIAMOND.outgoing["x"] == (Edge("x", "a"), Edge("x", "b"))


def test_inputs_take_no_edge_and_outputs_give_none():
    assert [node.id for node in DIAMOND.inputs] == ["x"]
    assert [node.id for node in DIAMOND.outputs] == ["sum"]


def test_what_flows_into_a_node_and_out_of_it():
    assert DIAMOND.ancestors("sum") == {"x", "a", "b"}
    assert DIAMOND.descendants("x") == {"a", "b", "sum"}
    assert DIAMOND.ancestors("x") == DIAMOND.descendants("sum") == set()


def test_a_node_in_a_cycle_is_its_own_ancestor():
    network = Network(DIAMOND.nodes, (Edge("a", "b"), Edge("b", "a")))
    assert network.ancestors("a") == network.descendants("a") == {"a", "b"}


def test_networks_are_values():
    assert Network(DIAMOND.nodes, DIAMOND.edges) == DIAMOND
    assert hash(Network(DIAMOND.nodes, DIAMOND.edges)) == hash(DIAMOND)


def test_the_title_names_layer_and_node():
    assert DIAMOND.by_id["a"].title == "Dense “a”"


@pytest.mark.parametrize("name", ["a", "x" * 100, "größe 2", "..", "a.b", "名"])
def test_names_that_a_node_may_have(name):
    assert is_valid_id(name)


@pytest.mark.parametrize("name", ["", "x" * 101, "a/b", "a\\b", "a\tb", " a", "a ", "\u200b", "\ud800"])
def test_names_that_a_node_may_not_have(name):
    assert not is_valid_id(name)
