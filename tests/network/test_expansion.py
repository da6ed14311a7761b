"""What is inside blocks takes their place."""

from __future__ import annotations

from hypothesis import given

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.change import apply
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Edge
from tests.network.blocks import RESIDUAL, grouped, with_residual
from tests.network.networks import chain, wired


def test_a_network_without_blocks_stays_as_it_is():
    network = chain(Input(shape=(2,)), Dense(units=1)).network
    assert expand(network).network is network


def test_nodes_inside_are_named_by_their_path_and_edges_are_joined_at_the_inputs():
    found = expand(with_residual().network)
    assert [node.id for node in found.network.nodes] == ["input", "in", "one/a", "one/sum", "two/a", "two/sum", "out"]
    assert set(found.network.edges) == {
        Edge("input", "in"),
        Edge("in", "one/a"),
        Edge("in", "one/sum"),
        Edge("one/a", "one/sum", 1),
        Edge("one/sum", "two/a"),
        Edge("one/sum", "two/sum"),
        Edge("two/a", "two/sum", 1),
        Edge("two/sum", "out"),
    }


def test_a_block_stands_for_its_result_and_an_input_inside_for_what_arrives():
    found = expand(with_residual().network)
    assert found.origins == {"one": "one/sum", "one/x": "in", "two": "two/sum", "two/x": "one/sum"}
    assert found.origin("out") == "out"


def test_blocks_inside_blocks_continue_the_path():
    inner = wired({"i": Input(shape=(3,)), "deep": Block(network=RESIDUAL)}, "i > deep").network
    network = wired({"x": Input(shape=(3,)), "b": Block(network=inner), "y": Dense(units=1)}, "x > b", "b > y").network
    found = expand(network)
    assert [node.id for node in found.network.nodes] == ["x", "b/deep/a", "b/deep/sum", "y"]
    assert Edge("x", "b/deep/a") in found.network.edges
    assert found.origins["b"] == "b/deep/sum"
    assert found.origins["b/deep/x"] == "x"


def test_a_block_that_only_passes_on_is_an_edge():
    through = chain(Input(shape=(3,))).network
    network = wired(
        {"x": Input(shape=(3,)), "b": Block(network=through), "c": Block(network=through), "y": Dense(units=1)},
        "x > b",
        "b > c",
        "c > y",
    ).network
    assert expand(network).network.edges == (Edge("x", "y"),)


def test_an_input_inside_where_nothing_arrives_stays():
    network = wired({"x": Input(shape=(3,)), "b": Block(network=RESIDUAL)}).network
    assert [node.id for node in expand(network).network.nodes] == ["x", "b/x", "b/a", "b/sum"]


def test_a_circle_of_blocks_that_pass_on_leads_nowhere():
    through = Block(network=chain(Input(shape=(3,))).network)
    network = wired({"b": through, "c": through, "y": Dense(units=1)}, "b > c", "c > b", "c > y").network
    assert expand(network).network.edges == ()


def test_a_frozen_block_freezes_all_that_is_inside():
    document = with_residual()
    document = apply(document, edits.set_trainable(document, ["one"], trainable=False))
    trainable = {node.id: node.trainable for node in expand(document.network).network.nodes}
    assert not trainable["one/a"]
    assert trainable["two/a"]


def test_sharing_inside_a_block_refers_to_what_is_inside():
    inner = wired({"i": Input(shape=(3,)), "a": Dense(units=3), "b": Dense(units=3)}, "i > a", "a > b")
    inner = apply(inner, edits.share_weights(inner, ["b"], "a"))
    network = wired({"x": Input(shape=(3,)), "c": Block(network=inner.network)}, "x > c").network
    assert expand(network).network.by_id["c/b"].shared_with == "c/a"


def test_blocks_that_share_weights_share_all_of_them():
    inner = wired({"i": Input(shape=(3,)), "a": Dense(units=3), "b": Dense(units=3)}, "i > a", "a > b")
    inner = apply(inner, edits.share_weights(inner, ["b"], "a"))
    block = Block(network=wired({"o": Input(shape=(3,)), "in": Block(network=inner.network)}, "o > in").network)
    document = wired({"x": Input(shape=(3,)), "c": block, "d": block, "s": Add()}, "x > c", "x > d", "c > s", "d > s:1")
    document = apply(document, edits.share_weights(document, ["d"], "c"))
    nodes = expand(document.network).network.by_id
    assert nodes["d/in/a"].shared_with == nodes["d/in/b"].shared_with == "c/in/a"


@given(grouped())
def test_grouping_changes_nothing_but_names(documents):
    plain, with_blocks = documents
    network = expand(with_blocks.network).network

    def end(path):
        return path.split("/")[-1]

    assert {end(node.id): node.layer for node in network.nodes} == {node.id: node.layer for node in plain.network.nodes}
    edges = {Edge(end(edge.source), end(edge.target), edge.port) for edge in network.edges}
    assert edges == set(plain.network.edges)
