from __future__ import annotations

import json

import pytest

from nnstudio.data.preparation import prepare_dataset
from nnstudio.engine.trainer import Trainer
from nnstudio.network.change import apply
from nnstudio.network.checks import check, first_error
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.doctor import repairs
from nnstudio.network.inference import infer
from nnstudio.network.json_format import document_to_json
from nnstudio.network.preparing import ONLY_INPUT, input_ids, output_ids
from tests.network.doctor import broken
from tests.network.doctor.cases import case_of, found
from tests.network.doctor.further import FURTHER

NETWORKS = {**broken.NETWORKS, **FURTHER}
pytestmark = pytest.mark.parametrize("name", NETWORKS)


def prepared(document, data):
    return prepare_dataset(
        document.data, data, input_ids(document.network) or (ONLY_INPUT,), output_ids(document.network)
    )


def case_named(name) -> Case:
    broken = NETWORKS[name]
    return case_of(broken.document, prepared(broken.document, broken.data).description)


def test_its_sentence_names_the_nodes_and_the_axes(name):
    problem = found(case_named(name), NETWORKS[name].code)
    assert [part for part in NETWORKS[name].names if part not in problem.message] == [], problem.message


def test_the_first_repair_leads_to_a_network_that_trains(name):
    case = case_named(name)
    problem = found(case, NETWORKS[name].code)
    first = repairs(case, problem)[0]
    assert first.preview.trains, first
    document = apply(case.document, first.change)
    data = prepared(document, NETWORKS[name].data)
    left = check(document, data.description)
    assert first_error(left) is None
    assert (problem.code, problem.node) not in [(other.code, other.node) for other in left]
    trainer = Trainer(document, data, threads=1)
    trainer.advance()
    assert trainer.step == 1


def test_every_repair_does_what_its_preview_says_and_can_be_undone(name):
    case = case_named(name)
    problem = found(case, NETWORKS[name].code)
    before = json.dumps(document_to_json(case.document))
    for repair in repairs(case, problem):
        document = apply(case.document, repair.change)
        after, preview = infer(document.network), repair.preview
        assert preview.result == after.shapes.get(preview.node or "")
        assert preview.node == problem.node or not document.network.outgoing[preview.node]
        assert preview.weights == after.total_weights
        assert preview.more_weights == after.total_weights - case.inference.total_weights
        problems = check(document, case.after(repair.change).description)
        errors = [left for left in problems if left.severity == "error"]
        assert (preview.errors, preview.trains) == (len(errors), not errors)
        assert repair.change.label == repair.title
        undone = apply(document, repair.change.inverse())
        assert undone == case.document
        assert json.dumps(document_to_json(undone)) == before


def test_no_two_repairs_have_one_title_or_do_one_thing(name):
    case = case_named(name)
    offered = repairs(case, found(case, NETWORKS[name].code))
    results = [without_names(apply(case.document, repair.change)) for repair in offered]
    assert len({repair.title for repair in offered}) == len(offered)
    assert all(result not in results[:place] for place, result in enumerate(results))


def without_names(document):
    """What a document computes and how it is trained, whatever its nodes are called and wherever they stand."""
    places = {node.id: place for place, node in enumerate(document.network.nodes)}
    nodes = [(node.layer, node.trainable, node.muted, node.shared_with) for node in document.network.nodes]
    edges = {(places[edge.source], places[edge.target], edge.port) for edge in document.network.edges}
    return nodes, edges, document.training, document.data
