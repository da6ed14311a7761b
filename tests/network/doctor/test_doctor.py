from __future__ import annotations

from concurrent.futures import CancelledError

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.doctor import diagnoses, remedies
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.doctor.discovery import all_of
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.doctor.remedy import Remedy, remedies_for
from nnstudio.network.document import Document
from nnstudio.network.history import History
from nnstudio.network.inference import infer
from nnstudio.network.problem import Problem
from tests.network.blocks import with_residual
from tests.network.doctor.cases import case_of, found, repairs_of, titles_of
from tests.network.networks import broken_networks, chain, wired

quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


@quick
@given(broken_networks())
def test_every_repair_of_any_network_mends_its_problem(network):
    case = Case(Document(network=network), infer(network))
    for problem in check(case.document, None, case.inference):
        for repair in repairs(case, problem):
            after = apply(case.document, repair.change)
            left = [(other.code, other.node, other.field) for other in check(after)]
            assert (problem.code, problem.node, problem.field) not in left, repair.title
            assert apply(after, repair.change.inverse()) == case.document


@quick
@given(broken_networks(), st.data())
def test_repairing_whatever_can_be_repaired_comes_to_an_end(network, data):
    document = Document(network=network)
    for _ in range(40):
        case = case_of(document)
        errors = [problem for problem in check(document) if problem.severity == "error"]
        offered = [offer for problem in errors[:2] for offer in repairs(case, problem)]
        if not offered:
            return
        document = apply(document, data.draw(st.sampled_from(offered[:1])).change)
    raise AssertionError([problem.message for problem in check(document)])


def test_what_a_repair_brings_to_light_is_mended_in_the_same_step():
    document = chain(Input(shape=(8, 8, 2)), Flatten(), MaxPooling2D(), Conv2D(filters=1, kernel_size=(2, 2)))
    document = apply(document, edits.insert_on_edge(document, document.network.edges[-1], Flatten(), (0, 0)))
    assert titles_of(document, "shape")[0] == "Remove “flatten”, then remove “flatten_2”"


def test_a_repair_that_breaks_another_layer_is_not_offered_where_there_is_a_better_one():
    layers = {"x": Input(shape=(2,)), "a": Dense(units=8), "b": Dense(units=4), "c": Dense(units=8)}
    joints = {"sum": Add(), "fine": Add(), "end": Concatenate()}
    edges = ("x > a", "x > b", "x > c", "a > sum", "b > sum:1", "a > fine", "c > fine:1", "sum > end", "fine > end:1")
    offered = titles_of(wired(layers | joints, *edges), "shape")
    assert offered[0] == "Set Units of “b” to 8"
    assert "Set Units of “a” to 4" not in offered


def test_a_repair_that_leads_into_a_circle_is_previewed_all_the_same():
    layers = {"x": Input(shape=(2,)), "y": Input(shape=(2,)), "sum": Add(), "a": Dense(units=2)}
    document = wired(layers, "y > sum", "sum > a", "a > sum:1")
    assert "Connect “x” to “sum”" in titles_of(document, "unused-input")


def test_a_repair_is_one_step_to_undo_and_named_in_the_history():
    document = chain(Input(shape=(64,)), MaxPooling2D())
    history = History(document)
    history.do(repairs_of(document, "shape")[0].change)
    assert history.undo_label == "Insert Reshape (8×8×1)"
    history.undo()
    assert history.document == document


def test_what_is_inside_a_block_is_repaired_from_outside():
    document = with_residual()
    document = apply(document, edits.set_fields(document, ["in"], units=5))
    first, *_ = repairs_of(document, "shape")
    assert first.preview.result is not None
    assert not [problem for problem in check(apply(document, first.change)) if problem.code == "shape"]


def test_an_inserted_layer_lies_between_its_neighbors():
    document = chain(Input(shape=(64,)), MaxPooling2D())
    after = apply(document, repairs_of(document, "shape")[0].change).network
    rows = {node.id: node.position[1] for node in after.nodes}
    assert rows["input"] < rows["reshape"] < rows["max_pooling2d"]


def test_a_search_that_nobody_waits_for_ends_before_the_next_proposal():
    case = case_of(chain(Input(shape=(64,)), MaxPooling2D()))
    with pytest.raises(CancelledError):
        repairs(case, found(case, "shape"), lambda: True)


def test_a_problem_that_nobody_knows_how_to_mend_has_no_repairs():
    case = case_of(chain(Input(shape=(2,)), Dense(units=1)))
    assert repairs(case, Problem(code="unheard-of", message="Something is wrong.", node="dense")) == ()
    assert repairs(case, Problem(code="shape", message="Something is wrong.", node="gone/dense")) == ()


def test_a_remedy_or_diagnosis_is_known_once_it_is_declared():
    for kind, package in ((Remedy, remedies), (Diagnosis, diagnoses)):
        entries = all_of(kind, package)
        assert len({type(entry) for entry in entries}) == len(entries) > 5
        assert all((type(entry).__doc__ or "").endswith(".") for entry in entries)
    orders = [remedy.order for remedy in remedies_for(Problem(code="shape", message=""))]
    assert orders == sorted(orders)


def test_a_doubt_is_repaired_without_a_new_error():
    document = chain(Input(shape=(2,)), Dense(units=3), Dense(units=1))
    assert found(case_of(document), "no-data").fixes == ()
