"""Nodes that are there already are put into edges."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.network.change import apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.network.layout import ROW
from nnstudio.network.splicing import is_loose, line_of, put_into_edge
from tests.network.networks import broken_networks, wired

DENSE = Dense(units=2)
LAYERS = {"x": Input(shape=(2,)), **dict.fromkeys("abcdy", DENSE)}
LINE = wired(LAYERS, "x > a", "a > b", "b > y", "c > d")


def edges_of(document):
    return {f"{edge.source} > {edge.target}" + f":{edge.port}" * (edge.port > 0) for edge in document.network.edges}


def put(document, edge, *line):
    return apply(document, put_into_edge(document, Edge(*edge), line))


@pytest.mark.parametrize(
    ("names", "line"),
    [("a", "a"), ("ba", "ab"), ("dc", "cd"), ("x", ""), ("ay", ""), ("ac", ""), ("xab", ""), ("", "")],
)
def test_nodes_that_follow_each_other_make_a_line(names, line):
    assert line_of(LINE.network, names) == tuple(line)


def test_a_branch_and_a_cycle_make_none():
    fork = wired(LAYERS, "a > b", "a > c", "b > d", "c > y")
    assert line_of(fork.network, "abc") == ()
    ring = wired(LAYERS, "a > b", "b > a")
    assert line_of(ring.network, "ab") == ()


def test_a_line_is_loose_where_nothing_leads_to_it_and_it_leads_nowhere():
    assert is_loose(LINE.network, "cd")
    assert not is_loose(LINE.network, "ab")


def test_a_loose_line_comes_between_the_ends_with_a_row_for_each():
    after = put(LINE, ("b", "y"), "c", "d")
    assert edges_of(after) == {"x > a", "a > b", "b > c", "c > d", "d > y"}
    heights = [after.network.by_id[name].position[1] for name in "bcdy"]
    assert all(lower - upper >= ROW for upper, lower in pairwise(heights))


def test_one_that_stands_in_a_line_comes_out_of_it():
    assert edges_of(put(LINE, ("b", "y"), "a")) == {"x > b", "b > a", "a > y", "c > d"}
    assert edges_of(put(LINE, ("x", "a"), "b")) == {"x > b", "b > a", "a > y", "c > d"}


def test_the_ports_of_a_merging_layer_stay_in_order():
    layers = {"x": Input(shape=(2,)), "a": DENSE, "b": DENSE, "sum": Add()}
    document = wired(layers, "a > sum", "x > b", "b > sum:1")
    assert edges_of(put(document, ("b", "sum", 1), "a")) == {"x > b", "b > a", "a > sum"}


@given(broken_networks(), st.data())
def test_any_line_can_be_put_into_any_other_edge_and_back(network, data):
    document = Document(network=network)
    line = line_of(network, [data.draw(st.sampled_from([node.id for node in network.nodes]))])
    edges = [edge for edge in network.edges if not {edge.source, edge.target} & {*line}]
    if line and edges:
        edge = data.draw(st.sampled_from(edges))
        change = put_into_edge(document, edge, line)
        after = apply(document, change)
        assert edge not in after.network.edges
        assert any(other.source == edge.source and other.target == line[0] for other in after.network.edges)
        assert len({*after.network.edges}) == len(after.network.edges)
        assert apply(after, change.inverse()) == document
