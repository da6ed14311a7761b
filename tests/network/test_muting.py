"""What arrives first at a muted node passes through it as if it were not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Document, Training
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Edge
from nnstudio.network.grouping import unpack
from nnstudio.network.inference import infer
from nnstudio.network.inside import inside, lifted
from tests.network.blocks import RESIDUAL, with_residual
from tests.network.doctor.cases import titles_of
from tests.network.networks import chain, sound_networks, wired

FORK = wired(
    {
        "x": Input(shape=(4,)),
        "a": Dense(units=3),
        "b": Dense(units=5),
        "c": Dense(units=3),
        "sum": Add(),
        "y": Dense(units=2),
    },
    "x > a",
    "a > sum",
    "x > b",
    "b > c",
    "c > sum:1",
    "sum > y",
)


def muted(document, *names):
    return apply(document, edits.set_muted(document, names, muted=True))


def messages(document):
    return [problem.message for problem in check(document) if problem.severity == "error"]


def test_the_nodes_around_a_muted_one_are_joined():
    document = muted(chain(Input(shape=(4,)), Dense(units=3), Dropout(rate=0.5), Dense(units=2)), "dropout")
    found = expand(document.network)
    assert [node.id for node in found.network.nodes] == ["input", "dense", "dense_2"]
    assert found.network.edges == (Edge("input", "dense"), Edge("dense", "dense_2"))
    assert found.origins == {"dropout": "dense"}


def test_several_in_a_row_are_passed_by_at_once():
    document = muted(chain(Input(shape=(4,)), Dense(units=3), Dropout(rate=0.5), Dense(units=2)), "dense", "dropout")
    assert expand(document.network).network.edges == (Edge("input", "dense_2"),)


def test_of_several_inputs_the_first_passes_and_what_only_leads_to_the_others_is_not_computed():
    document = muted(FORK, "sum")
    found = infer(document.network)
    assert found.order == ("x", "a", "y")
    assert found.shapes == {"x": (4,), "a": (3,), "sum": (3,), "y": (2,)}
    assert found.total_weights == 4 * 3 + 3 + 3 * 2 + 2
    assert not messages(document)


def test_what_also_leads_elsewhere_is_computed():
    document = apply(FORK, edits.connect(FORK, "b", "y"))
    assert {*infer(muted(document, "sum").network).order} == {"x", "a", "b", "y"}


def test_an_input_that_is_passed_over_stays_because_data_is_fed_to_it():
    document = wired({"x": Input(shape=(3,)), "z": Input(shape=(3,)), "sum": Add()}, "x > sum", "z > sum:1")
    assert [node.id for node in expand(muted(document, "sum").network).network.nodes] == ["x", "z"]


def test_a_muted_output_gives_what_the_node_before_it_gives():
    document = muted(chain(Input(shape=(4,)), Dense(units=3), Dense(units=2)), "dense_2")
    found = infer(document.network)
    assert found.shapes["dense_2"] == (3,)
    assert found.weight_count("dense_2") == 0
    assert document.network.acting("dense_2").id == "dense"


def test_a_muted_block_is_passed_by_and_nothing_in_it_has_weights():
    document = muted(with_residual(), "one")
    found = infer(document.network)
    assert found.order == ("input", "in", "two/a", "two/sum", "out")
    assert found.weight_count("one") == 0
    assert found.shapes["one"] == (3,)


def test_a_node_in_a_block_can_be_muted_also_the_one_that_gives_its_result():
    document = with_residual()
    document = apply(document, lifted(document, ["one"], edits.set_muted(inside(document, ["one"]), ["sum"], True)))
    found = infer(document.network)
    assert found.order == ("input", "in", "two/a", "two/sum", "out")
    assert found.shapes["one/sum"] == found.shapes["one"] == (3,)


def test_an_unpacked_muted_block_leaves_muted_nodes():
    document = muted(with_residual(), "one")
    after = apply(document, unpack(document, "one"))
    assert {node.id for node in after.network.nodes if node.muted} == {"a", "sum"}
    assert infer(after.network).shapes["out"] == (2,)


def test_inputs_cannot_be_muted():
    assert not edits.set_muted(FORK, ["x"], muted=True)
    assert edits.set_muted(FORK, ["x", "a"], muted=True).label == "Mute"


@given(sound_networks(), st.data())
def test_any_nodes_of_any_network_can_be_muted_and_unmuted(network, data):
    names = data.draw(st.lists(st.sampled_from([node.id for node in network.nodes]), unique=True))
    document = Document(network=network)
    after = muted(document, *names)
    check(after)
    found = infer(after.network)
    assert not set(found.order) & {node.id for node in after.network.nodes if node.muted}
    assert apply(after, edits.set_muted(after, names, muted=False)) == document


@given(sound_networks(), st.data())
def test_shapes_are_those_of_the_network_without_the_node(network, data):
    lines = [node.id for node in network.nodes if len(network.incoming[node.id]) == 1]
    name = data.draw(st.sampled_from(lines))
    (edge,) = network.incoming[name]
    rest = tuple(node for node in network.nodes if node.id != name)
    joined = [
        structs.replace(other, source=edge.source) if other.source == name else other
        for other in network.edges
        if other.target != name
    ]
    found = infer(muted(Document(network=network), name).network)
    assert {**infer(type(network)(rest, tuple(joined))).shapes, name: found.shapes[name]} == found.shapes


def test_a_muted_node_needs_something_to_pass_on():
    document = muted(wired({"x": Input(shape=(2,)), "d": Dropout(rate=0.5), "y": Dense(units=1)}, "x > y"), "d")
    assert messages(document)[0] == (
        "Dropout “d” is muted, but nothing arrives that it could pass on. Draw an edge to it, or delete it."
    )
    assert "Connect “x” to “d”" in titles_of(document, "missing-input")


def test_a_muted_merging_layer_is_content_with_one_edge():
    document = wired({"x": Input(shape=(2,)), "sum": Add(), "y": Dense(units=1)}, "x > sum", "sum > y")
    assert messages(document)
    assert not messages(muted(document, "sum"))


def test_what_muting_breaks_is_mended_first_by_unmuting():
    reshape = Reshape(target_shape=(8, 8, 1))
    document = chain(Input(shape=(64,)), reshape, Conv2D(filters=2, kernel_size=(3, 3)), Flatten(), Dense(units=1))
    assert not messages(document)
    assert titles_of(muted(document, "reshape"), "shape")[0] == "Unmute “reshape”"


def test_sharing_the_weights_of_a_muted_layer_is_refused_with_repairs():
    layers = {"x": Input(shape=(3,)), "a": Dense(units=3), "b": Dense(units=3)}
    document = wired(layers, "x > a", "a > b")
    document = muted(apply(document, edits.share_weights(document, ["b"], "a")), "a")
    assert messages(document) == ["Dense “b” cannot share the weights of “a”: that is muted and has none."]
    assert set(titles_of(document, "shared-weights")) == {"Give “b” weights of its own", "Unmute “a”"}


def test_so_is_sharing_those_of_a_layer_that_only_leads_to_muted_ones():
    document = apply(FORK, edits.set_fields(FORK, ["b", "y"], units=3))
    document = muted(apply(document, edits.share_weights(document, ["y"], "c")), "sum")
    assert messages(document) == [
        "Dense “y” cannot share the weights of “c”: that leads to nothing but muted layers and has none."
    ]
    assert "Unmute “sum”" in titles_of(document, "shared-weights")


def test_a_layer_that_shares_weights_may_itself_be_muted():
    layers = {"x": Input(shape=(3,)), "a": Dense(units=3), "b": Dense(units=3)}
    document = wired(layers, "x > a", "a > b")
    document = muted(apply(document, edits.share_weights(document, ["b"], "a")), "b")
    assert not messages(document)


def test_axes_are_named_by_the_layer_that_acts():
    document = muted(chain(Input(shape=(4,)), Dense(units=3)), "dense")
    assert infer(document.network).axes["dense"] == ("features",)


def test_the_activation_of_a_muted_output_is_that_of_the_layer_before():
    training = Training(loss=SparseCategoricalCrossentropy())
    document = chain(Input(shape=(4,)), Dense(units=3), Dense(units=3, activation=Softmax()), training=training)
    assert not [problem.code for problem in check(document) if problem.code == "output-activation"]
    (doubt,) = (problem for problem in check(muted(document, "dense_2")) if problem.code == "output-activation")
    assert doubt.node == "dense"
    assert "Unmute “dense_2”" in titles_of(muted(document, "dense_2"), "output-activation")


def test_a_muted_block_hides_the_problems_inside():
    document = with_residual()
    cut = apply(document, lifted(document, ["one"], edits.remove(inside(document, ["one"]), ["a", "sum"])))
    cut = apply(cut, lifted(cut, ["one"], edits.add_node(inside(cut, ["one"]), Dense(units=3), node_id="lone")))
    assert messages(cut)
    assert not messages(muted(cut, "one"))


@pytest.mark.parametrize("names", [["one"], ["two"], ["one", "two"]])
def test_linked_blocks_are_muted_one_by_one(names):
    document = muted(with_residual(definition="residual"), *names)
    computing = {name.partition("/")[0] for name in infer(document.network).order}
    assert computing == {"input", "in", "one", "two", "out"} - {*names}


def test_blocks_whose_only_way_through_is_muted_pass_on_what_arrives():
    network = RESIDUAL
    document = wired({"x": Input(shape=(3,)), "b": Block(network=network), "y": Dense(units=1)}, "x > b", "b > y")
    document = apply(
        document, lifted(document, ["b"], edits.set_muted(inside(document, ["b"]), ["a", "sum"], muted=True))
    )
    assert expand(document.network).network.edges == (Edge("x", "y"),)
