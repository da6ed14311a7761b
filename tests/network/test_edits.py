from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add, Subtract
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.data.reference import read_reference
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.graph import Edge
from nnstudio.network.json_format import read_document, write_document
from tests.network.networks import chain, wired


@pytest.fixture
def document():
    return wired(
        {"input": Input(shape=(2,)), "a": Dense(units=3), "b": Dense(units=3), "sum": Add()},
        "input > a",
        "input > b",
        "a > sum:0",
        "b > sum:1",
    )


@pytest.fixture
def difference():
    nodes = {"x": Input(shape=(2,)), "y": Input(shape=(2,)), "difference": Subtract()}
    return wired(nodes, "x > difference:0", "y > difference:1")


def ids(document):
    return [node.id for node in document.network.nodes]


def test_a_new_node_is_named_after_its_layer_with_the_first_free_number(document):
    for _ in range(3):
        document = apply(document, edits.add_node(document, Dense(units=1), (1.0, 2.0)))
    assert ids(document)[4:] == ["dense", "dense_2", "dense_3"]
    assert document.network.by_id["dense_3"].position == (1.0, 2.0)


def test_fresh_ids_stay_valid_however_long_the_wish(document):
    long = "x" * 100
    document = apply(document, edits.add_node(document, Dense(units=1), node_id=long))
    document = apply(document, edits.add_node(document, Dense(units=1), node_id=long))
    assert read_document(write_document(document)) == document
    assert ids(document)[-1] == "x" * 98 + "_2"


def test_an_edge_into_the_only_port_replaces_the_one_there(document):
    after = apply(document, edits.connect(document, "b", "a"))
    assert after.network.incoming["a"] == (Edge("b", "a", 0),)


def test_an_edge_into_the_only_port_replaces_whatever_was_wrong_there():
    document = wired({"x": Input(shape=(1,)), "y": Input(shape=(1,)), "a": Dense(units=1)}, "x > a:3", "y > a:1")
    after = apply(document, edits.connect(document, "y", "a"))
    assert after.network.edges == (Edge("y", "a", 0),)


def test_a_merging_layer_takes_an_edge_at_its_next_free_port(document):
    after = apply(document, edits.connect(document, "input", "sum"))
    assert after.network.incoming["sum"][-1] == Edge("input", "sum", 2)


def test_where_ports_mean_something_the_free_one_takes_the_next_edge(difference):
    without = apply(difference, edits.disconnect(difference, [Edge("x", "difference", 0)]))
    assert without.network.incoming["difference"] == (Edge("y", "difference", 1),)
    assert edits.connect(without, "x", "difference").steps[-1].after == Edge("x", "difference", 0)


def test_where_all_ports_are_taken_the_last_edge_gives_way(difference):
    document = apply(difference, edits.add_node(difference, Dense(units=2), node_id="z"))
    after = apply(document, edits.connect(document, "z", "difference"))
    assert after.network.incoming["difference"] == (Edge("x", "difference", 0), Edge("z", "difference", 1))


@given(count=st.integers(2, 6), data=st.data())
def test_any_edges_taken_from_a_merging_layer_leave_the_others_numbered_in_their_order(count, data):
    names = [f"x{number}" for number in range(count)]
    nodes = {name: Input(shape=(2,)) for name in names} | {"joined": Concatenate()}
    document = wired(nodes, *(f"{name} > joined:{port}" for port, name in enumerate(names)))
    gone = data.draw(st.sets(st.sampled_from(names)))
    taken = [edge for edge in document.network.edges if edge.source in gone]
    kept = [name for name in names if name not in gone]
    for change in (edits.disconnect(document, taken), edits.remove(document, gone), edits.remove(document, (), taken)):
        after = apply(document, change)
        assert after.network.incoming["joined"] == tuple(Edge(name, "joined", port) for port, name in enumerate(kept))
        assert apply(after, change.inverse()) == document


def test_an_edge_into_a_chosen_port_replaces_the_one_there(document):
    after = apply(document, edits.connect(document, "input", "sum", 1))
    assert [edge.source for edge in after.network.incoming["sum"]] == ["a", "input"]


def test_drawing_an_edge_that_is_there_changes_nothing(document):
    assert not edits.connect(document, "input", "a")
    assert not edits.connect(document, "a", "sum", 0)


def test_deleting_a_node_takes_its_edges_along(document):
    after = apply(document, edits.remove(document, ["a"]))
    assert ids(after) == ["input", "b", "sum"]
    assert after.network.edges == (Edge("input", "b", 0), Edge("b", "sum", 0))


def test_deleting_is_named_by_what_goes(document):
    assert edits.remove(document, ["a"]).label == "Delete node"
    assert edits.remove(document, ["a", "b"]).label == "Delete 2 nodes"
    assert edits.remove(document, [], document.network.edges[:1]).label == "Disconnect"


def test_deleting_an_input_takes_it_out_of_the_data(document):
    data = read_reference({"source": "a.csv", "inputs": {"input": ["u", "v"], "other": ["w"]}})
    document = structs.replace(document, data=data)
    change = edits.remove(document, ["input"])
    assert dict(apply(document, change).data.inputs) == {"other": ("w",)}
    assert apply(apply(document, change), change.inverse()) == document


def test_deleting_a_node_gives_those_who_shared_its_weights_their_own(document):
    document = apply(document, edits.share_weights(document, ["b"], "a"))
    after = apply(document, edits.remove(document, ["a"]))
    assert after.network.by_id["b"].shared_with is None
    assert read_document(write_document(after)) == after
    both = edits.remove(document, ["a", "b"])
    assert apply(apply(document, both), both.inverse()) == document


def test_all_that_refers_to_a_renamed_node_follows(document):
    data = read_reference({"source": "a.csv", "inputs": {"input": ["u", "v"]}})
    document = structs.replace(apply(document, edits.share_weights(document, ["b"], "a")), data=data)
    after = apply(document, edits.rename_node(document, "a", "left"))
    assert ids(after) == ["input", "left", "b", "sum"]
    assert after.network.by_id["b"].shared_with == "left"
    assert after.network.incoming["sum"][0] == Edge("left", "sum", 0)
    assert after.data == data
    after = apply(after, edits.rename_node(after, "input", "x"))
    assert dict(after.data.inputs) == {"x": ("u", "v")}
    assert after.network.incoming["left"] == (Edge("x", "left", 0),)


def test_renaming_to_the_same_name_changes_nothing(document):
    assert not edits.rename_node(document, "a", "a")


def test_a_layer_on_an_edge_keeps_both_ends_and_the_port(document):
    edge = Edge("b", "sum", 1)
    after = apply(document, edits.insert_on_edge(document, edge, Flatten(), (5.0, 6.0)))
    assert edge not in after.network.edges
    assert {Edge("b", "flatten", 0), Edge("flatten", "sum", 1)} <= set(after.network.edges)


def test_a_node_that_is_there_can_be_put_into_an_edge(document):
    document = apply(document, edits.add_node(document, Flatten()))
    change = edits.splice_node(document, Edge("input", "a", 0), "flatten")
    after = apply(document, change)
    assert {Edge("input", "flatten", 0), Edge("flatten", "a", 0)} <= set(after.network.edges)
    assert change.label == "Insert into edge"


def test_copies_have_fresh_names_inner_edges_and_inner_sharing(document):
    document = apply(document, edits.share_weights(document, ["b"], "a"))
    nodes = document.network.nodes[1:]
    after = apply(document, edits.paste(document, nodes, document.network.edges, (10, 20)))
    assert ids(after)[4:] == ["a_2", "b_2", "sum_2"]
    assert after.network.edges[4:] == (Edge("a_2", "sum_2", 0), Edge("b_2", "sum_2", 1))
    assert after.network.by_id["b_2"].shared_with == "a_2"
    assert after.network.by_id["a_2"].position == (10, 20)


def test_a_copy_without_the_node_whose_weights_it_shares_has_its_own(document):
    document = apply(document, edits.share_weights(document, ["b"], "a"))
    after = apply(document, edits.paste(document, [document.network.by_id["b"]], (), (0, 0)))
    assert after.network.by_id["b_2"].shared_with is None


def test_copies_from_elsewhere_find_room_beside_each_other():
    document = chain(Dense(units=1))
    other = chain(Dense(units=1), Dense(units=2))
    after = apply(document, edits.paste(document, other.network.nodes, other.network.edges, (0, 0)))
    assert ids(after) == ["dense", "dense_2", "dense_2_2"]
    assert after.network.edges == (Edge("dense_2", "dense_2_2", 0),)


def test_settings_of_several_nodes_are_set_together(document):
    after = apply(document, edits.set_fields(document, ["a", "b"], units=7, use_bias=False))
    assert {node.layer for node in after.network.nodes[1:3]} == {Dense(units=7, use_bias=False)}


def test_edits_are_named_in_words(document):
    assert edits.set_fields(document, ["a"], use_bias=False).label == "Set use bias of a"
    assert edits.set_training(document, batch_size=1).label == "Set batch size"
    assert edits.set_trainable(document, ["a"], False).label == "Freeze"
    assert edits.paste(document, document.network.nodes, (), (0, 0)).label == "Paste 4 nodes"
    assert edits.share_weights(document, ["b"], None).label == "Stop sharing weights"


def test_another_document_takes_the_place_of_all_of_this_one_as_one_step(document):
    other = structs.replace(
        apply(document, edits.remove(document, ["a"])),
        name="other",
        data=read_reference({"source": "sample:iris"}),
    )
    change = edits.replace_document(document, other, "Take over")
    assert change.label == "Take over"
    assert apply(document, change) == other
    assert apply(other, change.inverse()) == document
