"""A selection becomes a block, and a block the nodes that it was made of."""

from __future__ import annotations

import pytest
from hypothesis import given

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.losses import MeanAbsoluteError, MeanSquaredError
from nnstudio.errors import NetworkError
from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import Edge
from nnstudio.network.grouping import group, unpack
from nnstudio.network.history import History
from nnstudio.network.inside import inside, lifted
from nnstudio.network.json_format import read_document, write_document
from tests.network.blocks import grouped, with_residual
from tests.network.networks import wired


@pytest.fixture
def document() -> Document:
    return wired(
        {
            "x": Input(shape=(4,)),
            "y": Input(shape=(2,)),
            "a": Dense(units=3),
            "b": Dense(units=3),
            "both": Concatenate(),
            "out": Dense(units=1),
        },
        "x > a",
        "x > b",
        "a > both",
        "b > both:1",
        "y > both:2",
        "both > out",
    )


def test_what_crosses_the_border_becomes_ports_with_the_shapes_that_arrive(document):
    after = apply(document, group(document, ["a", "b", "both"], "twins"))
    assert [node.id for node in after.network.nodes] == ["x", "y", "twins", "out"]
    block = after.network.by_id["twins"].layer
    assert [node.layer.shape for node in block.network.inputs] == [(4,), (2,)]
    assert set(after.network.edges) == {Edge("x", "twins"), Edge("y", "twins", 1), Edge("twins", "out")}
    assert Edge("input_2", "both", 2) in block.network.edges
    assert check(after) == check(document)


def test_inputs_stay_outside(document):
    change = group(document, ["x", "a"])
    assert "x" in apply(document, change).network.by_id


def test_an_edge_that_is_missing_becomes_a_port():
    document = wired({"a": Dense(units=3), "s": Add()}, "a > s")
    after = apply(document, group(document, ["a", "s"]))
    assert len(after.network.by_id["block"].layer.network.inputs) == 2
    assert apply(after, unpack(after, "block")).network.edges == document.network.edges


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (["x"], "Select the layers that are to be one block. Inputs alone cannot be."),
        ([], "Select the layers that are to be one block. Inputs alone cannot be."),
        (["a", "b"], "“a” and “b” both have results that are used outside, but a block has one."),
        (["a", "out"], "“both” lies between the selected layers, so that data would leave the block and come back."),
    ],
)
def test_what_cannot_be_one_node_is_refused_with_a_sentence(document, chosen, sentence):
    with pytest.raises(NetworkError) as refusal:
        group(document, chosen)
    assert str(refusal.value).startswith(sentence)


def test_a_circle_is_no_block():
    document = wired({"a": Dense(units=3), "b": Dense(units=3)}, "a > b", "b > a")
    with pytest.raises(NetworkError, match="Nothing leaves the selected layers, because they lead in a circle"):
        group(document, ["a", "b"])


def test_a_block_that_feeds_itself_is_unpacked_without_that_edge():
    document = with_residual()
    document = apply(document, edits.connect(document, "one", "one"))
    after = apply(document, unpack(document, "one"))
    assert {edge.source for edge in after.network.edges} | {edge.target for edge in after.network.edges} <= set(
        after.network.by_id
    )


@pytest.mark.parametrize("chosen", [["a"], ["b", "both"]])
def test_nodes_that_share_weights_stay_together(document, chosen):
    document = apply(document, edits.share_weights(document, ["b"], "a"))
    with pytest.raises(NetworkError, match=r"“b” uses the weights of “a”. Select both, or stop sharing."):
        group(document, chosen)


def test_unpacking_gives_back_what_was_grouped_where_it_was(document):
    moved = apply(document, edits.move(document, {"a": (8.0, 104.0), "b": (264.0, 104.0), "both": (8.0, 208.0)}))
    after = apply(moved, group(moved, ["a", "b", "both"]))
    back = apply(after, unpack(after, "block"))
    assert back.network.by_id == moved.network.by_id
    assert set(back.network.edges) == set(moved.network.edges)


def test_unpacking_moves_with_the_block_and_keeps_it_frozen(document):
    after = apply(document, group(document, ["a", "b", "both"]))
    after = apply(after, edits.move(after, {"block": (80.0, 16.0)}))
    after = apply(after, edits.set_trainable(after, ["block"], trainable=False))
    back = apply(after, unpack(after, "block")).network.by_id
    assert back["a"].position == (80.0, 16.0)
    assert not back["a"].trainable


def test_ids_that_are_taken_outside_are_numbered():
    document = with_residual()
    document = apply(document, unpack(document, "one"))
    after = apply(document, unpack(document, "two"))
    assert [node.id for node in after.network.nodes] == ["input", "in", "a", "sum", "a_2", "sum_2", "out"]
    assert not any(isinstance(node.layer, Block) for node in after.network.nodes)


def test_sharing_inside_follows_when_ids_change():
    inner = wired({"i": Input(shape=(3,)), "a": Dense(units=3), "b": Dense(units=3)}, "i > a", "a > b")
    inner = apply(inner, edits.share_weights(inner, ["b"], "a"))
    document = wired({"a": Input(shape=(3,)), "c": Block(network=inner.network)}, "a > c")
    assert apply(document, unpack(document, "c")).network.by_id["b"].shared_with == "a_2"


def test_what_cannot_be_unpacked_says_why():
    document = with_residual()
    with pytest.raises(NetworkError, match="Dense “in” is no block, so there is nothing to unpack"):
        unpack(document, "in")
    document = apply(document, edits.share_weights(document, ["two"], "one"))
    for name in ("one", "two"):
        with pytest.raises(NetworkError, match=r"Block “two” shares the weights of “one”. Stop sharing them first."):
            unpack(document, name)


@given(grouped())
def test_unpacking_everything_gives_the_network_that_was_grouped(documents):
    plain, document = documents
    while blocks := [node.id for node in document.network.nodes if isinstance(node.layer, Block)]:
        document = apply(document, unpack(document, blocks[0]))
    assert {node.id: node.layer for node in document.network.nodes} == {
        node.id: node.layer for node in plain.network.nodes
    }
    assert set(document.network.edges) == set(plain.network.edges)


@given(grouped())
def test_every_step_is_undone_to_the_byte_and_survives_saving(documents):
    _, with_blocks = documents
    assert read_document(write_document(with_blocks)) == with_blocks
    blocks = [node.id for node in with_blocks.network.nodes if isinstance(node.layer, Block)]
    history = History(with_blocks)
    states = [write_document(with_blocks)]
    for name in blocks:
        history.do(unpack(history.document, name))
        states.append(write_document(history.document))
    for state in states[-2::-1]:
        history.undo()
        assert write_document(history.document) == state
    for state in states[1:]:
        history.redo()
        assert write_document(history.document) == state


def test_what_is_said_of_an_output_follows_it_into_a_block_and_out():
    document = wired(
        {"x": Input(shape=(4,)), "a": Dense(units=3), "b": Dense(units=2)},
        "x > a",
        "x > b",
        training=Training(loss=FrozenMapping({"a": MeanSquaredError(), "b": MeanAbsoluteError()})),
    )
    after = apply(document, group(document, ["b"]))
    assert after.training.loss == {"a": MeanSquaredError(), "block": MeanAbsoluteError()}
    assert apply(after, unpack(after, "block")).training == document.training


def test_a_name_inside_is_no_output_of_the_document():
    document = with_residual(training=Training(loss=FrozenMapping({"sum": MeanAbsoluteError()})))
    change = lifted(document, ["one"], edits.rename_node(inside(document, ["one"]), "sum", "end"))
    assert apply(document, change).training == document.training
