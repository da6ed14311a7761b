"""Nodes are deleted and what is around them is joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Document
from nnstudio.network.healing import take_out
from nnstudio.network.inference import infer
from tests.network.networks import broken_networks, chain, sound_networks, wired


def edges_after(document, *names, cut=()):
    network = apply(document, take_out(document, names, cut)).network
    return [f"{edge.source} > {edge.target}" + f":{edge.port}" * (edge.port > 0) for edge in network.edges]


LINE = chain(Input(shape=(4,)), Dense(units=4), Dropout(rate=0.5), Dense(units=4), Dense(units=1))


@pytest.mark.parametrize(
    ("names", "edges"),
    [
        (["dropout"], ["input > dense", "dense > dense_2", "dense_2 > dense_3"]),
        (["dense", "dropout", "dense_2"], ["input > dense_3"]),
        (["dense", "dense_2"], ["input > dropout", "dropout > dense_3"]),
        (["dense_3"], ["input > dense", "dense > dropout", "dropout > dense_2"]),
        (["input"], ["dense > dropout", "dropout > dense_2", "dense_2 > dense_3"]),
    ],
)
def test_in_a_line_the_neighbors_are_joined_however_many_go(names, edges):
    assert edges_after(LINE, *names) == edges


def test_every_branch_behind_a_node_goes_on_from_what_was_before_it():
    layers = {"x": Input(shape=(2,)), "a": Dense(units=2), "b": Dense(units=2), "c": Dense(units=2)}
    document = wired(layers, "x > a", "a > b", "a > c")
    assert edges_after(document, "a") == ["x > b", "x > c"]


def test_the_port_of_a_merging_layer_stays_taken():
    layers = {"x": Input(shape=(2,)), "z": Input(shape=(2,)), "a": Dense(units=2), "sum": Add()}
    document = wired(layers, "z > sum:1", "x > a", "a > sum")
    assert edges_after(document, "a") == ["z > sum:1", "x > sum"]


def test_a_branch_around_nothing_counts_twice():
    layers = {"x": Input(shape=(2,)), "a": Dense(units=2), "sum": Add()}
    assert edges_after(wired(layers, "x > sum", "x > a", "a > sum:1"), "a") == ["x > sum", "x > sum:1"]


def test_of_a_merging_layer_the_first_goes_on():
    layers = {"x": Input(shape=(2,)), "z": Input(shape=(2,)), "sum": Add(), "y": Dense(units=1)}
    document = wired(layers, "z > sum:1", "x > sum", "sum > y")
    assert edges_after(document, "sum") == ["x > y"]


def test_a_merging_layer_hands_all_it_has_to_one_of_its_kind():
    layers = {name: Input(shape=(2,)) for name in "abc"} | {"both": Concatenate(), "all": Concatenate()}
    document = wired(layers, "a > both", "b > both:1", "both > all", "c > all:1")
    assert edges_after(document, "both") == ["a > all", "b > all:1", "c > all:2"]
    other = apply(
        document, edits.replace_nodes(document, ["both"], lambda node: type(node)(id="both", layer=Add()), "")
    )
    assert edges_after(other, "both") == ["a > all", "c > all:1"]


def test_an_input_that_goes_leaves_no_gap_in_the_ports():
    layers = {"a": Input(shape=(2,)), "b": Input(shape=(2,)), "c": Input(shape=(2,)), "all": Concatenate()}
    document = wired(layers, "a > all", "b > all:1", "c > all:2")
    assert edges_after(document, "a") == ["b > all", "c > all:1"]


def test_an_edge_that_is_deleted_with_a_node_is_not_joined():
    (first, *_) = LINE.network.edges
    assert edges_after(LINE, "dense", cut=[first]) == ["dropout > dense_2", "dense_2 > dense_3"]
    assert edges_after(LINE, "dense_3", cut=[first])[0] == "dense > dropout"


def test_edges_alone_are_taken_away():
    (first, *_) = LINE.network.edges
    assert "input > dense" not in edges_after(LINE, cut=[first])


def test_long_lines_and_cycles_come_to_an_end():
    long = chain(Input(shape=(2,)), *[Dense(units=2)] * 1500)
    names = [node.id for node in long.network.nodes[1:-1]]
    assert edges_after(long, *names) == [f"input > {long.network.nodes[-1].id}"]
    ring = wired({"a": Dense(units=2), "b": Dense(units=2), "y": Dense(units=2)}, "a > b", "b > a", "b > y")
    assert edges_after(ring, "a", "b") == []


@given(sound_networks(), st.data())
def test_what_is_left_of_a_network_that_computes_has_the_shapes_of_one_with_muted_nodes(network, data):
    lines = [node.id for node in network.nodes if node.layer.most_inputs == 1]
    names = data.draw(st.lists(st.sampled_from(lines), min_size=1, unique=True))
    document = Document(network=network)
    left = infer(apply(document, take_out(document, names)).network).shapes
    muted = infer(apply(document, edits.set_muted(document, names, muted=True)).network).shapes
    assert left == {name: shape for name, shape in muted.items() if name not in names}


@given(broken_networks(), st.data())
def test_any_nodes_of_any_network_can_go_and_come_back(network, data):
    document = Document(network=network)
    names = data.draw(st.lists(st.sampled_from([node.id for node in network.nodes]), unique=True))
    cut = data.draw(st.lists(st.sampled_from(network.edges), unique=True)) if network.edges else []
    change = take_out(document, names, cut)
    after = apply(document, change)
    assert not {node.id for node in after.network.nodes} & {*names}
    assert len({*after.network.edges}) == len(after.network.edges)
    check(after)
    assert apply(after, change.inverse()) == document
