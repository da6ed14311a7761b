from __future__ import annotations

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.data.reference import DataReference
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from tests.network.descriptions import PAIRS, described
from tests.network.doctor.cases import repairs_of
from tests.network.networks import chain, wired

IN, OUT = Input(shape=(2,)), Dense(units=2)


def problems(document, code):
    return [problem for problem in check(document) if problem.code == code]


def repaired(document, problem, number=0):
    return apply(document, problem.fixes[number].change)


def test_an_empty_canvas_says_how_to_begin():
    (problem,) = check(Document())
    assert problem.message == "The canvas is empty. Drag an Input and a layer onto it, or open a template."


def test_without_an_input_no_data_can_enter():
    document = chain(Dense(units=1), Dense(units=2))
    (problem,) = problems(document, "no-input")
    assert problem.message == "No Input is on the canvas. Add one, so that data can enter."
    (repair,) = repairs_of(document, "no-input")
    assert [other.code for other in check(apply(document, repair.change))] == ["no-data"]


def test_an_input_for_the_data_has_its_shape_and_the_columns_that_were_meant_for_another_one():
    reference = DataReference(source="rows.npz", inputs={"gone": ("x",)})
    document = chain(Dense(units=1), Dense(units=2), data=reference)
    repair = repairs_of(document, "no-input", described(PAIRS, gone=(7,)))[0]
    after = apply(document, repair.change)
    assert repair.title == "Add an Input for the data"
    assert after.network.by_id["input"].layer.shape == (7,)
    assert after.data.inputs == {"input": ("x",)}


def test_a_cycle_is_named_edge_by_edge():
    document = wired({"input": IN, "a": Add(), "b": OUT}, "input > a", "b > a:1", "a > b")
    (problem,) = problems(document, "cycle")
    assert problem.message == "The edges “a” → “b” → “a” form a cycle; data must flow one way. Remove one of them."
    assert problem.fixes[0].label == "Remove the edge “b” → “a”"
    assert not problems(repaired(document, problem), "cycle")


def test_a_layer_that_feeds_itself_is_a_cycle_also_over_several_ports():
    document = wired({"input": IN, "a": Add()}, "input > a", "a > a:1", "a > a:2")
    (problem,) = problems(document, "cycle")
    assert "“a” → “a”" in problem.message
    assert repaired(document, problem).network.edges == (Edge("input", "a", 0),)


def test_a_dangling_layer_is_offered_the_nearest_loose_end():
    document = wired({"input": IN, "a": OUT, "b": OUT}, "input > a")
    (problem,) = problems(document, "missing-input")
    assert problem.message == ("Dense “b” has no edge coming in and needs 1. Draw an edge to it from the layer before.")
    assert [fix.label for fix in problem.fixes] == ["Connect “a” to “b”", "Connect “input” to “b”"]
    assert Edge("a", "b") in repaired(document, problem).network.edges


def test_no_edge_is_offered_that_would_close_a_cycle():
    document = wired({"input": IN, "a": OUT, "b": OUT, "c": OUT}, "a > b", "b > c")
    (problem,) = problems(document, "missing-input")
    assert [fix.label for fix in problem.fixes] == ["Connect “input” to “a”"]


def test_a_merging_layer_is_offered_all_the_edges_it_lacks():
    document = wired({"x": IN, "y": IN, "sum": Add()})
    (problem,) = problems(document, "missing-input")
    assert problem.message.startswith("Add “sum” has no edge coming in and needs at least 2.")
    assert [fix.label for fix in problem.fixes] == ["Connect “x” and “y” to “sum”"]
    assert [edge.port for edge in repaired(document, problem).network.incoming["sum"]] == [0, 1]


def test_surplus_edges_can_be_removed_or_joined():
    document = wired({"x": IN, "y": IN, "a": OUT}, "x > a", "y > a:1")
    (problem,) = problems(document, "surplus-input")
    assert problem.message == (
        "Dense “a” has 2 edges coming in and takes 1. Remove the others, or join them with Concatenate or Add first."
    )
    assert repaired(document, problem).network.edges == (Edge("x", "a", 0),)


def test_an_input_takes_no_edge():
    document = wired({"x": IN, "y": IN, "a": OUT}, "x > y", "y > a")
    (problem,) = problems(document, "surplus-input")
    assert problem.message == "Input “y” has 1 edge coming in and takes none. Remove the others."
    assert not problems(repaired(document, problem), "surplus-input")


def test_ports_have_no_gaps_and_no_doubles():
    for first, second in ((0, 2), (1, 1), (3, 5)):
        document = wired({"x": IN, "y": IN, "sum": Add()}, f"x > sum:{first}", f"y > sum:{second}")
        (problem,) = problems(document, "ports")
        assert problem.message == (
            f"The edges into Add “sum” use the ports {first}, {second}; they must be numbered from 0, each once and "
            "without gaps."
        )
        after = repaired(document, problem)
        assert after.network.incoming["sum"] == (Edge("x", "sum", 0), Edge("y", "sum", 1))


def test_a_single_port_has_the_number_0():
    document = wired({"x": IN, "a": OUT}, "x > a:4")
    (problem,) = problems(document, "ports")
    assert repaired(document, problem).network.edges == (Edge("x", "a", 0),)


def test_an_input_that_leads_nowhere_can_be_deleted():
    document = wired({"x": IN, "y": IN, "a": OUT}, "x > a")
    (problem,) = problems(document, "unused-input")
    assert problem.message == "Input “y” leads nowhere. Draw an edge from it to a layer."
    assert [node.id for node in repaired(document, problem).network.nodes] == ["x", "a"]


def test_the_only_input_is_not_offered_for_deletion():
    (problem,) = check(wired({"x": IN}))
    assert (problem.code, problem.fixes) == ("unused-input", ())


def test_two_outputs_can_be_joined_or_one_branch_kept():
    document = wired({"x": IN, "a": OUT, "b": OUT, "c": OUT, "d": OUT}, "x > a", "a > b", "x > c", "c > d")
    (problem,) = problems(document, "several-outputs")
    assert problem.message == (
        "“b” and “d” are outputs, because nothing follows them, but only one target is chosen. Choose a target for "
        "each, join them with Concatenate or Add, or delete what is not needed."
    )
    joined = repaired(document, problem)
    assert isinstance(joined.network.outputs[0].layer, Concatenate)
    assert joined.network.outputs[0].position[1] > 0
    assert [fix.label for fix in problem.fixes[1:]] == ["Keep only what leads to “b”", "Keep only what leads to “d”"]
    assert [node.id for node in repaired(document, problem, 2).network.nodes] == ["x", "c", "d"]


def test_a_lonely_layer_is_never_all_that_is_kept():
    document = wired({"x": IN, "a": OUT, "lonely": OUT}, "x > a")
    (problem,) = problems(document, "several-outputs")
    assert [fix.label for fix in problem.fixes] == ["Join them with Concatenate", "Keep only what leads to “a”"]


def test_many_outputs_are_listed_as_a_sentence_lists_them():
    document = wired({"x": IN} | dict.fromkeys("abcd", OUT), *(f"x > {name}" for name in "abcd"))
    (problem,) = problems(document, "several-outputs")
    assert problem.message.startswith("“a”, “b”, “c” and “d” are outputs")
    assert len(problem.fixes) == 4
