"""The network on the canvas, which may be inside a block, as a part of the session."""

from __future__ import annotations

import pytest

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import block_edits, edits
from nnstudio.network.change import NodeStep, apply
from nnstudio.network.grouping import group
from nnstudio.network.inside import inside
from nnstudio.network.known import Known
from nnstudio.studio.session.open_network import OpenNetwork
from nnstudio.studio.session.session import Session
from tests.network.blocks import RESIDUAL, with_residual


@pytest.fixture
def session():
    return Session(with_residual(definition="residual"))


@pytest.fixture
def network(session):
    return OpenNetwork(session)


def units(session, *path):
    return inside(session.document, path).network.by_id["a"].layer.units


def heard(signal):
    told = []
    signal.connect(lambda *values: told.append(values))
    return told


def test_the_documents_own_network_is_open_at_first(session, network):
    assert network.path == ()
    assert network.document is session.document
    assert network.inference is session.inference
    network.select(["one"])
    assert session.selection == network.selection == {"one"}


def test_what_is_known_is_one_value_until_something_else_is(session, network):
    known = network.known
    network.select(["one"])
    assert network.known is known is not session.known
    session.do(edits.set_fields(session.document, ["in"], units=4))
    assert network.known is network.known is not known
    assert network.known.differing(known) >= {"in", "one", "two"}
    network.open("one")
    assert network.known.differing(Known()) >= RESIDUAL.by_id.keys()


def test_a_block_is_opened_and_left_and_then_selected(session, network):
    replaced = heard(network.replaced)
    assert network.open("one")
    assert network.path == ("one",)
    assert network.document.network == RESIDUAL
    assert network.inference.shapes == {"x": (3,), "a": (3,), "sum": (3,)}
    assert not network.open("a")
    network.close()
    assert network.path == ()
    assert session.selection == {"one"}
    assert len(replaced) == 2


def test_what_is_selected_inside_has_its_path_outside(session, network):
    network.open("one")
    network.select(["a", "nothing"])
    assert session.selection == {"one/a"}
    assert [node.id for node in network.selected_nodes] == ["a"]
    assert [node.id for node in session.selected_nodes] == ["one/a"]


def test_selecting_a_node_elsewhere_opens_the_network_that_it_is_in(session, network):
    session.select(["two/sum"])
    assert network.path == ("two",)
    assert network.selection == {"sum"}
    session.select(["in"])
    assert network.path == ()


def test_an_edit_inside_is_one_step_of_the_document_and_changes_all_that_are_linked(session, network):
    network.open("one")
    told = heard(network.changed)
    network.do(edits.set_fields(network.document, ["a"], units=7))
    assert units(session, "one") == units(session, "two") == 7
    assert network.document.network.by_id["a"].layer.units == 7
    ((change,),) = told
    assert [step.after.id for step in change.steps if isinstance(step, NodeStep)] == ["a"]
    session.undo()
    assert units(session, "one") == 3
    assert network.path == ("one",)
    assert network.document.network == RESIDUAL


def test_typing_inside_is_one_step_and_that_in_another_node_another(session, network):
    network.open("one")
    network.do(edits.add_node(network.document, Dense(units=1)))
    for name in ("a", "dense"):
        for number in (5, 6, 7):
            network.do(edits.set_fields(network.document, [name], units=number), merge=True)
    assert session.history.labels == ("Add Dense", "Set units of a", "Set units of dense")


def test_a_new_name_inside_keeps_its_node_selected_also_when_it_is_undone(session, network):
    network.open("one")
    network.select(["a"])
    network.do(edits.rename_node(network.document, "a", "hidden"))
    assert network.selection == {"hidden"}
    session.undo()
    assert network.selection == {"a"}


def test_the_way_follows_a_block_that_gets_another_name(session, network):
    network.open("one")
    moved = heard(network.moved)
    session.do(edits.rename_node(session.document, "one", "first"))
    assert network.path == ("first",)
    assert len(moved) == 1


def test_the_network_closes_when_its_block_goes(session, network):
    session.do(group(session.document, ["one", "two"]))
    session.select(["block/one/a"])
    assert network.path == ("block", "one")
    session.undo()
    assert network.path == ()
    assert network.document is session.document


def test_another_document_begins_outside(session, network):
    network.open("one")
    session.replace(with_residual())
    assert network.path == ()


def test_the_shapes_that_arrive_are_those_of_the_inputs_inside(session, network):
    session.do(edits.set_fields(session.document, ["in"], units=5))
    network.open("one")
    assert network.document.network.by_id["x"].layer.shape == (5,)
    (problem,) = network.problems
    assert problem.node == "sum"
    assert problem.message.endswith("but Add “sum” cannot add 5 and 3; make their shapes equal.")
    titles = [repair.title for repair in network.repairs(problem)]
    network.mend(problem, "Set Units of “a” to 5")
    assert "Set Units of “a” to 5" in titles
    assert network.problems == ()
    assert units(session, "two") == 5


def test_what_the_document_says_of_a_node_inside_is_known_there(session, network):
    session.do(edits.remove(session.document, ["two", "out"]))
    inner = inside(session.document, ["one"])
    with_softmax = edits.add_node(inner, Dense(units=1), node_id="end")
    network.open("one")
    network.do(with_softmax)
    network.do(edits.connect(network.document, "sum", "end"))
    assert {problem.node for problem in session.problems if problem.node} == {
        f"one/{problem.node}" for problem in network.problems if problem.node
    }


def test_a_definition_that_would_hold_itself_is_refused_in_a_sentence(session, network):
    network.open("one")
    refused = heard(network.refused)
    before = session.document
    network.do(block_edits.place_linked(network.document, "residual", (0.0, 0.0)))
    assert refused == [("“residual” cannot hold a linked copy of itself. Make the copy unique first.",)]
    assert session.document is before


def test_values_by_path_are_told_by_the_ids_of_the_open_network(network):
    values = {"in": 1, "one": 2, "one/a": 3, "one/sum": 4}
    assert network.local(values) == {"in": 1, "one": 2}
    network.open("one")
    assert network.local(values) == {"a": 3, "sum": 4}


def test_no_data_enters_inside_a_block(session, network):
    network.open("one")
    assert network.description is None
    assert apply(session.document, edits.set_name(session.document, "x")).network is session.document.network


def test_an_input_inside_says_why_it_keeps_the_shape_that_arrives(network):
    network.open("one")
    refused = heard(network.refused)
    network.do(edits.set_fields(network.document, ["x"], shape=(9,)))
    assert refused == [("Input “x” takes what arrives at the block; its own shape counts while nothing does.",)]
    assert network.document.network.by_id["x"].layer.shape == (3,)


def test_what_is_wrong_inside_a_muted_block_has_no_repairs_that_would_be_made_outside(session, network):
    network.open("one")
    network.do(edits.disconnect(network.document, network.document.network.incoming["a"]))
    assert any(network.repairs(problem) for problem in network.problems)
    session.do(edits.set_muted(session.document, ["one", "two"], muted=True))
    assert [problem.code for problem in network.problems] == ["missing-input"]
    before = session.document
    for problem in network.problems:
        assert network.repairs(problem) == ()
        network.mend(problem, problem.fixes[0].label)
    assert session.document is before
